import Basics
import EventLoop
package import Foundation
package import Postgres
import Web

extension CustomerDirectory {
    /// The customer another program's person is, found or made.
    ///
    /// An account on a platform finds the one customer who has it; when several have it, nobody is found, because one of
    /// them is somebody else. An address finds its customer only when the program is trusted with that.
    package func customer(
        known: UUID?, account: (platform: String, handle: String)?, name: String?, email: String?, phone: String?,
        locale: String?, trusted: Bool, in connection: Connection
    ) async throws -> UUID {
        let store = CustomerStore(connection)
        let now = context.clock.now
        var found: ID<Customer>?
        if let known { found = try await store.kept(ID(known)) }
        let isKnown = found != nil
        if found == nil, let account { found = try await store.find(account.platform, handle: account.handle) }
        if found == nil, trusted, let email { found = try await store.find(email: email) }
        guard let found else {
            var details = CustomerDetails(name: name ?? "", locale: locale)
            if let account { details.handles = [account.platform: account.handle] }
            let id = try await store.create(details, at: now, random: context.random)
            try await complete(id.uuid, name: nil, email: email, phone: phone, in: connection)
            return id.uuid
        }
        if let account { try await store.addHandle(account.platform, account.handle, to: found, at: now) }
        if !isKnown { try await complete(found.uuid, name: name, email: email, phone: phone, in: connection) }
        return found.uuid
    }
}

extension CustomerStore {
    /// The one customer with this account; `nil` when nobody or more than one has it.
    func find(_ platform: String, handle: String) async throws -> ID<Customer>? {
        let account: JSONValue = .object([platform: .string(handle)])
        let found: [ID<Customer>] = try await connection.rows(
            { try $0["id"] },
            """
            SELECT id
            FROM customers
            WHERE handles @> \(account) AND deleted_at IS NULL
            ORDER BY id
            LIMIT 2
            """)
        return found.count == 1 ? found[0] : nil
    }

    /// Puts the account down when none of this platform was.
    func addHandle(_ platform: String, _ handle: String, to id: ID<Customer>, at now: Date) async throws {
        try await connection.execute(
            """
            UPDATE customers
            SET handles = handles || \(JSONValue.object([platform: .string(handle)])), updated_at = \(now),
                version = version + 1
            WHERE id = \(id) AND NOT handles ? \(platform)
            """)
    }
}
