/// A field of a PATCH: not sent, sent as `null`, or sent with a value.
package enum Patch<Value: Decodable & Sendable>: Decodable, Sendable {
    case absent
    case null
    case value(Value)

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self = container.decodeNil() ? .null : .value(try container.decode(Value.self))
    }

    package var isPresent: Bool {
        if case .absent = self { false } else { true }
    }

    /// The value sent, or `nil` when it was absent or null.
    package var sent: Value? {
        if case .value(let value) = self { value } else { nil }
    }

    /// The new content of an optional field whose content was `current`.
    package func applied(to current: Value?) -> Value? {
        switch self {
        case .absent: current
        case .null: nil
        case .value(let value): value
        }
    }

    /// The new content of a required field; `null` leaves it.
    package func applied(to current: Value) -> Value {
        sent ?? current
    }
}

extension Patch: Equatable where Value: Equatable {}

extension KeyedDecodingContainer {
    /// Lets synthesised decoding leave a missing `Patch` field `.absent`.
    package func decode<Value>(_ type: Patch<Value>.Type, forKey key: Key) throws -> Patch<Value> {
        guard contains(key) else { return .absent }
        return try decodeNil(forKey: key) ? .null : .value(decode(Value.self, forKey: key))
    }
}
