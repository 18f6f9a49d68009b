package import Basics
package import EventLoop
package import Postgres

/// A fresh company's first entrances, so that the first page has a line to paste and a form to show.
@Loop package enum FirstInboxes {
    /// Makes one chat and one form when there is no inbox at all.
    ///
    /// Two servers starting at once make them once.
    package static func makeIfNone(_ database: Database, clock: WallClock, random: Randomness = .system) async throws {
        try await database.transaction { connection in
            try await connection.execute("LOCK TABLE inboxes IN SHARE ROW EXCLUSIVE MODE")
            let store = InboxStore(connection)
            guard try await store.inboxes(limit: 1).isEmpty else { return }
            for (kind, name) in [(ChannelKind.chat, "Website chat"), (.form, "Contact form")] {
                try await store.insert(
                    Inbox(
                        id: .make(at: clock.now), key: InboxKey.make(random), kind: kind, name: name,
                        createdAt: clock.now))
            }
        }
    }
}
