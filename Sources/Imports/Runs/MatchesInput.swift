import Basics
import Web

/// The body of `PUT /imports/{id}/matches`.
struct MatchesInput: Decodable, WireType {
    /// What becomes of rows about records already here: `update` puts the row's cells over what is there, `fill` fills
    /// only what is empty, `skip` leaves the row out.
    let onMatch: String?
    /// What becomes of rows about somebody new who looks like a customer already here: `create` makes them all the same,
    /// `skip` leaves the row out and puts it into the error file.
    let onLookalike: String?

    static var example: MatchesInput {
        MatchesInput(onMatch: OnMatch.fill.rawValue, onLookalike: OnLookalike.create.rawValue)
    }

    /// The choices made; what is not sent stays.
    ///
    /// - Throws: `Problem.invalid` naming what is no choice.
    func choices() throws -> (onMatch: OnMatch?, onLookalike: OnLookalike?) {
        var fields = Fields()
        func known<Choice: RawRepresentable & CaseIterable>(_ text: String?, _ pointer: String) -> Choice?
        where Choice.RawValue == String {
            let choice = text.flatMap(Choice.init(rawValue:))
            let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            fields.check(text == nil || choice != nil, pointer, "must be one of \(all)")
            return choice
        }
        let onMatch: OnMatch? = known(onMatch, "/on_match")
        let onLookalike: OnLookalike? = known(onLookalike, "/on_lookalike")
        try fields.throwIfAny()
        return (onMatch, onLookalike)
    }
}
