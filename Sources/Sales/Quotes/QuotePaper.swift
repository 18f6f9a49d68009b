import Basics
import Foundation

/// A quote as it stands on A4 paper.
struct QuotePaper: Sendable {
    private static let left = 50.0
    private static let right = PaperCanvas.width - 50
    private static let bottom = PaperCanvas.height - 64
    private static let width = right - left

    let quote: Quote
    let sender: QuoteSender
    let logo: PaperPicture?
    let words: QuoteWords

    init(_ quote: Quote, from sender: QuoteSender, logo: PaperPicture? = nil) {
        self.quote = quote
        self.sender = sender
        self.logo = logo
        words = QuoteWords(locale: quote.locale)
    }

    private var edition: QuoteEdition { quote.edition }
    private var number: String { edition.sentAt == nil ? words.draft : quote.number ?? words.draft }

    /// The PDF; `nil` when it could not be drawn.
    func pdf() -> [UInt8]? {
        let count = draw(on: blank, pages: 0)
        let canvas = blank
        _ = draw(on: canvas, pages: count)
        return canvas.finish()
    }

    private var blank: PaperCanvas {
        PaperCanvas(title: "\(words.title) \(number)", language: quote.locale.hasPrefix("zh") ? "zh-cn" : "en")
    }

    /// - Parameter pages: How many there are, for the foot of each; unknown the first time.
    /// - Returns: How many there are.
    private func draw(on canvas: PaperCanvas, pages: Int) -> Int {
        var pen = Pen(canvas: canvas, paper: self, pages: pages)
        head(&pen)
        if !edition.introduction.isEmpty { pen.paragraph(edition.introduction) }
        lines(&pen)
        totals(&pen)
        pen.small(edition.pricesIncludeTax ? words.gross : words.netPrices)
        if !edition.terms.isEmpty { pen.paragraph(edition.terms) }
        if quote.state == .accepted, let decision = quote.decision, edition.edition == quote.sentEdition {
            pen.paragraph("\(words.accepted): \(decision.name), \(decision.at.rfc3339)")
        }
        pen.endPage()
        return pen.page
    }

    private func head(_ pen: inout Pen) {
        let canvas = pen.canvas
        var left = pen.y
        if let logo { left += canvas.draw(logo, x: Self.left, y: left, width: 200, height: 56) + 10 }
        left += canvas.draw(sender.name, x: Self.left, y: left, width: 260, .init(size: 15, isBold: true)) + 4
        left += canvas.draw(sender.address, x: Self.left, y: left, width: 260, .init(isMuted: true)) + 22
        left += canvas.draw(words.to, x: Self.left, y: left, width: 260, .init(size: 8, isMuted: true)) + 2
        left += canvas.draw(quote.customer.name, x: Self.left, y: left, width: 260, .init(size: 11, isBold: true))
        if let email = quote.customer.email {
            left += canvas.draw(email, x: Self.left, y: left, width: 260, .init(isMuted: true))
        }
        var right = pen.y
        right += canvas.draw(
            words.title, x: 330, y: right, width: Self.right - 330, .init(size: 20, isBold: true, align: .right))
        right += 8
        var facts = [(words.number, number)]
        if let sentAt = edition.sentAt { facts.append((words.date, String(sentAt.rfc3339.prefix(10)))) }
        facts.append((words.validUntil, edition.validUntil))
        if edition.edition > 1 { facts.append((words.version, String(edition.edition))) }
        for (name, value) in facts {
            canvas.draw(name, x: 330, y: right, width: 100, .init(isMuted: true, align: .right))
            right += canvas.draw(value, x: 440, y: right, width: Self.right - 440, .init(align: .right)) + 2
        }
        pen.y = max(left, right) + 24
    }

    // MARK: The table

    private struct Column {
        let title: String
        let width: Double
        let text: (Int, QuoteLine, QuoteTotals.Sums) -> String
    }

    /// The columns of figures; that of discounts only when there are any.
    private var columns: [Column] {
        let currency = edition.currency
        let hasDiscounts = edition.lines.contains { $0.item.discountBasisPoints > 0 }
        let figures = [
            Column(title: words.quantity, width: 40) { _, line, _ in line.item.quantity.description },
            Column(title: words.price, width: 82) { _, line, _ in
                QuoteFigures.plain(Money(line.item.unitPriceMinor, currency))
            },
            hasDiscounts
                ? Column(title: words.discount, width: 52) { _, line, _ in
                    line.item.discountBasisPoints > 0 ? QuoteFigures.share(line.item.discountBasisPoints) : ""
                } : nil,
            Column(title: words.tax, width: 46) { _, line, _ in QuoteFigures.share(line.item.taxBasisPoints) },
            Column(title: words.amount, width: 92) { _, _, sums in QuoteFigures.plain(Money(sums.amount, currency)) },
        ]
        return figures.compactMap { $0 }
    }

    private func lines(_ pen: inout Pen) {
        let columns = columns
        let itemWidth = Self.width - columns.reduce(0) { $0 + $1.width } - 12
        let heading = { (pen: inout Pen) in
            let muted = PaperCanvas.Style(size: 8, isMuted: true)
            pen.canvas.draw(words.item, x: Self.left, y: pen.y, width: itemWidth, muted)
            var x = Self.left + itemWidth + 12
            for column in columns {
                pen.canvas.draw(
                    column.title, x: x, y: pen.y, width: column.width, .init(size: 8, isMuted: true, align: .right))
                x += column.width
            }
            pen.y += 14
            pen.canvas.line(from: Self.left, to: Self.right, y: pen.y, isStrong: true)
            pen.y += 6
        }
        heading(&pen)
        for (place, (line, sums)) in zip(edition.lines, edition.totals.lines).enumerated() {
            let detail = [line.sku, line.description].filter { !$0.isEmpty }.joined(separator: "\n")
            let small = PaperCanvas.Style(size: 8, isMuted: true)
            let nameHeight = pen.canvas.height(line.name, width: itemWidth)
            let height = nameHeight + (detail.isEmpty ? 0 : pen.canvas.height(detail, width: itemWidth, small))
            if pen.needsPage(for: height + 12) {
                pen.nextPage()
                heading(&pen)
            }
            pen.canvas.draw(line.name, x: Self.left, y: pen.y, width: itemWidth)
            if !detail.isEmpty {
                pen.canvas.draw(detail, x: Self.left, y: pen.y + nameHeight, width: itemWidth, small)
            }
            var x = Self.left + itemWidth + 12
            for column in columns {
                pen.canvas.draw(
                    column.text(place, line, sums), x: x, y: pen.y, width: column.width, .init(align: .right))
                x += column.width
            }
            pen.y += height + 5
            pen.canvas.line(from: Self.left, to: Self.right, y: pen.y)
            pen.y += 6
        }
    }

    private func totals(_ pen: inout Pen) {
        let totals = edition.totals
        var rows: [(String, String)] = []
        if edition.discountBasisPoints > 0 {
            rows.append((words.subtotal, QuoteFigures.text(totals.subtotal)))
            rows.append(
                (
                    "\(words.quoteDiscount) \(QuoteFigures.share(edition.discountBasisPoints))",
                    "-" + QuoteFigures.text(totals.discount)
                ))
        }
        rows.append((words.net, QuoteFigures.text(totals.net)))
        for tax in totals.taxes {
            rows.append((words.tax(tax), QuoteFigures.text(tax.tax)))
        }
        let style = PaperCanvas.Style(isMuted: true, align: .right)
        // The name of a tax may take several lines.
        let heights = rows.map { max(17, pen.canvas.height($0.0, width: 210, style) + 4) }
        pen.keep(heights.reduce(40, +))
        pen.y += 6
        for ((name, value), height) in zip(rows, heights) {
            pen.canvas.draw(name, x: 200, y: pen.y, width: 210, style)
            pen.canvas.draw(value, x: 415, y: pen.y, width: Self.right - 415, .init(align: .right))
            pen.y += height
        }
        pen.canvas.line(from: 300, to: Self.right, y: pen.y, isStrong: true)
        pen.y += 5
        pen.canvas.draw(words.total, x: 280, y: pen.y, width: 130, .init(size: 11.5, isBold: true, align: .right))
        pen.canvas.draw(
            QuoteFigures.text(totals.total), x: 415, y: pen.y, width: Self.right - 415,
            .init(size: 11.5, isBold: true, align: .right))
        pen.y += 30
    }

    /// Where the next thing stands, page after page.
    private struct Pen {
        let canvas: PaperCanvas
        let paper: QuotePaper
        let pages: Int
        var y = 52.0
        private(set) var page = 1

        init(canvas: PaperCanvas, paper: QuotePaper, pages: Int) {
            self.canvas = canvas
            self.paper = paper
            self.pages = pages
        }

        func needsPage(for height: Double) -> Bool { y + height > QuotePaper.bottom }

        mutating func keep(_ height: Double) {
            if needsPage(for: height) { nextPage() }
        }

        mutating func nextPage() {
            endPage()
            page += 1
            y = 52
        }

        func endPage() {
            let y = PaperCanvas.height - 42
            let style = PaperCanvas.Style(size: 8, isMuted: true)
            canvas.draw("\(paper.words.title) \(paper.number)", x: QuotePaper.left, y: y, width: 300, style)
            canvas.draw(
                paper.words.page(page, of: pages), x: QuotePaper.right - 180, y: y, width: 180,
                .init(size: 8, isMuted: true, align: .right))
            canvas.endPage()
        }

        /// Lines of running text; a long one goes on over the page's end.
        mutating func paragraph(_ text: String) {
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                for part in Self.pieces(line) {
                    keep(canvas.height(part, width: QuotePaper.width))
                    y += canvas.draw(part, x: QuotePaper.left, y: y, width: QuotePaper.width) + 1.5
                }
            }
            y += 14
        }

        /// A line in pieces that fit on a page each.
        private static func pieces(_ line: Substring) -> [String] {
            guard !line.isEmpty else { return [" "] }
            var rest = line
            var pieces: [String] = []
            while !rest.isEmpty {
                pieces.append(String(rest.prefix(1_200)))
                rest = rest.dropFirst(1_200)
            }
            return pieces
        }

        mutating func small(_ text: String) {
            keep(20)
            y += canvas.draw(text, x: QuotePaper.left, y: y, width: QuotePaper.width, .init(size: 8, isMuted: true))
            y += 12
        }
    }
}
