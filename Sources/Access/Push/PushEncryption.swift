import Basics
internal import COpenSSL
import Web

/// Encrypts what is pushed so that only the browser can read it (RFC 8291, content coding `aes128gcm` of RFC 8188).
package enum PushEncryption {
    /// A push service takes at least this many bytes of body (RFC 8291 section 4).
    package static let longestBytes = 3_993

    /// - Parameters:
    ///   - browserKey: The subscription's `p256dh`.
    ///   - secret: The subscription's `auth`.
    ///   - sender: A key pair for this message only.
    ///   - salt: 16 random bytes.
    /// - Returns: The body of the request; `nil` when `browserKey` is no point on the curve or `plain` is too long.
    package static func seal(_ plain: [UInt8], browserKey: [UInt8], secret: [UInt8], sender: P256Key, salt: [UInt8])
        -> [UInt8]?
    {
        guard plain.count <= longestBytes, let agreed = sender.agreement(with: browserKey) else { return nil }
        let info = Array("WebPush: info\0".utf8) + browserKey + sender.publicKey
        let input = Digest.hmacSHA256(key: Digest.hmacSHA256(key: secret, message: agreed), message: info + [1])
        let extracted = Digest.hmacSHA256(key: salt, message: input)
        let key = expanded(extracted, "Content-Encoding: aes128gcm\0", count: 16)
        let nonce = expanded(extracted, "Content-Encoding: nonce\0", count: 12)
        // One record, the last: it ends in 2.
        let record = plain + [2]
        var sealed = [UInt8](repeating: 0, count: record.count + 16)
        guard deskbell_aes128gcm_seal(key, nonce, record, Int32(record.count), &sealed) == 1 else { return nil }
        return salt + [0, 0, 16, 0, UInt8(sender.publicKey.count)] + sender.publicKey + sealed
    }

    private static func expanded(_ key: [UInt8], _ info: String, count: Int) -> [UInt8] {
        Array(Digest.hmacSHA256(key: key, message: Array(info.utf8) + [1]).prefix(count))
    }
}
