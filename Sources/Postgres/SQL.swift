/// One SQL statement or a piece of one, with its values apart from its text.
///
/// An interpolated value becomes a bound parameter (`$1`), so text and data cannot mix.
package struct SQL: Sendable, Equatable {
    /// The text between the parameters: always one more than there are parameters.
    private var chunks: [String]

    /// The values of `$1`, `$2`, … in PostgreSQL's text format; `nil` is NULL.
    package private(set) var parameters: [String?]

    /// An empty piece.
    package init() {
        chunks = [""]
        parameters = []
    }

    /// Trusted text without parameters.
    ///
    /// Never pass anything a person typed.
    package init(trusted text: String) {
        chunks = [text]
        parameters = []
    }

    /// The statement as PostgreSQL reads it, with `$1`, `$2`, … for the parameters.
    package var text: String {
        if parameters.isEmpty { return chunks[0] }
        var text = ""
        text.reserveCapacity(chunks.reduce(0) { $0 + $1.utf8.count } + parameters.count * 4)
        for (index, chunk) in chunks.enumerated() {
            text += chunk
            if index < parameters.count {
                text += "$"
                text += String(index + 1)
            }
        }
        return text
    }

    /// Whether there is nothing in it.
    package var isEmpty: Bool { parameters.isEmpty && chunks[0].isEmpty }

    /// The pieces one after another with `separator` between them.
    package static func joined(_ pieces: [SQL], separator: String) -> SQL {
        var whole = SQL()
        for (index, piece) in pieces.enumerated() {
            if index > 0 { whole.append(text: separator) }
            whole.append(piece)
        }
        return whole
    }

    /// Both pieces, one after the other.
    package static func + (left: SQL, right: SQL) -> SQL {
        var whole = left
        whole.append(right)
        return whole
    }

    /// Adds the piece on the right.
    package static func += (left: inout SQL, right: SQL) { left.append(right) }

    private mutating func append(text: String) {
        chunks[chunks.count - 1] += text
    }

    private mutating func append(parameter: String?) {
        parameters.append(parameter)
        chunks.append("")
    }

    private mutating func append(_ other: SQL) {
        chunks[chunks.count - 1] += other.chunks[0]
        chunks.append(contentsOf: other.chunks.dropFirst())
        parameters.append(contentsOf: other.parameters)
    }
}

extension SQL: ExpressibleByStringInterpolation {
    /// Text written in the program.
    package init(stringLiteral text: String) {
        self.init(trusted: text)
    }

    /// Text and values written in the program.
    package init(stringInterpolation: Interpolation) {
        self = stringInterpolation.sql
    }

    /// Collects the pieces of a literal.
    package struct Interpolation: StringInterpolationProtocol {
        fileprivate var sql = SQL()

        /// Starts an empty literal.
        package init(literalCapacity: Int, interpolationCount: Int) {}

        /// Text written in the program.
        package mutating func appendLiteral(_ literal: String) { sql.append(text: literal) }

        /// A value, bound as the next parameter.
        package mutating func appendInterpolation(_ value: some SQLEncodable) {
            sql.append(parameter: value.sqlText)
        }

        /// A value or NULL, bound as the next parameter.
        package mutating func appendInterpolation<T: SQLEncodable>(_ value: T?) {
            sql.append(parameter: value?.sqlText)
        }

        /// Another piece, whose parameters are counted on from here.
        package mutating func appendInterpolation(_ fragment: SQL) { sql.append(fragment) }

        /// Another piece, whose parameters are counted on from here.
        package mutating func appendInterpolation(fragment: SQL) { sql.append(fragment) }

        /// A name written in the program, such as a column to sort by.
        package mutating func appendInterpolation(identifier: StaticString) {
            sql.append(text: identifier.description)
        }
    }
}
