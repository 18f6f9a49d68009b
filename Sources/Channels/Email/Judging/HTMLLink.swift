/// Links in an HTML mail and their texts.
enum HTMLLink {
    /// What a reader can follow, as text; `nil` for anchors, scripts and pictures inside the mail.
    static func target(_ address: [UInt8]) -> ArraySlice<UInt8>? {
        let address = address.drop { $0 <= 0x20 }
        let scheme = address.prefix(8).map { $0 | 0x20 }
        if schemes.contains(where: { scheme.starts(with: $0) }) { return address }
        if scheme.starts(with: "mailto:".utf8) { return address.dropFirst(7).prefix { $0 != 0x3F } }
        return scheme.starts(with: "tel:".utf8) ? address.dropFirst(4) : nil
    }

    /// Whether a link's text says its address already.
    static func says(_ label: ArraySlice<UInt8>, _ address: ArraySlice<UInt8>) -> Bool {
        let address = bare(address)
        let label = bare(label)
        guard let first = address.first else { return true }
        return label.indices.contains { label[$0] == first && label[$0...].starts(with: address) }
    }

    private static let schemes = ["http://", "https://"].map { $0.utf8.map { $0 | 0x20 } }
    private static let fronts = ["http://", "https://", "mailto:", "www."].map { Array($0.utf8) }

    private static func bare(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bare: ArraySlice<UInt8> = []
        bare.reserveCapacity(text.count)
        for byte in text where byte > 0x20 && byte != 0x3C && byte != 0x3E {
            bare.append(byte >= 0x41 && byte <= 0x5A ? byte + 32 : byte)
        }
        for front in fronts where bare.starts(with: front) { bare = bare.dropFirst(front.count) }
        while bare.last == 0x2F { bare = bare.dropLast() }
        return bare
    }
}
