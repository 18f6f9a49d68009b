/// An HTML mail read once: its plain text, and for each line of it where the line comes from.
struct HTMLPage {
    /// A line of the plain text.
    struct Line {
        /// Where in the HTML it begins: before the elements that were opened for it.
        var origin: Int
        /// Whether it stands in an element with which mail programs quote.
        var isQuoted: Bool
    }

    let html: [UInt8]
    private(set) var text: [UInt8] = []
    private(set) var lines: [Line] = []

    private let tags: HTMLTagReader
    private var place = 0
    /// Line ends owed before the next text.
    private var owedLines = 0
    private var owesBlank = false
    private var owesTab = false
    private var opened: Int?
    private var marker = ""
    private var lists: [Int?] = []
    private var elements: [Element] = []
    private var (quotes, marks, preformatted) = (0, 0, 0)
    private var link: (address: [UInt8], start: Int)?

    private struct Element {
        var name: String
        var isQuote = false
        var isMark = false
    }

    init(_ html: String) {
        self.html = Array(html.utf8)
        tags = HTMLTagReader(self.html)
        while place < self.html.count { step() }
        endLink()
        while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
        if lines.isEmpty { lines = [Line(origin: 0, isQuoted: false)] }
    }

    private mutating func step() {
        let byte = html[place]
        if byte == 0x3C, let tag = tags.read(at: place) {
            let start = place
            place = tag.end
            if !tag.name.isEmpty { handle(tag, at: start) }
            return
        }
        if byte == 0x26, let entity = HTMLEntities.read(html, at: place) {
            place += entity.length
            write(entity.scalar)
            return
        }
        if byte == 0x20 || byte >= 0x09 && byte <= 0x0D {
            place += 1
            writeBlank(byte)
            return
        }
        if HTMLEntities.isInvisible(html, at: place) {
            place += 3
        } else if byte == 0xC2, place + 1 < html.count, html[place + 1] == 0xA0 {
            place += 2
            writeHardBlank()
        } else {
            writeRun()
        }
    }

    /// Writes everything up to the next byte that may need a closer look.
    private mutating func writeRun() {
        let start = place
        place += 1
        while place < html.count {
            let byte = html[place]
            if byte <= 0x20 || byte == 0x3C || byte == 0x26 || byte == 0xC2 || byte == 0xE2 || byte == 0xEF { break }
            place += 1
        }
        startText(at: start)
        text.append(contentsOf: html[start..<place])
    }

    // MARK: Text

    private mutating func write(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\u{A0}": writeHardBlank()
        case " ", "\t", "\n", "\r", "\u{2002}", "\u{2003}", "\u{2007}", "\u{2009}": writeBlank(0x20)
        case "\u{200B}", "\u{FEFF}", "\u{AD}", "\u{34F}", "\u{0}": break
        default: write(String(scalar))
        }
    }

    private mutating func write(_ string: String) {
        startText(at: place)
        text.append(contentsOf: string.utf8)
    }

    /// A blank that a program sets to keep a line open: `<div>&nbsp;</div>` is a blank line.
    private mutating func writeHardBlank() {
        if owedLines > 0, !isInCell { keepsLine = true }
        writeBlank(0x20)
    }

    private mutating func writeBlank(_ byte: UInt8) {
        guard preformatted > 0 else {
            if owedLines == 0, !text.isEmpty { owesBlank = true }
            return
        }
        if byte == 0x0A {
            breakLine()
        } else if byte != 0x0D {
            startText(at: place)
            text.append(byte == 0x09 ? 0x09 : 0x20)
        }
    }

    /// Writes what is owed before a text: line ends, the marks of a quote, a list's mark, a blank.
    private mutating func startText(at origin: Int) {
        let isFirst = lines.isEmpty
        if isFirst || owedLines > 0 {
            let from = opened ?? origin
            if !isFirst {
                for _ in 1..<max(owedLines, 1) {
                    // A blank line between two quoted ones is quoted as well.
                    text.append(0x0A)
                    let depth = min(quotes, lastDepth)
                    if depth > 0 { text.append(contentsOf: repeatElement(0x3E, count: depth)) }
                    lines.append(Line(origin: from, isQuoted: isQuoted && depth > 0))
                }
                text.append(0x0A)
            }
            lines.append(Line(origin: from, isQuoted: isQuoted))
            lastDepth = quotes
            if quotes > 0 { text.append(contentsOf: Array(repeating: [0x3E, 0x20], count: quotes).joined()) }
            owedLines = 0
            owesBlank = false
            owesTab = false
            writeMarker()
        } else if !marker.isEmpty {
            text.append(0x20)
            writeMarker()
        } else if owesTab {
            text.append(0x09)
        } else if owesBlank {
            text.append(0x20)
        }
        owesBlank = false
        owesTab = false
        keepsLine = false
        if isCellEmpty {
            cells[cells.count - 1] = lines.count
            isCellEmpty = false
        }
        opened = nil
    }

    private var lastDepth = 0
    /// Whether a no-break space holds the present line open.
    private var keepsLine = false
    private var isInCell = false
    /// The line in which each open cell of a table begins.
    private var cells: [Int] = []
    /// Lines of the cell before in the same row.
    private var cellLines: Int?
    private var rowStart = 0
    private var isCellEmpty = false
    private var isQuoted: Bool { quotes > 0 || marks > 0 }

    private mutating func writeMarker() {
        guard !marker.isEmpty else { return }
        text.append(contentsOf: repeatElement(0x20, count: 2 * min(max(lists.count - 1, 0), 8)))
        text.append(contentsOf: marker.utf8)
        marker = ""
    }

    private mutating func breakLine() {
        guard !lines.isEmpty else { return }
        owedLines = min(owedLines + 1, 2)
        keepsLine = false
        owesBlank = false
        owesTab = false
    }

    /// The line ends here; with two, a blank line follows.
    private mutating func endBlock(_ count: Int = 1) {
        // The first paragraph of a cell stands where the cell does.
        if lines.isEmpty || isCellEmpty { return }
        // The first paragraph of a list item stays on the line of its mark.
        owedLines = max(owedLines, keepsLine ? 2 : marker.isEmpty ? count : 1)
        keepsLine = false
        owesBlank = false
        owesTab = false
    }

    // MARK: Tags

    private mutating func handle(_ tag: HTMLTag, at start: Int) {
        if tag.isClosing {
            opened = nil
            return close(tag)
        }
        if opened == nil, tag.name != "br" { opened = start }
        if tag.isDropped {
            place = tags.endOfRawText(tag.name, from: place)
            return
        }
        if tag.isHidden { return skip(tag.name) }
        open(tag)
    }

    private mutating func open(_ tag: HTMLTag) {
        switch tag.name {
        case "br": breakLine()
        case "p":
            isInCell = false
            endBlock(tag.isTight ? 1 : 2)
        case "h1", "h2", "h3", "h4", "h5", "h6": endBlock(2)
        case "blockquote": openQuote(tag)
        case "div", "includetail", "table", "section", "article":
            isInCell = false
            endBlock()
            push(Element(name: tag.name, isMark: tag.isMark))
        case "pre", "listing", "xmp":
            endBlock()
            preformatted += 1
        case "ul", "menu": openList(number: nil)
        case "ol": openList(number: tag.attribute("start").flatMap { Int($0) } ?? 1)
        case "li": openItem()
        case "td", "th": openCell()
        case "tr":
            cellLines = nil
            endBlock()
            rowStart = lines.count
        case "hr":
            endBlock()
            write("---")
            endBlock()
        case "a": openLink(tag)
        case "img":
            if let alt = tag.attribute("alt")?.split(whereSeparator: \.isWhitespace).joined(separator: " "),
                !alt.isEmpty
            {
                write("[\(alt)]")
            }
        case "head", "title": skipHead(tag.name)
        default: if tag.isBlock { endBlock() }
        }
    }

    private mutating func close(_ tag: HTMLTag) {
        let name = tag.name
        switch name {
        case "p", "h1", "h2", "h3", "h4", "h5", "h6": endBlock(name == "p" ? 1 : 2)
        case "blockquote", "div", "includetail", "table", "section", "article":
            endBlock()
            pop(name)
        case "pre", "listing", "xmp":
            endBlock()
            preformatted = max(0, preformatted - 1)
        case "ul", "ol", "menu":
            endBlock()
            marker = ""
            if !lists.isEmpty { lists.removeLast() }
        case "li":
            endBlock()
            marker = ""
        case "td", "th": closeCell()
        case "a": endLink()
        default: if tag.isBlock { endBlock() }
        }
    }

    /// Short cells stand side by side, whatever paragraphs a program sets inside them.
    private mutating func openCell() {
        if let before = cellLines, lines.count > rowStart { owedLines = before <= 1 ? 0 : max(owedLines, 1) }
        isInCell = true
        if owedLines == 0, !lines.isEmpty { owesTab = true }
        if cells.count >= 200 { cells.removeFirst(100) }
        cells.append(lines.count + 1)
        isCellEmpty = true
    }

    private mutating func closeCell() {
        isInCell = false
        isCellEmpty = false
        if owedLines == 0, !lines.isEmpty { owesTab = true }
        if let start = cells.popLast() { cellLines = lines.count - start + 1 }
    }

    private mutating func push(_ element: Element) {
        guard elements.count < 4000 else { return }
        elements.append(element)
        if element.isQuote { quotes = min(quotes + 1, 10) }
        if element.isMark { marks += 1 }
    }

    private mutating func pop(_ name: String) {
        // Far down, an end tag belongs to nothing any more; looking further would take ever longer.
        guard let found = elements.suffix(60).lastIndex(where: { $0.name == name }) else { return }
        for element in elements[found...] {
            if element.isQuote { quotes = max(0, quotes - 1) }
            if element.isMark { marks -= 1 }
        }
        elements.removeSubrange(found...)
    }

    private mutating func openQuote(_ tag: HTMLTag) {
        endBlock()
        let isCite = tag.attribute("type")?.lowercased() == "cite" || tag.isMark
        let isIndent = tag.isIndent
        push(Element(name: "blockquote", isQuote: !isIndent, isMark: isCite && !isIndent))
    }

    private mutating func openList(number: Int?) {
        endBlock()
        if lists.count < 200 { lists.append(number) }
    }

    private mutating func openItem() {
        endBlock()
        if let number = lists.last ?? nil {
            marker = "\(number). "
            lists[lists.count - 1] = number &+ 1
        } else {
            marker = "- "
        }
    }

    // MARK: Links

    private mutating func openLink(_ tag: HTMLTag) {
        endLink()
        guard let address = tag.bytes("href"), address.count <= 2000 else { return }
        link = (address.filter { $0 >= 0x20 }, text.count)
    }

    private mutating func endLink() {
        guard let link else { return }
        self.link = nil
        guard let shown = HTMLLink.target(link.address), text.count > link.start else { return }
        let label = text[link.start...].prefix(2000)
        // A picture or a blank is no text to tell from the address.
        guard label.contains(where: { $0 >= 0x30 && $0 != 0x3E }), !HTMLLink.says(label, shown) else { return }
        text.append(contentsOf: " (".utf8)
        text.append(contentsOf: shown)
        text.append(0x29)
    }

    // MARK: What is not shown

    /// Passes over an element: to its own end tag, the same elements inside counted.
    private mutating func skip(_ name: String) {
        var depth = 1
        while place < html.count {
            guard html[place] == 0x3C, let tag = tags.read(at: place) else {
                place += 1
                continue
            }
            place = tag.end
            if tag.name == name {
                // A paragraph or a cell ends where the next one begins.
                if !tag.isClosing, tag.endsItself { return }
                depth += tag.isClosing ? -1 : 1
                if depth == 0 { return }
            } else if tag.isDropped, !tag.isClosing {
                place = tags.endOfRawText(tag.name, from: place)
            } else if tag.name == "body" || tag.name == "html" {
                return
            }
        }
    }

    /// A head without an end is over where the body begins or shows something.
    private mutating func skipHead(_ name: String) {
        if name == "title" {
            place = tags.endOfRawText(name, from: place)
            return
        }
        while place < html.count {
            guard html[place] == 0x3C, let tag = tags.read(at: place) else {
                if html[place] > 0x20 { return }
                place += 1
                continue
            }
            if !tag.isClosing, !tag.isOfHead, !tag.name.isEmpty, tag.name != "head" { return }
            place = tag.end
            if tag.isClosing, tag.name == "head" { return }
            if !tag.isClosing, tag.isDropped || tag.name == "title" {
                place = tags.endOfRawText(tag.name, from: place)
            }
        }
    }
}
