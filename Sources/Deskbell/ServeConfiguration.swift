import Basics
import Foundation
import Gateway

/// What `deskbell serve` was told, by options and environment.
struct ServeConfiguration: Sendable {
    let listen: String
    let publicURL: String?
    let dataDirectory: String
    let databaseURL: String?
    let secretFile: String?
    let isDemo: Bool
    let busURL: String?
    let allowedOrigins: [String]
    let gateway: GatewayConfiguration
    let limits: Limits

    /// How much one client may ask for; the environment changes them for load tests.
    struct Limits: Sendable {
        let frames: TokenBucket.Rate
    }
}

extension ServeConfiguration {
    /// - Throws: `StartupFault` naming the variable or option that cannot be used.
    init(listen: String, data: DataOptions, isDemo: Bool, certificate: String?, key: String?) throws {
        self.listen = listen
        self.isDemo = isDemo
        publicURL = try Environment.text("DESKBELL_PUBLIC_URL").map { url in
            guard let parts = URL(string: url), ["http", "https"].contains(parts.scheme), parts.host() != nil else {
                throw StartupFault("DESKBELL_PUBLIC_URL must be a web address such as https://help.example.com, not \"\(url)\".")
            }
            return url.hasSuffix("/") ? String(url.dropLast()) : url
        }
        dataDirectory = data.dataDirectory
        databaseURL = data.externalDatabase
        secretFile = Environment.text("DESKBELL_SECRET_FILE")
        busURL = Environment.text("DESKBELL_BUS")
        allowedOrigins = Environment.list("DESKBELL_ALLOWED_ORIGINS")
        let frames = try Environment.number("DESKBELL_FRAMES_PER_SECOND", minimum: 1) ?? 100
        limits = Limits(frames: TokenBucket.Rate(perSecond: frames, burst: frames * 5))

        guard (certificate == nil) == (key == nil) else {
            throw StartupFault("TLS needs both --tls-certificate and --tls-key; one of them is missing.")
        }
        var gateway = GatewayConfiguration(listen: [listen])
        if let certificate, let key { gateway.tls = GatewayConfiguration.TLS(certificateFile: certificate, keyFile: key) }
        gateway.trustedProxies = Environment.list("DESKBELL_TRUSTED_PROXIES")
        let connections = try Environment.number("DESKBELL_CONNECTIONS_PER_ADDRESS")
        let requests = try Environment.number("DESKBELL_REQUESTS_PER_SECOND")
        gateway.connectionsPerAddress = Int(connections ?? 256)
        gateway.requestsPerSecond = Int(requests ?? 100)
        gateway.requestBurst = gateway.requestsPerSecond * 4
        // A proxy or a tool on this machine is held to a limit only when the operator asks for one.
        gateway.limitsLoopback = connections != nil || requests != nil
        self.gateway = gateway
    }
}
