/// What is known of one feature of one subject.
package enum FeatureValue: Sendable, Equatable, Codable {
    case number(Double)
    case category(String)
    case missing
}

/// One feature: its name and kind.
package struct Feature: Sendable, Equatable, Codable {
    package enum Kind: String, Sendable, Codable {
        /// Enters as one input, standardised.
        case number
        /// Enters as one input per value seen while fitting.
        case category
    }

    package let name: String
    package let kind: Kind

    package init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }
}
