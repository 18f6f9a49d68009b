import Basics
import Foundation
import Postgres
import Web

/// Two records that may be one person, and why.
struct DuplicatePair: WireType, JSONWritable {
    /// One thing the two share.
    struct Reason: Sendable, Equatable, JSONWritable {
        /// `email`, `phone`, `name`, `company`, `city`.
        let kind: String
        /// What they share, as the first of them writes it.
        let value: String
        let detail: String

        init(kind: String, value: String) {
            self.kind = kind
            self.value = value
            detail =
                switch kind {
                case "email": "They write from the same mailbox (\(value))."
                case "phone": "They have the same number (\(value)), which may be a family's or an office's."
                case "name": "They have the same name (\(value)), whatever its order."
                case "company": "Both are with \(value)."
                default: "Both are in \(value)."
                }
        }

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("kind", kind)
                json.field("value", value)
                json.field("detail", detail)
            }
        }
    }

    let customer: Customer
    let other: Customer
    /// From 0 to 1.
    let score: Double
    let reasons: [Reason]
    let foundAt: Date

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("customer", customer)
            json.field("other", other)
            json.field("score", score)
            json.field("reasons", reasons)
            json.field("found_at", foundAt)
        }
    }

    static var example: DuplicatePair {
        DuplicatePair(
            customer: .example, other: .example, score: 0.7,
            reasons: [Reason(kind: "name", value: "陈美"), Reason(kind: "phone", value: "+8613800138000")],
            foundAt: Examples.instant)
    }

    /// One pair as the sweep wrote it down.
    struct Found: Sendable {
        let customerID: ID<Customer>
        let otherID: ID<Customer>
        let score: Double
        let reasons: [Reason]
        let foundAt: Date

        init(_ row: Row) throws {
            customerID = try row["customer_id"]
            otherID = try row["other_id"]
            score = try row["score"]
            foundAt = try row["found_at"]
            let list: JSONValue = try row["reasons"]
            reasons = (list.array ?? []).compactMap { reason in
                guard let kind = reason["kind"]?.string else { return nil }
                return Reason(kind: kind, value: reason["value"]?.string ?? "")
            }
        }
    }
}

/// How many pairs a search found.
struct DuplicateSearch: WireType, JSONWritable {
    let pairCount: Int

    func write(to json: inout JSONWriter) {
        json.object { json in json.field("pair_count", pairCount) }
    }

    static var example: DuplicateSearch { DuplicateSearch(pairCount: 3) }
}
