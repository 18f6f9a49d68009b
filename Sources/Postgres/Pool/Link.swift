import Basics
import CPostgres
import EventLoop
import Foundation

/// Who is told how a link fares.
@Loop protocol LinkOwner: AnyObject {
    func linkIsReady(_ link: Link)
    func linkIsIdle(_ link: Link)
    func linkIsLost(_ link: Link, reason: String)
    func linkWasNotified(_ link: Link, channel: String, payload: String)
}

/// One connection to PostgreSQL in libpq's pipeline mode, watched by the event loop.
///
/// It reconnects by itself.
@Loop final class Link {
    enum State { case stopped, resting, connecting, settingUp, ready, scripting }

    let configuration: DatabaseConfiguration
    weak var owner: (any LinkOwner)?
    /// Held by a transaction or a session.
    var isHeld = false
    /// Counts the connections this link has had, so that a transaction notices when its own is gone.
    private(set) var generation = 0
    /// Statements answered since the start.
    private(set) var answered = 0

    var state = State.stopped
    var server: OpaquePointer?
    var watch: LoopWatch?
    var timer: LoopTimer?
    var failures = 0
    /// Why the last attempt to connect failed.
    var lastFailure: String?
    var scriptFinish: (@Loop (Result<Void, any Error>) -> Void)?
    var scriptFailure: DatabaseError?
    private var pending = FIFO<PendingWork>()
    private var queries = FIFO<PendingQuery>()
    private var statements = StatementCache()
    private var flusher: EndOfTurn?

    init(_ configuration: DatabaseConfiguration) { self.configuration = configuration }

    var isReady: Bool { state == .ready }
    var inFlight: Int { queries.count }
    var isIdle: Bool { pending.isEmpty && state == .ready }

    /// When the statement now running was sent, in seconds of the monotonic clock.
    var oldestSentAt: Double? { queries.first?.sentAt }

    // MARK: Sending

    /// Sends one statement.
    ///
    /// Returns false, having sent nothing, when the connection turns out to be gone.
    ///
    /// - Parameter syncs: Whether the statement ends its part of the pipeline, so that its failure leaves the next alone.
    func send(
        _ text: String, _ values: StatementValues, commits: Bool, syncs: Bool = true,
        _ finish: @escaping @Loop (Result<Reply, any Error>) -> Void
    ) -> Bool {
        if pending.isEmpty { noticeHangUp() }
        guard state == .ready, let server else { return false }
        guard let prepared = prepare(text, on: server) else {
            lose(errorMessage)
            return false
        }
        let isSent = values.withPointers {
            PQsendQueryPrepared(server, prepared.name, Int32(values.count), $0, nil, nil, 0)
        }
        guard isSent == 1 else {
            lose(errorMessage)
            return false
        }
        let query = PendingQuery(
            text: text, prepared: prepared, commits: commits, sentAt: Link.monotonicSeconds, finish)
        queries.append(query)
        pending.append(.query(query))
        if syncs {
            // From here on the server may have the statement, whatever happens.
            guard PQpipelineSync(server) == 1 else {
                lose(errorMessage)
                return true
            }
            pending.append(.sync)
        }
        flushAtEndOfTurn()
        return true
    }

    /// An idle connection may have been closed since the loop last looked.
    ///
    /// A statement sent into it would be lost with an unknown outcome, so one cheap look comes first.
    private func noticeHangUp() {
        guard state == .ready, let server else { return }
        var byte: UInt8 = 0
        let socket = PQsocket(server)
        let flags = Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)
        if recv(socket, &byte, 1, flags) > 0 { becameReady(readable: true, writable: false) }
        if state == .ready, recv(socket, &byte, 1, flags) == 0 { lose("The server closed the connection.") }
    }

    private func prepare(_ text: String, on server: OpaquePointer) -> PreparedStatement? {
        if let known = statements.find(text) { return known }
        let (prepared, evicted) = statements.add(text)
        if let evicted, PQsendQueryParams(server, "DEALLOCATE \(evicted.name)", 0, nil, nil, nil, nil, 0) == 1 {
            let query = PendingQuery(
                text: "DEALLOCATE", prepared: nil, commits: false, sentAt: Link.monotonicSeconds
            ) { _ in }
            queries.append(query)
            pending.append(.query(query))
        }
        guard PQsendPrepare(server, prepared.name, text, 0, nil) == 1 else { return nil }
        pending.append(.prepare(prepared))
        return prepared
    }

    private func flushAtEndOfTurn() {
        if flusher == nil { flusher = EndOfTurn { [weak self] in self?.flush() } }
        flusher?.arm()
    }

    func flush() {
        guard let server, state != .connecting else { return }
        switch PQflush(server) {
        case 0: watch?.change(reads: true, writes: false)
        case 1: watch?.change(reads: true, writes: true)
        default: lose(errorMessage)
        }
    }

    // MARK: Receiving

    func becameReady(readable: Bool, writable: Bool) {
        switch state {
        case .connecting: pollConnection()
        case .settingUp, .scripting, .ready:
            if writable { flush() }
            guard readable, let server else { return }
            guard PQconsumeInput(server) == 1 else { return lose(errorMessage) }
            switch state {
            case .settingUp: takeSettings()
            case .scripting: takeScriptResults()
            default: takeResults()
            }
        case .stopped, .resting: break
        }
    }

    private func takeResults() {
        let wasBusy = !pending.isEmpty
        var idleRounds = 0
        while let server, let head = pending.first, PQisBusy(server) == 0 {
            guard let result = PQgetResult(server) else {
                if case .sync = head {
                    // NULL ends a statement's results and never a Sync; twice in a row means libpq has nothing more.
                    idleRounds += 1
                    if idleRounds > 1 { break }
                } else {
                    finishHead(head)
                }
                continue
            }
            idleRounds = 0
            take(result, for: head)
        }
        guard let server else { return }
        deliverNotifications(server)
        if PQstatus(server) == CONNECTION_BAD { return lose(errorMessage) }
        if wasBusy, pending.isEmpty { owner?.linkIsIdle(self) }
    }

    private func take(_ result: OpaquePointer, for head: PendingWork) {
        let status = PQresultStatus(result)
        if status == PGRES_PIPELINE_SYNC {
            PQclear(result)
            if case .sync = head { pending.removeFirst() }
            return
        }
        switch head {
        case .query(let query):
            if status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK {
                query.take(.success(Reply(result, statement: query.text)))
                return
            }
            query.take(.failure(failure(of: query, status, result)))
        case .prepare(let prepared):
            if status != PGRES_COMMAND_OK {
                prepared.failure =
                    status == PGRES_PIPELINE_ABORTED
                    ? DatabaseError(
                        .server, "The statement before it failed.", sqlState: "25P02", statement: prepared.text)
                    : DatabaseError(result: result, statement: prepared.text)
                statements.remove(prepared)
            }
        case .sync: break
        }
        PQclear(result)
    }

    private func failure(of query: PendingQuery, _ status: ExecStatusType, _ result: OpaquePointer) -> DatabaseError {
        if status == PGRES_PIPELINE_ABORTED {
            return query.prepared?.failure
                ?? DatabaseError(.server, "The statement before it failed.", sqlState: "25P02", statement: query.text)
        }
        var error = DatabaseError(result: result, statement: query.text)
        if error.kind == .connectionLost { error.outcomeUnknown = query.commits }
        if error.isStalePlan, let prepared = query.prepared {
            statements.remove(prepared)
            return prepared.failure ?? error
        }
        return error
    }

    private func finishHead(_ head: PendingWork) {
        pending.removeFirst()
        if case .query(let query) = head {
            queries.removeFirst()
            answered += 1
            query.complete()
        }
    }

    private func deliverNotifications(_ server: OpaquePointer) {
        while let notice = PQnotifies(server) {
            let channel = String(cString: notice.pointee.relname)
            let payload = String(cString: notice.pointee.extra)
            PQfreemem(notice)
            owner?.linkWasNotified(self, channel: channel, payload: payload)
        }
    }

    // MARK: The end of a connection

    /// Gives the connection up: everything on its way fails, and a new connection is tried soon.
    func lose(_ reason: String) {
        let wasAlive = state == .ready || state == .scripting
        discard(reason)
        failures += 1
        scheduleReconnect()
        if wasAlive { owner?.linkIsLost(self, reason: reason) }
    }

    /// Closes the connection for good.
    func stop() {
        discard("The database pool was stopped.")
        state = .stopped
    }

    /// Exchanges the connection for a fresh one, which forgets session settings and advisory locks.
    func recycle() {
        guard state == .ready else { return }
        discard("The session is over.")
        connect()
    }

    private func discard(_ reason: String) {
        watch?.cancel()
        watch = nil
        timer?.cancel()
        timer = nil
        flusher?.cancel()
        if let server { PQfinish(server) }
        server = nil
        state = .resting
        generation += 1
        statements.removeAll()
        pending.removeAll()
        let lost = queries.removeAll()
        let script = scriptFinish
        scriptFinish = nil
        for query in lost { query.fail(connectionLost: reason) }
        script?(.failure(DatabaseError(.connectionLost, reason, outcomeUnknown: true)))
    }

    var errorMessage: String {
        guard let server, let text = PQerrorMessage(server) else { return "The connection is gone." }
        let message = String(cString: text).trimmingCharacters(in: .whitespacesAndNewlines)
        return message.isEmpty ? "The connection was closed." : message
    }

    static var monotonicSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

extension DatabaseError {
    /// Whether the server knows the prepared statement no longer, or its columns changed under it.
    var isStalePlan: Bool { sqlState == "26000" || sqlState == "0A000" && message.contains("cached plan") }
}
