import EventLoop
import Foundation
import Gateway
import TestSupport
import Testing

@Suite("HTTP", .timeLimit(.minutes(1)))
struct HTTPTests {
    @Test("several requests share one connection, and the canonical path and query reach the handler")
    func keepAlive() async throws {
        try await TestGateway.run { gateway, port in
            let client = HTTPTestClient(port: port)
            let first = try await client.request("GET", "/a%20b/../c%2525?name=M%C3%A9i+Lin&x=1%262")
            #expect(first.text == "GET /c%2525?name=M%C3%A9i%20Lin&x=1%262 -")
            #expect(first.headers["content-length"] == String(first.body.count))
            #expect(first.headers["connection"] == nil)
            #expect(try await client.request("PUT", "/n", text: "hello").text == "PUT /n? hello")
            #expect(try await client.request("DELETE", "/n").text == "DELETE /n? -")
            #expect(await gateway.server.statistics.connectionsTotal == 2)  // this one and the self-check
            let items = await gateway.requests[0].head.queryItems
            #expect(items.map(\.name) == ["name", "x"] && items.map(\.value) == ["Méi Lin", "1&2"])
        }
    }

    @Test("every method, with and without a body, is answered and leaves the connection usable")
    func methods() async throws {
        try await TestGateway.run { _, port in
            let client = HTTPTestClient(port: port)
            for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
                #expect(try await client.request(method, "/m", text: "body").text == "\(method) /m? body")
                #expect(try await client.request(method, "/m", text: "").text == "\(method) /m? -")
                #expect(try await client.request(method, "/m").text == "\(method) /m? -")
            }
            let head = try await client.request("HEAD", "/m")
            #expect(head.status == 200 && head.body.isEmpty && head.headers["content-length"] == "10")
            #expect(try await client.request("GET", "/m").status == 200)
        }
    }

    @Test("pipelined requests are answered in order, in one packet or many")
    func pipelining() async throws {
        try await TestGateway.run { _, port in
            try await HTTPTestClient.onThread {
                let requests = [
                    "POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi",
                    "GET /two HTTP/1.1\r\nHost: x\r\n\r\n", "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n",
                    "GET /four HTTP/1.1\r\nHost: x\r\n\r\n",
                ]
                let expected = ["slow", "GET /two? -", "slow", "GET /four? -"]
                let together = try RawSocket(port: port)
                together.send(requests.joined())
                let apart = try RawSocket(port: port)
                for request in requests {
                    apart.send(request)
                    usleep(40_000)
                }
                for socket in [together, apart] {
                    var rest: [UInt8] = []
                    for text in expected {
                        #expect(try HTTPTestClient.readAnswer(from: socket, rest: &rest).text == text)
                    }
                }
            }
        }
    }

    @Test("a body pipelined behind another request is refused and cannot hang the server")
    func pipelinedBody() async throws {
        try await TestGateway.run { _, port in
            for body in ["Content-Length: 2\r\n\r\nhi", "\r\n"] {
                let bytes = try await HTTPTestClient.onThread {
                    let socket = try RawSocket(port: port)
                    socket.send(
                        "GET /one HTTP/1.1\r\nHost: x\r\n\r\nPOST /two HTTP/1.1\r\nHost: x\r\n\(body)"
                            + "GET /three HTTP/1.1\r\nHost: x\r\n\r\n")
                    return try socket.receiveAll(seconds: 5)
                }
                let text = String(decoding: bytes, as: UTF8.self)
                #expect(text.contains("GET /one? -HTTP/1.1 400 "))
                #expect(!text.contains("/three"))
            }
            #expect(try await HTTPTestClient(port: port).request("GET", "/alive").status == 200)
        }
    }

    @Test("a large answer arrives whole although its reader is slow, from memory and from disk")
    func largeAnswers() async throws {
        let path = NSTemporaryDirectory() + "deskbell-large-\(getpid())"
        let content = Data((0..<1_500_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        try content.write(to: URL(fileURLWithPath: path))
        defer { unlink(path) }
        try await TestGateway.run { _, port in
            let client = HTTPTestClient(port: port)
            #expect(try await client.request("GET", "/large").body.count == 3_000_000)
            let file = try await client.request("GET", "/file?path=\(path)&size=\(content.count)")
            #expect(Data(file.body) == content)
            let slow = try await HTTPTestClient.onThread {
                let socket = try RawSocket(port: port, receiveBufferBytes: 8192)
                socket.send("GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                usleep(300_000)
                return try socket.receiveAll(seconds: 20).count
            }
            #expect(slow > 3_000_000)
            #expect(try await client.request("GET", "/file?path=/nowhere&size=5").status == 404)
            #expect(try await client.request("GET", "/large").status == 200)
        }
    }

    @Test("a file shorter than promised ends the connection instead of the answer")
    func shortFile() async throws {
        try await TestGateway.run { _, port in
            let bytes = try await HTTPTestClient.onThread {
                let socket = try RawSocket(port: port)
                socket.send("GET /file?path=/etc/hostname&size=1000000 HTTP/1.1\r\nHost: x\r\n\r\n")
                return try socket.receiveAll(seconds: 5)
            }
            #expect(bytes.count < 100_000)
        }
    }

    @Test("header values cannot break out of their line, and 101 is not a handler's to give")
    func headerInjection() async throws {
        try await TestGateway.run { _, port in
            let client = HTTPTestClient(port: port)
            let answer = try await client.request("GET", "/split")
            #expect(answer.headers["x-name"] == "aset-cookie: evil=1")
            #expect(answer.headers["set-cookie"] == nil && answer.headers["bad name"] == nil)
            #expect(answer.headers["content-length"] == "0")
            #expect(try await client.request("GET", "/switch").status == 500)
        }
    }

    @Test("Expect: 100-continue is answered before the body")
    func expectContinue() async throws {
        try await TestGateway.run { _, port in
            let (interim, answer) = try await HTTPTestClient.onThread {
                let socket = try RawSocket(port: port)
                socket.send("POST /e HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
                let interim = try socket.receive(seconds: 2)
                socket.send("ok")
                var rest: [UInt8] = []
                return (interim, try HTTPTestClient.readAnswer(from: socket, rest: &rest))
            }
            #expect(String(decoding: interim, as: UTF8.self) == "HTTP/1.1 100 Continue\r\n\r\n")
            #expect(answer.text == "POST /e? ok")
        }
    }

    @Test("a client that leaves before its answer harms nobody")
    func clientAborts() async throws {
        try await TestGateway.run { gateway, port in
            try await HTTPTestClient.onThread {
                for _ in 0..<20 {
                    let socket = try RawSocket(port: port)
                    socket.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
                }
                usleep(600_000)
            }
            #expect(try await HTTPTestClient(port: port).request("GET", "/after").status == 200)
            #expect(await gateway.requests.filter { $0.head.path == "/slow" }.count > 0)
        }
    }

    @Test("a POST without length is taken as empty and its connection ends")
    func postWithoutLength() async throws {
        try await TestGateway.run { _, port in
            let bytes = try await HTTPTestClient.onThread {
                let socket = try RawSocket(port: port)
                socket.send("POST /p HTTP/1.1\r\nHost: x\r\n\r\n")
                return try socket.receiveAll(seconds: 5)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.contains("connection: close") && text.hasSuffix("POST /p? -"))
        }
    }

    @Test("HTTP/1.0 and Connection: close end the connection after the answer")
    func closes() async throws {
        try await TestGateway.run { _, port in
            for request in ["GET /c HTTP/1.0\r\n\r\n", "GET /c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"] {
                let bytes = try await HTTPTestClient.onThread {
                    let socket = try RawSocket(port: port)
                    socket.send(request)
                    return try socket.receiveAll(seconds: 5)
                }
                #expect(String(decoding: bytes, as: UTF8.self).hasSuffix("GET /c? -"))
            }
        }
    }
}
