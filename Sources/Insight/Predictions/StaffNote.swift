import Basics
import Web

/// A few words beside what somebody chose.
enum StaffNote {
    /// - Throws: `Problem.invalid` when it is longer than 500 characters.
    static func checked(_ note: String?) throws -> String {
        var fields = Fields()
        let checked = fields.text(note ?? "", "/note", max: 500, required: false)
        try fields.throwIfAny()
        return checked
    }
}
