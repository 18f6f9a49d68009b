import EventLoop
import Foundation
import Gateway
import TestSupport
import Testing

@Suite("Multipart", .serialized, .timeLimit(.minutes(1)))
struct MultipartTests {
    private static let emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    private static let helloHash = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

    @Test("fields and files with UTF-8 names arrive whole, and the files are gone after the request")
    func fieldsAndFiles() async throws {
        let body =
            "preamble\r\n--b\r\nContent-Disposition: form-data; name=\"文本\"\r\n\r\n多行\r\n文本\r\n"
            + "--b  \r\ncontent-disposition: form-data; name=\"f\"; filename=\"简历 ../../x;\\\"1\\\".txt\"\r\n"
            + "Content-Type: text/plain\r\n\r\nhello\r\n"
            + "--b\r\nContent-Disposition: form-data; name=f; filename*=UTF-8''%E6%96%87.txt\r\n\r\n\r\n--b--\r\nepilogue"
        try await TestGateway.run { gateway, port in
            let answer = try await post(port, body)
            #expect(
                answer.text
                    == "文本=多行\r\n文本\nf:简历 ../../x;\"1\".txt(text/plain) 5 \(Self.helloHash)\nf:文.txt() 0 \(Self.emptyHash)"
            )
            guard case .form(let parts)? = await gateway.requests.first?.body, case .file(let file) = parts[1].content
            else {
                Issue.record("no file")
                return
            }
            #expect(try String(contentsOfFile: file.path, encoding: .utf8) == "hello")
            #expect(file.path.hasPrefix(TestGateway.spool + "/upload-"))
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: TestGateway.spool)
        #expect(left.filter { $0.hasPrefix("upload-") }.isEmpty)
    }

    @Test("content that looks like the boundary stays content, however the bytes are cut")
    func boundaryLikeContent() async throws {
        let content = "\r\n--bound\r\n--boundaryX\r\n--boundary-\r\n\r--\r\n-"
        let body = "--boundary\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\(content)\r\n--boundary--\r\n"
        try await TestGateway.run { _, port in
            for step in [1, 7, 1000] {
                let answer = try await HTTPTestClient.onThread {
                    let socket = try RawSocket(port: port)
                    let bytes = Array(body.utf8)
                    socket.send(
                        "POST /form HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=boundary\r\n"
                            + "Content-Length: \(bytes.count)\r\n\r\n")
                    for start in stride(from: 0, to: bytes.count, by: step) {
                        socket.send(Array(bytes[start..<min(start + step, bytes.count)]))
                        usleep(500)
                    }
                    var rest: [UInt8] = []
                    return try HTTPTestClient.readAnswer(from: socket, rest: &rest)
                }
                #expect(answer.text == "a=\(content)")
            }
        }
    }

    @Test(
        "a malformed form is refused with 400 and nothing stays on disk",
        arguments: [
            "no boundary at all", "--b\r\n", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nunfinished",
            "--b\r\n\r\nno header\r\n--b--", "--b\r\nnonsense line\r\n\r\nx\r\n--b--",
            "--b\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n--b--",
            "--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"f\"\r\n\r\ncut off\r\n--b",
            "--b\r\nX: " + String(repeating: "h", count: 9000) + "\r\n\r\nx\r\n--b--",
            "--b\r\nContent-Disposition: form-data; name=\"" + String(repeating: "n", count: 300)
                + "\"\r\n\r\nx\r\n--b--",
            String(repeating: "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n", count: 65) + "--b--",
        ])
    func malformed(_ body: String) async throws {
        try await TestGateway.run { gateway, port in
            let status = try await post(port, body).status
            #expect(status == 400)
            #expect(await gateway.requests.isEmpty)
            #expect(try await HTTPTestClient(port: port).request("GET", "/alive").status == 200)
        }
    }

    @Test("a file over its limit and a field over the memory limit are refused with 413")
    func tooLarge() async throws {
        try await TestGateway.run { gateway, port in
            for (disposition, size) in [("; filename=\"f\"", 2_100_000), ("", 1_100_000)] {
                let body =
                    "--b\r\nContent-Disposition: form-data; name=\"a\"\(disposition)\r\n\r\n"
                    + String(repeating: "x", count: size) + "\r\n--b--"
                let status = try await post(port, body).status
                #expect(status == 413)
            }
            #expect(await gateway.requests.isEmpty)
        }
    }

    @Test("random bytes never crash the parser")
    func fuzz() async throws {
        try await TestGateway.run { _, port in
            var seed: UInt64 = 42
            let pieces = [
                "--b", "\r\n", "--", "Content-Disposition: form-data; name=", "\"a\"", "; filename=", ":", "\0", "é",
            ]
            for _ in 0..<150 {
                var body = ""
                for _ in 0..<30 {
                    seed = seed &* 6_364_136_223_846_793_005 &+ 1
                    body += pieces[Int(seed >> 33) % pieces.count]
                }
                let answer = try await post(port, body)
                #expect(answer.status == 400 || answer.status == 200)
            }
        }
    }

    @Test("a form in urlencoded or JSON form passes the multipart policy as bytes")
    func otherTypes() async throws {
        try await TestGateway.run { _, port in
            let answer = try await HTTPTestClient(port: port).request(
                "POST", "/form", headers: ["Content-Type": "application/x-www-form-urlencoded"], text: "a=1&b=2")
            #expect(answer.text == "a=1&b=2")
        }
    }

    private func post(_ port: Int, _ body: String) async throws -> HTTPTestClient.Answer {
        try await HTTPTestClient(port: port).request(
            "POST", "/form", headers: ["Content-Type": "multipart/form-data; boundary=b"], text: body)
    }
}
