import Basics
import Foundation
import Postgres

/// One try to tell an address something, and what it said.
struct WebhookAttempt: Sendable, JSONWritable {
    let number: Int
    let at: Date
    /// Of the HTTP answer; `nil` when none came.
    let status: Int?
    let fault: String
    let milliseconds: Int

    init(number: Int, at: Date, status: Int?, fault: String, milliseconds: Int) {
        self.number = number
        self.at = at
        self.status = status
        self.fault = fault
        self.milliseconds = milliseconds
    }

    init(_ row: Row) throws {
        number = try row["number"]
        at = try row["at"]
        status = try row["status"]
        fault = try row["fault"]
        milliseconds = try row["milliseconds"]
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("number", number)
            json.field("at", at)
            json.field("status", status)
            json.field("fault", fault)
            json.field("milliseconds", milliseconds)
        }
    }
}
