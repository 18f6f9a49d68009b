/// An expected refusal: what happened, what to do, and which input it concerns.
///
/// Source: RFC 9457. `Web/ProblemResponse.swift` renders it for HTTP and for live frames.
package struct Problem: Error, Sendable, Equatable {
    /// The last part of the problem's type, such as `ticket-already-resolved`.
    package let kind: String
    /// A short sentence that is the same each time this kind occurs.
    package let title: String
    /// The HTTP status.
    package let status: Int
    /// What happened this time and what to do about it.
    package var detail: String
    /// The inputs at fault, if the input is at fault.
    package var fields: [Field]
    /// Seconds after which the same request may succeed, sent as `Retry-After`.
    package var retryAfterSeconds: Int?
    /// Further members of the document (RFC 9457 section 3.2), such as `newest_seq`.
    package var members: [String: JSONValue] = [:]

    package struct Field: Sendable, Equatable {
        /// A JSON pointer (RFC 6901) such as `/email`.
        package let pointer: String
        package let detail: String

        package init(_ pointer: String, _ detail: String) {
            self.pointer = pointer
            self.detail = detail
        }
    }

    package init(
        _ kind: String, _ title: String, status: Int, detail: String = "", fields: [Field] = [],
        retryAfterSeconds: Int? = nil
    ) {
        self.kind = kind
        self.title = title
        self.status = status
        self.detail = detail
        self.fields = fields
        self.retryAfterSeconds = retryAfterSeconds
    }
}

/// The list of every kind.
extension Problem {
    // Input.
    package static func malformed(_ detail: String) -> Problem {
        Problem("malformed", "The request could not be read", status: 400, detail: detail)
    }
    package static func invalid(_ fields: [Field]) -> Problem {
        Problem(
            "invalid-input", "Some of the input cannot be accepted", status: 422,
            detail: fields.map { "\($0.pointer) \($0.detail)" }.joined(separator: "; "), fields: fields)
    }
    package static func invalid(_ pointer: String, _ detail: String) -> Problem {
        invalid([Field(pointer, detail)])
    }
    package static func conflict(_ kind: String, _ title: String, _ detail: String, fields: [Field] = []) -> Problem {
        Problem(kind, title, status: 409, detail: detail, fields: fields)
    }
    package static func tooLarge(limitBytes: Int) -> Problem {
        Problem("too-large", "That is too large", status: 413, detail: "At most \(limitBytes) bytes are accepted here.")
    }
    package static func unsupportedMediaType(expected: String) -> Problem {
        Problem(
            "unsupported-media-type", "That kind of content is not accepted here", status: 415,
            detail: "Send \(expected).")
    }

    // Who is asking.
    package static let signInRequired = Problem(
        "sign-in-required", "Sign in first", status: 401, detail: "This needs a session or an API key.")
    package static let wrongCredentials = Problem(
        "wrong-credentials", "E-mail or password is wrong", status: 401, detail: "Check both and try again.")
    package static func forbidden(_ detail: String = "Your role does not allow this.") -> Problem {
        Problem("forbidden", "Not allowed", status: 403, detail: detail)
    }
    package static let crossOrigin = Problem(
        "cross-origin", "Not allowed from another site", status: 403,
        detail: "A browser may change things here only from Deskbell's own pages.")
    package static func tooMany(retryAfterSeconds: Int, _ detail: String = "Wait a little and try again.") -> Problem {
        Problem(
            "too-many-requests", "Too many requests", status: 429, detail: detail,
            retryAfterSeconds: retryAfterSeconds)
    }

    // What is asked for.
    package static func notFound(_ noun: String = "page") -> Problem {
        Problem("not-found", "Not found", status: 404, detail: "There is no such \(noun), or you may not see it.")
    }
    package static func methodNotAllowed(_ allowed: [String]) -> Problem {
        Problem(
            "method-not-allowed", "That cannot be done here", status: 405,
            detail: "Allowed: \(allowed.joined(separator: ", ")).")
    }
    package static func gone(_ kind: String, _ detail: String) -> Problem {
        Problem(kind, "No longer available", status: 410, detail: detail)
    }
    package static let staleVersion = Problem(
        "stale-version", "Someone changed this meanwhile", status: 412,
        detail: "Load it again and repeat your change on the newer version.")

    // Idempotency (CONVENTIONS.md section 4).
    package static let idempotencyKeyReused = Problem(
        "idempotency-key-reused", "This Idempotency-Key was used for something else", status: 422,
        detail: "Use a new key for a new request.")
    package static let stillRunning = Problem(
        "still-running", "The first request with this Idempotency-Key is still running", status: 409,
        detail: "Ask again in a moment.", retryAfterSeconds: 1)

    // Our own state.
    package static let databaseAway = Problem(
        "database-away", "The database does not answer", status: 503,
        detail: "Nothing was changed. Try again in a moment.", retryAfterSeconds: 2)
    package static let overloaded = Problem(
        "overloaded", "Too busy just now", status: 503, detail: "Nothing was changed. Try again in a moment.",
        retryAfterSeconds: 2)
    package static let internalFault = Problem(
        "internal-fault", "Something went wrong on our side", status: 500,
        detail: "It is logged under this request's id.")
}
