package import Basics
package import Foundation
import Web

/// Whom a segment holds: conditions, joined by "all of", "any of" and "none of".
package indirect enum SegmentRule: Sendable, Equatable {
    case all([SegmentRule])
    case any([SegmentRule])
    case without([SegmentRule])
    case condition(SegmentField, SegmentOperator, Operand)

    /// What a field is compared with.
    package enum Operand: Sendable, Equatable {
        case nothing
        case text(String)
        /// One of these.
        case choices([String])
        case number(Double)
        case days(Int)
        /// `2026-11-28`, on the company's calendar.
        case day(String)
        case flag(Bool)
        case id(UUID)
        case money(amountMinor: Int, currency: String)
    }

    static let deepest = 4
    static let mostConditions = 50

    /// The rule written in `json`.
    ///
    /// - Throws: `Problem.invalid` naming every place at fault below `pointer`.
    package init(parsing json: JSONValue, _ catalogue: SegmentCatalogue, pointer: String = "/rule") throws {
        var parser = SegmentRuleParser(catalogue: catalogue)
        let rule = parser.node(json, pointer, depth: 1)
        parser.fields.check(
            parser.conditions <= Self.mostConditions, pointer, "may have at most \(Self.mostConditions) conditions")
        try parser.fields.throwIfAny()
        guard let rule else { throw Problem.invalid(pointer, "is no rule") }
        self = rule
    }

    /// Every condition in it, in the order of writing, and whether its fitting speaks for being held.
    package func conditions(isWanted: Bool = true) -> [(rule: SegmentRule, isWanted: Bool)] {
        switch self {
        case .all(let rules), .any(let rules): rules.flatMap { $0.conditions(isWanted: isWanted) }
        case .without(let rules): rules.flatMap { $0.conditions(isWanted: !isWanted) }
        case .condition: [(self, isWanted)]
        }
    }
}

/// Reads a rule and collects all that is wrong with it.
private struct SegmentRuleParser {
    let catalogue: SegmentCatalogue
    var fields = Fields()
    var conditions = 0

    mutating func node(_ json: JSONValue, _ pointer: String, depth: Int) -> SegmentRule? {
        guard case .object(let members) = json else {
            fields.refuse(pointer, "must be a group or a condition")
            return nil
        }
        return members["rules"] == nil && members["match"] == nil
            ? condition(json, pointer) : group(json, pointer, depth: depth)
    }

    private mutating func group(_ json: JSONValue, _ pointer: String, depth: Int) -> SegmentRule? {
        guard depth <= SegmentRule.deepest else {
            fields.refuse(pointer, "groups may nest at most \(SegmentRule.deepest) deep")
            return nil
        }
        guard let match = json["match"]?.string, ["all", "any", "none"].contains(match) else {
            fields.refuse(pointer + "/match", "must be all, any or none")
            return nil
        }
        guard let list = json["rules"]?.array, !list.isEmpty else {
            fields.refuse(pointer + "/rules", "must hold at least one condition")
            return nil
        }
        let rules = list.enumerated().compactMap { node($0.element, "\(pointer)/rules/\($0.offset)", depth: depth + 1) }
        switch match {
        case "all": return .all(rules)
        case "any": return .any(rules)
        default: return .without(rules)
        }
    }

    private mutating func condition(_ json: JSONValue, _ pointer: String) -> SegmentRule? {
        conditions += 1
        guard let key = json["field"]?.string, let field = catalogue.field(key) else {
            fields.refuse(pointer + "/field", "is no field a segment may ask for")
            return nil
        }
        let allowed = field.operators
        guard let named = json["operator"]?.string.flatMap(SegmentOperator.init), allowed.contains(named) else {
            let known = allowed.map(\.rawValue).joined(separator: ", ")
            fields.refuse(pointer + "/operator", "must be one of \(known)")
            return nil
        }
        guard let operand = operand(json["value"] ?? .null, field, named, pointer + "/value") else { return nil }
        return .condition(field, named, operand)
    }

    private mutating func operand(
        _ value: JSONValue, _ field: SegmentField, _ named: SegmentOperator, _ pointer: String
    ) -> SegmentRule.Operand? {
        switch named {
        case .isSet, .isNotSet: return .nothing
        case .withinDays, .notWithinDays:
            guard let days = value.number.flatMap({ Int(exactly: $0) }), (1...36_500).contains(days) else {
                return refuse(pointer, "must be a whole number of days from 1 to 36500")
            }
            return .days(days)
        default: break
        }
        switch field.kind {
        case .text:
            guard let text = value.string?.trimmingBlanks, !text.isEmpty, text.count <= 200 else {
                return refuse(pointer, "must be a text of 1 to 200 characters")
            }
            return .text(text)
        case .tag:
            guard let text = value.string?.trimmingBlanks, !text.isEmpty else {
                return refuse(pointer, "must be a tag")
            }
            return .text(text)
        case .choice: return choice(value, field, pointer)
        case .number:
            guard let number = value.number, number.isFinite else { return refuse(pointer, "must be a number") }
            return .number(number)
        case .flag:
            guard let flag = value.bool else { return refuse(pointer, "must be true or false") }
            return .flag(flag)
        case .date:
            guard let day = value.string, Self.isDay(day) else {
                return refuse(pointer, "must be a day such as 2026-11-28")
            }
            return .day(day)
        case .several:
            guard let text = value.string, field.options.contains(text) else {
                return refuse(pointer, "must be one of \(field.options.joined(separator: ", "))")
            }
            return .text(text)
        case .product, .company, .staff, .person:
            guard let id = value.string.flatMap({ UUID(uuidString: $0) }) else {
                return refuse(pointer, "must be an id")
            }
            return .id(id)
        case .money: return money(value, pointer)
        }
    }

    private mutating func choice(_ value: JSONValue, _ field: SegmentField, _ pointer: String) -> SegmentRule.Operand? {
        let chosen = (value.array ?? [value]).map { $0.string ?? "" }
        guard !chosen.isEmpty, chosen.allSatisfy(field.options.contains) else {
            return refuse(pointer, "must be one or more of \(field.options.joined(separator: ", "))")
        }
        return .choices(chosen)
    }

    private mutating func money(_ value: JSONValue, _ pointer: String) -> SegmentRule.Operand? {
        guard let amount = value["amount_minor"]?.number.flatMap({ Int(exactly: $0) }), amount >= 0 else {
            return refuse(pointer + "/amount_minor", "must be a whole number of minor units")
        }
        guard let currency = value["currency"]?.string, currency.wholeMatch(of: #/[A-Z]{3}/#) != nil else {
            return refuse(pointer + "/currency", "must be a currency such as CNY")
        }
        return .money(amountMinor: amount, currency: currency)
    }

    private mutating func refuse(_ pointer: String, _ detail: String) -> SegmentRule.Operand? {
        fields.refuse(pointer, detail)
        return nil
    }

    private static func isDay(_ text: String) -> Bool {
        text.wholeMatch(of: #/[0-9]{4}-[0-9]{2}-[0-9]{2}/#) != nil && !text.hasPrefix("0000")
            && Date(rfc3339: text) != nil
    }
}
