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
            WHERE \(isUsable)
            ORDER BY (m.id = own.id) DESC, (m.id::text IS NOT DISTINCT FROM (own.settings ->> 'reply_mailbox_id')) DESC,
                m.created_at, m.id
            LIMIT 1)
            """
    }

    /// The mailbox a ticket made without one gets at its next reply, as an expression on `tickets AS t`: its inbox' own,
    /// or the company's only one; none while the customer has no address.
    static let late: SQL = """
        (SELECT m.id
        FROM inboxes AS m
        LEFT JOIN inboxes AS own ON own.id = t.inbox_id
        WHERE \(isUsable) AND t.channel IN ('email', 'form', 'chat')
            AND (m.id = own.id OR m.id::text = own.settings ->> 'reply_mailbox_id'
                OR NOT EXISTS (SELECT FROM inboxes AS o WHERE o.id <> m.id AND \(isOtherUsable)))
            AND (EXISTS (SELECT FROM customer_emails AS e WHERE e.customer_id = t.customer_id AND NOT e.released)
                OR EXISTS (SELECT FROM visitors AS v WHERE v.id = t.visitor_id AND v.email <> ''))
        ORDER BY (m.id = own.id) DESC, (m.id::text IS NOT DISTINCT FROM (own.settings ->> 'reply_mailbox_id')) DESC
        LIMIT 1)
        """

    private static let isUsable: SQL =
        "m.kind = 'email' AND m.enabled AND COALESCE(m.settings -> 'mail' ->> 'address', '') <> ''"
    private static let isOtherUsable: SQL =
        "o.kind = 'email' AND o.enabled AND COALESCE(o.settings -> 'mail' ->> 'address', '') <> ''"
}
