import Basics
import Postgres
package import Web

/// What the channels have for the today list: mailboxes that cannot fetch or send.
package enum TodayMailboxes {
    package static var sections: [TodaySection] {
        [
            TodaySection(.mailboxes, [.settingsRead]) { _ in
                var lines = TodayLines(
                    id: "i.id", path: "'/settings/inboxes'",
                    from: """
                        inboxes AS i
                        LEFT JOIN mailbox_states AS m ON m.inbox_id = i.id
                        LEFT JOIN outbound_mailboxes AS o ON o.inbox_id = i.id
                        """,
                    where: """
                        i.kind = 'email' AND i.enabled AND (m.state = 'failing' OR o.stopped_at IS NOT NULL)
                        """, order: "COALESCE(o.stopped_at, m.last_error_at), i.name, i.id")
                lines.kind = "CASE WHEN o.stopped_at IS NOT NULL THEN 'sending' ELSE 'fetching' END"
                lines.title = "i.name"
                lines.detail = "COALESCE(i.settings #>> '{mail,address}', '')"
                lines.at = "COALESCE(o.stopped_at, m.last_error_at)"
                return lines
            }
        ]
    }
}
