package import Basics
package import Gateway

/// What a route answers; `WebApplication` adds the headers every answer carries.
package struct Response: Sendable {
    package var status: Int
    package var headers: [(String, String)]
    package var body: HTTPResponse.Body

    package init(status: Int, headers: [(String, String)] = [], body: HTTPResponse.Body = .none) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// - Parameter version: The thing's version, sent as its `ETag`.
    package static func json(
        _ value: some JSONWritable, status: Int = 200, version: Int? = nil, headers: [(String, String)] = []
    ) -> Response {
        json(bytes: JSONWriter.write(value), status: status, version: version, headers: headers)
    }

    /// An answer that is JSON already.
    package static func json(
        bytes: [UInt8], status: Int = 200, version: Int? = nil, headers: [(String, String)] = []
    ) -> Response {
        var all = [("Content-Type", "application/json; charset=utf-8")] + headers
        if let version { all.append(("ETag", "\"\(version)\"")) }
        return Response(status: status, headers: all, body: .bytes(bytes))
    }

    package static func created(_ value: some JSONWritable, version: Int? = nil) -> Response {
        json(value, status: 201, version: version)
    }

    package static let noContent = Response(status: 204)

    package static func html(_ text: String, status: Int = 200, headers: [(String, String)] = []) -> Response {
        Response(
            status: status, headers: [("Content-Type", "text/html; charset=utf-8")] + headers,
            body: .bytes(Array(text.utf8)))
    }

    package static func text(_ text: String, status: Int = 200, contentType: String = "text/plain; charset=utf-8")
        -> Response
    {
        Response(status: status, headers: [("Content-Type", contentType)], body: .bytes(Array(text.utf8)))
    }

    package static func redirect(to path: String) -> Response {
        Response(status: 303, headers: [("Location", path)])
    }

    package func adding(_ name: String, _ value: String) -> Response {
        var answer = self
        answer.headers.append((name, value))
        return answer
    }
}
