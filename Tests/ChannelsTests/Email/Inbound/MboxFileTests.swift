import Channels
import Foundation
import TestSupport
import Testing

@Suite("Mbox files")
struct MboxFileTests {
    private func mails(_ text: String, from offset: Int = 0) throws -> [MboxFile.Mail] {
        let path = TestDirectory.make("mbox") + "/file"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        let file = try MboxFile(path: path, from: offset)
        var mails: [MboxFile.Mail] = []
        while let mail = try file.next() { mails.append(mail) }
        return mails
    }

    private func texts(_ text: String) throws -> [String] {
        try mails(text).map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test("a mail ends before the next separator, and escaped lines get their words back")
    func splits() throws {
        let one = "From a@b Mon Nov 23 08:00:00 2026\nSubject: 1\n\n>From me\n>>From you\n> From\nend\n"
        let two = "From - Mon Nov 23 08:00:00 2026\nSubject: 2\n\nFrom here on it is text\n"
        #expect(
            try texts(one + "\n" + two) == [
                "Subject: 1\n\nFrom me\n>From you\n> From\nend\n", "Subject: 2\n\nFrom here on it is text\n",
            ])
        let read = try mails(one + "\n" + two)
        #expect(read.map(\.envelopeFrom) == ["a@b", nil])
        let rest = try mails(one + "\n" + two, from: read[0].next)
        #expect(rest.map { String(decoding: $0.bytes, as: UTF8.self) } == ["Subject: 2\n\nFrom here on it is text\n"])
    }

    @Test("a separator counts only after an empty line, and a file of one mail needs none")
    func separators() throws {
        let inside = "From a@b Mon Nov 23 08:00:00 2026\nSubject: 1\n\ntext\nFrom x Mon Nov 23 08:00:00 2026\nmore\n"
        #expect(try texts(inside).count == 1)
        #expect(try texts("Subject: alone\n\nhi\n") == ["Subject: alone\n\nhi\n"])
        #expect(try texts("") == [])
        #expect(
            try texts(
                "From a@b Mon Nov 23 08:00:00 2026\r\nX: y\r\n\r\nhi\r\n\r\nFrom c@d Mon Nov 23 08:00 2026\r\nZ: 1"
            ).count == 2)
    }

    @Test("mails longer than what is read at once stay whole")
    func long() throws {
        let body = String(repeating: "0123456789abcdef\n", count: 200_000)
        let one = "From a@b Mon Nov 23 08:00:00 2026\nSubject: big\n\n" + body
        let read = try mails(one + "\n" + one)
        #expect(read.map(\.bytes.count) == [one.utf8.count - 34, one.utf8.count - 34])
    }
}
