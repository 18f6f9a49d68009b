package import Basics
package import EventLoop
import Foundation
package import Gateway
package import Postgres

/// Everything between the gateway and the modules: finds the route, knows who asks, keeps other sites out, answers
/// problems in one form, and opens live sessions.
@Loop package final class WebApplication: GatewayDelegate {
    /// What the assembly decides.
    package struct Configuration: Sendable {
        package let publicURL: String
        package let allowedOrigins: [String]
        package let uploadDirectory: String

        package init(publicURL: String, allowedOrigins: [String] = [], uploadDirectory: String) {
            self.publicURL = publicURL
            self.allowedOrigins = allowedOrigins
            self.uploadDirectory = uploadDirectory
        }
    }

    private static let apiPrefix = "/api/v1"
    private let router: Router
    private let hub: LiveHub
    private let pages: Pages
    private let authenticators: [any Authenticator]
    private let idempotency: Idempotency
    private let origins: OriginCheck
    private let isSecure: Bool
    private let uploadDirectory: String
    private let operations: OperationsPages

    package init(
        _ configuration: Configuration, routes: [Route], hub: LiveHub, pages: Pages,
        authenticators: [any Authenticator],
        database: Database, clock: WallClock, operations: OperationsPages
    ) {
        router = Router(routes)
        self.hub = hub
        self.pages = pages
        self.authenticators = authenticators
        idempotency = Idempotency(database: database, clock: clock)
        origins = OriginCheck(publicURL: configuration.publicURL, allowed: configuration.allowedOrigins)
        isSecure = configuration.publicURL.hasPrefix("https://")
        uploadDirectory = configuration.uploadDirectory
        self.operations = operations
    }

    // MARK: HTTP

    package func bodyPolicy(for head: HTTPHead) -> BodyPolicy {
        guard let match = apiMatch(head), case .route(let route, _) = match else { return .collect(limitBytes: 65_536) }
        return switch route.body {
        case .none: .collect(limitBytes: 65_536)
        case .json: .collect(limitBytes: 1_048_576)
        case .raw(let limit): .collect(limitBytes: limit)
        case .form(let limit, let fileLimit):
            .multipart(limitBytes: limit, fileLimitBytes: fileLimit, directory: uploadDirectory)
        }
    }

    package func respond(to request: HTTPRequest) async -> HTTPResponse {
        let started = ContinuousClock.now
        let id = UUID()
        var response: Response
        var routePath = request.head.path.hasPrefix(Self.apiPrefix) ? "unknown" : "page"
        do {
            if let match = apiMatch(request.head) {
                if case .route(let route, _) = match { routePath = route.path }
                response = try await api(request, match, id)
            } else if let answer = await operations.response(for: request.head) {
                response = answer
            } else if let page = try await pages.response(for: request.head) {
                response = page
            } else {
                throw Problem.notFound()
            }
        } catch {
            let problem = ProblemMapping.problem(for: error, place: "http", instance: id)
            response = ProblemDocument(problem, instance: id).response
        }
        SecurityHeaders.add(
            to: &response, isSecure: isSecure || request.head.isSecure, requestID: id.uuidString.lowercased())
        operations.count(method: request.head.method, route: routePath, status: response.status, since: started)
        return HTTPResponse(status: response.status, headers: response.headers, body: response.body)
    }

    private func apiMatch(_ head: HTTPHead) -> Router.Match? {
        guard head.path.hasPrefix(Self.apiPrefix + "/") else { return nil }
        return router.match(method: head.method, path: head.path.dropFirst(Self.apiPrefix.count))
    }

    private func api(_ request: HTTPRequest, _ match: Router.Match, _ id: UUID) async throws -> Response {
        let head = request.head
        switch match {
        case .none: throw Problem.notFound()
        case .otherMethods(let methods):
            if head.method == "OPTIONS" {
                return Response(status: 204, headers: [("Allow", methods.joined(separator: ", "))])
            }
            let problem = Problem.methodNotAllowed(methods)
            return ProblemDocument(problem, instance: id).response.adding("Allow", methods.joined(separator: ", "))
        case .route(let route, let parameters):
            let principal = try await principal(for: head, route)
            try admit(principal, to: route, head)
            let asked = Request(
                head: head, principal: principal, id: id, content: request.body, parameters: parameters)
            return try await idempotency.run(asked, route) { try await route.handler(asked) }
        }
    }

    private func principal(for head: HTTPHead, _ route: Route) async throws -> Principal {
        do {
            for authenticator in authenticators {
                if let principal = try await authenticator.principal(for: head) { return principal }
            }
        } catch let problem as Problem where problem.status == 401 && route.access == .anyone {
            // A stale cookie must not keep anybody from signing in again.
        }
        return .anonymous
    }

    private func admit(_ principal: Principal, to route: Route, _ head: HTTPHead) throws {
        if head.method != "GET", head.method != "HEAD", carriesCookie(head), !origins.accepts(head) {
            throw Problem.crossOrigin
        }
        switch route.access {
        case .anyone: break
        case .signedIn: guard principal.isStaff else { throw Problem.signInRequired }
        case .visitor: guard principal.kind == .visitor else { throw Problem.signInRequired }
        case .permission(let permission):
            guard principal.isStaff else { throw Problem.signInRequired }
            try principal.require(permission)
        }
    }

    /// Whether a browser may have attached our cookie, or is about to be given one.
    private func carriesCookie(_ head: HTTPHead) -> Bool {
        if head.headers["authorization"] != nil || head.headers["x-visitor-token"] != nil { return false }
        return head.cookies["deskbell_session"] != nil
            || ["/api/v1/session", "/api/v1/setup"].contains(head.path) || head.path.hasPrefix("/api/v1/invitations/")
    }

    // MARK: Live

    package func upgrade(_ head: HTTPHead) -> UpgradeDecision {
        guard head.path == "/live" else { return .refuse(status: 404) }
        return origins.accepts(head) ? .accept : .refuse(status: 403)
    }

    package func connected(_ connection: WebSocketConnection) {
        hub.accept(connection)
    }
}
