package import Basics
package import Foundation
import Postgres
import Web

/// A way of reaching people for which they are asked first.
package enum ConsentPurpose: String, CaseIterable, Codable, Sendable, JSONWritable, SQLText {
    case email = "email_marketing"
    case phone = "phone_marketing"
    /// Text messages, WeChat and the like.
    case message = "message_marketing"
    case post = "post_marketing"
}

/// A yes or no to one purpose, with where and when it was said.
package struct Consent: Sendable, Equatable, JSONWritable {
    package let granted: Bool
    package let at: Date
    package let source: String

    package init(granted: Bool, at: Date, source: String) {
        self.granted = granted
        self.at = at
        self.source = source
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("granted", granted)
            json.field("at", at)
            json.field("source", source)
        }
    }

    static let example = Consent(granted: true, at: Examples.instant, source: "checkout")
}

/// What a person agreed to, purpose by purpose; one they were never asked for is missing.
package struct Consents: Sendable, Equatable, JSONWritable {
    private let answers: [ConsentPurpose: Consent]

    package init(_ answers: [ConsentPurpose: Consent]) { self.answers = answers }

    /// As `Customer.columns` gives them: `[{"purpose", "granted", "source", "at"}]`.
    init(_ list: JSONValue) {
        var answers: [ConsentPurpose: Consent] = [:]
        for one in list.array ?? [] {
            guard let purpose = one["purpose"]?.string.flatMap(ConsentPurpose.init), let granted = one["granted"]?.bool,
                let at = one["at"]?.string.flatMap({ Date(rfc3339: $0) })
            else { continue }
            answers[purpose] = Consent(granted: granted, at: at, source: one["source"]?.string ?? "")
        }
        self.answers = answers
    }

    package subscript(purpose: ConsentPurpose) -> Consent? { answers[purpose] }

    package var emailMarketing: Consent? { answers[.email] }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            for purpose in ConsentPurpose.allCases { json.field(purpose.rawValue, answers[purpose]) }
        }
    }
}
