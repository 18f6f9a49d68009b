import Access
import Basics
package import EventLoop
import Foundation
import Jobs
import Postgres
package import Web

/// Erases people, and erases them again when a restored backup brings them back.
@Loop package struct ErasureDesk {
    /// Removes files of the data folder, each named `folder/hash`.
    package typealias RemoveFiles = @Sendable ([String]) -> Void

    let context: AppContext
    let removeFiles: RemoveFiles

    private static let everySeconds = 3600.0

    package init(context: AppContext, removeFiles: @escaping RemoveFiles) {
        self.context = context
        self.removeFiles = removeFiles
    }

    func register(_ queue: JobQueue) {
        queue.every(seconds: Self.everySeconds, name: "customers.erasures") { _ = try await settle() }
    }

    /// Erases everything about the person that no law keeps.
    ///
    /// - Throws: `Problem` of kind `legal-hold` while somebody forbids it.
    func erase(_ id: ID<Customer>, by request: Request) async throws -> Erasure {
        let done = try await context.database.transaction { connection in
            guard let kept = try await CustomerStore(connection).kept(id, locked: true) else {
                throw Problem.notFound("customer")
            }
            let store = ErasureStore(connection)
            let who = try await store.identifiers(of: [kept.uuid])
            if let hold = try await store.hold(on: who.people) {
                throw Problem.conflict(
                    "legal-hold", "Nothing about this person may be erased now",
                    "\(hold.setByName) set a legal hold: \(hold.reason). Lift it first.")
            }
            let now = context.clock.now
            let erasure = try await erase(
                who, ID<Erasure>.make(at: now, random: context.random).uuid, .asked, at: now,
                by: request.principal, in: connection)
            try await AuditStore(connection, clock: context.clock).record(
                "customer.erased", "customer", kept.uuid, by: request)
            return erasure
        }
        _ = try await settle()
        return done
    }

    private func erase(
        _ who: ErasureStore.Identifiers, _ id: UUID, _ cause: Erasure.Cause, at: Date, by principal: Principal?,
        in connection: Connection
    ) async throws -> Erasure {
        let store = ErasureStore(connection)
        let hashes = hashes(of: who)
        let erased = try await store.erase(who)
        return try await store.insert(
            id, cause, at: at, actorID: principal?.kind == .user ? principal?.id : nil,
            actorName: principal?.name ?? AuditActor.system.name, people: who.people, hashes: hashes,
            counts: erased.counts, files: erased.files)
    }

    /// Makes database, ledger and disk agree: erases again whom the ledger names and a restored database still knows,
    /// writes down what the ledger lacks, and removes files.
    ///
    /// - Parameter more: Another ledger, of the folder the backup was made in.
    /// - Returns: How many erasures were done again.
    package func settle(also more: String? = nil) async throws -> Int {
        let ledger = ErasureLedger(dataDirectory: context.dataDirectory)
        let lines = ledger.lines() + (more.map { ErasureLedger(path: $0).lines() } ?? [])
        let known = try await context.database.connection.rows(
            { row in
                ErasureLedger.Line(
                    id: try row["id"], at: try row["at"], recordIDs: try row["record_ids"],
                    hashes: try row["identifier_hashes"])
            },
            "SELECT id, at, record_ids, identifier_hashes FROM erasures ORDER BY at, id")
        var done: Set = Set(known.map(\.id))
        var replayed = 0
        for line in lines where done.insert(line.id).inserted {
            try await replay(line)
            replayed += 1
        }
        try ledger.add(lines + known)
        for pending in try await ErasureStore(context.database.connection).pendingFiles() {
            removeFiles(pending.files)
            try await ErasureStore(context.database.connection).noteFilesRemoved(pending.id, at: context.clock.now)
        }
        if replayed > 0 { Log.info("erasures done again", ["count": replayed]) }
        return replayed
    }

    /// A hold set in the backup is older than the erasure, which had been allowed.
    private func replay(_ line: ErasureLedger.Line) async throws {
        try await context.database.transaction { connection in
            let store = ErasureStore(connection)
            let wanted = Set(line.hashes)
            let named = try await store.names(before: line.at).filter { wanted.contains(hash($0.text)) }.map(\.customer)
            let who = try await store.identifiers(of: Array(Set(line.recordIDs + named)).sorted { $0.text < $1.text })
            let erasure = try await erase(who, line.id, .replayed, at: line.at, by: nil, in: connection)
            try await AuditStore(connection, clock: context.clock).record(
                AuditEntry(
                    actor: .system, action: "customer.erased", subjectKind: "customer",
                    subjectID: erasure.recordIDs.first), remoteAddress: nil)
        }
    }

    private func hashes(of who: ErasureStore.Identifiers) -> [String] {
        (who.addresses.map { "email:\($0)" } + who.numbers.map { "phone:\($0)" } + who.externalIDs.map { "shop:\($0)" })
            .map(hash)
    }

    /// Keyed, because a number alone is found by trying all.
    private func hash(_ text: String) -> String {
        context.secrets.signature("erasure", text).hexadecimal
    }
}
