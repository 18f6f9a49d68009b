import Channels
import EventLoop
import Foundation
import TestSupport
import Testing

@Suite("The helper that reads mails")
struct MailReaderProcessTests {
    /// The program built beside these tests.
    static let program = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../../.build/debug/deskbell").standardizedFileURL.path

    private func file(_ text: String, in folder: String, named name: String = "mail") throws -> String {
        let path = folder + "/" + name
        try Data(MailSample.bytes(text)).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test("it reads one mail after the other and leaves their files in the folder")
    func reads() async throws {
        let folder = TestDirectory.make("mail-reader")
        let reader = MailReaderProcess(program: Self.program)
        let path = try file(
            """
            From: a@example.com
            Content-Type: multipart/mixed; boundary=x

            --x

            hello
            --x
            Content-Type: application/pdf; name=a.pdf
            Content-Transfer-Encoding: base64

            YWJj
            --x--
            """, in: folder)
        async let first = reader.parse(path, spool: folder)
        async let second = reader.parse(path)
        let mails = try await [first, second]
        let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        let attachment = MailAttachment(filename: "a.pdf", contentType: "application/pdf", size: 3, sha256: hash)
        var kept = attachment
        kept.path = folder + "/" + hash
        #expect(mails.map(\.text) == ["hello", "hello"])
        #expect(mails.map(\.attachments) == [[kept], [attachment]])
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + hash)) == Data("abc".utf8))
        let mode = try FileManager.default.attributesOfItem(atPath: folder + "/" + hash)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        await reader.stop()
    }

    @Test("a file that is missing or too large is refused without a helper")
    func refused() async throws {
        let folder = TestDirectory.make("mail-reader")
        let path = try file("From: a@example.com\n\nlong text", in: folder)
        let reader = MailReaderProcess(program: Self.program, limits: .init(bytes: 10))
        await #expect(throws: MailReaderFault.unreadable) { try await reader.parse(folder + "/missing") }
        await #expect(throws: MailReaderFault.tooLarge) { try await reader.parse(path) }
    }

    @Test("a program that ends at once or never answers is a typed fault")
    func faults() async throws {
        let folder = TestDirectory.make("mail-reader")
        let path = try file("From: a@example.com\n\ntext", in: folder)
        let dying = MailReaderProcess(program: "/bin/false")
        await #expect(throws: MailReaderFault.crashed) { try await dying.parse(path) }
        let script = folder + "/sleeper"
        try Data("#!/bin/sh\nexec sleep 100\n".utf8).write(to: URL(fileURLWithPath: script))
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: script)
        let sleeping = MailReaderProcess(program: script, limits: .init(seconds: 0.2))
        await #expect(throws: MailReaderFault.timedOut) { try await sleeping.parse(path) }
        let missing = MailReaderProcess(program: folder + "/nothing")
        await #expect(throws: MailReaderFault.crashed) { try await missing.parse(path) }
    }

    @Test("a helper killed between two mails is replaced, and an idle one ends")
    func replaced() async throws {
        let folder = TestDirectory.make("mail-reader")
        let path = try file("From: a@example.com\n\ntext", in: folder)
        let reader = MailReaderProcess(program: Self.program, limits: .init(idleSeconds: 0.3))
        #expect(try await reader.parse(path).text == "text")
        let pid = try #require(await reader.processID)
        kill(pid, SIGKILL)
        #expect(try await reader.parse(path).text == "text")
        #expect(await reader.processID != pid)
        try await Loop.sleep(seconds: 0.6)
        #expect(await reader.processID == nil)
    }

    @Test("a mail of 40 MB is read within a fifth of the memory the helper may use")
    func memory() async throws {
        let folder = TestDirectory.make("mail-reader")
        // A debug build on a busy machine takes its time.
        let reader = MailReaderProcess(program: Self.program, limits: .init(seconds: 200))
        let line = String(repeating: "QUJD", count: 19) + "\r\n"
        let lines = 539_000
        var mail = Data(
            "From: a@example.com\r\nContent-Type: application/octet-stream; name=film.mp4\r\n".utf8)
        mail += Data("Content-Transfer-Encoding: base64\r\n\r\n".utf8)
        mail += Data(String(repeating: line, count: lines).utf8)
        try mail.write(to: URL(fileURLWithPath: folder + "/mail"))
        let read = try await reader.parse(folder + "/mail", spool: folder)
        #expect(read.attachments.map(\.size) == [lines * 57])
        let pid = try #require(await reader.processID)
        let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let limits = try String(contentsOfFile: "/proc/\(pid)/limits", encoding: .utf8)
        let residentKilobytes = try #require(number(after: "VmHWM:", in: status))
        let peakKilobytes = try #require(number(after: "VmPeak:", in: status))
        let limit = try #require(number(after: "Max address space", in: limits))
        // 768 MB beyond what the program needs to start.
        #expect(residentKilobytes < 160 << 10)
        #expect(peakKilobytes << 10 < limit)
        await reader.stop()
    }

    private func number(after name: String, in text: String) -> Int? {
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else {
            return nil
        }
        return line.dropFirst(name.count).split { !$0.isNumber }.first.flatMap { Int($0) }
    }
}
