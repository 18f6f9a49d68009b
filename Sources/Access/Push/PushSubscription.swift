package import Basics
package import Foundation
import Web

/// A browser in which a member of staff wants to be told of news while the console is not in sight.
package struct PushSubscription: WireType, JSONWritable {
    package let id: ID<PushSubscription>
    /// Whether the beginning of a message is told, or only that there is one.
    package let excerpt: Bool
    package let userAgent: String
    package let createdAt: Date

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("excerpt", excerpt)
            json.field("user_agent", userAgent)
            json.field("created_at", createdAt)
        }
    }

    package static let example = PushSubscription(
        id: ID(UUID(uuid: (1, 0x93, 0x58, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 9))), excerpt: true,
        userAgent: "Firefox on Android", createdAt: Date(timeIntervalSince1970: 1_795_430_400))
}

/// What a browser's `PushSubscription.toJSON()` says, and how much may be told.
package struct PushSubscriptionInput: WireType, Decodable {
    package struct Keys: Decodable, Sendable {
        let p256dh: String
        let auth: String
    }

    let endpoint: String
    let keys: Keys
    let excerpt: Bool?

    package static let example = PushSubscriptionInput(
        endpoint: "https://push.example.com/send/abc",
        keys: Keys(
            p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            auth: "BTBZMqHH6r4Tts7J_aSIgg"), excerpt: true)

    /// - Throws: `Problem.invalid` naming every field at fault.
    func checked(allowsLoopback: Bool) throws -> (endpoint: String, browserKey: [UInt8], secret: [UInt8]) {
        var fields = Fields()
        fields.check(
            PublicAddress(endpoint, allowsLoopback: allowsLoopback) != nil, "/endpoint", "must be an https address")
        let key = [UInt8](base64URL: keys.p256dh) ?? []
        fields.check(P256Key.isPublicKey(key), "/keys/p256dh", "must be a point on the curve P-256 in base64url")
        let secret = [UInt8](base64URL: keys.auth) ?? []
        fields.check(secret.count == 16, "/keys/auth", "must be 16 bytes in base64url")
        try fields.throwIfAny()
        return (endpoint: endpoint, browserKey: key, secret: secret)
    }
}

/// The key a browser wants to know before it subscribes.
package struct PushKey: WireType, JSONWritable {
    let publicKey: String

    package func write(to json: inout JSONWriter) {
        json.object { json in json.field("public_key", publicKey) }
    }

    package static let example = PushKey(publicKey: PushSubscriptionInput.example.keys.p256dh)
}
