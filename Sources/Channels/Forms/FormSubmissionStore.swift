import Basics
import EventLoop
import Foundation
import Postgres

/// Every SQL statement about submissions of forms.
@Loop struct FormSubmissionStore {
    private enum Submission {}
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Keeps what was answered as it was answered; the ticket may change afterwards.
    func insert(
        inboxID: ID<Inbox>, _ receipt: InboundReceipt, fields: JSONValue, at now: Date, random: Randomness
    ) async throws {
        try await connection.execute(
            """
            INSERT INTO form_submissions (id, inbox_id, ticket_id, customer_id, fields, created_at)
            VALUES (\(ID<Submission>.make(at: now, random: random)), \(inboxID), \(receipt.ticketID),
                    \(receipt.customerID), \(fields), \(now))
            """)
    }
}
