import Basics
import EventLoop
import Foundation
import Jobs
import Postgres
import Web

/// Has a watcher for every mailbox this node may read: begins, restarts and ends them as settings and leases change.
@Loop final class MailboxSupervisor {
    private struct Running {
        let watcher: MailboxWatcher
        let task: Task<Void, Never>
        var alarmedAt: Date?
    }

    private let context: AppContext
    private let access: MailboxAccess
    private let network: MailNetwork
    private let timings: MailboxTimings
    private let source: MailSource
    private let lease = UUID()
    private let bell = WakeUp()
    private var running: [UUID: Running] = [:]
    private var fetchedBefore = 0

    init(
        context: AppContext, access: MailboxAccess, network: MailNetwork, timings: MailboxTimings, source: MailSource
    ) {
        self.context = context
        self.access = access
        self.network = network
        self.timings = timings
        self.source = source
    }

    /// Settings or secrets changed.
    func lookAgain() { bell.ring() }

    /// Until the task is cancelled; then every connection is closed and the leases are given back.
    func run() async {
        while !Task.isCancelled {
            do {
                try await look()
            } catch {
                // The database is away: leases are kept until others could take them.
                if !(error is CancellationError) { Log.debug("mailboxes not looked at", ["reason": "\(error)"]) }
            }
            await bell.wait(seconds: timings.look)
        }
        let ids = Array(running.keys)
        for id in ids { running[id]?.task.cancel() }
        for id in ids { await end(id) }
    }

    private func look() async throws {
        let store = MailboxLeaseStore(context.database.connection)
        let wanted = try await store.watched()
        for id in running.keys where !wanted.contains(where: { $0.id == id }) { await end(id) }
        for mailbox in wanted {
            let now = context.clock.now
            let isOurs = try await store.claim(
                mailbox.id, lease: lease, now: now, until: now.addingTimeInterval(timings.lease))
            if let current = running[mailbox.id] {
                if isOurs, !mailbox.differs(from: current.watcher.mailbox) {
                    try await warnIfStalled(mailbox.id)
                    continue
                }
                await end(mailbox.id, releasing: false)
            }
            if isOurs { begin(mailbox) }
        }
    }

    private func begin(_ mailbox: WatchedMailbox) {
        let watcher = MailboxWatcher(
            mailbox, context: context, access: access, network: network, timings: timings, lease: lease, source: source)
        running[mailbox.id] = Running(watcher: watcher, task: Task { @Loop in await watcher.run() })
    }

    private func end(_ id: UUID, releasing: Bool = true) async {
        guard let ended = running.removeValue(forKey: id) else { return }
        ended.task.cancel()
        await ended.task.value
        fetchedBefore += ended.watcher.fetched
        guard releasing else { return }
        let (database, lease) = (context.database, lease)
        // A task of its own, because in a cancelled one no statement is sent.
        await Task { @Loop in try? await MailboxLeaseStore(database.connection).release(id, lease: lease) }.value
    }

    /// A fetcher that hangs tells nothing by itself.
    private func warnIfStalled(_ id: UUID) async throws {
        guard let current = running[id] else { return }
        let now = context.clock.now
        let silence = now.timeIntervalSince(current.watcher.lastSuccess)
        guard silence > timings.alarm, now.timeIntervalSince(current.alarmedAt ?? .distantPast) > 3600 else { return }
        running[id]?.alarmedAt = now
        Log.warning("mailbox not read for long", ["inbox_id": ID<Inbox>(id), "seconds": Int(silence)])
        try await MailboxLeaseStore(context.database.connection).stalled(id)
    }

    // MARK: Metrics

    var metrics: [Metric] {
        let watchers = running.values.map(\.watcher)
        let now = context.clock.now
        let silence = watchers.map { now.timeIntervalSince($0.lastSuccess) }.max() ?? 0
        return [
            Metric("deskbell_mailboxes", "Mailboxes this node reads.", .gauge, Double(watchers.count)),
            Metric(
                "deskbell_mailboxes_failing", "Mailboxes this node cannot read.", .gauge,
                Double(
                    watchers.count { $0.isFailing || now.timeIntervalSince($0.lastSuccess) > timings.alarm })),
            Metric(
                "deskbell_mailbox_seconds_since_success", "The longest time since a mailbox was read.", .gauge, silence),
            Metric(
                "deskbell_mailbox_mails_total", "Mails fetched.", .counter,
                Double(fetchedBefore + watchers.reduce(0) { $0 + $1.fetched })),
        ]
    }
}
