import Foundation
import Postgres

/// The mailbox answers of a ticket leave by.
enum ReplyMailbox {
    /// The mailbox of a new ticket as an expression: an email ticket's own; for a form or a chat the one its inbox names
    /// (`settings.reply_mailbox_id`), or else the oldest enabled one; none for the other channels.
    ///
    /// Only an inbox with an address is a mailbox.
    static func choice(channel: String, inbox: UUID) -> SQL {
        guard ["email", "form", "chat"].contains(channel) else { return "NULL" }
        return """
            (SELECT m.id
            FROM inboxes AS m
            LEFT JOIN inboxes AS own ON own.id = \(inbox)
            WHERE m.kind = 'email' AND m.enabled AND COALESCE(m.settings -> 'mail' ->> 'address', '') <> ''
            ORDER BY (m.id = own.id) DESC, (m.id::text IS NOT DISTINCT FROM (own.settings ->> 'reply_mailbox_id')) DESC,
                m.created_at, m.id
            LIMIT 1)
            """
    }
}
