/// A CSV file (RFC 4180) in UTF-8 that opens in a spreadsheet as what it says: a byte order mark for the encoding, and an
/// apostrophe before text that the sheet would otherwise run as a formula.
package struct CSVText: Sendable, Equatable {
    package private(set) var text: String

    /// - Parameter continuing: Whether the text goes on from one that stands before it in the same file.
    package init(continuing: Bool = false) {
        text = continuing ? "" : "\u{FEFF}"
    }

    /// Adds one line of `fields`.
    package mutating func line(_ fields: [String]) {
        text += fields.map(CSVText.field).joined(separator: ",") + "\r\n"
    }

    package var bytes: [UInt8] { Array(text.utf8) }

    /// One field, defused and quoted where it must be.
    ///
    /// A plain number keeps its sign.
    ///
    /// Source: OWASP, "CSV Injection"; RFC 4180 section 2.
    package static func field(_ raw: String) -> String {
        var value = raw
        if let first = raw.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first), Double(raw) == nil {
            value = "'" + raw
        }
        guard value.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return value }
        return "\"" + value.replacing("\"", with: "\"\"") + "\""
    }
}
