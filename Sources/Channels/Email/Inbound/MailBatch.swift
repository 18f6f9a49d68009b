import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// The mails of one claim on their way to their places: read one after the other, placed several at once, except that
/// one with ties to another waits until that one is settled.
///
/// So an answer finds what it answers, a sender's mails keep their order, and strangers do not wait for each other.
@Loop final class MailBatch {
    /// So many are read ahead and wait or are placed.
    private static let inHand = 6
    private let context: AppContext
    private let slots: MailSlots
    private let leaseSeconds: Double
    private var unsettled: Set<UUID>
    private var standing: [Standing] = []

    /// A mail that was read and is not settled yet.
    private struct Standing {
        let id: UUID
        let ties: Set<MailTie>
        let latch: Latch
    }

    init(context: AppContext, slots: MailSlots, leaseSeconds: Double, _ mails: [WaitingMail]) {
        self.context = context
        self.slots = slots
        self.leaseSeconds = leaseSeconds
        unsettled = Set(mails.map(\.id))
    }

    /// Reads and settles the mails, in this order wherever it matters.
    ///
    /// - Throws: What is nobody's fault; mails that were not settled then wait as if they had not been taken.
    func run(
        _ mails: [WaitingMail], read: @escaping @Loop (WaitingMail) async throws -> ReadMail,
        settle: @escaping @Loop (WaitingMail, Result<ReadMail, any Error>) async throws -> Void
    ) async throws {
        let renewal = LoopTimer(afterSeconds: leaseSeconds / 3, everySeconds: leaseSeconds / 3) { [self] in
            Task { @Loop in await renew() }
        }
        defer { renewal.cancel() }
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for mail in mails {
                    while standing.count >= Self.inHand { _ = try await group.next() }
                    try Task.checkCancellation()
                    let outcome: Result<ReadMail, any Error>
                    do { outcome = .success(try await read(mail)) } catch { outcome = .failure(error) }
                    let ahead = mails.count > 1 ? try await stand(mail.id, outcome) : []
                    group.addTask { try await self.perform(mail, after: ahead) { try await settle(mail, outcome) } }
                }
                try await group.waitForAll()
            }
        } catch {
            // In a task of its own: in a cancelled one no statement is sent, and the mails would stay leased.
            await Task { @Loop in await giveBack() }.value
            throw error
        }
    }

    /// Takes its place behind those it has ties to.
    ///
    /// - Returns: Whom to wait for.
    private func stand(_ id: UUID, _ outcome: Result<ReadMail, any Error>) async throws -> [Latch] {
        var ties: Set<MailTie> = []
        if case .success(let read) = outcome {
            ties = try await MailTie.ties(of: read, context)
        }
        var ahead: [Latch] = []
        // Who waits for another has all of that one's ties too, so what comes later cannot pass both.
        for other in standing.reversed() where !other.ties.isDisjoint(with: ties) {
            ties.formUnion(other.ties)
            ahead.append(other.latch)
        }
        standing.append(Standing(id: id, ties: ties, latch: Latch()))
        return ahead
    }

    private func perform(_ mail: WaitingMail, after ahead: [Latch], _ settle: @Loop () async throws -> Void)
        async throws
    {
        defer { leave(mail.id) }
        for latch in ahead { await latch.wait() }
        await slots.take()
        defer { slots.give() }
        try Task.checkCancellation()
        try await settle()
        unsettled.remove(mail.id)
    }

    private func leave(_ id: UUID) {
        guard let place = standing.firstIndex(where: { $0.id == id }) else { return }
        standing.remove(at: place).latch.open()
    }

    private func renew() async {
        let until = context.clock.now.addingTimeInterval(leaseSeconds)
        try? await InboundMailStore(context.database.connection).renew(Array(unsettled), until: until)
    }

    private func giveBack() async {
        for id in unsettled { try? await InboundMailStore(context.database.connection).giveBack(id) }
    }
}

/// How many mails may be placed at the same time, of all mailboxes together: each takes a connection to the database.
@Loop final class MailSlots {
    private var free: Int
    private var waiters: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) {
        free = count
    }

    func take() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiters.append($0) }
        }
    }

    func give() {
        if waiters.isEmpty {
            free += 1
        } else {
            waiters.removeFirst().resume()
        }
    }
}

/// Lets whoever waits for it go on once it is open, and is open for ever.
@Loop private final class Latch {
    private var isOpen = false
    private var waiters: [CheckedContinuation<Void, Never>] = []

    func wait() async {
        guard !isOpen else { return }
        await withCheckedContinuation { waiters.append($0) }
    }

    func open() {
        isOpen = true
        for waiter in waiters { waiter.resume() }
        waiters = []
    }
}
