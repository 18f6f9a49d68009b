package import Basics

/// One figure of a report: its name on the wire, its unit, and what it is when nothing happened.
package struct ReportColumn: Sendable, Equatable {
    /// What a figure is measured in; durations are whole seconds, shares 0 to 1, ratings 1 to 5,
    /// money in minor units of a currency the report names.
    package enum Unit: String, Sendable, JSONWritable {
        case count, seconds, ratio, rating, money
    }

    package let key: String
    package let unit: Unit

    package init(_ key: String, _ unit: Unit) {
        self.key = key
        self.unit = unit
    }

    /// A count of nothing is 0; a median, a share or a mean of nothing is not a number at all.
    package var ofNothing: Double? {
        unit == .count ? 0 : nil
    }

    /// The name of its field in a CSV file, whose fields are numbers.
    package var csvKey: String {
        unit == .money ? key + "_minor" : key
    }

    /// `value` as JSON: counts and seconds whole, shares to four places, ratings to two, money with `currency`.
    package func write(_ value: Double?, currency: String?, to json: inout JSONWriter) {
        guard let value else { return json.null() }
        switch unit {
        case .count, .seconds: json.raw(String(Int(value.rounded())))
        case .ratio: ((value * 10_000).rounded() / 10_000).write(to: &json)
        case .rating: ((value * 100).rounded() / 100).write(to: &json)
        case .money: Money(Int(value.rounded()), currency ?? "").write(to: &json)
        }
    }

    /// `value` as one field of a CSV file, empty where there is no number.
    package func csvText(_ value: Double?) -> String {
        guard let value else { return "" }
        if unit == .money { return String(Int(value.rounded())) }
        var json = JSONWriter()
        write(value, currency: nil, to: &json)
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
