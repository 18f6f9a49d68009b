import EventLoop
import Foundation
import Insight
import Models
import Postgres
import Testing

@Suite("The features of a ticket")
@Loop struct TicketFeatureTests {
    /// Opened on a Monday at five, passed from Mei to Liam, solved, opened again and solved without a word.
    static func story() async throws -> FeatureCast {
        let cast = try await FeatureCast.make()
        try await cast.open(2, at: "2026-11-02T12:00:00Z", agent: FeatureCast.liam)
        try await cast.open(1, at: "2026-11-02T17:00:00Z", tag: ReportCast.late)
        try await cast.says(
            1, "customer", "My parcel is LATE again! Where is it?", at: "2026-11-02T17:00:00Z", files: 1)
        try await cast.change(1, "assignee_id = '\(FeatureCast.mei)'", at: "2026-11-03T09:30:00Z")
        try await cast.says(1, "agent", "Sorry", at: "2026-11-03T10:00:00Z", by: FeatureCast.mei)
        try await cast.says(1, "customer", "Still nothing?", at: "2026-11-03T11:00:00Z")
        try await cast.says(1, "customer", "I want a refund", at: "2026-11-03T11:30:00Z")
        try await cast.change(1, "assignee_id = '\(FeatureCast.liam)'", at: "2026-11-03T12:00:00Z")
        try await cast.change(1, "priority = 'high'", at: "2026-11-03T12:30:00Z")
        try await cast.says(1, "agent", "Angry note", at: "2026-11-03T12:40:00Z", by: FeatureCast.liam, kind: "note")
        try await cast.says(1, "agent", "Here it is", at: "2026-11-03T13:00:00Z", by: FeatureCast.liam)
        try await cast.status(1, "solved", at: "2026-11-03T13:05:00Z")
        try await cast.status(1, "open", at: "2026-11-03T15:00:00Z")
        try await cast.says(1, "customer", "Thanks, but a cup is broken", at: "2026-11-03T15:00:00Z")
        try await cast.status(1, "solved", at: "2026-11-03T16:00:00Z")
        return cast
    }

    static let solved = "2026-11-03T16:00:00Z"

    @Test("say how it was worked on, by the clock and in office hours")
    func work() async throws {
        let values = try await Self.story().ticket(1, Self.solved)
        let expected: [String: FeatureValue] = [
            // Monday 17:00 to Tuesday 10:00; of those 17 to 18 and 9 to 10 in office hours.
            "first_response_seconds": .number(61_200), "first_response_business_seconds": .number(7_200),
            // 17 hours until Mei, 2 until Liam, 1 until it was solved unanswered.
            "longest_wait_seconds": .number(61_200), "longest_wait_business_seconds": .number(7_200),
            "total_wait_seconds": .number(72_000), "total_wait_business_seconds": .number(18_000),
            // 23 hours; 17 to 18 and 9 to 16 in office hours.
            "resolution_seconds": .number(82_800), "resolution_business_seconds": .number(28_800),
            "agent_replies": .number(2), "customer_messages": .number(4), "unanswered_messages": .number(2),
            "reopens": .number(1), "reassignments": .number(1), "distinct_agents": .number(2),
            "channel": .category("chat"), "channel_switched": .number(0), "priority": .category("high"),
            "category": .category("late"), "out_of_hours": .number(0), "attachments": .number(1),
            "backlog_at_creation": .number(1), "agent_open_tickets": .number(1),
        ]
        for (name, value) in expected { #expect(values[name] == value, "\(name)") }
    }

    @Test("say what the customer wrote, and nothing of notes and answers")
    func words() async throws {
        let values = try await Self.story().ticket(1, Self.solved)
        // 37 + 14 + 15 + 27 characters and three line ends, of which ! ? ? are marks; M, LATE, W, S, I, T are 9 capitals
        // among 28 + 12 + 12 + 21 letters.
        let expected: [String: FeatureValue] = [
            "first_message_length": .number(37), "exclamation_ratio": .number(3.0 / 96),
            "capitals_ratio": .number(9.0 / 73),
            // late, nothing, broken; one in the first, one in the last.
            "negative_words": .number(3), "negative_words_change": .number(0), "thanks_last": .number(1),
            "complaint_words": .number(1), "repeat_words": .number(2), "language": .category("latin"),
        ]
        for (name, value) in expected { #expect(values[name] == value, "\(name)") }
    }

    @Test("say what was known in the middle of it")
    func middle() async throws {
        let values = try await Self.story().ticket(1, "2026-11-03T12:15:00Z")
        let expected: [String: FeatureValue] = [
            "priority": .category("normal"), "agent_open_tickets": .number(1), "reassignments": .number(1),
            "reopens": .number(0), "agent_replies": .number(1), "customer_messages": .number(3),
            // Still waiting since eleven.
            "total_wait_seconds": .number(61_200 + 4_500), "resolution_seconds": .number(69_300),
        ]
        for (name, value) in expected { #expect(values[name] == value, "\(name)") }
        let early = try await Self.story().ticket(1, "2026-11-03T09:00:00Z")
        #expect(early["agent_open_tickets"] == .missing, "nobody has it yet")
        #expect(early["first_response_seconds"] == .missing)
        #expect(try await Self.story().ticket(1, "2026-11-02T16:59:59Z").isEmpty, "it does not exist yet")
    }

    @Test("mix five answers at the company's mean into a mean, and never count the ticket's own rating")
    func ratings() async throws {
        let cast = try await Self.story()
        try await cast.open(3, at: "2026-10-05T10:00:00Z", tag: ReportCast.late)
        try await cast.survey(3, sent: "2026-10-06T16:00:00Z", rating: 2, agent: FeatureCast.liam)
        try await cast.open(4, at: "2026-10-05T10:00:00Z", customer: FeatureCast.tom)
        try await cast.survey(
            4, sent: "2026-10-06T16:00:00Z", rating: 5, agent: FeatureCast.mei, customer: FeatureCast.tom)
        try await cast.survey(2, sent: "2026-11-02T13:00:00Z")
        try await cast.survey(1, sent: "2026-11-03T13:05:00Z", rating: 1, answered: "2026-11-03T14:00:00Z")
        try await cast.order(50, at: "2026-09-03T16:00:00Z")
        let values = try await cast.ticket(1, Self.solved)
        let expected: [String: FeatureValue] = [
            // The company's mean without this ticket's 1 is 3.5.
            "customer_rating_mean": .number((5 * 3.5 + 2) / 6), "last_rating": .number(2),
            "last_rating_days": .number(28),
            "surveys_sent": .number(2), "surveys_answered": .number(1), "agent_rating_mean": .number((5 * 3.5 + 2) / 6),
            "category_rating_mean": .number((5 * 3.5 + 2) / 6), "customer_tickets_30_days": .number(2),
            "customer_tickets_90_days": .number(2), "customer_unsolved_tickets": .number(2),
            "customer_tenure_days": .number(61), "customer_orders_365_days": .number(1),
        ]
        for (name, value) in expected { #expect(values[name] == value, "\(name)") }
    }

    @Test(
        "read Chinese too",
        arguments: [
            ("我的包裹还没到，太慢了！", "negative", 2.0), ("不好意思，请问几点开门", "negative", 0),
            ("谢谢，辛苦了", "thanks", 2), ("我要退款，不然投诉", "complaint", 2), ("第三次问了，又坏了", "repeat", 2),
            ("Thank you, it was not broken", "negative", 1), ("LATE and slow", "negative", 2),
            ("plates", "negative", 0),
        ])
    func lexicons(text: String, list: String, hits: Double) async throws {
        let cast = try await FeatureCast.make()
        let found = try await cast.database.connection.one(
            { row in try row["hits"] as Double }, "SELECT report.word_hits(\(text), \(list)) AS hits")
        #expect(found == hits)
    }

    @Test(
        "know a language by its script",
        arguments: [
            ("订单 QH20931 到了吗", "zh"), ("Where is order 12?", "latin"), ("お茶はいつ届きますか", "ja"), ("차가 언제 와요", "ko"),
            ("где мой заказ", "other"),
        ])
    func languages(text: String, language: String) async throws {
        let cast = try await FeatureCast.make()
        let found = try await cast.database.connection.one(
            { row in try row["language"] as String }, "SELECT report.text_language(\(text)) AS language")
        #expect(found == language)
    }

    @Test("have every column of the catalogue, each once, and the catalogue every column")
    func catalogue() async throws {
        let cast = try await Self.story()
        for (function, features, extra) in [
            ("ticket_features", FeatureCatalogue.ticket, Set(["ticket_id", "as_of"])),
            (
                "customer_features", FeatureCatalogue.customer.filter { $0.name != "expected_orders_90_days" },
                ["customer_id"]
            ),
        ] {
            let columns = try await cast.database.connection.rows(
                { row in try row["parameter_name"] as String },
                """
                SELECT parameter_name
                FROM information_schema.parameters
                WHERE specific_schema = 'report' AND parameter_mode = 'OUT' AND specific_name LIKE \(function + "_%")
                """)
            #expect(Set(columns).subtracting(extra) == Set(features.map(\.name)))
            #expect(features.map(\.name).count == Set(features.map(\.name)).count)
        }
        #expect(FeatureCatalogue.ticket.count == 43)
        #expect(FeatureCatalogue.customer.count == 26)
    }

    @Test("hand a model durations and counts as logarithms, and words as they are")
    func inputs() throws {
        let row = FeatureRow(
            subject: UUID(), asOf: Date(),
            values: ["reopens": .number(2), "priority": .category("high"), "capitals_ratio": .number(0.5)])
        let names = ["reopens", "priority", "capitals_ratio", "first_response_seconds"]
        let features = names.compactMap { name in FeatureCatalogue.ticket.first { $0.name == name } }
        #expect(row.inputs(for: features) == [.number(log1p(2)), .category("high"), .number(0.5), .missing])
        let late = try #require(FeatureCatalogue.customer.first { $0.name == "days_late" })
        #expect(late.input(.number(-6)) == .number(-log1p(6)))
    }
}
