package import EventLoop

/// The HTTP and WebSocket server.
@Loop package final class GatewayServer {
    /// The port of the first listener once started.
    package private(set) var boundPort = 0
    /// Counters for /metrics.
    package var statistics = GatewayStatistics()

    private let configuration: GatewayConfiguration
    private let delegate: any GatewayDelegate

    /// A server that does not listen yet.
    package init(_ configuration: GatewayConfiguration, delegate: any GatewayDelegate) {
        self.configuration = configuration
        self.delegate = delegate
    }

    /// Listens and serves.
    ///
    /// - Throws: `GatewayError` with one sentence for the operator.
    package func start() async throws {}
    /// Stops accepting, closes live connections with 1012, and lets requests in flight finish for at most `seconds`.
    package func drain(seconds: Double) async {}
    /// Closes everything that is left.
    package func stop() async {}
}
