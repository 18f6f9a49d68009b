import Basics
import EventLoop
import Foundation
import Postgres

/// How far a folder was read.
struct MailboxCursor: Sendable, Equatable {
    var lastUID: Int
    /// A mail the server would not give, and how often it was asked for.
    var failedUID: Int?
    var failedTries = 0
}

/// Every SQL statement about how far folders were read; written only by the node that holds the mailbox's lease.
@Loop struct MailboxFolderStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    func cursor(_ inboxID: UUID, _ folder: String, uidValidity: Int) async throws -> MailboxCursor? {
        try await connection.first(
            { row in
                MailboxCursor(
                    lastUID: try row["last_uid"], failedUID: try row["failed_uid"],
                    failedTries: try row["failed_tries"])
            },
            """
            SELECT last_uid, failed_uid, failed_tries
            FROM mailbox_folders
            WHERE inbox_id = \(inboxID) AND folder = \(folder) AND uidvalidity = \(uidValidity)
            """)
    }

    /// Whether the folder was read under other numbers.
    func wasRead(_ inboxID: UUID, _ folder: String) async throws -> Bool {
        try await connection.first(
            { try $0["uidvalidity"] as Int },
            "SELECT uidvalidity FROM mailbox_folders WHERE inbox_id = \(inboxID) AND folder = \(folder) LIMIT 1") != nil
    }

    /// Which of these Message-IDs are of mails the inbox has had.
    func known(_ messageIDs: [String], to inboxID: UUID) async throws -> Set<String> {
        Set(
            try await connection.rows(
                { try $0["message_id"] as String },
                """
                SELECT DISTINCT message_id
                FROM inbound_mails
                WHERE inbox_id = \(inboxID) AND message_id = ANY(\(messageIDs))
                ORDER BY message_id
                """))
    }

    /// - Throws: `LeaseLost` when another node reads the mailbox now.
    func save(
        _ cursor: MailboxCursor, of inboxID: UUID, _ folder: String, uidValidity: Int, lease: UUID, at now: Date
    ) async throws {
        let written = try await connection.execute(
            """
            INSERT INTO mailbox_folders AS f (inbox_id, folder, uidvalidity, last_uid, failed_uid, failed_tries, updated_at)
            SELECT \(inboxID), \(folder), \(uidValidity), \(cursor.lastUID), \(cursor.failedUID),
                \(cursor.failedTries), \(now)
            FROM mailbox_states
            WHERE inbox_id = \(inboxID) AND lease = \(lease)
            ON CONFLICT (inbox_id, folder, uidvalidity) DO UPDATE
            SET last_uid = greatest(f.last_uid, EXCLUDED.last_uid), failed_uid = EXCLUDED.failed_uid,
                failed_tries = EXCLUDED.failed_tries, updated_at = EXCLUDED.updated_at
            """)
        guard written == 1 else { throw LeaseLost() }
    }
}

/// Another node reads the mailbox now.
struct LeaseLost: Error {}
