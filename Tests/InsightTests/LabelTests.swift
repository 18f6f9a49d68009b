import EventLoop
import Foundation
import Insight
import Postgres
import Testing

@Suite("The labels models learn from")
@Loop struct LabelTests {
    private func satisfaction(_ cast: FeatureCast, until: String) async throws -> [SatisfactionLabel] {
        try await LabelStore(cast.database.connection).satisfaction(until: FeatureCast.date(until))
    }

    private func label(_ number: Int, asOf: String, _ label: Bool, knownAt: String) throws -> SatisfactionLabel {
        SatisfactionLabel(
            ticket: try FeatureCast.uuid(ReportCast.id(number)), customer: try FeatureCast.uuid(FeatureCast.wang),
            asOf: FeatureCast.date(asOf), isSatisfied: label, knownAt: FeatureCast.date(knownAt))
    }

    @Test("call four and five satisfied, at the moment of solving, and say nothing of silence")
    func satisfied() async throws {
        let cast = try await FeatureCast.make()
        for (number, rating) in [(1, 4), (2, 3), (3, nil)] {
            try await cast.open(number, at: "2026-11-02T09:00:00Z")
            try await cast.status(number, "solved", at: "2026-11-02T1\(number):00:00Z")
            try await cast.survey(
                number, sent: "2026-11-02T1\(number):30:00Z", rating: rating, answered: "2026-11-04T09:00:00Z")
        }
        #expect(
            try await satisfaction(cast, until: "2026-11-20T00:00:00Z") == [
                label(1, asOf: "2026-11-02T11:00:00Z", true, knownAt: "2026-11-04T09:00:00Z"),
                label(2, asOf: "2026-11-02T12:00:00Z", false, knownAt: "2026-11-04T09:00:00Z"),
            ])
        #expect(try await satisfaction(cast, until: "2026-11-04T08:59:59Z").isEmpty, "not known yet")
    }

    @Test("count an answer within fourteen days of solving and none after")
    func window() async throws {
        let cast = try await FeatureCast.make()
        for (number, at) in [(1, "2026-11-16T11:00:00Z"), (2, "2026-11-16T11:00:01Z")] {
            try await cast.open(number, at: "2026-11-02T09:00:00Z")
            try await cast.status(number, "solved", at: "2026-11-02T11:00:00Z")
            try await cast.survey(number, sent: "2026-11-02T11:00:00Z", rating: 5, answered: at)
        }
        #expect(
            try await satisfaction(cast, until: "2026-12-20T00:00:00Z") == [
                label(1, asOf: "2026-11-02T11:00:00Z", true, knownAt: "2026-11-16T11:00:00Z")
            ])
    }

    @Test("take the answer as last changed within the window, and as it stood at an earlier moment")
    func changed() async throws {
        let cast = try await FeatureCast.make()
        try await cast.open(1, at: "2026-11-02T09:00:00Z")
        try await cast.status(1, "solved", at: "2026-11-02T11:00:00Z")
        try await cast.survey(1, sent: "2026-11-02T11:00:00Z", rating: 5, answered: "2026-11-15T20:00:00Z")
        try await cast.answer(1, 2, at: "2026-11-16T10:00:00Z")
        // After the window, though within 24 hours of answering.
        try await cast.answer(1, 5, at: "2026-11-16T12:00:00Z")
        #expect(
            try await satisfaction(cast, until: "2026-12-20T00:00:00Z") == [
                label(1, asOf: "2026-11-02T11:00:00Z", false, knownAt: "2026-11-16T10:00:00Z")
            ])
        #expect(
            try await satisfaction(cast, until: "2026-11-15T23:00:00Z") == [
                label(1, asOf: "2026-11-02T11:00:00Z", true, knownAt: "2026-11-15T20:00:00Z")
            ])
    }

    @Test("give a ticket solved twice one label, of the answer given last")
    func twice() async throws {
        let cast = try await FeatureCast.make()
        try await cast.open(1, at: "2026-11-02T09:00:00Z")
        try await cast.status(1, "solved", at: "2026-11-02T11:00:00Z")
        try await cast.survey(1, sent: "2026-11-02T11:00:00Z", rating: 1, answered: "2026-11-02T12:00:00Z", cycle: 1)
        try await cast.status(1, "open", at: "2026-11-02T13:00:00Z")
        try await cast.status(1, "solved", at: "2026-11-03T10:00:00Z")
        try await cast.survey(1, sent: "2026-11-03T10:00:00Z", rating: 5, answered: "2026-11-03T12:00:00Z", cycle: 2)
        #expect(
            try await satisfaction(cast, until: "2026-12-20T00:00:00Z") == [
                label(1, asOf: "2026-11-03T10:00:00Z", true, knownAt: "2026-11-03T12:00:00Z")
            ])
    }

    private func outcome(_ customer: String, _ asOf: String, _ days: Int, _ label: Bool, _ known: String) throws
        -> CustomerLabel
    {
        CustomerLabel(
            customer: try FeatureCast.uuid(customer), asOf: FeatureCast.date(asOf), horizonDays: days, label: label,
            knownAt: FeatureCast.date(known))
    }

    @Test("call who stays away for 60 days churned, and leave out whose days are not over")
    func churn() async throws {
        let cast = try await FeatureCast.make()
        try await cast.order(11, at: "2026-06-20T10:00:00Z")
        try await cast.order(12, at: "2026-06-20T10:00:00Z", customer: FeatureCast.tom)
        try await cast.order(13, at: "2026-08-30T00:00:00Z", customer: FeatureCast.tom)
        let store = LabelStore(cast.database.connection)
        let asOf = "2026-07-01T00:00:00Z"
        let expected = try [
            outcome(FeatureCast.wang, asOf, 60, true, "2026-08-30T00:00:00Z"),
            outcome(FeatureCast.tom, asOf, 60, false, "2026-08-30T00:00:00Z"),
        ]
        let until = FeatureCast.date("2026-08-30T00:00:00Z")
        #expect(try await store.churn(asOf: FeatureCast.date(asOf), until: until) == expected)
        #expect(
            try await store.churn(asOf: FeatureCast.date(asOf), until: until.addingTimeInterval(-1)).isEmpty, "censored"
        )
        #expect(
            try await store.churn(asOf: FeatureCast.date(asOf), horizonDays: 59, until: until).map(\.label) == [
                true, true,
            ])
        #expect(
            try await store.churn(
                asOf: FeatureCast.date("2026-08-25T00:00:00Z"), until: FeatureCast.date("2027-01-01T00:00:00Z")
            ).isEmpty,
            "both were lost already")
    }

    @Test("give who buys seldom their own horizon, nine tenths of their gaps")
    func ownHorizon() async throws {
        let cast = try await FeatureCast.make()
        // Gaps of 50, 100 and 100 days: the ninetieth percentile is 100.
        for (number, at) in ["2026-01-01", "2026-02-20", "2026-05-31", "2026-09-08"].enumerated() {
            try await cast.order(11 + number, at: "\(at)T10:00:00Z")
        }
        let found = try await LabelStore(cast.database.connection).churn(
            asOf: FeatureCast.date("2026-10-01T00:00:00Z"), until: FeatureCast.date("2027-02-01T00:00:00Z"))
        #expect(
            try found == [outcome(FeatureCast.wang, "2026-10-01T00:00:00Z", 100, true, "2027-01-09T00:00:00Z")])
    }

    @Test("say who bought within 30 days: no cancelled order, none heard of later, nobody who never bought")
    func purchase() async throws {
        let cast = try await FeatureCast.make()
        let anna = "00000000-0000-7000-8000-0000000000d3"
        let zoe = "00000000-0000-7000-8000-0000000000d4"
        try await cast.run("INSERT INTO customers (id, name) VALUES ('\(anna)', 'Anna'), ('\(zoe)', 'Zoe')")
        for (number, customer) in [FeatureCast.wang, FeatureCast.tom, anna].enumerated() {
            try await cast.order(11 + number, at: "2026-06-01T10:00:00Z", customer: customer)
        }
        try await cast.order(21, at: "2026-07-31T00:00:00Z")
        try await cast.order(22, at: "2026-07-10T00:00:00Z", customer: FeatureCast.tom)
        try await cast.orderStatus(22, "cancelled", at: "2026-07-11T00:00:00Z")
        try await cast.order(23, at: "2026-07-10T00:00:00Z", customer: anna, recorded: "2026-08-01T00:00:00Z")
        let store = LabelStore(cast.database.connection)
        let asOf = "2026-07-01T00:00:00Z"
        let known = "2026-07-31T00:00:00Z"
        #expect(
            try await store.purchase(asOf: FeatureCast.date(asOf), until: FeatureCast.date(known)) == [
                outcome(FeatureCast.wang, asOf, 30, true, known), outcome(FeatureCast.tom, asOf, 30, false, known),
                outcome(anna, asOf, 30, false, known),
            ])
        #expect(
            try await store.purchase(asOf: FeatureCast.date(asOf), until: FeatureCast.date("2026-07-30T23:59:59Z"))
                .isEmpty)
    }
}
