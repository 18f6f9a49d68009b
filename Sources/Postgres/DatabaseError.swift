/// What went wrong between us and PostgreSQL.
package struct DatabaseError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure.
    package enum Kind: Sendable, Equatable {
        /// PostgreSQL refused the statement; `sqlState` says why.
        case server
        /// The connection broke while the statement was on its way.
        case connectionLost
        /// No connection could be had in time.
        case unreachable
        /// One row was expected and none came.
        case noRow
        /// A value could not be read as the type asked for.
        case decoding
        /// The statement or its lock took longer than allowed.
        case timeout
    }

    /// The kind of failure.
    package let kind: Kind
    /// The SQLSTATE (PostgreSQL manual, appendix A), if PostgreSQL gave one.
    package var sqlState: String?
    /// The name of the violated constraint, if one was.
    package var constraint: String?
    /// What happened, for the log.
    package let message: String
    /// The statement's text, without its values.
    package var statement: String?
    /// Whether the work may have been committed all the same: the connection broke during `COMMIT`, or during a
    /// statement that commits by itself.
    package var outcomeUnknown: Bool

    /// Describes a failure.
    package init(
        _ kind: Kind, _ message: String, sqlState: String? = nil, constraint: String? = nil, statement: String? = nil,
        outcomeUnknown: Bool = false
    ) {
        self.kind = kind
        self.message = message
        self.sqlState = sqlState
        self.constraint = constraint
        self.statement = statement
        self.outcomeUnknown = outcomeUnknown
    }

    /// Whether running the same transaction again may succeed: a serialization failure or a deadlock.
    package var isRetryable: Bool { sqlState == "40001" || sqlState == "40P01" }

    /// Whether a unique constraint (of that name, if given) was violated.
    package func isUniqueViolation(_ name: String? = nil) -> Bool {
        sqlState == "23505" && (name == nil || constraint == name)
    }

    /// The message with SQLSTATE, constraint and statement.
    package var description: String {
        var text = message
        if let sqlState { text += " [\(sqlState)]" }
        if let constraint { text += " (constraint \(constraint))" }
        if let statement { text += " in: \(statement)" }
        return text
    }
}
