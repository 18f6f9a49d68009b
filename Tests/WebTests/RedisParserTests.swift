import Testing
import Web

@Suite("Redis parser")
struct RedisParserTests {
    private static let stream =
        "*3\r\n$7\r\nmessage\r\n$4\r\nlive\r\n$9\r\n{\"a\":\r\n1}\r\n+OK\r\n:-3\r\n-ERR no\r\n$-1\r\n$0\r\n\r\n*-1\r\n*0\r\n"
    private static let replies: [RedisReply] = [
        .array([.text("message"), .text("live"), .text("{\"a\":\r\n1}")]), .text("OK"), .number(-3), .error("ERR no"),
        .null, .text(""), .null, .array([]),
    ]

    @Test("replies are cut out of the stream, line ends inside them included")
    func whole() {
        var parser = RedisParser()
        #expect(parser.feed(Array(Self.stream.utf8)) == Self.replies)
    }

    @Test("it does not matter where the stream is split", arguments: [1, 2, 3, 5, 7, 11])
    func split(size: Int) {
        var parser = RedisParser()
        var replies: [RedisReply] = []
        var rest = Array(Self.stream.utf8)[...]
        while !rest.isEmpty {
            guard let found = parser.feed(rest.prefix(size)) else {
                Issue.record("refused after \(replies.count) replies")
                return
            }
            replies += found
            rest = rest.dropFirst(size)
        }
        #expect(replies == Self.replies)
    }

    @Test(
        "what is not RESP is refused",
        arguments: ["HTTP/1.1 200 OK\r\n", "$x\r\n", ":1.5\r\n", "*99999999\r\n", "\u{0}\r\n", "\r\n", "$-7\r\n"])
    func junk(text: String) {
        var parser = RedisParser()
        #expect(parser.feed(Array(text.utf8)) == nil)
    }

    @Test("arrays nested without end are refused before they exhaust the stack")
    func deep() {
        var parser = RedisParser()
        #expect(parser.feed(Array(String(repeating: "*1\r\n", count: 50_000).utf8)) == nil)
    }

    @Test("a reply that never ends is refused before it fills memory")
    func endless() {
        var parser = RedisParser()
        #expect(parser.feed(Array("$900000000\r\n".utf8) + [UInt8](repeating: 65, count: 1_100_000)) == nil)
    }
}
