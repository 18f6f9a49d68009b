import Basics
import Foundation
import Postgres
import Web

/// How an answer came to the program its conversation lives in, as its message shows it.
struct AnswerDelivery: Sendable, JSONWritable {
    enum State: String, CaseIterable, Sendable, JSONWritable {
        case waiting
        case delivered
        case failed
        /// When it was written, answers of the inbox went nowhere.
        case unaddressed
    }

    let ticketID: UUID
    let seq: Int
    let state: State
    let attempts: Int
    let nextAt: Date?
    /// Of the last attempt.
    let status: Int?
    let fault: String

    init(_ row: Row) throws {
        ticketID = try row["ticket_id"]
        seq = try row["seq"]
        let stored: WebhookDelivery.State? = try row["state"]
        state = stored.flatMap { State(rawValue: $0.rawValue) } ?? .unaddressed
        attempts = try row["attempts"] ?? 0
        nextAt = state == .waiting ? try row["next_at"] : nil
        status = try row["status"]
        fault = try row["fault"] ?? ""
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("state", state)
            json.field("attempts", attempts)
            json.field("next_at", nextAt)
            json.field("status", status)
            json.field("fault", fault)
        }
    }
}
