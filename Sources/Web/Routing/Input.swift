import Basics
import Foundation

/// Reads a JSON body into an input type and turns what does not fit into problems that name the field.
package enum Input {
    /// - Throws: `Problem.malformed` when the bytes are not JSON, `Problem.invalid` with a pointer when a field is
    ///   missing or of another type.
    package static func decode<T: Decodable>(_ type: T.Type, from bytes: [UInt8]) throws -> T {
        try JSONDepth.check(bytes)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .custom { path in
            // JSON objects whose keys are data (custom fields) go through JSONValue, which takes keys as they are.
            guard let key = path.last, key.intValue == nil else { return path.last ?? WireKey("") }
            return WireKey(camelCase(key.stringValue))
        }
        decoder.dateDecodingStrategy = .custom { decoder in
            let text = try decoder.singleValueContainer().decode(String.self)
            guard let instant = Date(rfc3339: text) else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "must be an RFC 3339 instant"))
            }
            return instant
        }
        do {
            return try decoder.decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw problem(error)
        }
    }

    private static func problem(_ error: DecodingError) -> Problem {
        switch error {
        case .keyNotFound(let key, let context):
            .invalid(pointer(context.codingPath + [key]), "is required")
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            .invalid(pointer(context.codingPath), "must be \(noun(for: type))")
        case .dataCorrupted(let context):
            context.codingPath.isEmpty
                ? .malformed("The body is not valid JSON.")
                : .invalid(pointer(context.codingPath), words(context.debugDescription))
        @unknown default: .malformed("The body is not valid JSON.")
        }
    }

    private static func pointer(_ path: [any CodingKey]) -> String {
        path.map { "/" + ($0.intValue.map(String.init) ?? snakeCase($0.stringValue)) }.joined()
    }

    private static func noun(for type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        case is Int.Type: "a whole number"
        case is Double.Type: "a number"
        case is [Any].Type, is [String].Type, is [JSONValue].Type: "a list"
        default: "of another type"
        }
    }

    private static func words(_ description: String) -> String {
        description.hasPrefix("must ") ? description : "has a value that is not accepted here"
    }

    package static func camelCase(_ snake: String) -> String {
        guard snake.contains("_"), !snake.hasPrefix("_") else { return snake }
        let parts = snake.split(separator: "_", omittingEmptySubsequences: true)
        return parts.enumerated().map { $0.offset == 0 ? String($0.element) : capitalised($0.element) }.joined()
    }

    package static func snakeCase(_ camel: String) -> String {
        var snake = ""
        var previousWasUpper = true
        for character in camel {
            let upper = character.isUppercase
            if upper, !previousWasUpper { snake += "_" }
            snake += character.lowercased()
            previousWasUpper = upper
        }
        return snake
    }

    private static func capitalised(_ part: Substring) -> String {
        // `user_id` is the property `userID`, `page_url` is `pageURL`, as the API design guidelines spell them.
        switch part {
        case "id": "ID"
        case "ids": "IDs"
        case "url": "URL"
        case "html": "HTML"
        case "csat": "CSAT"
        default: part.prefix(1).uppercased() + part.dropFirst()
        }
    }
}

private struct WireKey: CodingKey {
    let stringValue: String
    let intValue: Int? = nil
    init(_ stringValue: String) { self.stringValue = stringValue }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
