package import Basics
package import Foundation
package import Gateway

/// One request on its way through a route.
package struct Request: Sendable {
    package let head: HTTPHead
    package let principal: Principal
    /// Named in the answer's problems and in the log.
    package let id: UUID
    package let content: HTTPBody
    private let parameters: [String: String]
    private let queryItems: [String: String]

    package init(
        head: HTTPHead, principal: Principal, id: UUID = UUID(), content: HTTPBody = .none,
        parameters: [String: String] = [:]
    ) {
        self.head = head
        self.principal = principal
        self.id = id
        self.content = content
        self.parameters = parameters
        queryItems = Dictionary(head.queryItems, uniquingKeysWith: { first, _ in first })
    }

    /// The part of the path a route names in braces.
    package func parameter(_ name: String) -> String {
        parameters[name] ?? ""
    }

    /// The id in the path.
    ///
    /// - Throws: `Problem.notFound` when it is not a UUID: no such thing can exist.
    package func id<Subject>(_ name: String = "id", of noun: String = "thing") throws -> ID<Subject> {
        guard let id = ID<Subject>(parameter(name)) else { throw Problem.notFound(noun) }
        return id
    }

    /// What another program calls the thing the path names.
    ///
    /// - Throws: `Problem.invalid` when it is empty, longer than `max` characters, or holds control characters.
    package func naturalKey(_ name: String, max: Int) throws -> String {
        let text = parameter(name).trimmingBlanks
        let isPlain = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        guard !text.isEmpty, text.unicodeScalars.count <= max, isPlain else {
            throw Problem.invalid("/\(name)", "must have 1 to \(max) characters and none that control")
        }
        return text
    }

    /// A parameter of the query; an empty one counts as not sent.
    package func query(_ name: String) -> String? {
        guard let value = queryItems[name], !value.isEmpty else { return nil }
        return value
    }

    /// - Throws: `Problem.invalid` when the parameter has none of the type's values.
    package func query<Value: RawRepresentable & CaseIterable>(_ name: String, as type: Value.Type) throws -> Value?
    where Value.RawValue == String {
        guard let text = query(name) else { return nil }
        guard let value = Value(rawValue: text) else {
            let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem.invalid("/\(name)", "must be one of \(known)")
        }
        return value
    }

    /// - Throws: `Problem.invalid` when the parameter is not a UUID.
    package func query<Subject>(id name: String) throws -> ID<Subject>? {
        guard let text = query(name) else { return nil }
        guard let id = ID<Subject>(text) else { throw Problem.invalid("/\(name)", "must be a UUID") }
        return id
    }

    /// - Throws: `Problem.invalid` when the parameter is neither `true` nor `false`.
    package func query(flag name: String) throws -> Bool? {
        switch query(name) {
        case nil: nil
        case "true", "1": true
        case "false", "0": false
        default: throw Problem.invalid("/\(name)", "must be true or false")
        }
    }

    /// - Throws: `Problem.invalid` when the parameter is neither a date nor an RFC 3339 instant.
    package func query(date name: String) throws -> Date? {
        guard let text = query(name) else { return nil }
        guard let date = Date(rfc3339: text) else {
            throw Problem.invalid("/\(name)", "must be a date such as 2026-11-23 or an RFC 3339 instant")
        }
        return date
    }

    /// - Throws: `Problem.invalid` when the parameter is not a whole number of at least `minimum`.
    package func query(number name: String, minimum: Int = 0) throws -> Int? {
        guard let text = query(name) else { return nil }
        guard let number = Int(text), number >= minimum else {
            throw Problem.invalid("/\(name)", "must be a whole number of at least \(minimum)")
        }
        return number
    }

    /// How many items the client wants on a page.
    package func limit(default usual: Int = 50, max: Int = 200) throws -> Int {
        guard let text = query("limit") else { return usual }
        guard let limit = Int(text), limit >= 1, limit <= max else {
            throw Problem.invalid("/limit", "must be a whole number from 1 to \(max)")
        }
        return limit
    }

    /// Where the client's last page ended; `parts` is the length of the list's sort key.
    package func cursor(parts: Int) throws -> Cursor? {
        try query("cursor").map { try Cursor($0, count: parts) }
    }

    /// Where the client's last page of a list sorted by an instant and an id ended.
    ///
    /// - Throws: `Problem.malformed` when the cursor is not of such a list.
    package func place<Subject>(of subject: Subject.Type = Subject.self) throws -> (at: Date, id: ID<Subject>)? {
        try cursor(parts: 2)?.place(of: subject)
    }

    /// Where the client's last page of a list sorted by a name and an id ended.
    ///
    /// - Throws: `Problem.malformed` when the cursor is not of such a list.
    package func namePlace<Subject>(of subject: Subject.Type) throws -> (name: String, id: ID<Subject>)? {
        guard let cursor = try cursor(parts: 2) else { return nil }
        let key: (value: String, id: ID<Subject>) = try cursor.key { $0 }
        return (name: key.value, id: key.id)
    }

    /// The JSON body as `type`.
    ///
    /// - Throws: `Problem.unsupportedMediaType`, `Problem.malformed` or `Problem.invalid`.
    package func input<T: Decodable>(_ type: T.Type) throws -> T {
        guard case .bytes(let bytes) = content, !bytes.isEmpty else {
            throw Problem.malformed("The body is empty. Send a JSON object.")
        }
        if let contentType = head.headers["content-type"], !contentType.lowercased().hasPrefix("application/json") {
            throw Problem.unsupportedMediaType(expected: "application/json")
        }
        return try Input.decode(type, from: bytes)
    }

    /// The body's bytes, empty when there is none.
    package var rawBody: [UInt8] {
        if case .bytes(let bytes) = content { bytes } else { [] }
    }

    /// The parts of a multipart body, empty for other bodies.
    package var form: [FormPart] {
        if case .form(let parts) = content { parts } else { [] }
    }

    /// - Throws: `Problem.staleVersion` when the client's `If-Match` names another version than the current one.
    package func requireMatch(_ version: Int) throws {
        guard let header = head.headers["if-match"], header != "*" else { return }
        let current = "\"\(version)\""
        guard header.split(separator: ",").contains(where: { $0.trimmingBlanks == current }) else {
            throw Problem.staleVersion
        }
    }

    /// The value of one of the request's cookies.
    package func cookie(_ name: String) -> String? {
        head.cookies[name]
    }
}
