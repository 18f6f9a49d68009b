import EventLoop
import Foundation
import Gateway
import TestSupport
import Testing

@Suite("Gateway limits", .timeLimit(.minutes(1)))
struct LimitTests {
    @Test(
        "a request that may be read in two ways or is too big is refused and its connection ends",
        arguments: [
            ("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 411),
            ("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411),
            ("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 6\r\n\r\nhello", 400),
            ("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\nhello", 400),
            ("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n", 413),
            ("POST /closed HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello", 403),
            (
                "POST /form HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data\r\nContent-Length: 5\r\n\r\nhello",
                400
            ),
        ])
    func refused(_ request: String, _ status: Int) async throws {
        try await TestGateway.run { gateway, port in
            let bytes = try await HTTPTestClient.onThread {
                let socket = try RawSocket(port: port)
                socket.send(request)
                return try socket.receiveAll(seconds: 5)
            }
            #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("HTTP/1.1 \(status) "))
            #expect(await gateway.requests.isEmpty)
            #expect(await gateway.server.statistics.requestsRefusedTotal == 1)
            #expect(try await HTTPTestClient(port: port).request("GET", "/alive").status == 200)
        }
    }

    @Test("a header of 12 KiB is served and one of 40 KiB ends the connection")
    func headerLimit() async throws {
        try await TestGateway.run { _, port in
            let long = String(repeating: "h", count: 12_000)
            #expect(try await HTTPTestClient(port: port).request("GET", "/", headers: ["X-Long": long]).status == 200)
            let bytes = try await HTTPTestClient.onThread {
                let socket = try RawSocket(port: port)
                socket.send(
                    "GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + String(repeating: "h", count: 40_000) + "\r\n\r\n")
                return try socket.receiveAll(seconds: 5)
            }
            #expect(bytes.isEmpty)
            #expect(try await HTTPTestClient(port: port).request("GET", "/alive").status == 200)
        }
    }

    @Test("a silent connection, a slow header and a slow body are given up")
    func timeouts() async throws {
        try await TestGateway.run {
            $0.handshakeSeconds = 1
            $0.bodySeconds = 2
            $0.idleSeconds = 1
        } _: { _, port in
            try await withThrowingTaskGroup(of: Double.self) { group in
                for start in [
                    "", "GET / HTT", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc",
                    "GET /rest HTTP/1.1\r\nHost: x\r\n\r\n",
                ] {
                    group.addTask {
                        try await HTTPTestClient.onThread {
                            let socket = try RawSocket(port: port)
                            let begin = Date()
                            socket.send(start)
                            _ = try socket.receiveAll(seconds: 8)
                            return -begin.timeIntervalSinceNow
                        }
                    }
                }
                group.addTask {
                    try await HTTPTestClient.onThread {
                        let socket = try RawSocket(port: port)
                        let begin = Date()
                        socket.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n")
                        for _ in 0..<20 {
                            socket.send("a")
                            if let end = try? socket.receive(seconds: 0.3), end.isEmpty { break }
                        }
                        return -begin.timeIntervalSinceNow
                    }
                }
                for try await seconds in group { #expect(seconds > 0.5 && seconds < 5) }
            }
        }
    }

    @Test("an address with too many connections is refused the next one, and gets it when one has closed")
    func connectionsPerAddress() async throws {
        try await TestGateway.run {
            $0.connectionsPerAddress = 3
        } _: { gateway, port in
            var clients: [LiveTestClient] = []
            for _ in 0..<3 { clients.append(try await LiveTestClient(port: port)) }
            await #expect(throws: (any Error).self) { try await LiveTestClient(port: port) }
            #expect(await gateway.server.statistics.connectionsRefusedTotal == 1)
            await clients.removeLast().close()
            try await eventually { await gateway.server.statistics.connectionsOpen == 2 }
            clients.append(try await LiveTestClient(port: port))
            #expect(await gateway.server.statistics.liveConnections == 3)
        }
    }

    @Test("too many requests per second are answered 429 with Retry-After, upgrades too")
    func requestRate() async throws {
        try await TestGateway.run {
            $0.requestsPerSecond = 1
            $0.requestBurst = 3
        } _: { gateway, port in
            let client = HTTPTestClient(port: port)
            var statuses: [Int] = []
            for _ in 0..<3 { statuses.append(try await client.request("GET", "/r").status) }
            #expect(statuses == [200, 200, 200])
            let answer = try await client.request("GET", "/r")
            #expect(answer.status == 429 && answer.headers["retry-after"] == "1")
            do {
                _ = try await LiveTestClient(port: port)
                Issue.record("the upgrade was granted")
            } catch let refused as LiveTestClient.Refused {
                #expect(refused.status == 429)
            }
            #expect(await gateway.server.statistics.requestsThrottledTotal == 2)
            try await Task.sleep(for: .milliseconds(1100))
            #expect(try await client.request("GET", "/r").status == 200)
        }
    }

    @Test("X-Forwarded-For and -Proto are believed from a trusted proxy only, up to the first address it did not write")
    func trustedProxies() async throws {
        let spoofed = ["X-Forwarded-For": "6.6.6.6, 203.0.113.7, 10.1.2.3", "X-Forwarded-Proto": "https"]
        try await TestGateway.run { _, port in
            let direct = try await who(port, spoofed)
            #expect(direct == "127.0.0.1 false")
        }
        try await TestGateway.run {
            $0.trustedProxies = ["127.0.0.0/8", "10.0.0.0/8"]
            $0.requestsPerSecond = 1
        } _: { _, port in
            var answers: [String] = []
            for headers in [
                spoofed, spoofed, ["X-Forwarded-For": "2001:db8::1"], ["X-Forwarded-For": "2001:db8::2"],
                ["X-Forwarded-For": "not an address"],
            ] {
                answers.append(try await who(port, headers))
            }
            #expect(answers == ["203.0.113.7 true", "429", "2001:db8::1 false", "429", "127.0.0.1 false"])
        }
    }

    /// The client as the gateway sees it, or the status when it is not served.
    private func who(_ port: Int, _ headers: [String: String]) async throws -> String {
        let answer = try await HTTPTestClient(port: port).request("GET", "/who", headers: headers)
        return answer.status == 200 ? answer.text : String(answer.status)
    }

    @Test("a taken port, a strange address and bad certificates are told in one sentence")
    func startErrors() async throws {
        let taken = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(taken) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                #expect(bind(taken, $0, length) == 0)
                #expect(listen(taken, 1) == 0)
                getsockname(taken, $0, &length)
            }
        }
        let port = Int(UInt16(bigEndian: address.sin_port))
        #expect(
            await sentence { $0.listen = ["127.0.0.1:\(port)"] }
                == "Port \(port) is taken by another program; stop it or choose another port to listen on.")
        #expect(await sentence { $0.listen = ["nonsense"] }.contains("is not an address to listen on"))
        #expect(await sentence { $0.trustedProxies = ["10.0.0.0/99"] }.contains("10.0.0.0/99"))
        #expect(
            await sentence { $0.tls = .init(certificateFile: "/nowhere.pem", keyFile: "/nowhere.key") }
                .contains("/nowhere.pem cannot be read"))
        let broken = TestGateway.spool + "/broken.pem"
        try "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".write(
            toFile: broken, atomically: true, encoding: .utf8)
        #expect(
            await sentence { $0.tls = .init(certificateFile: broken, keyFile: broken) }.contains(
                "cannot be used together"))
    }

    private func sentence(_ configure: @Sendable (inout GatewayConfiguration) -> Void) async -> String {
        do {
            try await TestGateway.run(configure) { _, _ in Issue.record("the gateway started") }
            return ""
        } catch {
            return (error as? GatewayError)?.description ?? String(describing: error)
        }
    }
}
