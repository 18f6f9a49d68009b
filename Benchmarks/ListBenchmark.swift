import ArgumentParser
import Basics
import EventLoop
import Foundation
import Postgres

/// Lists, search and reports at 100,000 tickets and 1,000,000 messages.
struct ListBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lists", abstract: "Lists, search and reports at 100,000 tickets and 1,000,000 messages.")

    @OptionGroup var rig: RigOptions

    @Option(help: "How many tickets; each has ten messages.")
    var tickets = 100_000

    func run() async throws {
        try await Rig.use(rig.program) { rig in
            try await rig.serve()
            let started = ContinuousClock.now
            try await rig.script(BulkData.sql(tickets: tickets), then: ["VACUUM ANALYZE"])
            say("filled \(tickets) tickets and \(tickets * 10) messages in \(Int(started.seconds)) s")
            let month = "from=2026-10-01&to=2026-11-01"
            let questions = [
                ("list, newest open", "/api/v1/tickets?status=unsolved&sort=newest&limit=50"),
                ("list, waiting longest", "/api/v1/tickets?status=unsolved&sort=waiting&limit=50"),
                ("list, one tag", "/api/v1/tickets?tag=refund&status=all&limit=50"),
                ("counts", "/api/v1/tickets/counts"),
                ("search, rare word", "/api/v1/tickets?status=all&q=word4711"),
                ("search, common words", "/api/v1/tickets?status=all&q=parcel%20teapot"),
                ("search, Chinese", "/api/v1/tickets?status=all&q=%E5%8C%85%E8%A3%B9"),
                ("one ticket", "/api/v1/tickets/50000"),
                ("one thread", "/api/v1/tickets/50000/messages"),
                ("customers by name", "/api/v1/customers?q=customer%204711"),
                ("report volume", "/api/v1/reports/volume?\(month)&group_by=day"),
                ("report first-response", "/api/v1/reports/first-response?\(month)&group_by=agent"),
                ("report resolution", "/api/v1/reports/resolution?\(month)&group_by=team"),
                ("report backlog", "/api/v1/reports/backlog?\(month)&group_by=day"),
                ("report csat", "/api/v1/reports/csat?\(month)&group_by=day"),
            ]
            say("| question | status | bytes | p50 | p95 |")
            say("|---|---|---|---|---|")
            for (name, path) in questions {
                var latencies = Sample()
                var last: HTTPClient.Answer?
                for round in 0..<45 {
                    let sent = ContinuousClock.now
                    last = try await rig.owner.request("GET", path)
                    if round >= 5 { latencies.add(sent.seconds) }
                }
                say(
                    "| \(name) | \(last?.status ?? 0) | \(last?.body.count ?? 0) | \(milliseconds(latencies.percentile(0.5))) "
                        + "| **\(milliseconds(latencies.percentile(0.95)))** |")
            }
        }
    }
}

/// A large company, made by PostgreSQL itself.
enum BulkData {
    /// - Parameter customers: Who the tickets belong to in turn; one each without it.
    static func sql(tickets: Int, customers: Int? = nil) -> String {
        """
        SET synchronous_commit = off;
        INSERT INTO inboxes (id, key, kind, name) VALUES ('00000000-0000-7000-8000-000000000001', 'bulk', 'chat', 'Bulk');
        INSERT INTO teams (id, name) SELECT ('00000000-0000-7000-8001-' || lpad(n::text, 12, '0'))::uuid, 'Team ' || n FROM generate_series(1, 4) AS n;
        INSERT INTO users (id, name, email, role) SELECT ('00000000-0000-7000-8002-' || lpad(n::text, 12, '0'))::uuid, 'Agent ' || n, 'agent' || n || '@bulk.example', 'agent' FROM generate_series(1, 20) AS n;
        INSERT INTO customers (id, name, created_at)
        SELECT ('00000000-0000-7000-8003-' || lpad(n::text, 12, '0'))::uuid, 'Customer ' || n, now() - n * interval '1 minute'
        FROM generate_series(1, \(customers ?? tickets)) AS n;
        INSERT INTO customer_emails (customer_id, address, is_primary)
        SELECT id, 'c' || substr(id::text, 25) || '@bulk.example', true FROM customers;
        INSERT INTO tags (id, name) VALUES ('00000000-0000-7000-8004-000000000001', 'refund');
        INSERT INTO tickets (id, subject, status, channel, inbox_id, customer_id, assignee_id, team_id, last_seq, last_message_seq,
            last_message_at, last_excerpt, last_author_kind, last_kind, waiting_since, first_response_at, solved_at, solve_count, created_at, updated_at)
        SELECT ('00000000-0000-7000-8005-' || lpad(n::text, 12, '0'))::uuid, 'Late parcel ' || n,
            CASE WHEN n % 20 = 0 THEN 'open' WHEN n % 20 = 1 THEN 'waiting' ELSE 'closed' END, 'chat',
            '00000000-0000-7000-8000-000000000001',
            ('00000000-0000-7000-8003-' || lpad(((n - 1) % \(customers ?? tickets) + 1)::text, 12, '0'))::uuid,
            CASE WHEN n % 3 > 0 THEN ('00000000-0000-7000-8002-' || lpad((n % 20 + 1)::text, 12, '0'))::uuid END,
            ('00000000-0000-7000-8001-' || lpad((n % 4 + 1)::text, 12, '0'))::uuid, 10, 10, at, 'Thank you', 'customer', 'reply',
            CASE WHEN n % 20 = 0 THEN at END, at + interval '7 minutes', CASE WHEN n % 20 > 1 THEN at + interval '1 hour' END,
            CASE WHEN n % 20 > 1 THEN 1 ELSE 0 END, at, at
        FROM generate_series(1, \(tickets)) AS n, LATERAL (SELECT timestamptz '2026-11-20' - n * interval '2 minutes' AS at) AS t;
        INSERT INTO messages (ticket_id, seq, id, kind, private, author_kind, author_name, text, created_at)
        SELECT t.id, s, gen_random_uuid(), 'reply', false, CASE WHEN s % 2 = 1 THEN 'customer' ELSE 'agent' END, 'Someone',
            CASE WHEN s = 3 AND t.number % 50 = 0 THEN '我的包裹还没有到 word' || (t.number % 20000)
                 WHEN s = 5 AND t.number % 40 = 0 THEN 'the parcel with the blue teapot is broken word' || (t.number % 20000)
                 ELSE 'Hello, could you have a look at order word' || ((t.number * 7 + s) % 20000) || ' for me please?' END,
            t.created_at + s * interval '1 minute'
        FROM tickets AS t, generate_series(1, 10) AS s;
        INSERT INTO ticket_tags (ticket_id, tag_id) SELECT id, '00000000-0000-7000-8004-000000000001' FROM tickets WHERE number % 25 = 0;
        INSERT INTO ticket_status_changes (id, ticket_id, at, from_status, to_status, actor_kind, assignee_id, team_id)
        SELECT gen_random_uuid(), id, created_at, NULL, 'open', 'customer', assignee_id, team_id FROM tickets;
        INSERT INTO ticket_status_changes (id, ticket_id, at, from_status, to_status, actor_kind, assignee_id, team_id)
        SELECT gen_random_uuid(), id, solved_at, 'open', 'solved', 'agent', assignee_id, team_id FROM tickets WHERE solved_at IS NOT NULL;
        INSERT INTO survey_invitations (id, token, ticket_id, solve_count, customer_id, agent_id, team_id, inbox_id, channel, sent_at, expires_at)
        SELECT gen_random_uuid(), id::text, id, 1, customer_id, assignee_id, team_id, inbox_id, 'chat', solved_at, solved_at + interval '30 days'
        FROM tickets WHERE solved_at IS NOT NULL AND number % 2 = 0;
        INSERT INTO survey_answers (invitation_id, rating, answered_at)
        SELECT id, 1 + (('x' || substr(md5(token), 1, 4))::bit(16)::int % 5), sent_at + interval '1 hour' FROM survey_invitations WHERE md5(token) < '6';
        """
    }
}
