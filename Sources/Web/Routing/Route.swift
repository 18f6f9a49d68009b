import Basics
import EventLoop

/// One path and method: who may ask, what goes in, what comes out.
///
/// `Router` matches it, the OpenAPI document lists it.
package struct Route: Sendable {
    package typealias Handler = @Loop @Sendable (Request) async throws -> Response

    package let method: String
    /// The path below `/api/v1`, with parameters in braces.
    package let path: String
    package let summary: String
    package let access: RouteAccess
    package let query: [QueryParameter]
    package let input: (any WireType.Type)?
    package let output: (any WireType.Type)?
    /// Whether the answer is a page of `output`.
    package let isPage: Bool
    package let status: Int
    package let body: RouteBody
    package let handler: Handler

    package init(
        _ method: String, _ path: String, _ summary: String, _ access: RouteAccess, query: [QueryParameter] = [],
        input: (any WireType.Type)? = nil, output: (any WireType.Type)? = nil, page: Bool = false, status: Int = 200,
        body: RouteBody = .json, handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.summary = summary
        self.access = access
        self.query = page ? query + QueryParameter.paging : query
        self.input = input
        self.output = output
        self.isPage = page
        self.status = status
        self.body = body
        self.handler = handler
    }

    package static func get(
        _ path: String, _ summary: String, _ access: RouteAccess, query: [QueryParameter] = [],
        output: (any WireType.Type)? = nil, page: Bool = false, handler: @escaping Handler
    ) -> Route {
        Route(
            "GET", path, summary, access, query: query, output: output, page: page, body: .none, handler: handler)
    }

    package static func post(
        _ path: String, _ summary: String, _ access: RouteAccess, query: [QueryParameter] = [],
        input: (any WireType.Type)? = nil, output: (any WireType.Type)? = nil, status: Int = 201,
        body: RouteBody = .json, handler: @escaping Handler
    ) -> Route {
        Route(
            "POST", path, summary, access, query: query, input: input, output: output, status: status, body: body,
            handler: handler)
    }

    package static func put(
        _ path: String, _ summary: String, _ access: RouteAccess, query: [QueryParameter] = [],
        input: (any WireType.Type)? = nil, output: (any WireType.Type)? = nil, status: Int = 200,
        handler: @escaping Handler
    ) -> Route {
        Route(
            "PUT", path, summary, access, query: query, input: input, output: output, status: status, handler: handler)
    }

    package static func patch(
        _ path: String, _ summary: String, _ access: RouteAccess, query: [QueryParameter] = [],
        input: (any WireType.Type)? = nil, output: (any WireType.Type)? = nil, handler: @escaping Handler
    ) -> Route {
        Route("PATCH", path, summary, access, query: query, input: input, output: output, handler: handler)
    }

    package static func delete(
        _ path: String, _ summary: String, _ access: RouteAccess, query: [QueryParameter] = [],
        output: (any WireType.Type)? = nil, status: Int = 204, handler: @escaping Handler
    ) -> Route {
        Route(
            "DELETE", path, summary, access, query: query, output: output, status: status, body: .none, handler: handler
        )
    }
}

/// Who may ask for a route.
package enum RouteAccess: Sendable, Equatable {
    /// Everybody, also without signing in.
    case anyone
    /// Every member of staff and every API key.
    case signedIn
    /// A visitor's token.
    case visitor
    /// Staff and API keys with this right.
    case permission(Permission)
}

/// What kind of body a route reads, and how large it may be.
package enum RouteBody: Sendable, Equatable {
    case none
    /// JSON of at most 1 MiB.
    case json
    /// JSON, urlencoded or multipart, files spooled to disk.
    case form(limitBytes: Int, fileLimitBytes: Int)
    /// Any bytes.
    case raw(limitBytes: Int)
}

/// One parameter of a query, for the OpenAPI document.
package struct QueryParameter: Sendable {
    package let name: String
    package let summary: String

    package init(_ name: String, _ summary: String) {
        self.name = name
        self.summary = summary
    }

    package static let paging = [
        QueryParameter("limit", "How many, 1 to 200; 50 without it."),
        QueryParameter("cursor", "Where the page before ended: its `next_cursor`."),
    ]
}
