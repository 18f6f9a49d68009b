package import Basics

/// What a quote comes to: sums per line, tax per rate, and the total.
///
/// Everything is rounded line by line, half up, to the currency's smallest unit: first quantity times price, then the
/// line's discount, its share of the quote's, and its tax. Every sum adds up what stands on the lines, so the lines of a
/// paper always make its total. Rates and discounts are basis points: 1300 is 13 %.
package struct QuoteTotals: Sendable, Equatable {
    /// What goes into one line.
    package struct Item: Sendable, Equatable {
        private let thousandths: Int
        package let unitPriceMinor: Int
        package let discountBasisPoints: Int
        package let taxBasisPoints: Int
        /// As its rate was called, such as VAT; empty for a rate without a name.
        package let taxName: String

        package init(
            quantity: QuoteQuantity, unitPriceMinor: Int, discountBasisPoints: Int, taxBasisPoints: Int,
            taxName: String = ""
        ) {
            thousandths = quantity.thousandths
            self.unitPriceMinor = unitPriceMinor
            self.discountBasisPoints = discountBasisPoints
            self.taxBasisPoints = taxBasisPoints
            self.taxName = taxName
        }

        package var quantity: QuoteQuantity { QuoteQuantity(thousandths: thousandths) }

        /// Quantity times price, rounded half up.
        package var listMinor: Int {
            QuoteTotals.rounded(unitPriceMinor, times: quantity.thousandths, over: QuoteQuantity.one)
        }
    }

    /// What one line comes to, in minor units.
    package struct Sums: Sendable, Equatable {
        /// Quantity times price, rounded.
        package let list: Int
        /// The line's own discount.
        package let discount: Int
        /// Its share of the discount on the whole quote.
        package let quoteDiscount: Int
        package let net: Int
        package let tax: Int

        /// The line as it stands on the paper: before the discount on the whole quote.
        package var amount: Int { list - discount }
        package var gross: Int { net + tax }
    }

    /// A quote's lines may come to this much at list price: discounts, tax and the order made of it stay within what an
    /// order takes.
    package static let largest = 400_000_000_000
    static let whole = 10_000

    package let lines: [Sums]
    package let taxes: [QuoteTax]
    /// What stands on the lines, before the discount on the whole quote.
    package let subtotal: Money
    /// The discount on the whole quote.
    package let discount: Money
    package let net: Money
    package let tax: Money
    package let total: Money

    /// - Parameters:
    ///   - items: Quantities and prices of at least 0, rates from 0 to 10000.
    ///   - discountBasisPoints: On the whole quote, taken of each line after its own discount.
    ///   - pricesIncludeTax: Whether the prices are gross.
    package init(_ items: [Item], discountBasisPoints: Int, pricesIncludeTax: Bool, currency: String) {
        let sums = items.map { item in
            let list = item.listMinor
            let discount = Self.share(item.discountBasisPoints, of: list)
            let quoteDiscount = Self.share(discountBasisPoints, of: list - discount)
            let amount = list - discount - quoteDiscount
            let net =
                pricesIncludeTax
                ? Self.rounded(amount, times: Self.whole, over: Self.whole + item.taxBasisPoints) : amount
            let tax = pricesIncludeTax ? amount - net : Self.share(item.taxBasisPoints, of: amount)
            return Sums(list: list, discount: discount, quoteDiscount: quoteDiscount, net: net, tax: tax)
        }
        func money(_ part: (Sums) -> Int) -> Money { Money(sums.reduce(0) { $0 + part($1) }, currency) }
        lines = sums
        subtotal = money(\.amount)
        discount = money(\.quoteDiscount)
        net = money(\.net)
        tax = money(\.tax)
        total = money(\.gross)
        let rated = Dictionary(grouping: zip(items, sums)) { Rate(points: $0.0.taxBasisPoints, name: $0.0.taxName) }
        taxes = rated.sorted { ($1.key.points, $0.key.name) < ($0.key.points, $1.key.name) }.map { rate, lines in
            QuoteTax(
                name: rate.name, rateBasisPoints: rate.points,
                net: Money(lines.reduce(0) { $0 + $1.1.net }, currency),
                tax: Money(lines.reduce(0) { $0 + $1.1.tax }, currency))
        }
    }

    private struct Rate: Hashable {
        let points: Int
        let name: String
    }

    /// So many basis points of an amount, half up.
    static func share(_ basisPoints: Int, of amount: Int) -> Int {
        rounded(amount, times: basisPoints, over: whole)
    }

    /// `amount * factor / divisor`, half up; whole parts and rests apart, so that nothing overflows on the way.
    static func rounded(_ amount: Int, times factor: Int, over divisor: Int) -> Int {
        let (whole, rest) = amount.quotientAndRemainder(dividingBy: divisor)
        return whole * factor + (2 * rest * factor + divisor) / (2 * divisor)
    }
}

/// The tax of all lines of one rate: of the same name and figure.
package struct QuoteTax: Sendable, Equatable, JSONWritable {
    package let name: String
    package let rateBasisPoints: Int
    package let net: Money
    package let tax: Money

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("name", name)
            json.field("rate_basis_points", rateBasisPoints)
            json.field("net", net)
            json.field("tax", tax)
        }
    }
}
