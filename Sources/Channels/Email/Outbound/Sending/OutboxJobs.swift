import Basics
package import EventLoop
import Foundation
import Jobs
import Postgres
package import Web

/// Sends what waits in the outbox: composes each mail once, hands its bytes over, and keeps what the other server said.
///
/// Several nodes may do it at once: a mail is leased by one of them. What a crash leaves half done is never simply sent
/// again (a peer's blind repeats sent 25 copies of one mail).
@Loop package final class OutboxJobs {
    private let context: AppContext
    private let desk: any MailDesk
    private let transmit: Transmit
    private let lease = UUID()
    private let bell = WakeUp()
    private var running = 0
    private static let runningLimit = 8
    /// As last read, at most a quarter of a minute old while the outbox runs.
    private var figures: OutboxFigures?
    private var figuresAt = Date.distantPast
    /// Outboxes running in this process, to be woken by a commit in this process; other nodes look by themselves.
    private static var local: [ObjectIdentifier: OutboxJobs] = [:]

    package init(context: AppContext, desk: any MailDesk, transmit: @escaping Transmit) {
        self.context = context
        self.desk = desk
        self.transmit = transmit
    }

    private var now: Date { context.clock.now }

    /// A mail was queued or something else changed that lets one go.
    package static func ring() {
        for outbox in local.values { outbox.bell.ring() }
    }

    /// Works until the task is cancelled.
    package func run() async {
        Self.local[ObjectIdentifier(self)] = self
        defer { Self.local[ObjectIdentifier(self)] = nil }
        while !Task.isCancelled {
            for mail in await takeDue() {
                running += 1
                // A task of its own: one cancelled in the middle could not write down what the other server said.
                Task { @Loop in await self.perform(mail) }
            }
            await bell.wait(seconds: 3)
        }
    }

    /// Waits for what is in hand, some seconds at most; what then is still under way is in doubt, as after a crash.
    package func finish() async {
        for _ in 0..<80 where running > 0 { try? await Loop.sleep(seconds: 0.1) }
    }

    /// Does what is due now, and waits for it.
    ///
    /// - Returns: How many mails were in hand.
    @discardableResult package func turn() async -> Int {
        let due = await takeDue()
        let tasks = due.map { mail in
            running += 1
            return Task { @Loop in await self.perform(mail) }
        }
        for task in tasks { await task.value }
        return due.count
    }

    /// How the outbox stands, for `/metrics`.
    package var metrics: [Metric] { figures?.metrics ?? [] }

    private func takeDue() async -> [OutboundMail] {
        let now = now
        do {
            if now.timeIntervalSince(figuresAt) > 15 {
                figures = try await OutboxFigures.read(context.database.connection, at: now)
                figuresAt = now
            }
            try await takeBack(at: now)
            var taken: [OutboundMail] = []
            for mailbox in try await OutboxStore(context.database.connection).dueMailboxes(at: now) {
                let room = Self.runningLimit - running - taken.count
                guard room > 0 else { break }
                taken += try await take(of: mailbox, room: room, at: now)
            }
            return taken
        } catch {
            if !(error is CancellationError) { Log.debug("outbox cannot be read", ["reason": "\(error)"]) }
            return []
        }
    }

    private func takeBack(at now: Date) async throws {
        let lost = try await context.database.transaction { connection in
            let lost = try await OutboxStore(connection).recover(at: now)
            for mail in lost where mail.doubts > 1 { try await desk.uncertain(mail, in: connection) }
            return lost
        }
        for mail in lost { await tell(mail, .uncertain) }
    }

    private func take(of mailbox: UUID, room: Int, at now: Date) async throws -> [OutboundMail] {
        try await context.database.transaction { connection in
            let store = OutboxStore(connection)
            let state = try await store.lockMailbox(mailbox)
            let activity = try await store.activity(of: mailbox, since: now.addingTimeInterval(-60))
            var limit = min(
                room, OutboxRules.atOnce - activity.underWay, OutboxRules.perMinute - activity.recent)
            if state.stoppedAt != nil {
                guard (state.probeAt ?? .distantPast) <= now else { return [] }
                limit = min(limit, 1)
                try await store.setProbe(mailbox, at: now.addingTimeInterval(OutboxRules.probeSeconds))
            }
            var taken: [OutboundMail] = []
            if limit > 0 { taken = try await store.take(of: mailbox, limit: limit, now: now, lease: lease) }
            let campaigns = min(
                state.stoppedAt == nil ? room - taken.count : 1 - taken.count,
                OutboxRules.campaignsAtOnce - activity.campaigns)
            guard campaigns > 0 else { return taken }
            return taken
                + (try await store.take(of: mailbox, limit: campaigns, campaigns: true, now: now, lease: lease))
        }
    }

    // MARK: One mail

    private func perform(_ mail: OutboundMail) async {
        defer {
            running -= 1
            bell.ring()
        }
        let renewal = LoopTimer(afterSeconds: 20, everySeconds: 20) { [self] in
            Task { @Loop in
                let until = now.addingTimeInterval(OutboxRules.leaseSeconds)
                try? await OutboxStore(context.database.connection).renew(mail.id, lease: lease, until: until)
            }
        }
        defer { renewal.cancel() }
        do {
            try await send(mail)
        } catch {
            Log.warning("mail not sent yet", ["mail": mail.id.uuidString, "reason": "\(error)"])
            // Nothing was handed over, or what was is settled by the lease running out.
            let next = now.addingTimeInterval(30)
            if !(error is Unrecorded) {
                try? await OutboxStore(context.database.connection).giveBack(mail.id, lease: lease, next: next)
            }
        }
    }

    /// Thrown when the outcome of an attempt could not be written down.
    private struct Unrecorded: Error {
        let cause: any Error
    }

    private func send(_ mail: OutboundMail) async throws {
        let settlement = OutboxSettlement(context: context, desk: desk, lease: lease)
        let prepared: PreparedMail
        do {
            prepared = try await OutboxPreparation(context: context, desk: desk, lease: lease).prepare(mail)
        } catch let fault as PreparationFault {
            switch fault {
            case .hopeless(let text): try await settlement.fail(mail, code: nil, text: text)
            case .mailbox(let kind, let text): try await settlement.stop(mail, kind: kind, text: text)
            case .leaseLost: break
            }
            return
        }
        var outcome = try await attempt(mail, prepared, envelopeFrom: prepared.envelopeFrom)
        if case .refused = outcome, prepared.envelopeFrom.isEmpty {
            // Many providers want a sender in every envelope. Nothing was taken, so asking again doubles nothing.
            let other = try await attempt(mail, prepared, envelopeFrom: prepared.fallbackSender)
            if case .accepted = other {
                try await OutboxStore(context.database.connection).refusesNullSender(mail.inboxID)
            }
            outcome = other
        }
        try await record(outcome, of: mail, settlement)
    }

    /// What the other server said must be written down, or the mail is in doubt: while the database is away, again and
    /// again.
    private func record(_ outcome: TransmissionOutcome, of mail: OutboundMail, _ settlement: OutboxSettlement)
        async throws
    {
        var patience = 30
        while true {
            do {
                return try await settlement.record(outcome, of: mail)
            } catch {
                patience -= 1
                guard patience > 0 else { throw Unrecorded(cause: error) }
                try await Loop.sleep(seconds: 1)
            }
        }
    }

    private func attempt(_ mail: OutboundMail, _ prepared: PreparedMail, envelopeFrom: String) async throws
        -> TransmissionOutcome
    {
        guard
            try await OutboxStore(context.database.connection).begin(
                mail.id, envelopeFrom: envelopeFrom, lease: lease, now: now)
        else { return .uncertain(text: "Another node took over.") }
        return await transmit(
            Transmission(
                mailboxID: mail.inboxID, envelopeFrom: envelopeFrom, recipients: prepared.recipients,
                path: prepared.path, sizeBytes: prepared.sizeBytes))
    }

    private func tell(_ mail: OutboundMail, _ state: OutboundMail.State) async {
        let recipients = (try? await OutboxStore(context.database.connection).recipients(of: mail.id)) ?? []
        desk.changed(mail, state, recipients)
    }
}
