import Basics

/// The little that is read of a mail without parsing it: for naming the sender of one that cannot be.
enum RawHeader {
    /// The first address in the `From` field, if there is one that looks like an address.
    static func sender(in raw: [UInt8]) -> String? {
        for line in raw.prefix(65_536).split(separator: 0x0A, maxSplits: 500) {
            if line.allSatisfy({ $0 == 0x0D }) { return nil }
            let text = String(decoding: line, as: UTF8.self)
            guard text.lowercased().hasPrefix("from:") else { continue }
            return text.dropFirst(5).split(whereSeparator: { " \t\r<>,;\"()".contains($0) })
                .first { $0.contains("@") }.map(String.init)
        }
        return nil
    }
}
