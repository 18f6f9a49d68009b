import Basics
import Foundation

/// The rules a new password meets.
///
/// Source: NIST SP 800-63B section 5.1.1.2 (length and a list, no composition rules).
package enum Password {
    /// Characters a password may have, at least and at most.
    package static let lengths = 10...200

    /// The form in which a password is hashed, so that one typed on another keyboard is the same (RFC 8265 section 4.2).
    package static func prepared(_ password: String) -> [UInt8] {
        Array(password.precomposedStringWithCanonicalMapping.utf8)
    }

    /// Why `password` is refused for the account of `email`, or `nil` when it is good.
    package static func fault(_ password: String, email: String) -> String? {
        let length = password.unicodeScalars.count
        if length < lengths.lowerBound { return "must have at least \(lengths.lowerBound) characters" }
        if length > lengths.upperBound { return "may have at most \(lengths.upperBound) characters" }
        let lowered = password.lowercased()
        let account = email.lowercased()
        if lowered == account || lowered == account.prefix(while: { $0 != "@" }) {
            return "must not be the e-mail address"
        }
        if Set(lowered.unicodeScalars).count < 3 || common.contains(lowered) {
            return "is one of the passwords tried first by attackers"
        }
        return nil
    }

    /// - Throws: `Problem.invalid` at `pointer` when `password` breaks a rule.
    package static func check(_ password: String, email: String, pointer: String = "/password") throws {
        if let fault = fault(password, email: email) { throw Problem.invalid(pointer, fault) }
    }

    /// Passwords of ten characters or more that head the lists of leaked ones, in lower case.
    private static let common: Set<String> = [
        "1234567890", "0123456789", "0987654321", "12345678910", "123456789a", "a123456789", "123456789q",
        "1234567891", "123123123123", "1q2w3e4r5t", "1q2w3e4r5t6y", "1qaz2wsx3edc", "q1w2e3r4t5", "q1w2e3r4t5y6",
        "qwertyuiop", "qwerty1234", "qwerty12345", "qwerty123456", "qwerty123!", "asdfghjkl1", "asdfghjkl;",
        "zaq12wsxcde3",
        "1qazxsw23edc", "password12", "password123", "password1234", "password12345", "password123!", "password1!",
        "passw0rd123", "p@ssw0rd123", "p@ssword123", "password2024", "password2025", "password2026", "mypassword",
        "mypassword1", "iloveyou12", "iloveyou123", "iloveyou1234", "letmein123", "letmein1234", "welcome123",
        "welcome1234", "welcome2026", "admin12345", "admin123456", "administrator", "changeme123", "change_me_now",
        "changemenow", "deskbell123", "helpdesk123", "abc1234567", "abcd123456", "abcdefghij", "abcd1234567",
        "aa12345678", "a1b2c3d4e5", "superman123", "football123", "baseball123", "basketball", "liverpool1",
        "manchester",
        "princess123", "sunshine123", "trustno1trustno1", "woaini1314", "woaini1314520", "woaini520", "5201314520",
        "1314520520", "wang123456", "zhang123456", "li123456789", "qq123456789", "qwe1234567", "asd1234567",
        "zxcvbnm123",
        "zxcvbnm,./", "test123456", "testtest123", "guest12345", "secret1234", "correcthorsebatterystaple",
        "correct horse battery staple", "starwars123", "whatever123", "michael123", "charlie123", "jordan2323",
        "monkey1234", "dragon1234", "master1234", "shadow1234", "computer123", "internet123", "samsung123",
        "google1234", "facebook123", "linkedin123",
    ]
}
