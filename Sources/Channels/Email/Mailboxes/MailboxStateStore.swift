import Basics
import EventLoop
import Foundation
import Postgres

/// Every SQL statement about how mailboxes stand.
@Loop struct MailboxStateStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// How a mailbox stands; `off` when nothing was ever fetched from it.
    func view(_ inboxID: UUID) async throws -> MailboxView {
        try await connection.one(
            { row in
                MailboxView(
                    state: try row["state"], lastSuccessAt: try row["last_success_at"],
                    lastErrorCode: try row["last_error_code"], lastError: try row["last_error"],
                    waiting: try row["waiting"],
                    hasSecrets: MailboxView.Secrets(
                        imapPassword: try row["has_imap_password"], smtpPassword: try row["has_smtp_password"],
                        clientSecret: try row["has_client_secret"], refreshToken: try row["has_refresh_token"]))
            },
            """
            SELECT coalesce(m.state, 'connecting') AS state, m.last_success_at, m.last_error_code, m.last_error,
                s.imap_password IS NOT NULL AS has_imap_password, s.smtp_password IS NOT NULL AS has_smtp_password,
                s.client_secret IS NOT NULL AS has_client_secret, s.refresh_token IS NOT NULL AS has_refresh_token,
                (SELECT count(*)
                    FROM outbound_mails AS o
                    WHERE o.inbox_id = i.id AND o.state IN ('queued', 'retry', 'sending')) AS waiting
            FROM inboxes AS i
            LEFT JOIN mailbox_states AS m ON m.inbox_id = i.id
            LEFT JOIN mailbox_secrets AS s ON s.inbox_id = i.id
            WHERE i.id = \(inboxID)
            """)
    }
}
