import Access
import Basics
package import EventLoop
package import Foundation
package import Postgres
package import Web

/// Finds and completes customers for those who come in through the entrances.
///
/// Entrances know visitors only; the assembly hands them this. An address a visitor typed never leads to somebody
/// else's history (CAPABILITIES.md detail 27).
@Loop package final class CustomerDirectory {
    let context: AppContext

    package init(context: AppContext) {
        self.context = context
    }

    /// The customer the shop's signed identity names, made when there is none.
    ///
    /// A signed address finds the customer who has it, unless the shop calls that customer something else.
    package func identified(
        externalID: String, email: String?, name: String?, locale: String?, in connection: Connection
    ) async throws -> UUID {
        let store = CustomerStore(connection)
        let now = context.clock.now
        let address = email.flatMap(EmailAddress.checked)
        var found = try await store.find(externalID: externalID)
        if found == nil, let address, let owner = try await store.find(email: address),
            try await store.setExternalID(externalID, of: owner)
        {
            found = owner
            var changes = AuditChanges()
            changes.note("external_id", nil, externalID)
            try await AuditStore(connection, clock: context.clock).record(
                AuditEntry(
                    actor: AuditActor(kind: .customer, id: owner.uuid, name: name ?? ""), action: "customer.identified",
                    subjectKind: "customer", subjectID: owner.uuid, changes: changes.changes), remoteAddress: nil)
        }
        if let found {
            if let address { try await store.addEmail(address, verified: true, to: found, at: now) }
            if let name { try await store.nameIfUnknown(found, String(name.prefix(200)), at: now) }
            try await store.seen(found, at: now)
            return found.uuid
        }
        let id = try await store.create(
            CustomerDetails(name: String((name ?? "").prefix(200)), locale: locale), externalID: externalID, at: now,
            random: context.random)
        if let address { try await store.addEmail(address, verified: true, to: id, at: now) }
        return id.uuid
    }

    /// What a visitor typed about themselves goes to their own customer: a name when there was none, a number, and an
    /// address only when it is nobody else's.
    package func complete(
        _ customerID: UUID, name: String?, email: String?, phone: String?, in connection: Connection
    ) async throws {
        let store = CustomerStore(connection)
        let now = context.clock.now
        guard let id = try await store.kept(ID(customerID), locked: true) else { return }
        if let name { try await store.nameIfUnknown(id, String(name.trimmingBlanks.prefix(200)), at: now) }
        if let address = email.flatMap(EmailAddress.checked) {
            try await store.addEmail(address, verified: false, to: id, at: now)
        }
        if let number = phone.flatMap(PhoneNumber.init) { try await store.addPhone(number, to: id, at: now) }
    }

    /// Whether the address is free or this customer's own already.
    package func isFree(email: String, for customerID: UUID?, in connection: Connection) async throws -> Bool {
        let owner = try await CustomerStore(connection).find(email: email)
        return owner == nil || owner?.uuid == customerID
    }

    /// The customer's name and the address to write to; `nil` when there is no such customer.
    package func contact(_ customerID: UUID, in connection: Connection) async throws -> (name: String, email: String?)?
    {
        let id = ID<Customer>(customerID)
        return try await CustomerStore(connection).summaries([id])[id].map { ($0.name, $0.email) }
    }
}
