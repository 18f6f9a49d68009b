import Basics
package import EventLoop

/// A pool of connections to one database.
///
/// Statements outside transactions share a few links, pipelined; each transaction has a link of its own. Links reconnect
/// by themselves, and callers wait at most `waitSeconds` for one.
@Loop package final class Database: LinkOwner {
    /// How it was configured.
    package let configuration: DatabaseConfiguration
    private let links: [Link]
    /// The first links are left to single statements, so that transactions cannot starve them.
    private let reservedCount: Int
    private var sharedWaiters: [Waiter] = []
    private var exclusiveWaiters: [Waiter] = []
    private var listener: Listener?
    private var lostLinks = 0
    private var isStarted = false
    private var isDown = false

    /// How often a connection was replaced since the start; a change means that statements may have been lost.
    package private(set) var epochOfReconnects = 0

    /// A pool that rests until `start()`.
    package init(_ configuration: DatabaseConfiguration) {
        self.configuration = configuration
        links = (0..<configuration.poolSize).map { _ in Link(configuration) }
        reservedCount = max(1, configuration.poolSize / 4)
        for link in links { link.owner = self }
    }

    /// Where single statements go; each commits by itself.
    package var connection: Connection { Connection(PooledRunner(self)) }

    // MARK: Life

    /// Connects.
    ///
    /// - Throws: `DatabaseError` of kind `.unreachable`, with advice, when nothing answers within `connectSeconds`.
    package func start() async throws {
        isStarted = true
        for link in links { link.start() }
        do {
            _ = try await readyLink(waitSeconds: configuration.connectSeconds)
        } catch {
            let reason = links.lazy.compactMap(\.lastFailure).first ?? "It did not answer."
            await stop()
            if error is CancellationError { throw error }
            throw DatabaseError(
                .unreachable,
                "Cannot connect to PostgreSQL: \(reason) Check that it runs and that the address, user and password are right."
            )
        }
    }

    /// Closes every connection; statements on their way fail.
    package func stop() async {
        isStarted = false
        listener?.stop()
        listener = nil
        for link in links { link.stop() }
        let waiters = sharedWaiters + exclusiveWaiters
        sharedWaiters = []
        exclusiveWaiters = []
        for waiter in waiters { waiter.refuse(DatabaseError(.unreachable, "The database pool was stopped.")) }
    }

    /// Whether a statement sent now is likely to be answered: a link is ready and not all of them are stuck.
    package var isAnswering: Bool {
        let now = Link.monotonicSeconds
        return links.contains { $0.isReady && now - ($0.oldestSentAt ?? now) < configuration.waitSeconds }
    }

    /// Counts for metrics.
    package var statistics: PoolStatistics {
        var statistics = PoolStatistics()
        statistics.links = links.count
        statistics.readyLinks = links.count { $0.isReady }
        statistics.heldLinks = links.count { $0.isHeld }
        statistics.inFlight = links.reduce(0) { $0 + $1.inFlight }
        statistics.waiting = sharedWaiters.count + exclusiveWaiters.count
        statistics.statements = links.reduce(0) { $0 + $1.answered }
        statistics.lostLinks = lostLinks
        return statistics
    }

    /// Calls `onNotify` with each payload sent to `channel`, and `onReconnect` when notifications may have been missed,
    /// also the first time.
    ///
    /// Listening has a connection of its own and survives its loss.
    package func listen(
        _ channel: String, _ onNotify: @escaping @Loop (String) -> Void, onReconnect: @escaping @Loop () -> Void
    ) {
        let listener = self.listener ?? Listener(configuration)
        self.listener = listener
        listener.add(channel, onNotify, onReconnect)
    }

    // MARK: Shared links

    /// The ready link that is likely to answer first.
    func leastLoaded() -> Link? {
        let now = Link.monotonicSeconds
        func load(_ index: Int, _ link: Link) -> Int {
            // A statement running for more than 20 ms will hold up all that is queued behind it.
            let isSlow = now - (link.oldestSentAt ?? now) > 0.02
            return link.inFlight + (isSlow ? 1000 : 0) + (index < reservedCount ? 0 : 3)
        }
        var best: Link?
        var bestLoad = Int.max
        for (index, link) in links.enumerated() where link.isReady && !link.isHeld {
            if index >= reservedCount, !exclusiveWaiters.isEmpty { continue }
            let load = load(index, link)
            if load < bestLoad { (best, bestLoad) = (link, load) }
        }
        return best
    }

    func readyLink(waitSeconds: Double? = nil) async throws -> Link {
        if let link = leastLoaded() { return link }
        guard isStarted else { throw DatabaseError(.unreachable, "The database pool is not running.") }
        let waiter = Waiter()
        defer { sharedWaiters.removeAll { $0 === waiter } }
        return try await waiter.wait(seconds: waitSeconds ?? configuration.waitSeconds) {
            sharedWaiters.append(waiter)
        } onTimeout: {
            DatabaseError(.unreachable, "No connection to the database could be had in time.")
        }
    }

    // MARK: Exclusive links

    func acquire() async throws -> Link {
        try Task.checkCancellation()
        if exclusiveWaiters.isEmpty, let link = idleExclusiveLink() {
            link.isHeld = true
            return link
        }
        guard isStarted else { throw DatabaseError(.unreachable, "The database pool is not running.") }
        let waiter = Waiter()
        defer { exclusiveWaiters.removeAll { $0 === waiter } }
        return try await waiter.wait(seconds: configuration.waitSeconds) {
            exclusiveWaiters.append(waiter)
        } onTimeout: { [weak self] in
            guard let self, links.contains(where: \.isReady) else {
                return DatabaseError(.unreachable, "No connection to the database could be had in time.")
            }
            return Problem.overloaded
        }
    }

    func release(_ link: Link) {
        link.isHeld = false
        serveWaiters()
    }

    private func idleExclusiveLink() -> Link? {
        links[reservedCount...].first { $0.isIdle && !$0.isHeld }
    }

    private func serveWaiters() {
        while let waiter = exclusiveWaiters.first {
            guard waiter.isWaiting else {
                exclusiveWaiters.removeFirst()
                continue
            }
            guard let link = idleExclusiveLink() else { break }
            exclusiveWaiters.removeFirst()
            link.isHeld = true
            waiter.grant(link)
        }
        while let waiter = sharedWaiters.first, let link = leastLoaded() {
            sharedWaiters.removeFirst()
            waiter.grant(link)
        }
    }

    // MARK: LinkOwner

    func linkIsReady(_ link: Link) {
        if isDown {
            isDown = false
            Log.info("database is back")
        }
        serveWaiters()
    }

    func linkIsIdle(_ link: Link) {
        if !exclusiveWaiters.isEmpty { serveWaiters() }
    }

    func linkIsLost(_ link: Link, reason: String) {
        lostLinks += 1
        epochOfReconnects += 1
        guard !isDown, !links.contains(where: \.isReady) else { return }
        isDown = true
        Log.warning("database is away", ["reason": reason])
    }

    func linkWasNotified(_ link: Link, channel: String, payload: String) {}
}
