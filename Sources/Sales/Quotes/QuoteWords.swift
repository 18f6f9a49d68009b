import Basics

/// The words on a quote's paper and in its mail, in the languages Deskbell speaks.
struct QuoteWords {
    let title, number, date, validUntil, version, to, item, quantity, price, discount, tax, amount: String
    let subtotal, quoteDiscount, net, total, gross, netPrices, draft, accepted: String
    private let pageOf: String
    private let mailSubject: String
    private let mailText: String

    init(locale: String) { self = locale.hasPrefix("zh") ? .chinese : .english }

    private init(
        title: String, number: String, date: String, validUntil: String, version: String, to: String, item: String,
        quantity: String, price: String, discount: String, tax: String, amount: String, subtotal: String,
        quoteDiscount: String, net: String, total: String, gross: String, netPrices: String, draft: String,
        accepted: String, pageOf: String, mailSubject: String, mailText: String
    ) {
        self.title = title
        self.number = number
        self.date = date
        self.validUntil = validUntil
        self.version = version
        self.to = to
        self.item = item
        self.quantity = quantity
        self.price = price
        self.discount = discount
        self.tax = tax
        self.amount = amount
        self.subtotal = subtotal
        self.quoteDiscount = quoteDiscount
        self.net = net
        self.total = total
        self.gross = gross
        self.netPrices = netPrices
        self.draft = draft
        self.accepted = accepted
        self.pageOf = pageOf
        self.mailSubject = mailSubject
        self.mailText = mailText
    }

    /// "VAT 13 %": a rate's name with its figure, unless the name says one.
    func tax(_ tax: QuoteTax) -> String {
        guard !tax.name.contains(where: { "%％".contains($0) }) else { return tax.name }
        return "\(tax.name.isEmpty ? self.tax : tax.name) \(QuoteFigures.share(tax.rateBasisPoints))"
    }

    func page(_ page: Int, of count: Int) -> String {
        pageOf.replacing("{page}", with: String(page)).replacing("{count}", with: String(count))
    }

    func mailSubject(number: String, company: String) -> String {
        mailSubject.replacing("{number}", with: number).replacing("{company}", with: company)
    }

    func mailText(total: String, until: String, link: String, company: String) -> String {
        mailText.replacing("{total}", with: total).replacing("{until}", with: until).replacing("{link}", with: link)
            .replacing("{company}", with: company)
    }

    private static let english = QuoteWords(
        title: "Quote", number: "Number", date: "Date", validUntil: "Valid until", version: "Version", to: "For",
        item: "Item", quantity: "Qty", price: "Price", discount: "Discount", tax: "Tax", amount: "Amount",
        subtotal: "Sum of the lines", quoteDiscount: "Discount", net: "Net", total: "Total",
        gross: "Prices include tax. Amounts are rounded per line.",
        netPrices: "Prices are without tax. Amounts are rounded per line.", draft: "Draft", accepted: "Accepted by",
        pageOf: "Page {page} of {count}", mailSubject: "Quote {number} from {company}",
        mailText: """
            Here is our quote for {total}. It is valid until {until}.

            Read it, take it as a PDF, and accept or decline it here:
            {link}

            {company}
            """)

    private static let chinese = QuoteWords(
        title: "报价单", number: "编号", date: "日期", validUntil: "有效期至", version: "版本", to: "客户", item: "项目", quantity: "数量",
        price: "单价", discount: "折扣", tax: "税率", amount: "金额", subtotal: "小计", quoteDiscount: "整单折扣", net: "不含税金额",
        total: "合计", gross: "价格含税，金额逐行四舍五入。", netPrices: "价格不含税，金额逐行四舍五入。", draft: "草稿", accepted: "接受人",
        pageOf: "第 {page} 页，共 {count} 页", mailSubject: "{company} 的报价单 {number}",
        mailText: """
            您好，这是我们为您准备的报价，总额 {total}，有效期至 {until}。

            请打开下面的链接查看、下载 PDF，并接受或谢绝：
            {link}

            {company}
            """)
}

/// Amounts and shares as they stand on paper.
enum QuoteFigures {
    /// "1,299.50": by the currency's digits, thousands parted.
    static func plain(_ money: Money) -> String {
        let text = MoneyText.text(money.amountMinor, currency: money.currency)
        let parts = text.split(separator: ".", maxSplits: 1)
        var whole = Substring(parts.first ?? "0")
        var groups: [Substring] = []
        while whole.count > 3 {
            groups.insert(whole.suffix(3), at: 0)
            whole = whole.dropLast(3)
        }
        groups.insert(whole, at: 0)
        return groups.joined(separator: ",") + (parts.count > 1 ? ".\(parts[1])" : "")
    }

    /// "CNY 1,299.50".
    static func text(_ money: Money) -> String { "\(money.currency) \(plain(money))" }

    /// "13 %", "7.5 %".
    static func share(_ basisPoints: Int) -> String {
        let rest = basisPoints % 100
        if rest == 0 { return "\(basisPoints / 100) %" }
        return rest % 10 == 0
            ? "\(basisPoints / 100).\(rest / 10) %" : "\(basisPoints / 100).\(rest < 10 ? "0" : "")\(rest) %"
    }
}
