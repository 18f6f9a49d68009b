package import Basics
import Web

/// What a customer sends: `{rating, comment?, reason?}`.
package struct AnswerInput: WireType, Decodable {
    package let rating: Int
    package let comment: String?
    package let reason: String?

    package static var example: AnswerInput {
        AnswerInput(rating: 5, comment: "Fast and friendly.", reason: nil)
    }

    /// The same within its bounds.
    package struct Checked: Sendable, Equatable {
        package let rating: Int
        package let comment: String
        package let reason: String?
    }

    /// - Throws: `Problem.invalid` unless the rating is 1 to 5, the comment at most 2000 characters, the reason at most 200.
    package func checked() throws -> Checked {
        var fields = Fields()
        fields.check((1...5).contains(rating), "/rating", "must be a whole number from 1 to 5")
        let comment = fields.text(comment ?? "", "/comment", max: 2000, required: false)
        let reason = fields.text(reason ?? "", "/reason", max: 200, required: false)
        try fields.throwIfAny()
        return Checked(rating: rating, comment: comment, reason: reason.isEmpty ? nil : reason)
    }
}

extension Problem {
    /// The question was open for 30 days and is no more.
    package static let surveyExpired = Problem.gone(
        "survey-expired", "This question was open for 30 days. If something is still not right, please write to us.")

    /// An answer may be changed for 24 hours.
    package static let answerFinal = Problem.conflict(
        "answer-final", "The answer stands", "An answer can be changed for 24 hours. Yours was kept as you gave it.")

    /// Staff do not rate themselves.
    package static let staffCannotAnswer = Problem.forbidden(
        "You are signed in as staff, and only customers answer here. Sign out or use another browser to try it.")
}
