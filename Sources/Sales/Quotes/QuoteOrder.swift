import Basics
import Commerce
import Foundation

extension QuoteEdition {
    /// The order an accepted version becomes.
    ///
    /// Orders state prices with tax and one discount. Each price is rounded up to the whole minor unit, so the pieces
    /// never come to less than the quote; what they come to more is the order's discount, and the totals agree.
    /// An order counts whole pieces: a line of 1.5 hours becomes one piece, named "1.5 × Installation", at the price of
    /// them all.
    func order(for customer: UUID, number: String) -> OrderInput {
        let prices = lines.map { line in
            let price = line.item.quantity.pieces == nil ? line.item.listMinor : line.item.unitPriceMinor
            return pricesIncludeTax ? price : Self.withTax(price, line.item.taxBasisPoints)
        }
        let sum = zip(lines, prices).reduce(0) { $0 + ($1.0.item.quantity.pieces ?? 1) * $1.1 }
        return OrderInput(
            customerID: customer, currency: currency,
            lines: zip(lines, prices).map { line, price in
                OrderLineInput(
                    productID: line.productID, sku: line.sku, name: line.orderName,
                    quantity: line.item.quantity.pieces ?? 1,
                    unitPrice: MoneyInput(amountMinor: price, currency: currency))
            }, discount: MoneyInput(amountMinor: sum - totals.total.amountMinor, currency: currency), note: number)
    }

    private static func withTax(_ minor: Int, _ basisPoints: Int) -> Int {
        let (whole, rest) = minor.quotientAndRemainder(dividingBy: QuoteTotals.whole)
        let tax = whole * basisPoints + (rest * basisPoints + QuoteTotals.whole - 1) / QuoteTotals.whole
        return minor + tax
    }
}

extension QuoteLine {
    /// The name of its line on an order, which takes 200 characters.
    fileprivate var orderName: String {
        item.quantity.pieces == nil ? String("\(item.quantity) × \(name)".prefix(200)) : name
    }
}
