/// An answer to a request.
///
/// The gateway adds Content-Length and Connection; everything else is the handler's.
package struct HTTPResponse: Sendable {
    /// The content.
    package enum Body: Sendable {
        case none
        case bytes([UInt8])
        /// The first `sizeBytes` bytes of a file, read in pieces while they are sent.
        case file(path: String, sizeBytes: Int)
    }

    /// The status, 200 to 599.
    package var status: Int
    /// Header fields in order; line breaks inside are removed.
    package var headers: [(String, String)]
    /// The content; left out by itself in an answer to HEAD.
    package var body: Body

    /// An answer of these parts.
    package init(status: Int, headers: [(String, String)] = [], body: Body = .none) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    var contentLength: Int {
        switch body {
        case .none: 0
        case .bytes(let bytes): bytes.count
        case .file(_, let sizeBytes): sizeBytes
        }
    }

    /// A short answer in plain text, for refusals the gateway speaks itself.
    static func plain(_ status: Int, _ sentence: String, _ headers: [(String, String)] = []) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: [("content-type", "text/plain; charset=utf-8"), ("x-content-type-options", "nosniff")] + headers,
            body: .bytes(Array((sentence + "\n").utf8)))
    }
}
