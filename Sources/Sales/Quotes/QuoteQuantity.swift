package import Basics

/// How many or how much of something, in thousandths: 1500 is 1.5.
package struct QuoteQuantity: Sendable, Equatable, ExpressibleByIntegerLiteral, JSONWritable, CustomStringConvertible {
    static let one = 1_000
    /// From a thousandth to ten thousand.
    static let range = 1...10_000_000

    package let thousandths: Int

    package init(thousandths: Int) { self.thousandths = thousandths }
    package init(_ pieces: Int) { self.init(thousandths: pieces * Self.one) }
    package init(integerLiteral value: Int) { self.init(value) }

    /// A number of at most three decimals; `nil` for any other, and beyond the range.
    ///
    /// Ten million thousandths are far within the 53 bits of a `Double`, so that none is lost.
    package init?(_ number: Double) {
        guard number >= 0.001, number <= 10_000 else { return nil }
        let thousandths = (number * Double(Self.one)).rounded()
        guard abs(number * Double(Self.one) - thousandths) < 1e-6 else { return nil }
        self.init(thousandths: Int(thousandths))
    }

    /// As whole pieces; `nil` when a part is left.
    package var pieces: Int? { thousandths % Self.one == 0 ? thousandths / Self.one : nil }

    /// "1.5", "10".
    package var description: String {
        let (whole, rest) = thousandths.quotientAndRemainder(dividingBy: Self.one)
        guard rest > 0 else { return String(whole) }
        var decimals = String(String(Self.one + rest).dropFirst())
        while decimals.hasSuffix("0") { decimals.removeLast() }
        return "\(whole).\(decimals)"
    }

    package func write(to json: inout JSONWriter) { json.raw(description) }
}
