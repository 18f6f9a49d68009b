import Basics
import Commerce
import Foundation

extension QuoteEdition {
    /// The order an accepted version becomes.
    ///
    /// Orders state prices with tax and one discount. Each price is rounded up to the whole minor unit, so the pieces
    /// never come to less than the quote; what they come to more is the order's discount, and the totals agree.
    func order(for customer: UUID, number: String) -> OrderInput {
        let prices = lines.map { line in
            pricesIncludeTax
                ? line.item.unitPriceMinor : Self.withTax(line.item.unitPriceMinor, line.item.taxBasisPoints)
        }
        let sum = zip(lines, prices).reduce(0) { $0 + $1.0.item.quantity * $1.1 }
        return OrderInput(
            customerID: customer, currency: currency,
            lines: zip(lines, prices).map { line, price in
                OrderLineInput(
                    productID: line.productID, sku: line.sku, name: line.name, quantity: line.item.quantity,
                    unitPrice: MoneyInput(amountMinor: price, currency: currency))
            }, discount: MoneyInput(amountMinor: sum - totals.total.amountMinor, currency: currency), note: number)
    }

    private static func withTax(_ minor: Int, _ basisPoints: Int) -> Int {
        let (whole, rest) = minor.quotientAndRemainder(dividingBy: QuoteTotals.whole)
        let tax = whole * basisPoints + (rest * basisPoints + QuoteTotals.whole - 1) / QuoteTotals.whole
        return minor + tax
    }
}
