package import Basics
package import EventLoop
package import Foundation
package import Postgres
import Web

/// An address nothing automatic is sent to any more.
package struct SuppressedAddress: Sendable, WireType, JSONWritable {
    package enum Reason: String, CaseIterable, Sendable, JSONWritable, SQLText {
        /// The address does not exist (5.1.x).
        case undeliverable
        /// Its owner called our mail spam.
        case complaint
    }

    package let address: String
    package let reason: Reason
    package let detail: String
    package let createdAt: Date

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("address", address)
            json.field("reason", reason)
            json.field("detail", detail)
            json.field("created_at", createdAt)
        }
    }

    package static let example = SuppressedAddress(
        address: "mei@example.com", reason: .undeliverable, detail: "550 5.1.1 no such user",
        createdAt: Examples.instant)

    init(_ row: Row) throws {
        address = try row["address"]
        reason = try row["reason"]
        detail = try row["detail"]
        createdAt = try row["created_at"]
    }

    private init(address: String, reason: Reason, detail: String, createdAt: Date) {
        self.address = address
        self.reason = reason
        self.detail = detail
        self.createdAt = createdAt
    }
}

/// Every SQL statement about suppressed addresses.
@Loop package struct SuppressedAddressStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// The reason for each of these addresses that is suppressed, by address in lower case.
    package func reasons(_ addresses: [String]) async throws -> [String: SuppressedAddress] {
        let rows = try await connection.rows(
            SuppressedAddress.init,
            """
            SELECT address, reason, detail, created_at
            FROM suppressed_addresses
            WHERE address = ANY (\(addresses.map { $0.lowercased() }))
            ORDER BY address
            """)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.address, $0) })
    }

    /// The recipients of a mail as it begins: an address that does not exist is not tried; who complained gets a person's
    /// answer but nothing automatic.
    func judged(_ recipients: MailRecipients, of mail: OutboundMail, at now: Date) async throws -> [OutboundRecipient] {
        let all = recipients.all
        let known = try await reasons(all.map(\.address.address))
        return all.enumerated().map { place, recipient in
            let suppressed = known[recipient.address.key].flatMap {
                $0.reason == .undeliverable || mail.purpose.isAutomatic ? $0 : nil
            }
            return OutboundRecipient(
                mailID: mail.id, place: place, role: recipient.role, address: recipient.address,
                state: suppressed == nil ? .queued : .suppressed, detail: suppressed?.detail ?? "", at: now)
        }
    }

    package func suppress(_ address: String, _ reason: SuppressedAddress.Reason, detail: String, at now: Date)
        async throws
    {
        try await connection.execute(
            """
            INSERT INTO suppressed_addresses (address, reason, detail, created_at)
            VALUES (lower(\(address)), \(reason), \(String(detail.prefix(500))), \(now))
            ON CONFLICT (address) DO UPDATE SET reason = excluded.reason, detail = excluded.detail
            """)
    }

    /// Suppresses a recipient whose server said that there is no such address.
    func note(_ recipient: OutboundRecipient, at now: Date) async throws {
        guard recipient.detail.firstMatch(of: #/\b5\.1\.(1|2|3|6|10)\b/#) != nil else { return }
        try await suppress(recipient.address, .undeliverable, detail: recipient.detail, at: now)
    }

    /// - Returns: Whether it was there.
    func release(_ address: String) async throws -> Bool {
        try await connection.execute("DELETE FROM suppressed_addresses WHERE address = lower(\(address))") > 0
    }

    func list(after address: String?, limit: Int) async throws -> [SuppressedAddress] {
        try await connection.rows(
            SuppressedAddress.init,
            """
            SELECT address, reason, detail, created_at
            FROM suppressed_addresses
            WHERE address > \(address ?? "")
            ORDER BY address
            LIMIT \(limit)
            """)
    }
}
