import EventLoop
import Foundation
import Gateway
import TestSupport

/// A gateway on a free port whose handler answers what a test wants to see.
@Loop final class TestGateway: GatewayDelegate {
    let server: GatewayServer
    private(set) var requests: [HTTPRequest] = []
    private(set) var lives: [WebSocketConnection] = []
    private(set) var closeCodes: [Int] = []
    private let relay: Relay

    /// The delegate the server knows; it exists before the gateway does.
    @Loop private final class Relay: GatewayDelegate {
        weak var gateway: TestGateway?
        func bodyPolicy(for head: HTTPHead) -> BodyPolicy { gateway?.bodyPolicy(for: head) ?? .collect(limitBytes: 0) }
        func respond(to request: HTTPRequest) async -> HTTPResponse {
            await gateway?.respond(to: request) ?? HTTPResponse(status: 500)
        }
        func upgrade(_ head: HTTPHead) -> UpgradeDecision { gateway?.upgrade(head) ?? .refuse(status: 500) }
        func connected(_ connection: WebSocketConnection) { gateway?.connected(connection) }
    }

    private init(_ configuration: GatewayConfiguration) {
        relay = Relay()
        server = GatewayServer(configuration, delegate: relay)
        relay.gateway = self
    }

    /// Runs `body` against a started gateway and stops it afterwards.
    nonisolated static func run(
        _ configure: @Sendable (inout GatewayConfiguration) -> Void = { _ in },
        _ body: @Sendable (TestGateway, Int) async throws -> Void
    ) async throws {
        var configuration = GatewayConfiguration(listen: ["127.0.0.1:0"])
        configure(&configuration)
        let gateway = await TestGateway(configuration)
        try await gateway.server.start()
        do {
            try await body(gateway, await gateway.server.boundPort)
        } catch {
            await gateway.server.stop()
            throw error
        }
        await gateway.server.stop()
    }

    nonisolated static let spool: String = {
        let directory = NSTemporaryDirectory() + "deskbell-gateway-tests-\(getpid())"
        try? FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        return directory
    }()

    func bodyPolicy(for head: HTTPHead) -> BodyPolicy {
        switch head.path {
        case "/form": .multipart(limitBytes: 4 << 20, fileLimitBytes: 2 << 20, directory: Self.spool)
        case "/closed": .refuse(HTTPResponse(status: 403, body: .bytes(Array("no bodies here".utf8))))
        default: .collect(limitBytes: 1 << 20)
        }
    }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        requests.append(request)
        let text: String
        switch request.head.path {
        case "/slow":
            try? await Loop.sleep(seconds: 0.3)
            text = "slow"
        case "/large":
            return HTTPResponse(status: 200, body: .bytes([UInt8](repeating: UInt8(ascii: "x"), count: 3_000_000)))
        case "/file":
            let path = request.head.queryItem("path") ?? ""
            let size = Int(request.head.queryItem("size") ?? "") ?? 0
            return HTTPResponse(status: 200, body: .file(path: path, sizeBytes: size))
        case "/split":
            return HTTPResponse(
                status: 200,
                headers: [("x-name", "a\r\nset-cookie: evil=1"), ("bad name", "x"), ("content-length", "9")])
        case "/switch": return HTTPResponse(status: 101)
        case "/form": text = Self.describe(request.body)
        case "/who":
            text = "\(request.head.remoteAddress) \(request.head.isSecure)"
        default:
            text = "\(request.head.method) \(request.head.path)?\(request.head.query) \(Self.describe(request.body))"
        }
        return HTTPResponse(status: 200, headers: [("Content-Type", "text/plain")], body: .bytes(Array(text.utf8)))
    }

    func upgrade(_ head: HTTPHead) -> UpgradeDecision {
        head.headers["origin"] == "https://evil.example" ? .refuse(status: 403) : .accept
    }

    func connected(_ connection: WebSocketConnection) {
        lives.append(connection)
        connection.onText = { [unowned connection] text in connection.send(LiveFrameBytes("echo \(text)")) }
        connection.onClose = { [weak self] code in self?.closeCodes.append(code) }
    }

    private static func describe(_ body: HTTPBody) -> String {
        switch body {
        case .none: return "-"
        case .bytes(let bytes): return String(decoding: bytes, as: UTF8.self)
        case .form(let parts):
            return parts.map { part in
                switch part.content {
                case .bytes(let bytes): "\(part.name)=\(String(decoding: bytes, as: UTF8.self))"
                case .file(let file):
                    "\(part.name):\(part.filename ?? "")(\(part.contentType ?? "")) \(file.sizeBytes) \(file.sha256)"
                }
            }.joined(separator: "\n")
        }
    }
}
