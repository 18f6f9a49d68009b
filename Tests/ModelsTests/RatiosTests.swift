import Models
import Testing

@Suite("The founding ratios") struct RatiosTests {
    @Test("worked examples of the founding document")
    func workedExamples() {
        #expect(Ratios.simpleLifetimeValue(averageOrderValue: 200, purchaseFrequency: 2, lifetime: 12) == 4800)
        #expect(Ratios.satisfaction(satisfied: 70, answers: 100) == 0.7)
        #expect(Ratios.churn(lost: 50, atStart: 1000) == 0.05)
        #expect(Ratios.retention(lost: 50, atStart: 1000) == 0.95)
        #expect(Ratios.accuracy(right: 70, predictions: 100) == 0.7)
        #expect(Ratios.crossSelling(buyersOfSeveral: 100 + 50, customers: 1000) == 0.15)
        #expect(Ratios.response(reactions: 200, recipients: 1000) == 0.2)
    }

    @Test("a denominator of zero gives nothing, not 0 %")
    func zeroDenominators() {
        #expect(Ratios.satisfaction(satisfied: 0, answers: 0) == nil)
        #expect(Ratios.churn(lost: 0, atStart: 0) == nil)
        #expect(Ratios.retention(lost: 0, atStart: 0) == nil)
        #expect(Ratios.accuracy(right: 0, predictions: 0) == nil)
        #expect(Ratios.crossSelling(buyersOfSeveral: 0, customers: 0) == nil)
        #expect(Ratios.response(reactions: 0, recipients: 0) == nil)
    }

    @Test("two shares are told apart from chance as Fisher did with the lady who tasted tea")
    func exactTest() throws {
        // Three of four cups against one of four, by hand: (16 + 1 + 16 + 1) ÷ 70.
        let tea = try #require(ExactTest.chance(3, of: 4, against: 1, of: 4))
        #expect(abs(tea - 34.0 / 70) < 1e-12)
        let all = try #require(ExactTest.chance(4, of: 4, against: 0, of: 4))
        #expect(abs(all - 2.0 / 70) < 1e-12)
        let same = try #require(ExactTest.chance(5, of: 10, against: 50, of: 100))
        #expect(abs(same - 1) < 1e-9)
        #expect(ExactTest.chance(0, of: 0, against: 1, of: 2) == nil)
        let many = try #require(ExactTest.chance(3_000, of: 30_000, against: 3_300, of: 30_000))
        #expect(many > 0 && many < 0.001)
    }
}
