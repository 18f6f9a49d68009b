/// Words that mark something in a mail, looked up by their bytes: case and blanks do not matter, and a look costs one hash.
struct MarkWords<Meaning: Sendable>: Sendable {
    private var meanings: [[UInt8]: Meaning] = [:]

    /// - Parameter words: Divided by commas.
    mutating func add(_ words: String, meaning: Meaning, blanks: Bool) {
        for word in words.split(whereSeparator: { $0 == "," || $0 == "\n" }) {
            let word = word.split(whereSeparator: \.isWhitespace)
            let capitals = word.map { ($0.first.map { String($0).uppercased() } ?? "") + $0.dropFirst() }
            // Letters past ASCII keep their case in a key, so the spellings in use are all entered.
            for spelling in [
                word.joined(separator: " "), word.joined(separator: " ").uppercased(), capitals.joined(separator: " "),
                ([capitals.first ?? ""] + word.dropFirst().map(String.init)).joined(separator: " "),
            ] {
                meanings[Self.key(Array(spelling.utf8)[...], blanks: blanks)] = meaning
            }
        }
    }

    func meaning(_ key: [UInt8]) -> Meaning? { meanings[key] }

    /// Lower case in ASCII, blanks joined to one or left out, asterisks and zero-width marks left out.
    static func key(_ bytes: ArraySlice<UInt8>, blanks: Bool) -> [UInt8] {
        var key: [UInt8] = []
        key.reserveCapacity(bytes.count)
        var place = bytes.startIndex
        var isBlank = false
        while place < bytes.endIndex {
            let byte = bytes[place]
            let length = TextLines.blankLength(bytes, at: place)
            if length > 0 {
                isBlank = !key.isEmpty
                place += length
                continue
            }
            place += 1
            if byte == 0x2A { continue }
            if isBlank, blanks { key.append(0x20) }
            isBlank = false
            key.append(byte >= 0x41 && byte <= 0x5A ? byte + 32 : byte)
        }
        return key
    }
}
