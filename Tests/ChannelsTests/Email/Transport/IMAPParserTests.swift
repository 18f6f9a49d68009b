import Foundation
import Testing

@testable import Channels

@Suite("What an IMAP server says")
struct IMAPParserTests {
    private static let talk =
        "* OK [CAPABILITY IMAP4rev1 IDLE] Ready {5}\r\n"
        + "* CAPABILITY IMAP4rev1 ID IDLE MOVE\r\n"
        + "* 23 EXISTS\r\n"
        + "* OK [UIDVALIDITY 3857529045] UIDs valid\r\n"
        + "* SEARCH 2 84 882\r\n"
        + "* SEARCH\r\n"
        + "* 12 FETCH (FLAGS (\\Seen $Junk) UID 84 INTERNALDATE \"17-Jul-2026 02:44:25 -0700\" RFC822.SIZE 4286)\r\n"
        + "* 13 FETCH (UID 85 BODY[] {11}\r\nhe)llo\"\r\n{3}X-SOMETHING NIL BODY[HEADER.FIELDS (MESSAGE-ID)] {0}\r\n)\r\n"
        + "+ idling\r\n"
        + "* LIST (\\HasNoChildren) \"/\" \"a \\\"b\\\" c\"\r\n"
        + "* nonsense ) ( \" without an end\r\n"
        + "\r\n"
        + "D7 OK [READ-WRITE] Select completed.\r\n"
        + "d8 no [ALERT] not today\n"

    private static let expected: [IMAPResponse] = [
        .status(
            IMAPStatus(
                tag: nil, kind: .ok, code: "CAPABILITY", arguments: ["IMAP4rev1", "IDLE"], text: "Ready {5}")),
        .data(name: "CAPABILITY", number: nil, values: texts("IMAP4rev1", "ID", "IDLE", "MOVE")),
        .data(name: "EXISTS", number: 23, values: []),
        .status(
            IMAPStatus(tag: nil, kind: .ok, code: "UIDVALIDITY", arguments: ["3857529045"], text: "UIDs valid")),
        .data(name: "SEARCH", number: nil, values: texts("2", "84", "882")),
        .data(name: "SEARCH", number: nil, values: []),
        .data(
            name: "FETCH", number: 12,
            values: [
                .list(
                    texts("FLAGS") + [.list(texts("\\Seen", "$Junk"))]
                        + texts(
                            "UID", "84", "INTERNALDATE", "17-Jul-2026 02:44:25 -0700", "RFC822.SIZE", "4286"))
            ]),
        .data(
            name: "FETCH", number: 13,
            values: [
                .list(
                    texts("UID", "85", "BODY[]", "he)llo\"\r\n{3", "}X-SOMETHING") + [.null]
                        + texts("BODY[HEADER.FIELDS (MESSAGE-ID)]", ""))
            ]),
        .continuation,
        .data(
            name: "LIST", number: nil,
            values: [.list(texts("\\HasNoChildren"))] + texts("/", "a \"b\" c")),
        .data(name: "NONSENSE", number: nil, values: [.list(texts(" without an end"))]),
        .status(IMAPStatus(tag: "D7", kind: .ok, code: "READ-WRITE", text: "Select completed.")),
        .status(IMAPStatus(tag: "d8", kind: .no, code: "ALERT", text: "not today")),
    ]

    private static func texts(_ words: String...) -> [IMAPValue] { words.map { .text(Array($0.utf8)) } }

    @Test("every response is understood, literals and noise included")
    func whole() throws {
        var framer = IMAPFramer(literalLimit: 1000)
        #expect(try framer.feed(Array(Self.talk.utf8)) == Self.expected)
    }

    @Test("it makes no difference where the bytes are cut")
    func cuts() throws {
        let bytes = Array(Self.talk.utf8)
        for cut in 0...bytes.count {
            var framer = IMAPFramer(literalLimit: 1000)
            let responses = try framer.feed(bytes[..<cut]) + framer.feed(bytes[cut...])
            #expect(responses == Self.expected, "cut at \(cut)")
        }
        var framer = IMAPFramer(literalLimit: 1000)
        #expect(try bytes.flatMap { byte in try framer.feed([byte]) } == Self.expected)
    }

    @Test("a literal past the limit is read over and noticed; what follows is understood")
    func tooLong() throws {
        var framer = IMAPFramer(literalLimit: 10)
        let body = String(repeating: "x", count: 5000)
        let responses = try framer.feed(Array("* 1 FETCH (UID 1 BODY[] {5000}\r\n\(body))\r\nD1 OK done\r\n".utf8))
        #expect(framer.hasDropped)
        #expect(responses.count == 2)
        #expect(responses.last == .status(IMAPStatus(tag: "D1", kind: .ok, text: "done")))
    }

    @Test("an answer without an end is refused before it fills the memory")
    func endless() throws {
        var framer = IMAPFramer(literalLimit: 10)
        let part = [UInt8](repeating: 97, count: 1 << 20)
        #expect(throws: MailFault.self) { for _ in 0..<20 { _ = try framer.feed(part) } }
    }

    @Test("brackets nested without end do not exhaust the stack")
    func nested() throws {
        var framer = IMAPFramer(literalLimit: 10)
        let deep = String(repeating: "(", count: 200_000)
        let responses = try framer.feed(Array("* 1 FETCH \(deep)\r\nD1 OK done\r\n".utf8))
        #expect(responses.last == .status(IMAPStatus(tag: "D1", kind: .ok, text: "done")))
    }

    @Test("folders are named in modified UTF-7")
    func folderNames() {
        #expect(IMAPFolderName.quoted("INBOX") == "\"INBOX\"")
        // The examples of RFC 3501 section 5.1.3 and of Chinese providers.
        #expect(IMAPFolderName.encoded("~peter/mail/台北/日本語") == "~peter/mail/&U,BTFw-/&ZeVnLIqe-")
        #expect(IMAPFolderName.encoded("已处理") == "&XfJZBHQG-")
        #expect(IMAPFolderName.quoted("R&D \"new\"\\") == "\"R&-D \\\"new\\\"\\\\\"")
    }
}
