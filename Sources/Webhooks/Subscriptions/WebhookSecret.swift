import Basics
package import Foundation
import Web

/// The secret between us and one address, and the signature made with it (standardwebhooks.com, version 1).
package struct WebhookSecret: Sendable {
    private let key: [UInt8]

    package init(key: [UInt8]) {
        self.key = key
    }

    init(_ random: Randomness) {
        key = random.bytes(24)
    }

    /// - Parameter sealed: As stored; `nil` when it was not sealed with this master key.
    init?(sealed: [UInt8], _ masterKey: MasterKey) {
        guard let key = masterKey.open(sealed: sealed) else { return nil }
        self.key = key
    }

    /// As it is given to the other side.
    var text: String { "whsec_" + Data(key).base64EncodedString() }

    func sealed(_ masterKey: MasterKey) -> [UInt8] { masterKey.seal(key) }

    /// The headers of one delivery: its id, when it was sent, and the signature over both and the body.
    package func headers(id: String, at now: Date, body: String) -> [String] {
        let timestamp = Int(now.timeIntervalSince1970)
        let signature = Digest.hmacSHA256(key: key, message: Array("\(id).\(timestamp).\(body)".utf8))
        return [
            "webhook-id: \(id)", "webhook-timestamp: \(timestamp)",
            "webhook-signature: v1,\(Data(signature).base64EncodedString())",
        ]
    }
}
