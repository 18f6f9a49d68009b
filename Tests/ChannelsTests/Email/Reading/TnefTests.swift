import Channels
import Foundation
import Testing

@Suite("winmail.dat")
struct TnefTests {
    private func long(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    private func short(_ value: Int) -> [UInt8] { Array(long(value).prefix(2)) }

    private func attribute(_ level: UInt8, _ tag: Int, _ data: [UInt8]) -> [UInt8] {
        [level] + long(tag) + long(data.count) + data + short(data.reduce(0) { ($0 + Int($1)) & 0xFFFF })
    }

    private func property(_ type: Int, _ id: Int, _ value: [UInt8]) -> [UInt8] {
        short(type) + short(id) + long(1) + long(value.count) + value
            + [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
    }

    private func wide(_ text: String) -> [UInt8] { text.utf16.flatMap { short(Int($0)) } + [0, 0] }

    private var sample: [UInt8] {
        let properties =
            long(3) + property(0x1F, 0x3707, wide("报告.pdf")) + property(0x1E, 0x370E, Array("application/pdf\0".utf8))
            + property(0x1F, 0x3712, wide("pic@x"))
        return long(0x223E_9F78) + short(1) + attribute(1, 0x0006_9007, long(936) + long(0))
            + attribute(1, 0x0002_800C, Array("body text\0".utf8))
            + attribute(2, 0x0006_9002, [UInt8](repeating: 0, count: 14))
            + attribute(2, 0x0001_8010, Array("REPORT~1.PDF\0".utf8)) + attribute(2, 0x0006_800F, Array("abc".utf8))
            + attribute(2, 0x0006_9005, properties) + attribute(2, 0x0006_9002, [UInt8](repeating: 0, count: 14))
            + attribute(2, 0x0001_8010, MailSample.hex("D6D0 2E 747874 00"))
            + attribute(2, 0x0006_800F, Array("de".utf8))
    }

    private func read(_ bytes: [UInt8], text: String = "hello") -> ParsedMail {
        MailSample.read(
            """
            From: a@x.com
            Content-Type: multipart/mixed; boundary=mm

            --mm

            \(text)
            --mm
            Content-Type: application/ms-tnef; name="winmail.dat"
            Content-Transfer-Encoding: base64

            \(Data(bytes).base64EncodedString())
            --mm--
            """)
    }

    @Test("its files take its place, with their long names")
    func files() {
        let mail = read(sample)
        #expect(mail.attachments.map(\.filename) == ["报告.pdf", "中.txt"])
        #expect(mail.attachments.map(\.contentType) == ["application/pdf", "text/plain"])
        #expect(mail.attachments.map(\.size) == [3, 2])
        #expect(mail.attachments.map(\.contentID) == ["pic@x", nil])
        #expect(mail.text == "hello")
        #expect(mail.errors == [])
    }

    @Test("its text is read when the mail has no other")
    func text() {
        #expect(read(sample, text: "").text == "body text")
    }

    @Test("a damaged one gives what came before the damage; one without files stays as it is")
    func damaged() {
        #expect(read(Array(sample.dropLast(5))).attachments.map(\.filename) == ["报告.pdf", "中.txt"])
        #expect(read(Array(sample.prefix(60))).attachments.map(\.filename) == ["winmail.dat"])
        let other = read(Array("no tnef".utf8))
        #expect(other.attachments.map(\.filename) == ["winmail.dat"])
        #expect(other.attachments.map(\.size) == [7])
    }
}
