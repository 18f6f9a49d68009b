import Basics
import Web

/// What is kept of the name a file came with: text to show and to suggest for saving, never part of a path.
///
/// Source: RELIABILITY.md 2.4, CVE-2026-28289: a filter that ran before format characters were removed let
/// `ZWSP + .htaccess` through, so removal comes first here.
package enum AttachmentName {
    /// The last part of the path without control, bidirectional and invisible characters, at most 200 bytes long; the
    /// ending is kept when the name is cut.
    package static func clean(_ claimed: String?) -> String {
        var visible = ""
        for scalar in (claimed ?? "").unicodeScalars where !isHidden(scalar) { visible.unicodeScalars.append(scalar) }
        let base = visible.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        var name = base.trimmingBlanks
        while name.hasPrefix(".") || name.hasPrefix(" ") { name.removeFirst() }
        name = name.trimmingBlanks
        return name.isEmpty ? "file" : shortened(name)
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: true
        default: scalar.properties.isDefaultIgnorableCodePoint
        }
    }

    private static func shortened(_ name: String) -> String {
        let limit = 200
        guard name.utf8.count > limit else { return name }
        let ending =
            name.lastIndex(of: ".").map { String(name[$0...]) }.flatMap { $0.utf8.count <= 20 ? $0 : nil } ?? ""
        var stem = String(name.dropLast(ending.count))
        while stem.utf8.count + ending.utf8.count > limit { stem.removeLast() }
        return stem + ending
    }

    /// `Content-Disposition` with the name in plain ASCII for old clients and in UTF-8 (RFC 6266, RFC 8187).
    package static func disposition(_ name: String, inline: Bool) -> String {
        let ascii = String(
            String.UnicodeScalarView(
                name.unicodeScalars.map {
                    (0x20..<0x7F).contains($0.value) && $0 != "\"" && $0 != "\\" && $0 != "%" ? $0 : "_"
                }))
        var encoded = ""
        for byte in name.utf8 {
            let isPlain =
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || "-._~".utf8.contains(byte)
            encoded += isPlain ? String(UnicodeScalar(byte)) : "%" + [byte].hexadecimal.uppercased()
        }
        return "\(inline ? "inline" : "attachment"); filename=\"\(ascii)\"; filename*=UTF-8''\(encoded)"
    }
}
