import Foundation

/// Damages mails in a way that can be repeated: the same seed gives the same mails.
struct MailMutation {
    private var random: SplitMix
    private let seeds: [[UInt8]]

    init(seed: UInt64, seeds: [[UInt8]]) {
        random = SplitMix(state: seed)
        self.seeds = seeds
    }

    mutating func next() -> [UInt8] {
        var mail = seeds[below(seeds.count)]
        for _ in 0...below(6) { mail = mutated(mail) }
        return mail
    }

    /// What confuses readers of mail.
    private static let tokens = [
        "\0", "\r", "\n\n", "=?utf-8?B?", "=?gb2312?Q?=", "?=", "--",
        "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n",
        "Content-Type: message/rfc822\r\n\r\n", "Content-Transfer-Encoding: base64\r\n", "charset=iso-2022-jp",
        "\u{1B}$B",
        "charset=utf-16", "filename*0*=", "((((((", "<<<<<", "\"", ";;;;", "begin 644 x\r\n",
        "format=flowed; delsp=yes", "> > > ",
        "<div><blockquote>", "&#x110000;", "cid:", "@", "From ", "Date: Fri, 99 Foo -1 99:99:99 +9999\r\n",
    ].map { Array($0.utf8) }

    private mutating func mutated(_ mail: [UInt8]) -> [UInt8] {
        guard mail.count > 2 else { return mail + Self.tokens[below(Self.tokens.count)] }
        var mail = mail
        switch below(10) {
        case 0:
            for _ in 0...below(20) { mail[below(mail.count)] ^= 1 << UInt8(below(8)) }
        case 1:
            mail[below(mail.count)] = UInt8(below(256))
        case 2:
            mail = Array(mail.prefix(below(mail.count)))
        case 3:
            let other = seeds[below(seeds.count)]
            mail = Array(mail.prefix(below(mail.count)) + other.dropFirst(below(other.count)))
        case 4:
            mail.insert(contentsOf: Self.tokens[below(Self.tokens.count)], at: below(mail.count))
        case 5:
            let start = below(mail.count)
            mail.removeSubrange(start..<min(mail.count, start + 1 + below(200)))
        case 6:
            let start = below(mail.count)
            let piece = Array(mail[start..<min(mail.count, start + 1 + below(300))])
            for _ in 0...below(8) { mail.insert(contentsOf: piece, at: below(mail.count)) }
        case 7:
            // A boundary damaged where it is announced or where it is used.
            let marks = mail.indices.dropLast().filter { mail[$0] == 45 && mail[$0 + 1] == 45 }
            if let mark = marks.isEmpty ? nil : marks[below(marks.count)] { mail[mark] = UInt8(below(256)) }
        case 8:
            let line = Array(
                ["Subject: =?utf-8?Q?a?=\r\n", "To: a@x.com, <b@\r\n", "Received: x\r\n", "\t folded\r\n"][below(4)]
                    .utf8)
            mail = Array(repeatElement(line, count: 1 + below(2000)).joined()) + mail
        default:
            let depth = 1 + below(400)
            let open = (0..<depth).map { "Content-Type: multipart/mixed; boundary=n\($0)\r\n\r\n--n\($0)\r\n" }
            mail = Array(open.joined().utf8) + mail
        }
        return Array(mail.prefix(1 << 20))
    }

    private mutating func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

    /// Source: Vigna, "splitmix64".
    private struct SplitMix {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }
}
