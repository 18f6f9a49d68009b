import Basics
package import EventLoop
package import Foundation
package import Postgres

/// What an inbox decides about its tickets.
package struct InboxRules: Sendable {
    package let id: UUID
    package let channel: String
    package let teamID: UUID?
    package let reopen: ReopenRule
    package let assignsInTurn: Bool

    init(_ row: Row) throws {
        id = try row["id"]
        channel = try row["kind"]
        teamID = try row["team_id"]
        let settings: JSONValue = try row["settings"]
        reopen = ReopenRule(settings: settings)
        assignsInTurn = settings["assignment"]?.string == "round_robin"
    }
}

/// Reads what inboxes decide, and remembers it for two seconds, so that a burst of messages does not ask again and
/// again.
@Loop package final class InboxRulesStore {
    private static let freshSeconds = 2.0
    private var known: [UUID: (rules: InboxRules, at: ContinuousClock.Instant)] = [:]
    private var entrances: [String: (inbox: UUID, at: ContinuousClock.Instant)] = [:]

    package init() {}

    /// - Throws: `Problem.notFound` when there is no such inbox.
    package func rules(of inbox: UUID, in connection: Connection) async throws -> InboxRules {
        if let (rules, at) = known[inbox], at.duration(to: .now) < .seconds(Self.freshSeconds) { return rules }
        let rules = try await connection.first(
            InboxRules.init, "SELECT id, kind, team_id, settings FROM inboxes WHERE id = \(inbox)")
        guard let rules else { throw Problem.notFound("inbox") }
        known[inbox] = (rules, .now)
        return rules
    }

    /// The inbox that takes tickets of this channel when nobody named one: the oldest of its kind, made when there is
    /// none yet.
    package func inbox(of channel: String, in connection: Connection, at now: Date) async throws -> UUID {
        if let (inbox, at) = entrances[channel], at.duration(to: .now) < .seconds(Self.freshSeconds) { return inbox }
        let inbox = try await find(channel, in: connection, at: now)
        // Not before the commit: a rolled back transaction may have made it.
        connection.afterCommit { [self] in entrances[channel] = (inbox, .now) }
        return inbox
    }

    private func find(_ channel: String, in connection: Connection, at now: Date) async throws -> UUID {
        try await connection.one(
            { row in try row["id"] },
            """
            WITH known AS (
                SELECT id, created_at, enabled FROM inboxes WHERE kind = \(channel)
            ), made AS (
                INSERT INTO inboxes (id, key, kind, name, created_at, updated_at)
                SELECT \(ID<InboxRules>.make(at: now)), \(channel)::text, \(channel)::text, initcap(\(channel)::text),
                    \(now)::timestamptz, \(now)::timestamptz
                WHERE NOT EXISTS (SELECT FROM known)
                ON CONFLICT (key) DO UPDATE SET key = excluded.key
                RETURNING id
            )
            SELECT id FROM (
                SELECT id, created_at, enabled FROM known
                UNION ALL
                SELECT id, \(now)::timestamptz, TRUE FROM made
            ) AS chosen
            ORDER BY enabled DESC, created_at, id
            LIMIT 1
            """)
    }

    /// The inbox of that public key.
    package func inbox(key: String, in connection: Connection) async throws -> UUID? {
        try await connection.first({ row in try row["id"] }, "SELECT id FROM inboxes WHERE key = \(key)")
    }
}
