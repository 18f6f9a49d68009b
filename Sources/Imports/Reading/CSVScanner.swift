/// Reads one record of comma separated values (RFC 4180) out of a buffer of UTF-8.
struct CSVScanner: Sendable {
    /// What stands at a place of the buffer.
    enum Found: Equatable {
        case record([String], next: Int)
        /// A quote is not closed, or something follows a closed one: a code and a sentence.
        case broken(code: String, detail: String)
        /// The record goes on beyond the buffer.
        case more
    }

    let delimiter: UInt8

    /// - Parameter isLast: Whether nothing follows the buffer.
    func record(in buffer: [UInt8], at start: Int, isLast: Bool) -> Found {
        var cells: [String] = []
        var place = start
        while true {
            guard place < buffer.count else { return ended(cells + [""], buffer, isLast) }
            var cell = ""
            if buffer[place] == UInt8(ascii: "\"") {
                switch quoted(buffer, place + 1, isLast) {
                case .more: return .more
                case .broken(let code, let detail): return .broken(code: code, detail: detail)
                case .record(let read, let next):
                    cell = read[0]
                    place = next
                }
            } else {
                let begin = place
                while place < buffer.count, !isEnd(buffer[place]) { place += 1 }
                cell = String(decoding: buffer[begin..<place], as: UTF8.self)
            }
            cells.append(cell)
            guard place < buffer.count else { return ended(cells, buffer, isLast) }
            if buffer[place] == delimiter {
                place += 1
                continue
            }
            if buffer[place] == UInt8(ascii: "\r") {
                guard place + 1 < buffer.count || isLast else { return .more }
                if place + 1 < buffer.count, buffer[place + 1] == UInt8(ascii: "\n") { place += 1 }
            }
            return .record(cells, next: place + 1)
        }
    }

    private func ended(_ cells: [String], _ buffer: [UInt8], _ isLast: Bool) -> Found {
        isLast ? .record(cells, next: buffer.count) : .more
    }

    /// The content of a quoted cell and the place after its closing quote.
    private func quoted(_ buffer: [UInt8], _ start: Int, _ isLast: Bool) -> Found {
        var bytes: [UInt8] = []
        var place = start
        while place < buffer.count {
            let begin = place
            while place < buffer.count, buffer[place] != UInt8(ascii: "\"") { place += 1 }
            bytes.append(contentsOf: buffer[begin..<place])
            guard place < buffer.count else { break }
            guard place + 1 < buffer.count || isLast else { return .more }
            if place + 1 < buffer.count, buffer[place + 1] == UInt8(ascii: "\"") {
                bytes.append(UInt8(ascii: "\""))
                place += 2
                continue
            }
            place += 1
            guard place == buffer.count || isEnd(buffer[place]) else {
                return .broken(code: "quote", detail: "has a quote in the middle of a cell")
            }
            return .record([String(decoding: bytes, as: UTF8.self)], next: place)
        }
        return isLast ? .broken(code: "quote", detail: "has a quote that is never closed") : .more
    }

    private func isEnd(_ byte: UInt8) -> Bool {
        byte == delimiter || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    /// Whichever of `,` `;` and tab the first line has most of.
    static func delimiter(of sample: [UInt8]) -> UInt8 {
        let first = sample.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        var best = candidates[0]
        var most = 0
        for candidate in candidates {
            let count = first.count { $0 == candidate }
            if count > most { (best, most) = (candidate, count) }
        }
        return best
    }
}
