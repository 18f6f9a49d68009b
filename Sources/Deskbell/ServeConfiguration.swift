import Basics
import Channels
import Foundation
import Gateway
import Imports

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
    /// A test's push service may live on this machine, without TLS.
    let callsLoopback: Bool
    let mail: Mail
    /// The folder an ERP exchanges files by; none without it.
    let drop: DropConfiguration?

    /// How mail travels.
    struct Mail: Sendable {
        let network: MailNetwork
        let timings: MailboxTimings
        /// Where mail servers on this machine hand mail over.
        let lmtp: LMTPAddress?
    }

    /// How much one client may ask for; the environment changes them for load tests.
    struct Limits: Sendable {
        let frames: TokenBucket.Rate
    }
}

extension ServeConfiguration {
    /// - Throws: `StartupFault` naming the variable or option that cannot be used.
    init(listen: String, data: DataOptions, isDemo: Bool, certificate: String?, key: String?) throws {
        let listen = try Self.withPort(listen)
        self.listen = listen
        self.isDemo = isDemo
        publicURL = try Environment.text("DESKBELL_PUBLIC_URL").map { url in
            guard let parts = URL(string: url), ["http", "https"].contains(parts.scheme), parts.host() != nil else {
                throw StartupFault(
                    "DESKBELL_PUBLIC_URL must be a web address such as https://help.example.com, not \"\(url)\".")
            }
            return url.hasSuffix("/") ? String(url.dropLast()) : url
        }
        dataDirectory = data.dataDirectory
        databaseURL = data.externalDatabase
        secretFile = Environment.text("DESKBELL_SECRET_FILE")
        busURL = Environment.text("DESKBELL_BUS")
        callsLoopback = Environment.text("DESKBELL_LOOPBACK") == "1"
        allowedOrigins = Environment.list("DESKBELL_ALLOWED_ORIGINS")
        let frames = try Environment.number("DESKBELL_FRAMES_PER_SECOND", minimum: 1) ?? 100
        limits = Limits(frames: TokenBucket.Rate(perSecond: frames, burst: frames * 5))

        mail = try Self.mail()
        drop = try Self.drop()

        guard (certificate == nil) == (key == nil) else {
            throw StartupFault("TLS needs both --tls-certificate and --tls-key; one of them is missing.")
        }
        var gateway = GatewayConfiguration(listen: [listen])
        if let certificate, let key {
            gateway.tls = GatewayConfiguration.TLS(certificateFile: certificate, keyFile: key)
        }
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

    private static func drop() throws -> DropConfiguration? {
        guard let folder = Environment.text("DESKBELL_DROP") else { return nil }
        guard folder.hasPrefix("/") else {
            throw StartupFault("DESKBELL_DROP must be a whole path such as /srv/erp, not \"\(folder)\".")
        }
        let path = URL(fileURLWithPath: folder).standardizedFileURL.path
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard access(path, R_OK | W_OK | X_OK) == 0 else {
            throw StartupFault("DESKBELL_DROP names \(path), which this user cannot write to.")
        }
        return DropConfiguration(
            folder: path, quietSeconds: try Environment.number("DESKBELL_DROP_QUIET_SECONDS", minimum: 1) ?? 10,
            exportSeconds: try Environment.number("DESKBELL_DROP_EXPORT_SECONDS") ?? 3600)
    }

    private static func mail() throws -> Mail {
        let authorities = Environment.text("DESKBELL_MAIL_CA_FILE")
        if let authorities, !FileManager.default.isReadableFile(atPath: authorities) {
            throw StartupFault("DESKBELL_MAIL_CA_FILE names \(authorities), which cannot be read.")
        }
        var timings = MailboxTimings()
        timings.poll = try Environment.number("DESKBELL_MAIL_POLL_SECONDS", minimum: 1) ?? timings.poll
        let lmtp = try Environment.text("DESKBELL_LMTP").map { text in
            guard let address = LMTPAddress(text) else {
                throw StartupFault(
                    "DESKBELL_LMTP must be a socket such as unix:/run/deskbell/lmtp or 127.0.0.1:24, which only this "
                        + "machine reaches, not \"\(text)\".")
            }
            return address
        }
        return Mail(network: MailNetwork(certificatesFile: authorities), timings: timings, lmtp: lmtp)
    }

    /// The address with a free port in place of port 0, so that links can name it before the gateway listens.
    private static func withPort(_ listen: String) throws -> String {
        guard listen.hasSuffix(":0") else { return listen }
        let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(probe) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let found = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(probe, $0, length) == 0 && getsockname(probe, $0, &length) == 0
            }
        }
        guard found else { throw StartupFault("There is no free port on this machine: name one with --listen.") }
        return listen.dropLast() + String(UInt16(bigEndian: address.sin_port))
    }

    /// How browsers on this machine reach us when nobody said otherwise.
    var localURL: String {
        let scheme = gateway.tls == nil ? "http" : "https"
        let reachable = listen.replacingOccurrences(of: "0.0.0.0:", with: "127.0.0.1:").replacingOccurrences(
            of: "[::]:", with: "[::1]:")
        return "\(scheme)://\(reachable)"
    }
}
