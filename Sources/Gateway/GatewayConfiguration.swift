/// How the gateway listens and what it tolerates.
package struct GatewayConfiguration: Sendable {
    /// Certificate chain and key of a TLS listener, both PEM files.
    package struct TLS: Sendable {
        package var certificateFile: String
        package var keyFile: String
        /// Both files.
        package init(certificateFile: String, keyFile: String) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    /// Addresses with port: `127.0.0.1:8080`, `[::1]:8080`, `0.0.0.0:8080`; port 0 takes a free one.
    package var listen: [String]
    /// TLS on every listener; nil for plain HTTP behind a proxy.
    package var tls: TLS?
    /// Addresses or CIDR blocks whose X-Forwarded-For and X-Forwarded-Proto are believed.
    package var trustedProxies: [String] = []
    /// The only path a WebSocket may be opened on.
    package var livePath = "/live"
    /// The only WebSocket subprotocol spoken.
    package var liveProtocol = "deskbell.v1"
    /// Header fields kept for handlers besides those libwebsockets knows; lower case.
    package var customHeaders = [
        "idempotency-key", "x-request-id", "x-forwarded-proto", "x-forwarded-host", "x-csrf-token", "x-requested-with",
        "x-api-key", "x-deskbell-signature", "x-deskbell-visitor", "x-visitor-token", "x-deskbell-inbox",
        "x-deskbell-timestamp",
        "x-hub-signature-256", "x-signature", "x-timestamp", "x-telegram-bot-api-secret-token", "x-twilio-signature",
        "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest", "dnt", "last-event-id", "prefer",
    ]

    /// Bytes of all header fields together; beyond it the connection is closed.
    package var headerLimitBytes = 16384
    /// Seconds for TLS handshake and header, and of silence within a body or while an answer is taken up.
    package var handshakeSeconds = 10
    /// Seconds for a whole body at the least; a big one gets a second more per 16 KiB.
    package var bodySeconds = 30
    /// Seconds a handler may take.
    package var handlerSeconds = 60
    /// Seconds an HTTP connection may rest between two requests.
    package var idleSeconds = 60
    /// Seconds of silence on a live connection until it is pinged, and until it is given up.
    package var pingSeconds = 25
    package var hangupSeconds = 60

    /// Open connections per client address; 0 = no limit.
    package var connectionsPerAddress = 256
    /// Requests per second and address on average, and at once; 0 = no limit.
    package var requestsPerSecond = 0
    package var requestBurst = 0
    /// Whether the two limits above also hold for programs on this machine.
    package var limitsLoopback = true

    /// Parts of one multipart body.
    package var formPartLimit = 64
    /// Bytes of one live message over all its fragments; beyond it the connection is closed with 4413.
    package var messageLimitBytes = 65536
    /// Frames and bytes waiting for a slow reader; beyond it the connection is closed with 4408.
    package var queueLimitFrames = 256
    package var queueLimitBytes = 262_144

    /// A configuration with the usual limits.
    package init(listen: [String], tls: TLS? = nil, trustedProxies: [String] = []) {
        self.listen = listen
        self.tls = tls
        self.trustedProxies = trustedProxies
    }
}

/// Why the gateway cannot serve, in one sentence that says what to do.
package struct GatewayError: Error, CustomStringConvertible {
    /// The sentence.
    package let description: String
    /// An error saying `sentence`.
    package init(_ sentence: String) { description = sentence }
}

/// Counters since the start, and what is open now.
package struct GatewayStatistics: Sendable {
    /// Open connections of any kind.
    package var connectionsOpen = 0
    /// Open live connections.
    package var liveConnections = 0
    /// Connections accepted.
    package var connectionsTotal = 0
    /// Requests answered or being answered.
    package var requestsTotal = 0
    /// Live messages received, and frames handed to the network.
    package var messagesReceivedTotal = 0
    package var framesSentTotal = 0
    /// Payload bytes in and out.
    package var bytesReceivedTotal = 0
    package var bytesSentTotal = 0
    /// Connections refused for their number, requests refused by the rate limit, requests refused as malformed or too
    /// big, and upgrades refused.
    package var connectionsRefusedTotal = 0
    package var requestsThrottledTotal = 0
    package var requestsRefusedTotal = 0
    package var upgradesRefusedTotal = 0
    /// Live connections closed because their reader was too slow.
    package var slowReadersTotal = 0

    /// All zero.
    package init() {}
}
