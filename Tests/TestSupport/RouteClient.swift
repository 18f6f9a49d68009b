package import Basics
package import EventLoop
import Foundation
package import Gateway
package import Web

/// Calls routes in process, as one principal, with the same access checks and problems as over HTTP.
@Loop package final class RouteClient {
    /// What a route answered.
    package struct Answer: Sendable {
        package let status: Int
        package let headers: [(String, String)]
        package let bytes: [UInt8]

        package var json: JSONValue {
            (try? JSONValue(parsing: bytes)) ?? .null
        }

        package var text: String { String(decoding: bytes, as: UTF8.self) }

        /// The inputs a problem names, in its order.
        package var pointers: [String] {
            guard case .object(let problem) = json, case .array(let errors)? = problem["errors"] else { return [] }
            return errors.compactMap { error in
                guard case .object(let fields) = error, case .string(let pointer)? = fields["pointer"] else {
                    return nil
                }
                return pointer
            }
        }

        package func header(_ name: String) -> String? {
            headers.first { $0.0.lowercased() == name.lowercased() }?.1
        }
    }

    private let router: Router
    package var principal: Principal

    package init(_ routes: [Route], as principal: Principal) {
        router = Router(routes)
        self.principal = principal
    }

    /// - Parameter path: Below `/api/v1`, with its query.
    package func call(
        _ method: String, _ path: String, json: String? = nil, as other: Principal? = nil,
        headers: [(String, String)] = [],
        form: [FormPart]? = nil
    ) async -> Answer {
        let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
        let head = HTTPHead(
            method: method, path: "/api/v1" + (parts.first ?? ""), query: parts.count > 1 ? parts[1] : "",
            headers: HTTPHeaders((json == nil ? [] : [("content-type", "application/json")]) + headers),
            remoteAddress: "127.0.0.1", isSecure: false)
        let body: HTTPBody = form.map { .form($0) } ?? json.map { .bytes(Array($0.utf8)) } ?? .none
        let asking = other ?? principal
        do {
            guard case .route(let route, let parameters) = router.match(method: method, path: parts.first ?? "") else {
                throw Problem.notFound()
            }
            switch route.access {
            case .anyone: break
            case .signedIn: guard asking.isStaff else { throw Problem.signInRequired }
            case .visitor: guard asking.kind == .visitor else { throw Problem.signInRequired }
            case .permission(let permission):
                guard asking.isStaff else { throw Problem.signInRequired }
                try asking.require(permission)
            }
            return answer(
                try await route.handler(Request(head: head, principal: asking, content: body, parameters: parameters)))
        } catch {
            let instance = UUID()
            return answer(
                ProblemDocument(
                    ProblemMapping.problem(for: error, place: "test", instance: instance), instance: instance
                ).response)
        }
    }

    private func answer(_ response: Response) -> Answer {
        guard case .bytes(let bytes) = response.body else {
            return Answer(status: response.status, headers: response.headers, bytes: [])
        }
        return Answer(status: response.status, headers: response.headers, bytes: bytes)
    }
}
