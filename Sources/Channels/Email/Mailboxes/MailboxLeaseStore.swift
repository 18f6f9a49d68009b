import Basics
import EventLoop
import Foundation
import Postgres

/// A mailbox to fetch from, as it is configured now.
struct WatchedMailbox: Sendable {
    let id: UUID
    let mail: MailSettings
    let secretsVersion: Int

    init?(_ row: Row) throws {
        id = try row["id"]
        secretsVersion = try row["secrets_version"]
        guard let mail = InboxSettings(stored: try row["settings"], kind: .email).mail, !mail.imap.host.isEmpty else {
            return nil
        }
        self.mail = mail
    }

    /// Whether a connection made for `other` would be made otherwise now.
    func differs(from other: WatchedMailbox) -> Bool {
        secretsVersion != other.secretsVersion || mail != other.mail
    }
}

/// Every SQL statement about which node reads which mailbox, and how it goes.
@Loop struct MailboxLeaseStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Mailboxes in use that have a server to fetch from.
    func watched() async throws -> [WatchedMailbox] {
        try await connection.rows(
            WatchedMailbox.init,
            """
            SELECT i.id, i.settings, coalesce(s.version, 0) AS secrets_version
            FROM inboxes AS i
            LEFT JOIN mailbox_secrets AS s ON s.inbox_id = i.id
            WHERE i.kind = 'email' AND i.enabled
            ORDER BY i.created_at, i.id
            """
        ).compactMap { $0 }
    }

    /// Whether this node may read the mailbox until then: nobody does, or it did already.
    func claim(_ inboxID: UUID, lease: UUID, now: Date, until: Date) async throws -> Bool {
        try await connection.execute(
            """
            INSERT INTO mailbox_states AS m (inbox_id, lease, lease_until, begun_at)
            VALUES (\(inboxID), \(lease), \(until), \(now))
            ON CONFLICT (inbox_id) DO UPDATE
            SET lease = EXCLUDED.lease, lease_until = EXCLUDED.lease_until
            WHERE m.lease IS NULL OR m.lease_until < \(now) OR m.lease = EXCLUDED.lease
            """) == 1
    }

    func release(_ inboxID: UUID, lease: UUID) async throws {
        try await connection.execute(
            """
            UPDATE mailbox_states SET lease = NULL, lease_until = NULL
            WHERE inbox_id = \(inboxID) AND lease = \(lease)
            """)
    }

    /// When the mailbox was first looked into: older mail was there before us.
    func begunAt(_ inboxID: UUID) async throws -> Date {
        try await connection.one(
            { try $0["begun_at"] }, "SELECT begun_at FROM mailbox_states WHERE inbox_id = \(inboxID)")
    }

    func noteSuccess(_ inboxID: UUID, at now: Date) async throws {
        try await connection.execute(
            """
            UPDATE mailbox_states
            SET state = 'connected', last_success_at = \(now), last_error_code = NULL, last_error = NULL,
                last_error_at = NULL
            WHERE inbox_id = \(inboxID)
            """)
    }

    /// What settings or secrets changed begins anew.
    func noteBeginning(_ inboxID: UUID) async throws {
        try await connection.execute(
            "UPDATE mailbox_states SET state = 'connecting' WHERE inbox_id = \(inboxID) AND state <> 'connected'")
    }

    /// - Parameter alarm: Since when there must have been a success for a passing fault not to count as failing.
    func note(_ fault: MailFault, of inboxID: UUID, at now: Date, alarm: Date) async throws {
        let isPassing = fault.isPassing
        let detail = String(fault.detail.replacing("\0", with: "").prefix(1000))
        try await connection.execute(
            """
            UPDATE mailbox_states
            SET state = CASE WHEN \(isPassing) AND coalesce(last_success_at, begun_at) >= \(alarm)
                    THEN 'connecting' ELSE 'failing' END,
                last_error_code = \(fault.kind.rawValue), last_error = \(detail), last_error_at = \(now)
            WHERE inbox_id = \(inboxID)
            """)
    }

    /// No look went well for long, and nothing said why.
    func stalled(_ inboxID: UUID) async throws {
        try await connection.execute("UPDATE mailbox_states SET state = 'failing' WHERE inbox_id = \(inboxID)")
    }
}
