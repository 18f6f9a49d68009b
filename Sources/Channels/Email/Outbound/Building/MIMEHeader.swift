import Foundation

/// Why a mail cannot be made into bytes.
package enum MIMEFault: Error, Equatable {
    /// A header value holds a line break or NUL: somebody tries to add headers or recipients.
    case lineBreak(header: String)
    /// An address that cannot stand in a header.
    case address(String)
    /// A file's bytes cannot be read.
    case file(String)
}

/// Header fields as they cross the wire: ASCII, folded at 76 columns, other letters as encoded words (RFC 2047).
enum MIMEHeader {
    static let lineLimit = 76

    /// One unstructured field, such as Subject.
    static func text(_ name: String, _ value: String) throws(MIMEFault) -> String {
        try check(name, value)
        return fold(name, words(value))
    }

    /// A field whose value is tokens of ours: written as it is, folded between them.
    static func tokens(_ name: String, _ values: [String]) throws(MIMEFault) -> String {
        for value in values { try check(name, value) }
        return fold(name, values)
    }

    /// A field of addresses.
    static func addresses(_ name: String, _ addresses: [MailAddress]) throws(MIMEFault) -> String {
        var pieces: [String] = []
        for (place, address) in addresses.enumerated() {
            try check(name, address.name)
            try check(address)
            let comma = place == addresses.count - 1 ? "" : ","
            let phrase = phrase(address.name)
            pieces += phrase
            pieces.append((phrase.isEmpty ? address.address : "<\(address.address)>") + comma)
        }
        return fold(name, pieces)
    }

    /// A field with parameters: each in one or several pieces already encoded.
    static func parameters(_ name: String, _ value: String, _ parameters: [String]) throws(MIMEFault) -> String {
        for piece in [value] + parameters { try check(name, piece) }
        let last = parameters.count - 1
        var pieces = [value + (parameters.isEmpty ? "" : ";")]
        for (place, parameter) in parameters.enumerated() {
            // Encoded words are long: lines may break between them, which is no letter of the name.
            let words = parameter.contains("=?") ? parameter.split(separator: " ").map(String.init) : [parameter]
            pieces += words.dropLast() + [(words.last ?? "") + (place == last ? "" : ";")]
        }
        return fold(name, pieces)
    }

    /// A file's name under both forms in use: RFC 2231 for those who keep to the standard, RFC 2047 inside quotes for
    /// those who do not.
    static func fileName(_ parameter: String, _ name: String) -> [String] {
        if name.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }), name.utf8.count <= 60 {
            return ["\(parameter)=\(quoted(name))"]
        }
        let old = encodedWords(name).joined(separator: " ")
        return ["\(parameter)=\"\(old)\""] + extended(parameter, name)
    }

    /// The RFC 2231 form in pieces that fit on a line.
    static func extended(_ parameter: String, _ value: String) -> [String] {
        var pieces: [String] = []
        var current = "UTF-8''"
        for scalar in value.unicodeScalars {
            let next = percent(scalar)
            if current.count + next.count > 56 {
                pieces.append(current)
                current = ""
            }
            current += next
        }
        pieces.append(current)
        if pieces.count == 1 { return ["\(parameter)*=\(pieces[0])"] }
        return pieces.enumerated().map { "\(parameter)*\($0.offset)*=\($0.element)" }
    }

    private static func percent(_ scalar: Unicode.Scalar) -> String {
        if scalar.isASCII,
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._".unicodeScalars.contains(scalar)
        {
            return String(scalar)
        }
        return String(scalar).utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
    }

    private static func check(_ name: String, _ value: String) throws(MIMEFault) {
        guard value.unicodeScalars.allSatisfy({ $0 != "\r" && $0 != "\n" && $0 != "\0" }) else {
            throw .lineBreak(header: name)
        }
    }

    private static func check(_ address: MailAddress) throws(MIMEFault) {
        let parts = address.address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty,
            address.address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"<>()[]\\,;:\"".utf8.contains($0) })
        else { throw .address(address.address) }
    }

    // MARK: Words

    /// An unstructured text cut at blanks; if any of it is not printable ASCII, or looks like an encoded word, all of
    /// it is encoded.
    private static func words(_ value: String) -> [String] {
        if isPlain(value) {
            // Single blanks only, so that folding and unfolding gives the text back.
            let parts = value.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            if parts.allSatisfy({ !$0.isEmpty && $0.utf8.count < lineLimit - 20 }) { return parts }
            if value.isEmpty { return [] }
        }
        return encodedWords(value)
    }

    /// A display name: an atom list, a quoted string or encoded words.
    private static func phrase(_ name: String) -> [String] {
        guard !name.isEmpty else { return [] }
        guard isPlain(name), name.utf8.count <= 60 else { return encodedWords(name) }
        let atoms = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~ ".utf8
        if name.utf8.allSatisfy(atoms.contains), !name.contains("  "), !name.hasPrefix(" "), !name.hasSuffix(" ") {
            return name.split(separator: " ").map(String.init)
        }
        return [quoted(name)]
    }

    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && !text.contains("=?")
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"") + "\""
    }

    /// Base64 words of at most 75 characters, cut between letters (RFC 2047 section 2).
    static func encodedWords(_ text: String) -> [String] {
        let roomBytes = 45
        var words: [String] = []
        var current: [UInt8] = []
        for character in text {
            for scalar in character.unicodeScalars.count > 8
                ? character.unicodeScalars.map(String.init) : [String(character)]
            {
                let bytes = Array(scalar.utf8)
                if current.count + bytes.count > roomBytes, !current.isEmpty {
                    words.append(word(current))
                    current = []
                }
                current += bytes
            }
        }
        if !current.isEmpty { words.append(word(current)) }
        return words
    }

    private static func word(_ bytes: [UInt8]) -> String {
        "=?UTF-8?B?\(Data(bytes).base64EncodedString())?="
    }

    /// Joins the pieces by blanks and breaks the line before a piece that would not fit.
    private static func fold(_ name: String, _ pieces: [String]) -> String {
        var result = name + ":"
        var column = result.utf8.count
        for piece in pieces {
            if column + 1 + piece.utf8.count > lineLimit, column > name.utf8.count + 1 {
                result += "\r\n"
                column = 0
            }
            result += " " + piece
            column += 1 + piece.utf8.count
        }
        return result + "\r\n"
    }
}
