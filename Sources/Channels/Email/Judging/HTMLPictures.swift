import Basics

/// The pictures of an HTML page that lie elsewhere.
enum HTMLPictures {
    /// A page of more pictures is no letter.
    static let limit = 500

    /// The web addresses of its pictures, each once, entities resolved, in order.
    static func addresses(_ html: String) -> [String] {
        let bytes = Array(html.utf8)
        let reader = HTMLTagReader(bytes)
        var found: [String] = []
        var seen: Set<String> = []
        var place = 0
        while let start = bytes[place...].firstIndex(of: 0x3C), found.count < limit {
            guard let tag = reader.read(at: start) else {
                place = start + 1
                continue
            }
            place = max(tag.end, start + 1)
            guard tag.name == "img", !tag.isClosing, let source = tag.attribute("src")?.trimmingBlanks else { continue }
            let address = source.hasPrefix("//") ? "https:" + source : source
            guard address.lowercased().hasPrefix("http"), seen.insert(address).inserted else { continue }
            found.append(address)
        }
        return found
    }
}
