import Basics
import EventLoop
import Foundation
import Helpdesk
import Insight
import Postgres
import TestSupport
import Web

/// A tea shop with many rated tickets, in which a long wait spoils the rating, or nothing does.
@Loop final class PredictionCast {
    let cast: FeatureCast
    let context: AppContext
    let desk: PredictionDesk
    let scoring: ScoringJobs
    let training: TrainingJobs
    let nightly: NightlyJobs
    let client: RouteClient

    static let now = "2026-11-20T12:00:00Z"

    /// - Parameter effect: How many times in ten a long wait spoils the rating, beside one in ten of the others.
    init(labels: Int, effect: Int = 9, otherwise: Int = 1) async throws {
        cast = try await FeatureCast.make()
        let now = FeatureCast.date(Self.now)
        struct NoKey: Error {}
        guard let secrets = MasterKey(bytes: [UInt8](repeating: 7, count: 32)) else { throw NoKey() }
        context = AppContext(
            database: cast.database, clock: WallClock { now }, dataDirectory: "/tmp", webRoot: "/tmp",
            publicURL: "http://tea.example", secrets: secrets)
        desk = PredictionDesk(context: context)
        scoring = ScoringJobs(context: context, desk: desk)
        training = TrainingJobs(context: context, scoring: scoring)
        nightly = NightlyJobs(context: context, training: training, scoring: scoring)
        client = RouteClient(
            InsightModule(
                context: context, hub: LiveHub(clock: context.clock, epoch: "1", bus: nil),
                ticketScope: TicketScope.condition,
                sendReport: { _, address, _ in ReportMail.Queued(address: address, mailID: nil, refusal: nil) }
            ).routes,
            as: Principal(
                kind: .user, id: UUID(uuidString: FeatureCast.mei), name: "Mei", role: "supervisor",
                permissions: [.ticketsRead, .customersRead, .predictionsRead, .modelsManage]))
        try await rate(labels, effect: effect, otherwise: otherwise)
    }

    /// Every fourth ticket waited a day, the others ten minutes; `hashtext` rolls the dice.
    private func rate(_ count: Int, effect: Int, otherwise: Int) async throws {
        try await cast.run(
            """
            CREATE TEMPORARY TABLE world AS
            SELECT n, ('00000000-0000-7000-9000-' || lpad(n::text, 12, '0'))::uuid AS id,
                   ('00000000-0000-7000-9100-' || lpad(n::text, 12, '0'))::uuid AS invitation,
                   ('00000000-0000-7000-9200-' || lpad((n % 40)::text, 12, '0'))::uuid AS customer,
                   timestamptz '2026-07-01T09:00:00Z' + n * interval '3 hours' AS at,
                   CASE WHEN n % 4 = 0 THEN interval '1 day' ELSE interval '10 minutes' END AS wait,
                   abs(hashtext('dice' || n)) % 10 < CASE WHEN n % 4 = 0 THEN \(effect) ELSE \(otherwise) END AS is_bad
            FROM generate_series(1, \(count)) AS n;
            INSERT INTO customers (id, name, created_at)
            SELECT DISTINCT customer, 'Customer ' || customer, timestamptz '2026-06-01T00:00:00Z' FROM world;
            INSERT INTO tickets (id, number, subject, status, channel, inbox_id, customer_id, assignee_id, created_at, updated_at)
            SELECT id, n, 'Ticket ' || n, 'solved', 'chat', '\(ReportCast.chat)', customer, '\(FeatureCast.mei)', at, at
            FROM world;
            INSERT INTO ticket_status_changes (id, ticket_id, at, from_status, to_status, actor_kind, assignee_id)
            SELECT gen_random_uuid(), id, at, NULL, 'open', 'customer', NULL::uuid FROM world
            UNION ALL
            SELECT gen_random_uuid(), id, at + wait + interval '5 minutes', 'open', 'solved', 'agent', '\(FeatureCast.mei)'::uuid
            FROM world;
            INSERT INTO messages (ticket_id, seq, id, kind, private, author_kind, author_id, text, created_at)
            SELECT id, 1, gen_random_uuid(), 'reply', false, 'customer', customer, 'Where is it?', at FROM world
            UNION ALL
            SELECT id, 2, gen_random_uuid(), 'reply', false, 'agent', '\(FeatureCast.mei)'::uuid, 'Here.', at + wait FROM world;
            INSERT INTO survey_invitations (id, token, ticket_id, solve_count, customer_id, agent_id, inbox_id, channel,
                sent_at, expires_at)
            SELECT invitation, invitation, id, 1, customer, '\(FeatureCast.mei)', '\(ReportCast.chat)', 'chat',
                   at + wait + interval '6 minutes', at + interval '30 days'
            FROM world;
            INSERT INTO survey_answers (invitation_id, rating, answered_at)
            SELECT invitation, CASE WHEN is_bad THEN 1 ELSE 5 END, at + wait + interval '1 hour' FROM world;
            """)
    }

    /// An unsolved ticket that waits since `since`.
    func waiting(_ number: Int, since: String) async throws -> UUID {
        try await cast.open(number, at: since)
        try await cast.says(number, "customer", "Where is it?", at: since)
        return try FeatureCast.uuid(ReportCast.id(number))
    }

    /// One number the database answers.
    func number(_ statement: SQL) async throws -> Int {
        try await cast.database.connection.one({ row in try row["n"] as Int }, statement)
    }
}
