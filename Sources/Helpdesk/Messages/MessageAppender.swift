import Basics
package import EventLoop
import Foundation
package import Postgres

/// Stores the messages of one loop turn together: no timer and no added delay, yet one commit for many messages
/// (GATEWAY.md section 1, point 4).
///
/// At most two batches are in flight, and a ticket is in only one of them, so messages of one ticket are stored in the
/// order they came. The second waits until it is as large as the first: else the first message of each burst travels
/// alone and the rest behind it, and the statement's fixed cost is paid twice. Returning from `append` means: committed.
@Loop package final class MessageAppender {
    package static let batchLimit = 256
    package static let queueLimit = 2_000
    private static let inFlightLimit = 2
    /// How long a message may wait for its turn: a person takes this for at once, and ten batches fit into it.
    private static let patience = Duration.milliseconds(150)
    /// A batch that takes longer met a database in trouble, which is nobody's overload.
    private static let steadyBatch = Duration.milliseconds(100)

    private struct Name: Hashable {
        let ticket: UUID
        let clientID: String
    }

    private final class Entry {
        let message: NewMessage
        var waiters: [LoopContinuation<AppendResult>] = []
        init(_ message: NewMessage) { self.message = message }
        var name: Name { Name(ticket: message.ticketID.uuid, clientID: message.clientID) }
    }

    private let database: Database
    private var queue: [Entry] = []
    private var entries: [Name: Entry] = [:]
    private var busyTickets: Set<UUID> = []
    private var inFlight = 0
    private var messagesInFlight = 0
    private lazy var endOfTurn = EndOfTurn { [weak self] in self?.sendBatches() }
    /// How many messages wait for their batch.
    package var waitingCount: Int { queue.count }
    /// Since when every batch was stored without trouble.
    private var steadySince = ContinuousClock.now
    /// Batches sent since the start.
    package private(set) var batchCount = 0

    package init(_ database: Database) {
        self.database = database
    }

    /// Stores `message` with the others of this turn; a repeat of a message under way gets that one's result.
    ///
    /// - Throws: `Problem.overloaded` when too many wait, `Problem.databaseAway` when PostgreSQL stays away.
    package func append(_ message: NewMessage) async throws -> AppendResult {
        try await Loop.suspend { continuation in
            let name = Name(ticket: message.ticketID.uuid, clientID: message.clientID)
            if let entry = entries[name] {
                entry.waiters.append(continuation)
                return
            }
            guard queue.count < Self.queueLimit else {
                continuation.resume(throwing: Problem.overloaded)
                return
            }
            let entry = Entry(message)
            entry.waiters.append(continuation)
            entries[name] = entry
            queue.append(entry)
            endOfTurn.arm()
        }
    }

    /// Whether what came at `moment` has waited past our patience, with batches stored steadily since then.
    ///
    /// What waited for a database that was away is not late: it has to be stored, however long it took.
    package func isTooLate(since moment: ContinuousClock.Instant) -> Bool {
        moment.duration(to: .now) > Self.patience && steadySince <= moment
    }

    private func sendBatches() {
        while inFlight < Self.inFlightLimit, !queue.isEmpty, queue.count >= messagesInFlight {
            let batch = takeBatch()
            if batch.isEmpty { return }
            inFlight += 1
            messagesInFlight += batch.count
            batchCount += 1
            Task { @Loop in
                let sentAt = ContinuousClock.now
                await store(batch)
                if sentAt.duration(to: .now) > Self.steadyBatch { steadySince = .now }
                for entry in batch { busyTickets.remove(entry.message.ticketID.uuid) }
                inFlight -= 1
                messagesInFlight -= batch.count
                if !queue.isEmpty { endOfTurn.arm() }
            }
        }
    }

    private func takeBatch() -> [Entry] {
        var batch: [Entry] = []
        var rest: [Entry] = []
        var taken: Set<UUID> = []
        for entry in queue {
            let ticket = entry.message.ticketID.uuid
            if batch.count < Self.batchLimit, !busyTickets.contains(ticket) {
                batch.append(entry)
                taken.insert(ticket)
            } else {
                rest.append(entry)
            }
        }
        busyTickets.formUnion(taken)
        queue = rest
        return batch
    }

    private func store(_ batch: [Entry]) async {
        do {
            finish(batch, try await attempt(batch.map(\.message)))
        } catch let error as DatabaseError where error.kind == .server && batch.count > 1 {
            // One message spoiled the batch, such as a client_id another node has just stored: each stands for itself.
            for entry in batch { await store([entry]) }
        } catch {
            fail(batch, error)
        }
    }

    /// Runs the statement; while the connection fails, again, because `client_id` makes a repeat harmless.
    private func attempt(_ messages: [NewMessage]) async throws -> [AppendResult] {
        var delays = [0.05, 0.2, 0.5, 1, 1.5, 2][...]
        while true {
            do {
                return try await MessageAppendStore(database.connection).append(messages)
            } catch let error as DatabaseError {
                guard error.isWorthRepeating(single: messages.count == 1), let delay = delays.popFirst() else {
                    throw error
                }
                try await Loop.sleep(seconds: delay)
            }
        }
    }

    private func finish(_ batch: [Entry], _ results: [AppendResult]) {
        guard results.count == batch.count else { return fail(batch, Problem.internalFault) }
        for (entry, result) in zip(batch, results) {
            entries[entry.name] = nil
            for (place, waiter) in entry.waiters.enumerated() {
                waiter.resume(returning: place == 0 ? result : result.ofRepeat)
            }
        }
    }

    private func fail(_ batch: [Entry], _ error: any Error) {
        for entry in batch {
            entries[entry.name] = nil
            for waiter in entry.waiters { waiter.resume(throwing: error) }
        }
    }
}

extension DatabaseError {
    /// Whether the same message may be stored by trying again: the connection failed, or another node was faster.
    fileprivate func isWorthRepeating(single: Bool) -> Bool {
        switch kind {
        case .connectionLost, .unreachable: true
        case .server: single && constraint == "messages_client_id_unique"
        default: false
        }
    }
}
