/// What Redis answers (RESP2).
package enum RedisReply: Sendable, Equatable {
    case text(String)
    case number(Int)
    case error(String)
    case null
    case array([RedisReply])
}

/// Cuts a stream of bytes into replies.
package struct RedisParser {
    private static let limitBytes = 1_000_000
    private static let limitDepth = 8
    private var buffer: [UInt8] = []

    package init() {}

    /// The replies now complete; `nil` when the bytes are not RESP.
    package mutating func feed(_ bytes: some Sequence<UInt8>) -> [RedisReply]? {
        buffer.append(contentsOf: bytes)
        var replies: [RedisReply] = []
        var place = 0
        while place < buffer.count {
            var next = place
            do {
                guard let reply = try reply(at: &next, depth: 0) else { break }
                replies.append(reply)
                place = next
            } catch {
                return nil
            }
        }
        buffer.removeFirst(place)
        return buffer.count > Self.limitBytes ? nil : replies
    }

    private struct NotRESP: Error {}

    /// The reply at `place`, or `nil` while it is not complete.
    private func reply(at place: inout Int, depth: Int) throws -> RedisReply? {
        guard let line = line(at: &place) else { return nil }
        let rest = String(decoding: line.dropFirst(), as: UTF8.self)
        switch line.first {
        case UInt8(ascii: "+"): return .text(rest)
        case UInt8(ascii: "-"): return .error(rest)
        case UInt8(ascii: ":"): return .number(try number(rest))
        case UInt8(ascii: "$"):
            let length = try number(rest)
            if length == -1 { return .null }
            guard (0...Self.limitBytes).contains(length) else { throw NotRESP() }
            guard buffer.count >= place + length + 2 else { return nil }
            defer { place += length + 2 }
            return .text(String(decoding: buffer[place..<(place + length)], as: UTF8.self))
        case UInt8(ascii: "*"):
            let count = try number(rest)
            if count == -1 { return .null }
            guard (0...1024).contains(count), depth < Self.limitDepth else { throw NotRESP() }
            var elements: [RedisReply] = []
            for _ in 0..<count {
                guard let element = try reply(at: &place, depth: depth + 1) else { return nil }
                elements.append(element)
            }
            return .array(elements)
        default: throw NotRESP()
        }
    }

    private func number(_ text: String) throws -> Int {
        guard let number = Int(text) else { throw NotRESP() }
        return number
    }

    private func line(at place: inout Int) -> ArraySlice<UInt8>? {
        guard let end = buffer[place...].firstIndex(of: 0x0D), end + 1 < buffer.count else { return nil }
        defer { place = end + 2 }
        return buffer[place..<end]
    }
}
