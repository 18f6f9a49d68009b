/// The short names of places people write and post at.
package enum Platform {
    package static let rule = "may hold small letters, digits, dots, dashes and underscores, at most 40"

    /// Whether this can be one; it is a key among a customer's accounts.
    package static func isName(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy {
                ("a"..."z").contains($0) || ("0"..."9").contains($0) || [".", "-", "_"].contains($0)
            }
    }
}
