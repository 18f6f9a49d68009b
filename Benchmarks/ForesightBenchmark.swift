import ArgumentParser
import Basics
import EventLoop
import Foundation
import Insight
import Models
import Postgres
import Web

/// Training, rescoring, and what the console asks beside a ticket, at 100,000 tickets and 100,000 orders.
struct ForesightBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "foresight",
        abstract: "Training, rescoring and recommendations at 100,000 tickets and 100,000 orders.")

    @OptionGroup var rig: RigOptions

    @Option(help: "How many tickets, of a tenth as many customers.")
    var tickets = 100_000

    @Option(help: "How many orders, of the same customers.")
    var orders = 100_000

    func run() async throws {
        try await Rig.use(rig.program) { rig in
            try await rig.serve()
            try await rig.script(
                BulkData.sql(tickets: tickets, customers: tickets / 10)
                    + FeatureBenchmark.bulkOrders(orders, customers: tickets / 10) + Self.products + Self.spoiled,
                then: ["VACUUM ANALYZE"])
            say("| what | p50 | p95 |")
            say("|---|---|---|")
            try await rig.session { connection in try await train(connection, rig) }
            try await ask(rig)
        }
    }

    /// 40 products, so that there is something to recommend.
    private static let products = """
        INSERT INTO products (id, sku, name, category, price_minor, currency)
        SELECT ('00000000-0000-7000-8008-' || lpad(n::text, 12, '0'))::uuid, 'T' || n, 'Tea ' || n, 'Tea ' || n % 5, 1000 + n, 'CNY'
        FROM generate_series(0, 39) AS n;
        UPDATE order_lines AS l SET product_id = p.id, sku = p.sku
        FROM products AS p, orders AS o
        WHERE o.id = l.order_id AND p.sku = 'T' || (abs(hashtext(o.customer_id::text)) + o.number * 7 + l.position * 3) % 40;
        """

    /// Who begins in anger mostly rates badly: something to find.
    private static let spoiled = """
        UPDATE messages AS m SET text = 'This is terrible, it came broken again!'
        FROM tickets AS t WHERE t.id = m.ticket_id AND m.seq = 1 AND t.number % 8 = 0;
        CREATE TEMPORARY TABLE wanted AS
        SELECT a.invitation_id, a.answered_at,
            CASE WHEN hashtext(a.invitation_id::text) % 5 = 0 THEN a.rating WHEN t.number % 8 = 0 THEN 1 ELSE 5 END AS rating
        FROM survey_answers AS a
        JOIN survey_invitations AS i ON i.id = a.invitation_id
        JOIN tickets AS t ON t.id = i.ticket_id;
        -- Given anew, because a changed answer counts from its change on.
        DELETE FROM survey_answers;
        DELETE FROM rating_changes;
        INSERT INTO survey_answers (invitation_id, rating, answered_at)
        SELECT invitation_id, rating, answered_at FROM wanted;
        """

    @Loop private func train(_ connection: Connection, _ rig: Rig) async throws {
        let end = Date(timeIntervalSince1970: 1_795_132_800)  // 2026-11-20, where the tickets end
        guard let secrets = MasterKey(bytes: [UInt8](repeating: 7, count: 32)) else { return }
        let database = Database(rig.database)
        try await database.start()
        let context = AppContext(
            database: database, clock: WallClock { end }, dataDirectory: "/tmp", webRoot: "", publicURL: "",
            secrets: secrets)
        let desk = PredictionDesk(context: context)
        let training = TrainingJobs(context: context, scoring: ScoringJobs(context: context, desk: desk))
        for kind in PredictionKind.allCases {
            let started = ContinuousClock.now
            _ = try await training.train(kind, cause: .command)
            let labels = try await ModelVersionStore(connection).serving(kind)?.model.predictor.labels ?? 0
            say("| train \(kind.rawValue) with \(labels) labels and score everybody | \(Int(started.seconds)) s | |")
        }
        let open = try await connection.rows(
            { row in try row["id"] as UUID },
            "SELECT id FROM tickets WHERE status IN ('open', 'waiting') ORDER BY created_at DESC, id LIMIT 60")
        try await measure("rescore one ticket", rounds: 60) { round in
            try await desk.score(.satisfaction, [open[round % open.count]], cause: .message, connection)
        }
        await database.stop()
    }

    @Loop private func ask(_ rig: Rig) async throws {
        let numbers = try await rig.session { connection in
            try await connection.rows(
                { row in (number: try row["number"] as Int, customer: try row["customer_id"] as UUID) },
                "SELECT number, customer_id FROM tickets WHERE status = 'open' ORDER BY created_at DESC, id LIMIT 60")
        }
        let questions: [(String, (Int) -> String)] = [
            (
                "recommendations over HTTP",
                { "/api/v1/customers/\(numbers[$0 % numbers.count].customer)/recommendations?limit=3" }
            ),
            ("a ticket's prediction over HTTP", { "/api/v1/tickets/\(numbers[$0 % numbers.count].number)/prediction" }),
            (
                "a customer's predictions over HTTP",
                { "/api/v1/customers/\(numbers[$0 % numbers.count].customer)/predictions" }
            ),
            ("customers at risk over HTTP", { _ in "/api/v1/at-risk?limit=50" }),
            ("tickets at risk over HTTP", { _ in "/api/v1/at-risk?kind=tickets&limit=50" }),
        ]
        for (name, path) in questions {
            try await measure(name, rounds: 60) { round in
                let answer = try await rig.owner.request("GET", path(round))
                guard answer.status == 200 else { throw RigFault(description: "\(name): \(answer.status)") }
            }
        }
    }

    @Loop private func measure(
        _ name: String, rounds: Int, _ body: @Loop (Int) async throws -> Void
    ) async throws {
        var sample = Sample()
        for round in 0..<rounds {
            let started = ContinuousClock.now
            try await body(round)
            if round >= 5 { sample.add(started.seconds) }
        }
        say("| \(name) | \(milliseconds(sample.percentile(0.5))) | **\(milliseconds(sample.percentile(0.95)))** |")
    }
}
