package import Basics
package import Customers
import Foundation
import Web

/// Something a segment's rule may ask of a customer.
package struct SegmentField: WireType, JSONWritable, Equatable {
    /// What its values are, and so how they can be compared.
    package enum Kind: String, CaseIterable, Sendable, JSONWritable {
        case text
        case choice
        case number
        case money
        case date
        case flag
        case tag
        case product
        case company
        case staff
        /// Several of a list at once.
        case several
        /// Another customer.
        case person

        package var operators: [SegmentOperator] {
            switch self {
            case .text: [.is, .isNot, .contains, .beginsWith, .isSet, .isNotSet]
            case .choice: [.is, .isNot]
            case .number: [.equals, .atLeast, .atMost]
            case .money: [.atLeast, .atMost]
            case .date: [.before, .after, .withinDays, .notWithinDays, .isSet, .isNotSet]
            case .flag: [.is]
            case .tag, .product: [.includes, .excludes]
            case .several: [.includes, .excludes]
            case .company, .staff, .person: [.is, .isNot, .isSet, .isNotSet]
            }
        }
    }

    /// Where it is found in the list.
    package enum Group: String, CaseIterable, Sendable, JSONWritable {
        case customer
        case behaviour
        case orders
        case scores
        case custom
    }

    package let key: String
    package let kind: Kind
    package let group: Group
    /// What a choice may be.
    package let options: [String]
    /// By locale, for fields of the company's own.
    package let label: [String: String]

    init(_ key: String, _ kind: Kind, _ group: Group, options: [String] = [], label: [String: String] = [:]) {
        self.key = key
        self.kind = kind
        self.group = group
        self.options = options
        self.label = label
    }

    /// How it can be compared; a field of the company's own may be empty, whatever its kind.
    package var operators: [SegmentOperator] {
        let own = kind.operators
        return group == .custom && kind != .flag && !own.contains(.isSet) ? own + [.isSet, .isNotSet] : own
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("key", key)
            json.field("kind", kind)
            json.field("group", group)
            json.field("operators", operators)
            json.field("options", options)
            json.object("label") { json in
                for (locale, words) in label.sorted(by: { $0.key < $1.key }) { json.field(locale, words) }
            }
        }
    }

    package static var example: SegmentField {
        SegmentField("churn_band", .choice, .scores, options: ["low", "typical", "high"])
    }
}

/// How a condition compares.
package enum SegmentOperator: String, CaseIterable, Sendable, JSONWritable {
    case `is`
    case isNot = "is_not"
    case contains
    case beginsWith = "begins_with"
    case isSet = "is_set"
    case isNotSet = "is_not_set"
    case equals
    case atLeast = "at_least"
    case atMost = "at_most"
    case before
    case after
    case withinDays = "within_days"
    case notWithinDays = "not_within_days"
    case includes
    case excludes
}

/// Every field a rule may name: ours, and those the company adds to customers.
package struct SegmentCatalogue: Sendable {
    package let fields: [SegmentField]
    private let byKey: [String: SegmentField]

    /// - Parameter categories: Those the catalogue's products are in, offered while one types.
    package init(custom: [CustomField] = [], categories: [String] = []) {
        fields = Self.own + [SegmentField("category", .tag, .orders, options: categories)] + custom.map(Self.field)
        byKey = Dictionary(fields.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func field(_ key: String) -> SegmentField? { byKey[key] }

    private static func field(_ custom: CustomField) -> SegmentField {
        let kind: SegmentField.Kind =
            switch custom.type {
            case .text, .longText, .link, .email, .phone: .text
            case .number: .number
            case .money: .money
            case .date, .datetime: .date
            case .select: .choice
            case .multiselect: .several
            case .checkbox: .flag
            case .customer: .person
            case .user: .staff
            }
        return SegmentField("custom." + custom.key, kind, .custom, options: custom.options, label: custom.label)
    }

    private static let answers = ["granted", "refused", "unknown"]
    private static let bands = ["low", "typical", "high", "unknown"]
    private static let levels = ["low", "medium", "high", "unknown"]

    private static let own: [SegmentField] = [
        SegmentField("name", .text, .customer), SegmentField("email", .text, .customer),
        SegmentField("phone", .text, .customer),
        SegmentField("company", .company, .customer), SegmentField("tag", .tag, .customer),
        SegmentField("country", .text, .customer), SegmentField("city", .text, .customer),
        SegmentField("locale", .text, .customer), SegmentField("vip", .flag, .customer),
        SegmentField("owner", .staff, .customer),
        SegmentField("consent", .choice, .customer, options: answers),
        SegmentField("phone_consent", .choice, .customer, options: answers),
        SegmentField("message_consent", .choice, .customer, options: answers),
        SegmentField("post_consent", .choice, .customer, options: answers),
        SegmentField("created_at", .date, .customer),
        SegmentField("last_contact_at", .date, .behaviour), SegmentField("open_tickets", .number, .behaviour),
        SegmentField("tickets", .number, .behaviour), SegmentField("chats", .number, .behaviour),
        SegmentField("last_visit_at", .date, .behaviour), SegmentField("ratings", .number, .behaviour),
        SegmentField("last_rating", .number, .behaviour), SegmentField("average_rating", .number, .behaviour),
        SegmentField("order_count", .number, .orders), SegmentField("order_total", .money, .orders),
        SegmentField("first_order_at", .date, .orders), SegmentField("last_order_at", .date, .orders),
        SegmentField("average_gap_days", .number, .orders), SegmentField("product", .product, .orders),
        SegmentField("churn_band", .choice, .scores, options: bands),
        SegmentField("satisfaction_band", .choice, .scores, options: bands),
        SegmentField("purchase_band", .choice, .scores, options: bands),
        SegmentField("expected_value", .money, .scores),
        SegmentField(
            "rfm_segment", .choice, .scores,
            options: [
                "champions", "loyal", "promising", "new", "need_attention", "at_risk", "cannot_lose", "hibernating",
                "lost", "unknown",
            ]),
        SegmentField("age_group", .choice, .scores, options: ["young", "middle", "senior", "unknown"]),
        SegmentField("frequency_group", .choice, .scores, options: levels),
        SegmentField("order_value_group", .choice, .scores, options: levels),
    ]
}
