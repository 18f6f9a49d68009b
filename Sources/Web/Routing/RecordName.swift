package import Basics
package import Postgres

/// How a path or an input names a record: by its id or by the number people say.
package enum RecordName<Record>: Sendable {
    case id(ID<Record>)
    case number(Int)

    /// - Parameter noun: What is named, for the problem.
    /// - Throws: `Problem.notFound` for a text that is neither: no such thing can exist.
    package init(_ text: String, of noun: String) throws {
        if let id = ID<Record>(text) {
            self = .id(id)
        } else if let number = Int(text), number > 0 {
            self = .number(number)
        } else {
            throw Problem.notFound(noun)
        }
    }

    /// The condition on the table that goes by `alias`.
    package func condition(on alias: SQL) -> SQL {
        switch self {
        case .id(let id): "\(alias).id = \(id)"
        case .number(let number): "\(alias).number = \(number)"
        }
    }
}

extension Request {
    /// The record the path names.
    ///
    /// - Throws: `Problem.notFound` when the text can name none.
    package func name<Record>(of noun: String) throws -> RecordName<Record> {
        try RecordName(parameter("id"), of: noun)
    }
}
