import Basics
internal import COpenSSL
import Web

/// A key pair on the curve P-256 (FIPS 186-4), computed with by OpenSSL because libsodium has no such curve.
package struct P256Key: Sendable, Equatable {
    /// 65 bytes: 4, x, y.
    package let publicKey: [UInt8]
    /// 32 bytes.
    package let privateKey: [UInt8]

    package init(publicKey: [UInt8], privateKey: [UInt8]) {
        self.publicKey = publicKey
        self.privateKey = privateKey
    }

    /// A fresh pair, from OpenSSL's own generator.
    package static func make() throws -> P256Key {
        var privateKey = [UInt8](repeating: 0, count: 32)
        var publicKey = [UInt8](repeating: 0, count: 65)
        guard deskbell_p256_generate(&privateKey, &publicKey) == 1 else { throw Problem.internalFault }
        return P256Key(publicKey: publicKey, privateKey: privateKey)
    }

    /// Whether these bytes are a point on the curve.
    package static func isPublicKey(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == 65, bytes[0] == 4, let key = deskbell_p256_load(nil, bytes) else { return false }
        EVP_PKEY_free(key)
        return true
    }

    /// The 32 bytes both sides agree on (ECDH); `nil` when `peer` is no point on the curve.
    func agreement(with peer: [UInt8]) -> [UInt8]? {
        var secret = [UInt8](repeating: 0, count: 32)
        guard peer.count == 65, deskbell_p256_agree(privateKey, publicKey, peer, &secret) == 1 else { return nil }
        return secret
    }

    /// `text` as a JSON Web Signature of the kind ES256 (RFC 7515): the text, a dot, the signature.
    func signed(_ text: String) throws -> String {
        var signature = [UInt8](repeating: 0, count: 64)
        let message = Array(text.utf8)
        guard deskbell_p256_sign(privateKey, publicKey, message, message.count, &signature) == 1 else {
            throw Problem.internalFault
        }
        return text + "." + signature.base64URL
    }
}
