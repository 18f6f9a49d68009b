import Basics
import EventLoop
import Foundation
import Postgres

/// Every SQL statement about notes on customers.
@Loop struct CustomerNoteStore {
    let connection: Connection

    /// Notes newest first.
    func notes(
        of customerID: ID<Customer>, before: (at: Date, id: ID<CustomerNote>)?, limit: Int
    ) async throws -> [CustomerNote] {
        var filter: SQL = "customer_id = \(customerID)"
        if let before { filter = "\(filter) AND (created_at, id) < (\(before.at), \(before.id))" }
        return try await connection.rows(
            CustomerNote.init,
            """
            SELECT id, text, author_id, author_name, created_at
            FROM customer_notes
            WHERE \(filter)
            ORDER BY created_at DESC, id DESC
            LIMIT \(limit)
            """)
    }

    func insert(_ note: CustomerNote, about customerID: ID<Customer>) async throws {
        try await connection.execute(
            """
            INSERT INTO customer_notes (id, customer_id, author_id, author_name, text, created_at)
            VALUES (\(note.id), \(customerID), \(note.author?.id), \(note.author?.name ?? ""), \(note.text),
                    \(note.createdAt))
            """)
    }

    /// - Returns: The text removed, or `nil` when there was no such note about this customer.
    func delete(_ id: ID<CustomerNote>, about customerID: ID<Customer>) async throws -> String? {
        try await connection.first(
            { try $0["text"] },
            "DELETE FROM customer_notes WHERE id = \(id) AND customer_id = \(customerID) RETURNING text")
    }
}
