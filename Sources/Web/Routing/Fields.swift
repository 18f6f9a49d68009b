package import Basics

/// Collects what is wrong with an input, so that one answer names every field at fault.
package struct Fields {
    package private(set) var faults: [Problem.Field] = []

    package init() {}

    package mutating func refuse(_ pointer: String, _ detail: String) {
        faults.append(Problem.Field(pointer, detail))
    }

    package mutating func check(_ condition: Bool, _ pointer: String, _ detail: @autoclosure () -> String) {
        if !condition { refuse(pointer, detail()) }
    }

    /// `text` without blanks around it, refused when empty or longer than `max` characters.
    package mutating func text(_ text: String, _ pointer: String, max: Int, required: Bool = true) -> String {
        let trimmed = text.trimmingBlanks
        check(!required || !trimmed.isEmpty, pointer, "is required")
        check(trimmed.unicodeScalars.count <= max, pointer, "may have at most \(max) characters")
        return trimmed
    }

    /// - Throws: `Problem.invalid` naming every field refused so far.
    package func throwIfAny() throws {
        if !faults.isEmpty { throw Problem.invalid(faults) }
    }
}
