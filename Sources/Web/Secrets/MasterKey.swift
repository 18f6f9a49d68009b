package import Basics
internal import CSodium
import Foundation

/// The company's master key: seals secrets at rest and signs what we hand out and want to recognise again.
package struct MasterKey: Sendable {
    private let bytes: [UInt8]
    private let random: Randomness

    /// - Parameter bytes: Exactly 32 random bytes.
    package init?(bytes: [UInt8], random: Randomness = .system) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
        self.random = random
    }

    /// The key in the file at `path` (64 hexadecimal digits); a missing file is made with mode 0600.
    ///
    /// - Throws: `MasterKeyFault` with a sentence that says what to do.
    package static func load(path: String, random: Randomness = .system) throws -> MasterKey {
        let manager = FileManager.default
        if !manager.fileExists(atPath: path) {
            let text = random.bytes(32).hexadecimal + "\n"
            let file = Glibc.open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
            guard file >= 0 else {
                throw MasterKeyFault(
                    sentence: "The master key cannot be written to \(path): \(String(cString: strerror(errno))).")
            }
            defer { close(file) }
            guard Array(text.utf8).withUnsafeBytes({ write(file, $0.baseAddress, $0.count) }) == text.utf8.count,
                fsync(file) == 0
            else { throw MasterKeyFault(sentence: "The master key cannot be written to \(path): the disk refuses it.") }
        }
        guard let content = manager.contents(atPath: path) else {
            throw MasterKeyFault(
                sentence: "The master key \(path) cannot be read. Give this user the right to read it.")
        }
        let digits = String(decoding: content, as: UTF8.self).filter { !$0.isWhitespace }
        var bytes: [UInt8] = []
        var rest = Substring(digits)
        while rest.count >= 2, let byte = UInt8(rest.prefix(2), radix: 16) {
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        guard rest.isEmpty, let key = MasterKey(bytes: bytes, random: random) else {
            throw MasterKeyFault(
                sentence: "The master key \(path) must hold 64 hexadecimal digits. Restore it from your backup.")
        }
        return key
    }

    /// `secret` encrypted and authenticated (XSalsa20-Poly1305, libsodium secretbox), nonce in front.
    package func seal(_ secret: [UInt8]) -> [UInt8] {
        let nonce = random.bytes(Int(crypto_secretbox_NONCEBYTES))
        var sealed = [UInt8](repeating: 0, count: secret.count + Int(crypto_secretbox_MACBYTES))
        _ = crypto_secretbox_easy(&sealed, secret, UInt64(secret.count), nonce, derived("seal"))
        return nonce + sealed
    }

    /// What `seal` was given, or `nil` when the bytes were not sealed with this key.
    package func open(sealed: [UInt8]) -> [UInt8]? {
        let nonceLength = Int(crypto_secretbox_NONCEBYTES)
        let macLength = Int(crypto_secretbox_MACBYTES)
        guard sealed.count >= nonceLength + macLength else { return nil }
        let body = Array(sealed[nonceLength...])
        var secret = [UInt8](repeating: 0, count: body.count - macLength)
        guard
            crypto_secretbox_open_easy(
                &secret, body, UInt64(body.count), Array(sealed[..<nonceLength]), derived("seal")) == 0
        else { return nil }
        return secret
    }

    /// A signature over `message` that only this company makes, for one purpose.
    package func signature(_ purpose: String, _ message: String) -> [UInt8] {
        Digest.hmacSHA256(key: derived(purpose), message: Array(message.utf8))
    }

    private func derived(_ purpose: String) -> [UInt8] {
        Digest.hmacSHA256(key: bytes, message: Array(purpose.utf8))
    }
}

/// Why there is no master key, in one sentence for the operator.
package struct MasterKeyFault: Error {
    package let sentence: String
}
