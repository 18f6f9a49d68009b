import Basics
internal import CSodium

/// argon2id by libsodium (RFC 9106).
///
/// Every call takes the whole memory and time of one hash: run it off the loop.
package struct PasswordHash: Sendable {
    /// Passes over the memory.
    package let passes: UInt64
    /// The memory of one hash in bytes.
    package let memoryBytes: Int

    package init(passes: UInt64, memoryBytes: Int) {
        self.passes = passes
        self.memoryBytes = memoryBytes
    }

    /// 64 MiB and three passes, above the least that the OWASP password storage cheat sheet asks of argon2id.
    package static let standard = PasswordHash(passes: 3, memoryBytes: 64 * 1024 * 1024)

    /// The hash with its salt and parameters, as text to be stored.
    ///
    /// - Throws: `Problem.overloaded` when the memory cannot be had.
    package func make(_ password: [UInt8]) throws -> String {
        var text = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        let outcome = crypto_pwhash_str_alg(
            &text, password.map(CChar.init(bitPattern:)), UInt64(password.count), passes, memoryBytes,
            crypto_pwhash_ALG_ARGON2ID13)
        guard outcome == 0 else { throw Problem.overloaded }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Whether `stored` was made from `password`.
    package func matches(_ password: [UInt8], _ stored: String) -> Bool {
        crypto_pwhash_str_verify(stored, password.map(CChar.init(bitPattern:)), UInt64(password.count)) == 0
    }

    /// Whether `stored` was made with other parameters than these.
    package func isOutdated(_ stored: String) -> Bool {
        crypto_pwhash_str_needs_rehash(stored, passes, memoryBytes) != 0
    }
}
