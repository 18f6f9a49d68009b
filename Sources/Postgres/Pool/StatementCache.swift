/// A statement the server has parsed under a name.
final class PreparedStatement {
    let name: String
    let text: String
    var lastUse = 0
    /// Why the server refused to parse it.
    var failure: DatabaseError?

    init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

/// The statements prepared on one link, found by their text; at most `limit`, the longest unused goes first.
struct StatementCache {
    private let limit: Int
    private var statements: [String: PreparedStatement] = [:]
    private var made = 0
    private var uses = 0

    init(limit: Int = 500) { self.limit = limit }

    mutating func find(_ text: String) -> PreparedStatement? {
        guard let statement = statements[text] else { return nil }
        uses += 1
        statement.lastUse = uses
        return statement
    }

    /// A new name for `text`, and the statement that must make room for it.
    mutating func add(_ text: String) -> (added: PreparedStatement, evicted: PreparedStatement?) {
        var evicted: PreparedStatement?
        if statements.count >= limit, let oldest = statements.values.min(by: { $0.lastUse < $1.lastUse }) {
            statements[oldest.text] = nil
            evicted = oldest
        }
        made += 1
        uses += 1
        let statement = PreparedStatement(name: "deskbell_\(made)", text: text)
        statement.lastUse = uses
        statements[text] = statement
        return (statement, evicted)
    }

    mutating func remove(_ statement: PreparedStatement) {
        if statements[statement.text] === statement { statements[statement.text] = nil }
    }

    /// Forgets everything, as the server does when a connection ends.
    ///
    /// Names go on counting.
    mutating func removeAll() { statements.removeAll() }
}
