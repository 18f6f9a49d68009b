import Models
import Testing

@Suite("Segments") struct SegmentTests {
    @Test("the founding bounds and who stands on them")
    func bounds() {
        let rules = RuleSegments()
        #expect([29, 30, 49, 50].map(rules.ageGroup) == [.young, .middle, .middle, .senior])
        #expect([5, 6, 10, 11].map(rules.frequencyGroup) == [.low, .medium, .medium, .high])
        #expect([500, 501, 1000, 1001].map(rules.orderValueGroup) == [.low, .medium, .medium, .high])
    }

    @Test("quintiles from 25 customers on, terciles below, equals get equal scores")
    func rfm() {
        let many = (1...30).map { RFM.Facts(recencyDays: Double(31 - $0), frequency: 3, monetary: Double($0)) }
        let scores = RFM.scores(many)
        #expect(scores.map(\.recency).max() == 5)
        #expect(scores.map(\.recency).min() == 1)
        #expect(Set(scores.map(\.frequency)).count == 1)
        #expect(RFM.scores(Array(many.prefix(9))).map(\.recency) == [1, 1, 1, 2, 2, 2, 3, 3, 3])
    }

    @Test("who bought lately, often and for much is a champion, who did long ago is not to be lost")
    func names() {
        let facts =
            (0..<50).map { RFM.Facts(recencyDays: Double(50 + $0), frequency: 2, monetary: 20) }
            + [
                RFM.Facts(recencyDays: 1, frequency: 40, monetary: 9000),
                RFM.Facts(recencyDays: 400, frequency: 41, monetary: 9100),
            ]
        let scores = RFM.scores(facts)
        #expect(scores[50].segment == .champions)
        #expect(scores[51].segment == .cannotLose)
    }
}
