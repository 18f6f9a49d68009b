import Basics
import EventLoop
import Foundation
import Postgres

/// Every SQL statement that stores inbound mails and moves them on.
@Loop struct InboundMailStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// - Returns: False when a mail of the same place or the same bytes is there already.
    func insert(_ raw: RawMail, id: UUID, sha256: String) async throws -> Bool {
        try await connection.execute(
            """
            INSERT INTO inbound_mails (id, inbox_id, source, folder, uidvalidity, uid, envelope_from, envelope_to,
                sha256, size_bytes, received_at)
            VALUES (\(id), \(raw.inboxID), \(raw.source), \(raw.folder), \(raw.uidValidity), \(raw.uid),
                \(raw.envelopeFrom), \(raw.envelopeTo), \(sha256), \(raw.bytes.count), \(raw.receivedAt))
            ON CONFLICT DO NOTHING
            """) == 1
    }

    /// The mail whose place or bytes these are.
    func known(_ raw: RawMail, sha256: String) async throws -> UUID {
        try await connection.one(
            { try $0["id"] },
            """
            SELECT id
            FROM inbound_mails
            WHERE inbox_id = \(raw.inboxID)
                AND (sha256 = \(sha256)
                    OR folder = \(raw.folder) AND uidvalidity = \(raw.uidValidity) AND uid = \(raw.uid))
            ORDER BY arrival
            LIMIT 1
            """)
    }
}
