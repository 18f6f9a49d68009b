package import EventLoop

/// How the body of a request is to be received.
package enum BodyPolicy: Sendable {
    /// Into memory.
    case collect(limitBytes: Int)
    /// multipart/form-data with files spooled into `directory`; any other media type is collected, up to 1 MiB.
    case multipart(limitBytes: Int, fileLimitBytes: Int, directory: String)
    /// Not at all.
    case refuse(HTTPResponse)
}

/// Whether a WebSocket upgrade is granted.
package enum UpgradeDecision: Sendable {
    case accept
    /// Answered with this HTTP status, 400 to 599.
    case refuse(status: Int)
}

/// What the gateway asks of the layer above; all on the loop thread.
@Loop package protocol GatewayDelegate: Sendable {
    /// How to receive the body; asked once, before any of it is read.
    func bodyPolicy(for head: HTTPHead) -> BodyPolicy
    /// The answer to a request.
    func respond(to request: HTTPRequest) async -> HTTPResponse
    /// Whether the upgrade to a live connection is granted: the place to check Origin.
    func upgrade(_ head: HTTPHead) -> UpgradeDecision
    /// A live connection opened; set its closures here.
    func connected(_ connection: WebSocketConnection)
}
