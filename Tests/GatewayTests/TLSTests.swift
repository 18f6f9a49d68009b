import EventLoop
import Foundation
import Gateway
import TestSupport
import Testing

@Suite("TLS", .timeLimit(.minutes(1)))
struct TLSTests {
    @Test("with a certificate the gateway speaks HTTPS and nothing newer than HTTP/1.1")
    func https() async throws {
        let certificate = TestGateway.spool + "/tls.pem"
        let key = TestGateway.spool + "/tls.key"
        let made = try await run(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "1",
            "-subj", "/CN=127.0.0.1", "-keyout", key, "-out", certificate)
        #expect(made.status == 0)
        try await TestGateway.run {
            $0.tls = .init(certificateFile: certificate, keyFile: key)
        } _: { _, port in
            let answer = try await run(
                "curl", "-sk", "--http2", "-w", " %{http_version}", "https://127.0.0.1:\(port)/who")
            #expect(answer.text == "127.0.0.1 true 1.1")
            let body = try await run(
                "curl", "-sk", "-d", "a=1", "https://127.0.0.1:\(port)/n", "-d", "b=2", "https://127.0.0.1:\(port)/n")
            #expect(body.text == "POST /n? a=1&b=2POST /n? a=1&b=2")
            let large = try await run("curl", "-sk", "https://127.0.0.1:\(port)/large")
            #expect(large.text.utf8.count == 3_000_000)
        }
    }

    private func run(_ words: String...) async throws -> (status: Int32, text: String) {
        try await HTTPTestClient.onThread {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = words
            let output = Pipe()
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            try process.run()
            let data = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return (process.terminationStatus, String(decoding: data, as: UTF8.self))
        }
    }
}
