import Basics
package import EventLoop
import Foundation
package import Postgres
package import Web

/// Which tickets somebody may see, by the helpdesk's policy, which the assembly hands in.
@Loop package struct VisibleTickets {
    /// The condition on `tickets AS t`.
    package typealias Scope = @Loop (Principal) throws -> SQL

    let scope: Scope

    /// The ticket of this id or number.
    ///
    /// - Throws: `Problem.notFound` when there is none the asker may see.
    func id(_ name: String, for principal: Principal, in connection: Connection) async throws -> UUID {
        let condition: SQL
        if let id = ID<PredictionView>(name) {
            condition = "t.id = \(id)"
        } else if let number = Int(name), number > 0 {
            condition = "t.number = \(number)"
        } else {
            throw Problem.notFound("ticket")
        }
        let found = try await connection.first(
            { row in try row["id"] as UUID },
            "SELECT t.id FROM tickets AS t WHERE \(condition) AND \(try scope(principal))")
        guard let found else { throw Problem.notFound("ticket") }
        return found
    }
}
