import Basics
import EventLoop
import Foundation
import Insight
import Models
import Postgres
import TestSupport

/// A shop in which something happens every few hours: everything that can move a feature, written as the product does.
@Loop final class FeatureWorld {
    let cast: FeatureCast
    private var random: SplitMix64
    private(set) var now: Date
    private(set) var tickets: [Int] = []
    private var solved: Set<Int> = []
    private var cycles: [Int: Int] = [:]
    private var answered: [(ticket: Int, cycle: Int)] = []
    private var orders: [Int] = []
    private var next = 1

    static let customers = [FeatureCast.wang, FeatureCast.tom]

    init(seed: UInt64, from start: String) async throws {
        cast = try await FeatureCast.make()
        random = SplitMix64(seed: seed)
        now = FeatureCast.date(start)
        // Everything once, so that nothing later finds the shop empty.
        for _ in 0..<3 { try await open() }
        for _ in 0..<3 { try await buy() }
    }

    /// Lets `count` things happen, the last one before `end`.
    func live(_ count: Int, until end: Date) async throws {
        let step = end.timeIntervalSince(now) / Double(count + 1)
        for _ in 0..<count {
            now = now.addingTimeInterval(step * Double.random(in: 0.5...1, using: &random))
            try await happen()
        }
        now = end
    }

    private var at: String { now.rfc3339 }
    private func pick<T>(_ items: [T]) -> T { items[Int.random(in: 0..<items.count, using: &random)] }
    private func number() -> Int {
        next += 1
        return next
    }

    private func happen() async throws {
        switch Int.random(in: 0..<17, using: &random) {
        case 0: try await open()
        case 1, 2: try await customerWrites()
        case 3, 4: try await agentAnswers()
        case 5: try await solveOrReopen()
        case 6:
            try await cast.change(
                pick(tickets), "assignee_id = \(pick(["'\(FeatureCast.mei)'", "'\(FeatureCast.liam)'", "NULL"]))",
                at: at)
        case 7: try await cast.change(pick(tickets), "priority = '\(pick(["low", "high", "urgent"]))'", at: at)
        case 8: try await retag()
        case 9: try await rate()
        case 10: try await changeRating()
        case 11: try await cast.change(pick(tickets), "customer_id = '\(pick(Self.customers))'", at: at)
        case 12: try await mail()
        case 13: try await buy()
        case 14: try await moveOrder()
        case 15: try await payBackOrReturn()
        default: try await parcel()
        }
    }

    private func open() async throws {
        let ticket = number()
        tickets.append(ticket)
        try await cast.open(
            ticket, at: at, customer: pick(Self.customers), agent: pick([FeatureCast.mei, FeatureCast.liam, nil]),
            tag: pick([ReportCast.late, ReportCast.gift, nil]))
        try await cast.says(ticket, "customer", pick(["Where is it?", "茶坏了！", "HELLO"]), at: at)
    }

    private func customerWrites() async throws {
        let ticket = pick(tickets)
        let text = pick(["Still nothing, I want a refund!", "谢谢", "又没收到，太失望了", "Thanks a lot", "WRONG again?"])
        try await cast.says(ticket, "customer", text, at: at, files: pick([0, 0, 2]))
        if solved.remove(ticket) != nil { try await cast.status(ticket, "open", at: at) }
    }

    private func agentAnswers() async throws {
        let ticket = pick(tickets)
        try await cast.says(
            ticket, "agent", "Here it is", at: at, by: pick([FeatureCast.mei, FeatureCast.liam]),
            kind: pick(["reply", "reply", "note"]))
    }

    private func solveOrReopen() async throws {
        let ticket = pick(tickets)
        if solved.remove(ticket) != nil { return try await cast.status(ticket, "open", at: at) }
        solved.insert(ticket)
        try await cast.status(ticket, "solved", at: at)
        let cycle = (cycles[ticket] ?? 0) + 1
        cycles[ticket] = cycle
        try await cast.survey(ticket, sent: at, cycle: cycle, customer: pick(Self.customers))
    }

    private func retag() async throws {
        let ticket = pick(tickets)
        let tag = pick([(ReportCast.late, "late"), (ReportCast.gift, "gift")])
        let had = try await cast.database.connection.one(
            { row in try row["had"] as Bool },
            "SELECT EXISTS (SELECT FROM ticket_tags WHERE ticket_id = \(ReportCast.id(ticket))::uuid AND tag_id = \(tag.0)::uuid) AS had"
        )
        try await cast.run(
            had
                ? "DELETE FROM ticket_tags WHERE ticket_id = '\(ReportCast.id(ticket))' AND tag_id = '\(tag.0)'"
                : "INSERT INTO ticket_tags VALUES ('\(ReportCast.id(ticket))', '\(tag.0)')")
        let event = """
            '{"type": "tags", "added": [\(had ? "" : "\"\(tag.1)\"")], "removed": [\(had ? "\"\(tag.1)\"" : "")]}'
            """
        try await cast.says(ticket, "agent", "", at: at, by: FeatureCast.mei, kind: "event", event: event)
    }

    private func rate() async throws {
        guard
            let (ticket, cycle) = cycles.sorted(by: { $0.key < $1.key }).last(where: { asked in
                !answered.contains { $0.ticket == asked.key && $0.cycle == asked.value }
            })
        else { return }
        answered.append((ticket, cycle))
        try await cast.answer(ticket, Int.random(in: 1...5, using: &random), at: at, cycle: cycle)
    }

    private func changeRating() async throws {
        guard let last = answered.last else { return }
        try await cast.answer(last.ticket, Int.random(in: 1...5, using: &random), at: at, cycle: last.cycle)
    }

    private func mail() async throws {
        let ticket = pick(tickets)
        try await cast.says(ticket, "customer", "By mail: cancel it", at: at)
        try await cast.run(
            """
            INSERT INTO inbound_mails (id, inbox_id, source, sha256, size_bytes, received_at, state, ticket_id, seq)
            SELECT gen_random_uuid(), '\(ReportCast.chat)', 'http', gen_random_uuid()::text, 1, '\(at)', 'processed', ticket_id,
                max(seq)
            FROM messages WHERE ticket_id = '\(ReportCast.id(ticket))' GROUP BY ticket_id
            """)
    }

    /// Sometimes told days later, as of an earlier day.
    private func buy() async throws {
        let order = number()
        orders.append(order)
        let placed = now.addingTimeInterval(-Double(pick([0, 0, 5, 40])) * 86_400)
        try await cast.order(
            order, at: placed.rfc3339, customer: pick(Self.customers),
            total: 100 * Int.random(in: 1...90, using: &random),
            currency: pick(["CNY", "CNY", "EUR"]), discount: pick([0, 0, 500]), recorded: at,
            sku: pick(["T1", "T2", "W9"]))
    }

    private func moveOrder() async throws {
        try await cast.orderStatus(
            pick(orders), pick(["paid", "paid", "delivered", "cancelled", "returned"]),
            at: now.addingTimeInterval(-Double(pick([0, 2, 40])) * 86_400).rfc3339, recorded: at)
    }

    private func payBackOrReturn() async throws {
        let order = ReportCast.id(pick(orders))
        let told = now.addingTimeInterval(-Double(pick([0, 3, 40])) * 86_400).rfc3339
        try await cast.run(
            pick([
                """
                INSERT INTO order_payments (id, order_id, amount_minor, paid_at, recorded_at)
                VALUES (gen_random_uuid(), '\(order)', -\(Int.random(in: 1...900, using: &random)), '\(told)', '\(at)')
                """,
                """
                INSERT INTO order_returns (id, order_id, reason, lines, refund_minor, returned_at, recorded_at)
                VALUES (gen_random_uuid(), '\(order)', 'broken', '[]', \(Int.random(in: 1...900, using: &random)), '\(told)', '\(at)')
                """,
            ]))
    }

    /// A new parcel, another promise, or an arrival told a day later.
    private func parcel() async throws {
        let order = ReportCast.id(pick(orders))
        try await cast.run(
            pick([
                """
                INSERT INTO shipments (id, order_id, carrier, shipped_at, promised_at, created_at, updated_at)
                VALUES (gen_random_uuid(), '\(order)', 'SF', '\(at)', '\(at)'::timestamptz + interval '1 day', '\(at)', '\(at)')
                """,
                """
                UPDATE shipments SET promised_at = promised_at + interval '4 days', updated_at = '\(at)', version = version + 1
                WHERE order_id = '\(order)'
                """,
                """
                UPDATE shipments SET delivered_at = '\(at)'::timestamptz - interval '1 day', updated_at = '\(at)',
                    version = version + 1
                WHERE order_id = '\(order)' AND delivered_at IS NULL
                """,
            ]))
    }

    /// Every ticket's and customer's vector at each of `moments`.
    func vectors(at moments: [Date]) async throws -> [FeatureRow] {
        let store = FeatureStore(cast.database.connection)
        var rows: [FeatureRow] = []
        for moment in moments {
            rows += try await store.tickets(
                try tickets.map { (id: try FeatureCast.uuid(ReportCast.id($0)), asOf: moment) })
            let model = BetaGeometric(form: .modified, r: 0.5, alpha: 6, a: 0.9, b: 1.6)
            rows += try await store.customers(Self.customers.map(FeatureCast.uuid), asOf: moment, lifetime: model)
        }
        return rows
    }
}
