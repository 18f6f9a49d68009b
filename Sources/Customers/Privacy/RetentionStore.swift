import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Every SQL statement about retention, apart from the plan's.
@Loop struct RetentionStore {
    let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    /// Tickets of channel `r.channel` solved longer than `r.keep_days` ago whose words are still there, unless a hold keeps them.
    private static func due(at now: Date) -> SQL {
        """
        FROM tickets AS t
        WHERE t.channel = r.channel AND t.status IN ('solved', 'closed')
          AND COALESCE(t.solved_at, t.closed_at, t.updated_at) < \(now)::timestamptz - make_interval(days => r.keep_days)
          AND NOT EXISTS (SELECT FROM retention_tickets AS e WHERE e.ticket_id = t.id)
          AND NOT EXISTS (
              SELECT FROM legal_holds AS h
              WHERE h.lifted_at IS NULL AND kept_customer(h.customer_id) = kept_customer(t.customer_id))
        """
    }

    /// Every channel with its rule.
    func rules(at now: Date) async throws -> [RetentionRule] {
        try await connection.rows(
            RetentionRule.init,
            """
            SELECT c.channel, r.keep_days,
                   CASE WHEN r.channel IS NULL THEN 0 ELSE (SELECT count(*) \(Self.due(at: now))) END AS due_count
            FROM unnest(ARRAY['chat', 'email', 'form', 'phone', 'api']) WITH ORDINALITY AS c (channel, place)
            LEFT JOIN retention_rules AS r ON r.channel = c.channel
            ORDER BY c.place
            """)
    }

    func set(_ channel: String, keepDays: Int?, by name: String, at now: Date) async throws {
        guard let keepDays else {
            try await connection.execute("DELETE FROM retention_rules WHERE channel = \(channel)")
            return
        }
        try await connection.execute(
            """
            INSERT INTO retention_rules (channel, keep_days, updated_by_name, updated_at)
            VALUES (\(channel), \(keepDays), \(name), \(now))
            ON CONFLICT (channel) DO UPDATE
            SET keep_days = EXCLUDED.keep_days, updated_by_name = EXCLUDED.updated_by_name, updated_at = EXCLUDED.updated_at
            """)
    }

    /// Tickets of one rule to be emptied now, locked; at most `limit`.
    func dueTickets(_ channel: String, at now: Date, limit: Int) async throws -> [UUID] {
        try await connection.rows(
            { try $0["id"] },
            """
            SELECT due.id
            FROM retention_rules AS r
            CROSS JOIN LATERAL (SELECT t.id \(Self.due(at: now)) ORDER BY t.id LIMIT \(limit)) AS due
            WHERE r.channel = \(channel)
            ORDER BY due.id
            """)
    }

    /// Empties the tickets and writes the proof.
    func empty(_ tickets: [UUID], of rule: RetentionRule, at now: Date) async throws {
        let plan = ErasurePlan(tickets: tickets)
        let files: [String] = try await connection.rows({ try $0["file"] }, "\(plan.files) ORDER BY 1")
        let counts = try await ErasureStore(connection).run(plan.ticketSteps)
        let run = ID<RetentionRun>.make(at: now)
        let digest = Digest.sha256(tickets.map(\.text).joined(separator: "\n")).hexadecimal
        try await connection.execute(
            """
            INSERT INTO retention_runs
                (id, at, channel, keep_days, ticket_count, counts, digest, files, files_removed_at)
            VALUES (\(run), \(now), \(rule.channel), \(rule.keepDays), \(tickets.count),
                    \(JSONValue.array(counts.map(\.value))), \(digest), \(files), \(files.isEmpty ? now : nil))
            """)
        try await connection.execute(
            """
            INSERT INTO retention_tickets (ticket_id, run_id)
            SELECT ticket, \(run)::uuid FROM unnest(\(tickets)::uuid[]) AS ticket ORDER BY ticket
            """)
    }

    /// Proofs, newest first.
    func runs(before: (at: Date, id: ID<RetentionRun>)?, limit: Int) async throws -> [RetentionRun] {
        let place: SQL = before.map { "WHERE (at, id) < (\($0.at), \($0.id))" } ?? ""
        return try await connection.rows(
            RetentionRun.init,
            """
            SELECT id, at, channel, keep_days, ticket_count, counts, digest, cardinality(files) AS file_count
            FROM retention_runs \(place)
            ORDER BY at DESC, id DESC
            LIMIT \(limit)
            """)
    }

    func pendingFiles() async throws -> [(id: UUID, files: [String])] {
        try await connection.rows(
            { (try $0["id"], try $0["files"]) },
            "SELECT id, files FROM retention_runs WHERE files_removed_at IS NULL ORDER BY at, id")
    }

    func noteFilesRemoved(_ id: UUID, at now: Date) async throws {
        try await connection.execute("UPDATE retention_runs SET files_removed_at = \(now) WHERE id = \(id)")
    }
}
