import Basics
import Models

/// The step suggested for a risk: a rule over its strongest reason, not an effect anybody has measured.
///
/// - Source: MODELS.md 1.4: uplift needs randomised treatment, which a small company has none of.
package enum NextStep: String, CaseIterable, Sendable, JSONWritable {
    case answerNow = "answer_now"
    case call
    case keepOnePerson = "keep_one_person"
    case makeGood = "make_good"
    case tellWhereItIs = "tell_where_it_is"
    case winBack = "win_back"
    case offer

    /// The step for a prediction; `nil` when nothing asks for one.
    package init?(_ prediction: Prediction) {
        guard prediction.kind.isRisk else {
            guard prediction.score.band == .high else { return nil }
            self = .offer
            return
        }
        guard prediction.score.band != .low,
            let reason = prediction.reasons.first(where: { $0.contribution > 0 })
        else { return nil }
        let isMoreThanUsual = reason.value.isAbove(reason.usual)
        switch reason.feature {
        case "reassignments" where isMoreThanUsual, "distinct_agents" where isMoreThanUsual: self = .keepOnePerson
        case "reopens", "repeat_words", "customer_unsolved_tickets", "unsolved_tickets": self = .call
        case "complaint_words", "negative_words", "negative_words_change", "refunds", "returns_ratio", "last_rating",
            "customer_rating_mean", "rating_mean":
            self = .makeGood
        case "late_deliveries": self = .tellWhereItIs
        case "recency_days", "days_late", "orders_90_days", "orders_365_days", "expected_orders_90_days",
            "spend_365_days", "usual_gap_days":
            self = prediction.kind == .churn ? .winBack : .answerNow
        default: self = prediction.kind.isOfTickets ? .answerNow : .winBack
        }
    }
}

extension FeatureValue {
    fileprivate func isAbove(_ other: FeatureValue) -> Bool {
        guard case .number(let mine) = self, case .number(let theirs) = other else { return false }
        return mine > theirs
    }
}
