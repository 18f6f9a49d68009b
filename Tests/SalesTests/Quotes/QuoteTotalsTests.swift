import Basics
import Sales
import Testing

@Suite("Quote totals") struct QuoteTotalsTests {
    private func item(
        _ quantity: QuoteQuantity, _ price: Int, discount: Int = 0, tax: Int = 0, name: String = ""
    ) -> QuoteTotals.Item {
        QuoteTotals.Item(
            quantity: quantity, unitPriceMinor: price, discountBasisPoints: discount, taxBasisPoints: tax,
            taxName: name)
    }

    @Test("parts of pieces, by hand: 1.5 h at 199.99, 0.333 kg at 10.00, a thousandth of 4.99 and of 5.00")
    func parts() {
        func list(_ thousandths: Int, _ price: Int) -> Int {
            item(QuoteQuantity(thousandths: thousandths), price).listMinor
        }
        // 299.985 is half up 299.99; 3.33; 0.00499 is nothing, 0.005 half up 0.01.
        #expect(list(1_500, 19_999) == 29_999)
        #expect(list(333, 1_000) == 333)
        #expect([list(1, 499), list(1, 500)] == [0, 1])
        let totals = QuoteTotals(
            [item(QuoteQuantity(thousandths: 1_500), 19_999, discount: 1_000, tax: 1_300)], discountBasisPoints: 250,
            pricesIncludeTax: false, currency: "CNY")
        // 299.99 less 29.999 (half up 30.00) is 269.99; 2.5 % of it 6.74975, 6.75; 263.24 net; 13 % 34.2212, 34.22.
        let line = totals.lines[0]
        #expect(
            [line.list, line.discount, line.quoteDiscount, line.net, line.tax] == [29_999, 3_000, 675, 26_324, 3_422])
        #expect(totals.total == Money(29_746, "CNY"))
    }

    @Test("a quantity has at most three decimals and is written as it was typed")
    func quantities() {
        let texts = [1.5, 0.001, 10, 10_000, 2.125, 0.1, 33.33, 9_999.999].map { QuoteQuantity($0)?.description }
        #expect(texts == ["1.5", "0.001", "10", "10000", "2.125", "0.1", "33.33", "9999.999"])
        for wrong in [0, -1, 0.0005, 1.2345, 10_000.001, 1e300] { #expect(QuoteQuantity(wrong) == nil, "\(wrong)") }
        for thousandths in stride(from: 1, through: 10_000_000, by: 997) {
            let quantity = QuoteQuantity(thousandths: thousandths)
            #expect(Double(quantity.description).flatMap { QuoteQuantity($0) } == quantity)
        }
    }

    @Test("tax is told apart by its name as well as its figure, the highest first")
    func names() {
        let totals = QuoteTotals(
            [
                item(1, 10_000, tax: 1_300, name: "VAT"), item(2, 5_000, tax: 600, name: "服务增值税"),
                item(1, 100, tax: 0, name: "Export"), item(1, 200, tax: 0, name: "Exempt"),
                item(1, 1_000, tax: 1_300, name: "VAT"), item(1, 1_000, tax: 1_300),
            ], discountBasisPoints: 0, pricesIncludeTax: false, currency: "CNY")
        #expect(totals.taxes.map(\.name) == ["", "VAT", "服务增值税", "Exempt", "Export"])
        #expect(totals.taxes.map(\.rateBasisPoints) == [1_300, 1_300, 600, 0, 0])
        // 13 % of 10.00, of 100.00 and 10.00, 6 % of 100.00.
        #expect(totals.taxes.map(\.tax.amountMinor) == [130, 1_430, 600, 0, 0])
        #expect(totals.taxes.map(\.net.amountMinor) == [1_000, 11_000, 10_000, 200, 100])
    }

    @Test("net prices, by hand: 3 × 19.99 less 10 % is 53.97, 13 % of it 7.02")
    func net() {
        let totals = QuoteTotals(
            [item(3, 1_999, discount: 1_000, tax: 1_300)], discountBasisPoints: 0, pricesIncludeTax: false,
            currency: "CNY")
        // 59.97 less 5.997 (half up 6.00) leaves 53.97; 13 % of that is 7.0161.
        let line = totals.lines[0]
        #expect([line.list, line.discount, line.quoteDiscount, line.net, line.tax] == [5_997, 600, 0, 5_397, 702])
        #expect(totals.total == Money(6_099, "CNY"))
    }

    @Test("gross prices, by hand: 100.00 with 13 % holds 88.50 and 11.50 tax")
    func gross() {
        let totals = QuoteTotals(
            [item(1, 10_000, tax: 1_300)], discountBasisPoints: 0, pricesIncludeTax: true, currency: "CNY")
        // 100 / 1.13 is 88.4956.
        #expect(totals.net == Money(8_850, "CNY") && totals.tax == Money(1_150, "CNY"))
        #expect(totals.total == Money(10_000, "CNY"))
    }

    @Test("two rates and a discount on the whole, by hand")
    func rates() {
        let totals = QuoteTotals(
            [item(10, 16_800, discount: 500, tax: 1_300), item(1, 25_000, tax: 600)], discountBasisPoints: 250,
            pricesIncludeTax: false, currency: "CNY")
        // Line 1: 1680.00 − 84.00 = 1596.00; − 2.5 % 39.90 = 1556.10; 13 % is 202.293, 202.29.
        // Line 2: 250.00; − 6.25 = 243.75; 6 % is 14.625, half up 14.63.
        #expect(totals.subtotal == Money(184_600, "CNY"))
        #expect(totals.discount == Money(4_615, "CNY"))
        #expect(totals.net == Money(179_985, "CNY"))
        #expect(totals.taxes.map(\.rateBasisPoints) == [1_300, 600])
        #expect(totals.taxes.map(\.tax.amountMinor) == [20_229, 1_463])
        #expect(totals.total == Money(201_677, "CNY"))
    }

    @Test("halves are rounded up, to the yen as to the fen")
    func halves() {
        let yen = QuoteTotals(
            [item(1, 5, tax: 1_000)], discountBasisPoints: 0, pricesIncludeTax: false, currency: "JPY")
        #expect(yen.tax == Money(1, "JPY") && yen.total == Money(6, "JPY"))
        #expect(MoneyText.text(yen.total.amountMinor, currency: "JPY") == "6")
        let below = QuoteTotals(
            [item(1, 4, tax: 1_000)], discountBasisPoints: 0, pricesIncludeTax: false, currency: "JPY")
        #expect(below.tax == Money(0, "JPY"))
    }

    @Test("whatever stands on the lines, they make the total, and nothing is negative")
    func properties() {
        var dice = SystemRandomNumberGenerator()
        for _ in 0..<5_000 {
            let items = (0..<Int.random(in: 1...12, using: &dice)).map { _ in
                item(
                    QuoteQuantity(thousandths: .random(in: 1...10_000_000, using: &dice)),
                    .random(in: 0...3_000_000, using: &dice),
                    discount: .random(in: 0...10_000, using: &dice), tax: .random(in: 0...10_000, using: &dice))
            }
            let whole = Int.random(in: 0...10_000, using: &dice)
            let isGross = Bool.random(using: &dice)
            let totals = QuoteTotals(
                items, discountBasisPoints: whole, pricesIncludeTax: isGross,
                currency: ["JPY", "CNY", "KWD"].randomElement(using: &dice) ?? "CNY")
            #expect(totals.lines.reduce(0) { $0 + $1.net + $1.tax } == totals.total.amountMinor)
            #expect(totals.net.amountMinor + totals.tax.amountMinor == totals.total.amountMinor)
            #expect(totals.taxes.reduce(0) { $0 + $1.tax.amountMinor } == totals.tax.amountMinor)
            #expect(totals.taxes.reduce(0) { $0 + $1.net.amountMinor } == totals.net.amountMinor)
            for (item, line) in zip(items, totals.lines) {
                let list = Double(item.unitPriceMinor) * Double(item.quantity.thousandths) / 1_000
                #expect(abs(Double(line.list) - list) <= 0.500_1)
                #expect(line.net >= 0 && line.tax >= 0 && line.discount >= 0 && line.quoteDiscount >= 0)
                #expect(line.discount + line.quoteDiscount <= line.list)
                let amount = line.list - line.discount - line.quoteDiscount
                #expect(isGross ? line.net + line.tax == amount : line.net == amount)
                // Never further from the exact tax than half the smallest unit.
                let exact =
                    isGross
                    ? Double(amount) * Double(item.taxBasisPoints) / Double(10_000 + item.taxBasisPoints)
                    : Double(amount) * Double(item.taxBasisPoints) / 10_000
                #expect(abs(Double(line.tax) - exact) <= 0.500_1)
            }
        }
    }

    @Test(
        "a discount of 100 % leaves nothing, on a line or on the whole, in any currency",
        arguments: ["CNY", "JPY", "KWD"])
    func free(currency: String) {
        for isGross in [true, false] {
            let gift = QuoteTotals(
                [item(3, 1_999, discount: 10_000, tax: 1_300), item(1, 1, tax: 600)], discountBasisPoints: 0,
                pricesIncludeTax: isGross, currency: currency)
            #expect(gift.lines[0].net == 0 && gift.lines[0].tax == 0 && gift.lines[0].discount == 5_997)
            #expect(gift.total == Money(1, currency))
            let all = QuoteTotals(
                [item(7, 333, tax: 1_300)], discountBasisPoints: 10_000, pricesIncludeTax: isGross, currency: currency)
            #expect(all.total == Money(0, currency) && all.net == Money(0, currency) && all.tax == Money(0, currency))
            #expect(all.subtotal == Money(2_331, currency) && all.discount == all.subtotal)
        }
    }

    @Test("three decimals, by hand: 12.345 dinar less 7.5 % with 5 % tax")
    func dinar() {
        let totals = QuoteTotals(
            [item(2, 12_345, discount: 750, tax: 500)], discountBasisPoints: 0, pricesIncludeTax: false,
            currency: "KWD")
        // 24.690 less 1.85175 (half up 1.852) is 22.838; 5 % of it is 1.1419, 1.142.
        #expect(totals.net == Money(22_838, "KWD") && totals.tax == Money(1_142, "KWD"))
        #expect(MoneyText.text(totals.total.amountMinor, currency: "KWD") == "23.980")
        #expect(MoneyText.text(totals.total.amountMinor, currency: "JPY") == "23980")
        #expect(MoneyText.text(totals.total.amountMinor, currency: "CNY") == "239.80")
    }

    @Test("a third of a cent never adds up to a lost one: a hundred lines of 0.01 with 33.33 % tax")
    func smallest() {
        let totals = QuoteTotals(
            (0..<100).map { _ in item(1, 1, tax: 3_333) }, discountBasisPoints: 0, pricesIncludeTax: false,
            currency: "CNY")
        // Each line's tax is 0.3333 of a cent, none; the paper's lines say so, and so does its sum.
        #expect(totals.tax == Money(0, "CNY") && totals.total == Money(100, "CNY"))
        let gross = QuoteTotals(
            (0..<100).map { _ in item(1, 2, tax: 3_333) }, discountBasisPoints: 0, pricesIncludeTax: true,
            currency: "CNY")
        // 2 / 1.3333 is 1.50004, half up 2: the whole is net, and the total what stands on the lines.
        #expect(gross.total == Money(200, "CNY") && gross.net == Money(200, "CNY"))
    }

    @Test("the largest quote does not overflow")
    func largest() {
        let totals = QuoteTotals(
            [item(1, QuoteTotals.largest, discount: 1, tax: 10_000)], discountBasisPoints: 1, pricesIncludeTax: false,
            currency: "CNY")
        #expect(totals.total.amountMinor == 799_840_008_000)
    }
}
