/// Recency, frequency and money in quintiles; terciles below 25 customers.
///
/// Ties share a score.
package enum RFM {
    /// What is known of one customer.
    package struct Facts: Sendable, Equatable {
        /// Days since the last purchase.
        package let recencyDays: Double
        /// Purchases.
        package let frequency: Double
        /// Money spent.
        package let monetary: Double

        package init(recencyDays: Double, frequency: Double, monetary: Double) {
            self.recencyDays = recencyDays
            self.frequency = frequency
            self.monetary = monetary
        }
    }

    package struct Score: Sendable, Equatable, Codable {
        /// From 1 (worst) to 5, or to 3 with few customers.
        package let recency: Int
        package let frequency: Int
        package let monetary: Int
        package let segment: Segment
    }

    /// Named groups, each with one reason.
    package enum Segment: String, Sendable, Codable, CaseIterable {
        /// Bought lately, often and for much.
        case champions
        /// Buy often.
        case loyal
        /// Bought lately, a few times.
        case promising
        /// Bought lately for the first time.
        case new
        /// Middling in everything.
        case needAttention = "need_attention"
        /// Bought often, but not lately.
        case atRisk = "at_risk"
        /// Bought very often and for much, but long ago.
        case cannotLose = "cannot_lose"
        /// Seldom and not lately.
        case hibernating
        /// Lowest in everything.
        case lost
    }

    package static func scores(_ customers: [Facts]) -> [Score] {
        let groups = customers.count < 25 ? 3 : 5
        let recency = ranked(customers.map { -$0.recencyDays }, groups)
        let frequency = ranked(customers.map(\.frequency), groups)
        let monetary = ranked(customers.map(\.monetary), groups)
        return customers.indices.map { place in
            Score(
                recency: recency[place], frequency: frequency[place], monetary: monetary[place],
                segment: segment(
                    Double(recency[place]) / Double(groups),
                    Double(frequency[place] + monetary[place]) / Double(2 * groups)))
        }
    }

    /// Larger is better; equal values get equal scores.
    private static func ranked(_ values: [Double], _ groups: Int) -> [Int] {
        Statistics.ranks(values).map { rank in
            min(groups, Int((rank - 0.5) / Double(max(values.count, 1)) * Double(groups)) + 1)
        }
    }

    private static func segment(_ recency: Double, _ worth: Double) -> Segment {
        switch (recency, worth) {
        case (0.8..., 0.8...): .champions
        case (0.6..., 0.6...): .loyal
        case (0.8..., ..<0.35): .new
        case (0.6..., _): .promising
        case (0.4..., 0.4...): .needAttention
        case (..<0.4, 0.8...): .cannotLose
        case (..<0.4, 0.5...): .atRisk
        case (..<0.25, ..<0.35): .lost
        default: .hibernating
        }
    }
}
