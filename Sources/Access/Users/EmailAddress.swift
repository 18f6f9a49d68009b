import Basics
import Web

/// The rules for an address a person can be written to.
package enum EmailAddress {
    /// `text` without blanks around it, when it has the shape of an address: something, one at sign, a host name.
    ///
    /// - Returns: `nil` for anything longer than 254 bytes (RFC 5321 section 4.5.3.1), with blanks or control
    ///   characters inside, or with characters that could add a recipient to a mail header.
    package static func checked(_ text: String) -> String? {
        let address = text.trimmingBlanks
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard address.utf8.count <= 254, parts.count == 2, let local = parts.first, let host = parts.last,
            !local.isEmpty, local.utf8.count <= 64, !host.isEmpty,
            !host.hasPrefix("."), !host.hasSuffix("."), !host.contains(".."),
            address.unicodeScalars.allSatisfy(isAllowed)
        else { return nil }
        return address
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .surrogate: false
        default: !"<>()[]\\,;:\"".unicodeScalars.contains(scalar)
        }
    }
}
