package import Basics
import Models
import Web

/// Things imagined to be otherwise: by feature, in the unit shown to people.
package struct WhatIf: WireType, Decodable, JSONWritable {
    package let changes: JSONValue

    package static var example: WhatIf {
        WhatIf(changes: .object(["longest_wait_seconds": .number(3_600), "reopens": .number(0)]))
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in json.field("changes", changes) }
    }

    /// - Throws: `Problem.invalid` naming a feature that does not exist, is no number, or has an impossible value.
    func checked(against features: [KnownFeature]) throws -> [(name: String, value: Double)] {
        guard case .object(let changes) = changes else { throw Problem.invalid("/changes", "must be an object") }
        var fields = Fields()
        var checked: [(name: String, value: Double)] = []
        for (name, value) in changes.sorted(by: { $0.key < $1.key }) {
            let pointer = "/changes/\(name)"
            guard let feature = features.first(where: { $0.name == name }), feature.kind == .number else {
                fields.refuse(pointer, "is none of the numbers this model looks at")
                continue
            }
            guard case .number(let number) = value, number.isFinite, abs(number) <= 1e12 else {
                fields.refuse(pointer, "must be a number")
                continue
            }
            fields.check(
                number >= 0 || feature.name.hasSuffix("_change"), pointer, "must not be less than 0")
            checked.append((name, number))
        }
        try fields.throwIfAny()
        return checked
    }
}
