/// Figures shown below the words of a mail.
package struct MailTable: Codable, Sendable, Equatable {
    package var headings: [String]
    package var rows: [[String]]

    package init(headings: [String], rows: [[String]]) {
        self.headings = headings
        self.rows = rows
    }

    /// With borders, the first column to the left, figures to the right.
    var html: String {
        let cell = "padding:4px 10px;border-bottom:1px solid #ccc"
        func row(_ fields: [String], _ tag: String) -> String {
            let cells = fields.enumerated().map { place, field in
                "<\(tag) style=\"\(cell);text-align:\(place == 0 ? "left" : "right")\">\(MailMarkup.escaped(field))</\(tag)>"
            }
            return "<tr>\(cells.joined())</tr>\n"
        }
        return
            "<table style=\"border-collapse:collapse;font-size:14px\">\n<thead>\n\(row(headings, "th"))</thead>\n<tbody>\n"
            + rows.map { row($0, "td") }.joined() + "</tbody>\n</table>\n"
    }

    /// For those who see no HTML: a paragraph per row, each figure with its name.
    var plain: String {
        rows.map { fields in
            let figures = zip(headings, fields).dropFirst().map { "  \($0): \($1)" }
            return ([fields.first ?? ""] + figures).joined(separator: "\n") + "\n"
        }.joined(separator: "\n")
    }
}
