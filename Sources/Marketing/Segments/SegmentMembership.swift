import Basics
import Foundation
import Web

/// A segment that holds a customer, and why.
struct SegmentMembership: WireType, JSONWritable {
    let segmentID: UUID
    let name: String
    /// Which of the founding segments it is; `nil` for the company's own.
    let builtin: String?
    let reasons: [SegmentReason]

    init(segment: SavedSegment, reasons: [SegmentReason]) {
        segmentID = segment.id.uuid
        name = segment.name
        builtin = segment.builtin
        self.reasons = reasons
    }

    static var example: SegmentMembership { SegmentMembership(segment: .example, reasons: [.example]) }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("segment_id", ID<SavedSegment>(segmentID))
            json.field("name", name)
            json.field("builtin", builtin)
            json.field("reasons", reasons)
        }
    }
}

/// One condition of a segment, as it stands with one customer.
struct SegmentReason: WireType, JSONWritable {
    let field: String
    let named: SegmentOperator
    /// What the rule says, readable where it names a record.
    let value: String?
    /// What the customer's record says; `nil` for nothing, and where it is no one value.
    let found: String?
    /// ISO 4217, where both are sums in minor units.
    let currency: String?
    let fits: Bool
    /// Whether the segment wants it to fit: not so in a group of which none may.
    let isWanted: Bool

    /// - Returns: `nil` for a group.
    init?(_ rule: SegmentRule, isWanted: Bool, fits: Bool, found: String, names: [UUID: String]) {
        guard case .condition(let field, let named, let operand) = rule else { return nil }
        self.field = field.key
        self.named = named
        self.fits = fits
        self.isWanted = isWanted
        self.found = found.isEmpty ? nil : found
        if case .money(_, let currency) = operand { self.currency = currency } else { currency = nil }
        value =
            switch operand {
            case .nothing: nil
            case .text(let text), .day(let text): text
            case .choices(let choices): choices.joined(separator: ",")
            case .number(let number): Int(exactly: number).map(String.init) ?? String(number)
            case .days(let days): String(days)
            case .flag(let flag): String(flag)
            case .id(let id): names[id]
            case .money(let amount, _): String(amount)
            }
    }

    static var example: SegmentReason {
        let field = SegmentField("order_count", .number, .orders)
        guard
            let reason = SegmentReason(
                .condition(field, .atLeast, .number(3)), isWanted: true, fits: true, found: "5", names: [:])
        else { preconditionFailure("the example is a condition") }
        return reason
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("field", field)
            json.field("operator", named)
            json.field("value", value)
            json.field("found", found)
            json.field("currency", currency)
            json.field("fits", fits)
            json.field("is_wanted", isWanted)
        }
    }
}
