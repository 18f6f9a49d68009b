import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// The key pair push services know this Deskbell by (RFC 8292): made at first use, the same on every node.
@Loop final class PushKeys {
    private let context: AppContext
    private var known: P256Key?
    private static let tokenSeconds = 12 * 3600.0

    init(_ context: AppContext) {
        self.context = context
    }

    /// - Throws: `Problem.internalFault` when the stored key was sealed with another master key.
    func pair() async throws -> P256Key {
        if let known { return known }
        let store = PushKeyStore(context.database.connection)
        let made = try P256Key.make()
        let stored = try await store.keep(
            publicKey: made.publicKey, sealed: context.secrets.seal(made.privateKey), at: context.clock.now)
        guard let privateKey = context.secrets.open(sealed: stored.sealed) else {
            Log.error("the push key was sealed with another master key", [:])
            throw Problem.internalFault
        }
        let pair = P256Key(publicKey: stored.publicKey, privateKey: privateKey)
        known = pair
        return pair
    }

    /// The `Authorization` header for a push service: who we are, for this origin, for half a day.
    func authorization(for address: PublicAddress) async throws -> String {
        let pair = try await pair()
        let header = #"{"typ":"JWT","alg":"ES256"}"#
        let claims: JSONValue = [
            "aud": .string(address.origin),
            "exp": .number((context.clock.now.timeIntervalSince1970 + Self.tokenSeconds).rounded()),
            "sub": .string(contact),
        ]
        let text = Array(header.utf8).base64URL + "." + JSONWriter.write(claims).base64URL
        return "vapid t=\(try pair.signed(text)), k=\(pair.publicKey.base64URL)"
    }

    /// Whom a push service may tell of trouble: our address, which some take only when it is https.
    private var contact: String {
        context.isSecure
            ? context.publicURL : "mailto:deskbell@\(URL(string: context.publicURL)?.host() ?? "localhost")"
    }
}

/// Keeps the one key pair.
@Loop struct PushKeyStore {
    let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// The pair kept, which is the one given only when there was none.
    func keep(publicKey: [UInt8], sealed: [UInt8], at now: Date) async throws -> (publicKey: [UInt8], sealed: [UInt8]) {
        try await connection.execute(
            """
            INSERT INTO push_keys (public_key, private_key, created_at)
            VALUES (\(publicKey), \(sealed), \(now))
            ON CONFLICT DO NOTHING
            """)
        return try await connection.one(
            { row in (publicKey: try row["public_key"], sealed: try row["private_key"]) },
            "SELECT public_key, private_key FROM push_keys")
    }
}
