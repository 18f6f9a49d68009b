import Access
import Basics
import Foundation
import Web

/// Reads typed values out of a JSON object and notes every fault with its pointer.
struct SettingsReader {
    private let values: [String: JSONValue]
    private let pointer: String
    private var known: Set<String> = []
    private(set) var faults = Fields()

    init(_ value: JSONValue, pointer: String) {
        self.pointer = pointer
        if case .object(let values) = value {
            self.values = values
        } else {
            values = [:]
            if value != .null { faults.refuse(pointer, "must be an object") }
        }
    }

    /// Notes every field nobody asked for: a misspelt setting must not look saved.
    mutating func refuseUnknown() {
        for name in values.keys.sorted() where !known.contains(name) {
            faults.refuse("\(pointer)/\(name)", "is not a setting")
        }
    }

    mutating func object(_ name: String, _ read: (inout SettingsReader) -> Void) {
        guard let value = take(name) else { return }
        nested(value, "\(pointer)/\(name)", read)
    }

    mutating func objects(_ name: String, max: Int, _ read: (inout SettingsReader) -> Void) {
        guard let value = take(name) else { return }
        guard let items = value.array, items.count <= max else {
            return faults.refuse("\(pointer)/\(name)", "must be a list of at most \(max)")
        }
        for (place, item) in items.enumerated() { nested(item, "\(pointer)/\(name)/\(place)", read) }
    }

    private mutating func nested(_ value: JSONValue, _ pointer: String, _ read: (inout SettingsReader) -> Void) {
        var reader = SettingsReader(value, pointer: pointer)
        read(&reader)
        reader.refuseUnknown()
        for fault in reader.faults.faults { faults.refuse(fault.pointer, fault.detail) }
    }

    mutating func bool(_ name: String) -> Bool? {
        guard let value = take(name) else { return nil }
        if value.bool == nil { refuse(name, "must be true or false") }
        return value.bool
    }

    mutating func integer(_ name: String, _ range: ClosedRange<Int>) -> Int? {
        guard let value = take(name) else { return nil }
        guard let number = value.number.flatMap({ Int(exactly: $0) }), range.contains(number) else {
            refuse(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    mutating func text(_ name: String, max: Int) -> String? {
        guard let value = take(name) else { return nil }
        guard let text = value.string, text.unicodeScalars.count <= max else {
            refuse(name, "must be a text of at most \(max) characters")
            return nil
        }
        return text.trimmingBlanks
    }

    mutating func texts(_ name: String, max: Int, maxCount: Int = 50) -> [String]? {
        guard let value = take(name) else { return nil }
        let texts = (value.array ?? []).compactMap(\.string)
        guard let items = value.array, items.count == texts.count, items.count <= maxCount,
            texts.allSatisfy({ $0.unicodeScalars.count <= max })
        else {
            refuse(name, "must be a list of at most \(maxCount) texts")
            return nil
        }
        return texts.map(\.trimmingBlanks)
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(_ name: String) -> Choice?
    where Choice.RawValue == String {
        guard let value = take(name) else { return nil }
        guard let choice = value.string.flatMap(Choice.init(rawValue:)) else {
            refuse(name, "must be one of: \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
            return nil
        }
        return choice
    }

    /// Words in the languages customers see.
    mutating func words(_ name: String, max: Int) -> Words? {
        guard let value = take(name) else { return nil }
        guard case .object(let sent) = value,
            sent.keys.allSatisfy(Words.locales.contains),
            sent.values.allSatisfy({ ($0.string?.unicodeScalars.count ?? max + 1) <= max })
        else {
            refuse(name, "must hold texts of at most \(max) characters under en and zh-Hans")
            return nil
        }
        return Words(sent.compactMapValues { $0.string?.trimmingBlanks })
    }

    mutating func uuid(_ name: String) -> UUID? {
        guard let value = take(name) else { return nil }
        guard let id = value.string.flatMap({ ID<SettingsReader>($0) }) else {
            refuse(name, "must be a UUID")
            return nil
        }
        return id.uuid
    }

    mutating func refuse(_ name: String, _ detail: String) {
        faults.refuse("\(pointer)/\(name)", detail)
    }

    /// The field's value; `nil` when it is missing or null.
    private mutating func take(_ name: String) -> JSONValue? {
        known.insert(name)
        guard let value = values[name], value != .null else { return nil }
        return value
    }
}
