import Basics
import EventLoop
import Foundation
import Postgres
import Sales

/// The demo company's deals of the last half year, some of them from tickets: most still open, a few won or lost, each with
/// the history of how it came where it stands, what is to be done next, and targets for the months to come.
struct DemoDeals {
    /// The stages of the pipeline every company starts with, by their last digits (`0100_sales_pipelines.sql`).
    private enum Stage: Int {
        case lead = 111
        case qualified
        case proposal
        case negotiation
        case won
        case lost

        var id: String { "01935800-0000-7000-8000-000000000\(rawValue)" }
        var name: String { ["Lead", "Qualified", "Proposal", "Negotiation", "Won", "Lost"][rawValue - 111] }
        var ratio: Double { [0.1, 0.25, 0.5, 0.75, 1, 0][rawValue - 111] }
    }

    private static let pipeline = "01935800-0000-7000-8000-000000000101"
    private static let count = 46

    private let now: Date
    private var dice: DemoDice
    private var deals: [[String: JSONValue]] = []
    private var history: [[String: JSONValue]] = []
    private var timeline: [[String: JSONValue]] = []
    private var activities: [[String: JSONValue]] = []

    init(
        _ script: DemoScript, customers: [DemoCustomer], staff: [DemoPerson],
        tickets: [(ticket: DemoTicket, number: Int)], now: Date, seed: UInt64
    ) {
        self.now = now
        dice = DemoDice(seed: seed &+ 35)
        var sources = tickets.filter {
            $0.ticket.story.mood >= 0 && $0.ticket.createdAt > now.addingTimeInterval(-60 * 86_400)
        }
        for place in 0..<Self.count {
            let source =
                place % 5 == 2 && !sources.isEmpty ? sources.remove(at: dice.number(0...sources.count - 1)) : nil
            let customer = source?.ticket.customer ?? dice.pick(customers) { $0.weight }
            makeDeal(101 + place, script, customer, dice.pick(staff), source?.ticket)
        }
    }

    @Loop func insert(_ rows: DemoRows) async throws {
        try await rows.insert(into: "opportunities", deals)
        try await rows.insert(into: "opportunity_changes", history)
        try await rows.insert(into: "activities", activities)
        try await rows.insert(into: "timeline_entries", timeline)
        try await rows.insert(into: "forecast_targets", targets())
        try await rows.connection.execute(
            "SELECT setval(pg_get_serial_sequence('opportunities', 'number'), \(100 + Self.count))")
    }

    private mutating func makeDeal(
        _ number: Int, _ script: DemoScript, _ customer: DemoCustomer, _ owner: DemoPerson, _ ticket: DemoTicket?
    ) {
        let kind = dice.pick(script.deals)
        let title = ticket?.subject ?? kind[customer.isChinese ? 1 : 0]
        let low = Int(kind[2]) ?? 1_000
        let amount = dice.number(low / 100...(Int(kind[3]) ?? low) / 100) * 10_000
        let created =
            ticket?.createdAt.addingTimeInterval(1_800) ?? now.addingTimeInterval(-dice.between(2, 150) * 86_400)
        let id: ID<Opportunity> = dice.id(at: created)
        let steps = steps(from: created)
        let last = steps[steps.count - 1]
        let isOver = last.stage == .won || last.stage == .lost
        let closes = isOver ? last.at : now.addingTimeInterval(dice.between(-12, 130) * 86_400)
        let day: JSONValue = dice.chance(0.08) ? .null : .string(String(closes.rfc3339.prefix(10)))
        let reason: JSONValue =
            last.stage == .lost ? .string("01935800-0000-7000-8000-00000000012\(dice.number(1...5))") : .null
        deals.append([
            "id": .string(id.description), "number": .int(number), "pipeline_id": .string(Self.pipeline),
            "stage_id": .string(last.stage.id), "customer_id": .id(customer.id), "title": .string(title),
            "amount_minor": .int(amount), "currency": .string(script.company.currency), "expected_close_on": day,
            "owner_id": .id(owner.id), "source_ticket_id": .id(ticket?.id), "lost_reason_id": reason,
            "lost_note": .string(""), "won_at": .date(last.stage == .won ? last.at : nil),
            "lost_at": .date(last.stage == .lost ? last.at : nil), "moved_at": .date(last.at),
            "created_at": .date(created), "updated_at": .date(last.at), "version": .int(steps.count),
        ])
        for (place, step) in steps.enumerated() {
            let kind = place == 0 ? "created" : step.stage == .won ? "won" : step.stage == .lost ? "lost" : "moved"
            history.append([
                "opportunity_id": .string(id.description), "version": .int(place + 1), "at": .date(step.at),
                "kind": .string(kind), "actor_id": .id(owner.id), "actor_name": .string(owner.name),
                "pipeline_id": .string(Self.pipeline), "stage_id": .string(step.stage.id),
                "stage_name": .string(step.stage.name), "win_ratio": .number(step.stage.ratio),
                "title": .string(title), "amount_minor": .int(amount), "currency": .string(script.company.currency),
                "expected_close_on": day, "owner_id": .id(owner.id),
                "lost_reason_id": step.stage == .lost ? reason : .null,
            ])
            if kind != "moved" { note(customer, number, "opportunity.\(kind)", title, at: step.at) }
        }
        if !isOver, dice.chance(0.65) { makeActivity(id, script, customer, owner) }
    }

    /// A deal goes on every week or two until it is won, lost, or stands where it stands today.
    private mutating func steps(from created: Date) -> [(stage: Stage, at: Date)] {
        var steps: [(stage: Stage, at: Date)] = [(.lead, created)]
        var at = created
        while true {
            at = at.addingTimeInterval(dice.between(4, 34) * 86_400)
            guard at < now, let next = Stage(rawValue: steps[steps.count - 1].stage.rawValue + 1) else { return steps }
            let isLost = dice.chance(0.16)
            steps.append((isLost ? .lost : next, at))
            if isLost || next == .won { return steps }
        }
    }

    private mutating func makeActivity(
        _ deal: ID<Opportunity>, _ script: DemoScript, _ customer: DemoCustomer, _ owner: DemoPerson
    ) {
        let words = dice.pick(script.activities)
        // A few are overdue, some are today's, most lie in the next two weeks.
        let due = DemoHours.midnight(now).addingTimeInterval(
            Double(dice.number(-2...12)) * 86_400 + Double(dice.number(18...34)) * 1_800)
        let made = now.addingTimeInterval(-dice.between(0.5, 4) * 86_400)
        let id: ID<Activity> = dice.id(at: made)
        activities.append([
            "id": .string(id.description), "kind": .string(words[0]),
            "subject": .string(words[owner.speaksChinese ? 2 : 1]), "note": .string(""),
            "opportunity_id": .string(deal.description), "customer_id": .id(customer.id), "owner_id": .id(owner.id),
            "due_at": .date(due), "reminded_at": due <= now ? .date(due) : .null, "created_at": .date(made),
            "updated_at": .date(made), "version": .int(1),
        ])
    }

    private mutating func note(_ customer: DemoCustomer, _ number: Int, _ kind: String, _ title: String, at: Date) {
        let id: ID<DemoDeals> = dice.id(at: at)
        timeline.append([
            "id": .string(id.description), "customer_id": .id(customer.id), "at": .date(at), "kind": .string(kind),
            "title": .string(title), "detail": .string(""), "link_kind": .string("opportunity"),
            "link_number": .int(number),
        ])
    }

    /// This month and the two after it.
    private func targets() -> [[String: JSONValue]] {
        let text = now.addingTimeInterval(DemoHours.zoneSeconds).rfc3339
        let year = Int(text.prefix(4)) ?? 2026
        let month = Int(text.dropFirst(5).prefix(2)) ?? 1
        return [6_000_000, 7_500_000, 6_500_000].enumerated().map { place, amount in
            let months = year * 12 + month - 1 + place
            let shown = months % 12 + 1
            return [
                "month": .string("\(months / 12)-\(shown < 10 ? "0" : "")\(shown)-01"), "currency": .string("CNY"),
                "amount_minor": .int(amount), "updated_at": .date(now),
            ]
        }
    }
}
