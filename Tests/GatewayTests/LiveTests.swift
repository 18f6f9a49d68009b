import EventLoop
import Foundation
import Gateway
import TestSupport
import Testing

@Suite("Live connection", .timeLimit(.minutes(1)))
struct LiveTests {
    @Test("text is echoed, whole, fragmented, empty and up to 64 KiB")
    func echo() async throws {
        try await TestGateway.run { gateway, port in
            let client = try await LiveTestClient(port: port)
            await client.send("你好")
            #expect(try await client.receiveText() == "echo 你好")
            await client.sendFrame(opcode: 1, Array("one ".utf8), isFinal: false)
            await client.sendFrame(opcode: 9, Array("ping between".utf8))
            await client.sendFrame(opcode: 0, Array("two ".utf8), isFinal: false)
            await client.sendFrame(opcode: 0, Array("three".utf8))
            #expect(try await client.receiveText() == "echo one two three")
            let long = String(repeating: "x", count: 65536)
            await client.send(long)
            #expect(try await client.receiveText() == "echo " + long)
            #expect(await gateway.server.statistics.liveConnections == 1)
            await client.close()
            try await eventually { await gateway.closeCodes == [1000] }
            #expect(await gateway.server.statistics.liveConnections == 0)
        }
    }

    @Test(
        "what is not acceptable closes with its own code",
        arguments: [
            ("binary", 4400), ("oversize", 4413), ("endless fragments", 4413), ("invalid UTF-8", 1007),
        ])
    func refusals(_ what: String, _ code: Int) async throws {
        try await TestGateway.run { gateway, port in
            let client = try await LiveTestClient(port: port)
            switch what {
            case "binary": await client.sendFrame(opcode: 2, [0, 1, 2])
            case "oversize": await client.send(String(repeating: "x", count: 65537))
            case "endless fragments":
                await client.sendFrame(opcode: 1, [UInt8](repeating: 120, count: 1000), isFinal: false)
                for _ in 0..<80 {
                    await client.sendFrame(opcode: 0, [UInt8](repeating: 120, count: 1000), isFinal: false)
                }
            default: await client.sendFrame(opcode: 1, [0xC3, 0x28])
            }
            #expect(try await client.receiveClose().code == code)
            try await eventually { await gateway.closeCodes.count == 1 }
            #expect(try await HTTPTestClient(port: port).request("GET", "/alive").status == 200)
        }
    }

    @Test("an upgrade without our subprotocol, on another path or from a refused origin gets no connection")
    func upgrades() async throws {
        try await TestGateway.run { gateway, port in
            #expect(await refusal(port: port, subprotocol: nil) == 400)
            #expect(await refusal(port: port, subprotocol: "chat.v9") == nil)
            #expect(await refusal(port: port, path: "/other") == 404)
            #expect(await refusal(port: port, headers: ["Origin": "https://evil.example"]) == 403)
            #expect(await gateway.lives.isEmpty)
            let client = try await LiveTestClient(port: port, path: "/live?x=1", subprotocol: "other, deskbell.v1")
            await client.send("hello")
            #expect(try await client.receiveText() == "echo hello")
            #expect(await gateway.lives.first?.head.query == "x=1")
        }
    }

    @Test("HTTP/2 is not spoken, neither by upgrade nor by prior knowledge")
    func noHTTP2() async throws {
        try await TestGateway.run { _, port in
            for request in [
                "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                    + "HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u{4}\0\0\0\0\0", "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: foo\r\n\r\n", "\u{1}\u{2}\u{3}\r\n\r\n",
            ] {
                let bytes = try await HTTPTestClient.onThread {
                    let socket = try RawSocket(port: port)
                    socket.send(request)
                    return try socket.receiveAll(seconds: 5)
                }
                #expect(!String(decoding: bytes, as: UTF8.self).hasPrefix("HTTP/1.1 101"))
            }
            #expect(try await HTTPTestClient(port: port).request("GET", "/alive").status == 200)
        }
    }

    @Test("a reader too slow for its frames is closed, the others are not, and memory stays bounded")
    func slowReader() async throws {
        try await TestGateway.run { gateway, port in
            let slow = try await LiveTestClient(port: port, readsByItself: false, receiveBufferBytes: 4096)
            let quick = try await LiveTestClient(port: port)
            try await eventually { await gateway.lives.count == 2 }
            let frame = LiveFrameBytes(String(repeating: "y", count: 8192))
            var rounds = 0
            while await gateway.lives[0].isOpen, rounds < 5000 {
                rounds += 1
                await send(frame, on: gateway)
                #expect(await gateway.lives[0].queuedFrames <= 256)
                _ = try await quick.receiveText()
            }
            #expect(await !gateway.lives[0].isOpen)
            #expect(await gateway.lives[1].isOpen)
            try await eventually(seconds: 8) { await gateway.closeCodes == [4408] }
            #expect(await gateway.server.statistics.slowReadersTotal == 1)
            withExtendedLifetime(slow) {}
        }
    }

    @Test("a paused connection delivers its messages after it is resumed")
    func pauses() async throws {
        try await TestGateway.run { gateway, port in
            let client = try await LiveTestClient(port: port)
            try await eventually { await gateway.lives.count == 1 }
            let live = await gateway.lives[0]
            await live.pauseReading()
            await client.send("held")
            await #expect(throws: RawSocket.Failure.self) { try await client.receive(seconds: 0.3) }
            await live.resumeReading()
            #expect(try await client.receiveText() == "echo held")
        }
    }

    @Test("a silent connection is pinged, and given up when it does not answer")
    func pings() async throws {
        try await TestGateway.run {
            $0.pingSeconds = 1
            $0.hangupSeconds = 2
        } _: { gateway, port in
            let lively = try await LiveTestClient(port: port)
            let dead = try await LiveTestClient(port: port, readsByItself: false)
            try await eventually(seconds: 8) { await gateway.closeCodes.count == 1 }
            #expect(await gateway.closeCodes == [1006])
            await lively.send("still here")
            #expect(try await lively.receiveText() == "echo still here")
            withExtendedLifetime(dead) {}
        }
    }

    @Test("draining closes live connections with 1012, lets a request finish and refuses new connections")
    func drain() async throws {
        try await TestGateway.run { gateway, port in
            let live = try await LiveTestClient(port: port)
            let idle = HTTPTestClient(port: port)
            #expect(try await idle.request("GET", "/idle").status == 200)
            async let slow = HTTPTestClient(port: port).request("GET", "/slow")
            try await eventually { await gateway.requests.count == 2 }
            let start = ContinuousClock.now
            await gateway.server.drain(seconds: 10)
            #expect(ContinuousClock.now - start < .seconds(4))
            #expect(try await live.receiveClose() == (1012, "restarting, come back in a moment"))
            let answer = try await slow
            #expect(answer.text == "slow" && answer.headers["connection"] == "close")
            #expect(throws: RawSocket.Failure.self) { try RawSocket(port: port) }
            #expect(await gateway.server.statistics.connectionsOpen == 0)
        }
    }

    private func refusal(
        port: Int, path: String = "/live", headers: [String: String] = [:], subprotocol: String? = "deskbell.v1"
    ) async -> Int? {
        do {
            _ = try await LiveTestClient(port: port, path: path, headers: headers, subprotocol: subprotocol)
            Issue.record("the upgrade was granted")
            return 101
        } catch let refused as LiveTestClient.Refused {
            return refused.status
        } catch {
            Issue.record(error)
            return 0
        }
    }

    @Loop private func send(_ frame: LiveFrameBytes, on gateway: TestGateway) {
        for live in gateway.lives { live.send(frame) }
    }
}

/// Waits until `condition` holds, looking every 20 ms.
func eventually(seconds: Double = 3, _ condition: () async -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while await !condition() {
        guard .now < deadline else {
            Issue.record("the condition did not come true in \(seconds) s")
            return
        }
        try await Task.sleep(for: .milliseconds(20))
    }
}
