import Access
import Basics
import EventLoop
import Foundation
import Gateway
import Postgres
import Web

/// Paths to the addresses nothing automatic goes to.
@Loop struct SuppressedAddressRoutes {
    let context: AppContext

    var routes: [Route] {
        [
            .get(
                "/suppressed-addresses", "Addresses that are dead or asked to be left alone", .permission(.ticketsRead),
                output: SuppressedAddress.self, page: true, handler: list),
            .delete(
                "/suppressed-addresses/{address}", "Write to an address again", .permission(.ticketsWrite),
                handler: release),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let limit = try request.limit()
        let after = try request.cursor(parts: 1)?.parts[0]
        let rows = try await SuppressedAddressStore(context.database.connection).list(after: after, limit: limit + 1)
        return .json(Page(rows, limit: limit) { Cursor([$0.address]) })
    }

    private func release(_ request: Request) async throws -> Response {
        let address = request.parameter("address")
        try await context.database.transaction { connection in
            guard try await SuppressedAddressStore(connection).release(address) else {
                throw Problem.notFound("suppressed address")
            }
            // The address itself is a person's: the log keeps that it happened, not whose it was.
            try await AuditStore(connection, clock: context.clock).record(
                AuditEntry(
                    actor: request.principal, action: "suppressed_address.released", subjectKind: "suppressed_address",
                    subjectID: nil), remoteAddress: request.head.remoteAddress)
        }
        return .noContent
    }
}
