import CPostgres
import EventLoop
import Foundation

/// Connecting without blocking the loop: `PQconnectStart` and `PQconnectPoll`, then the session settings.
extension Link {
    /// Starts the first attempt.
    func start() {
        guard state == .stopped else { return }
        connect()
    }

    func connect() {
        timer?.cancel()
        timer = nil
        let list = ConnectionParameters.list(configuration)
        let words = list.map { strdup($0.0) } + [nil]
        let values = list.map { strdup($0.1) } + [nil]
        defer { (words + values).forEach { free($0) } }
        server = words.map { UnsafePointer($0) }.withUnsafeBufferPointer { words in
            values.map { UnsafePointer($0) }.withUnsafeBufferPointer { values in
                PQconnectStartParams(words.baseAddress, values.baseAddress, 1)
            }
        }
        state = .connecting
        guard let server, PQstatus(server) != CONNECTION_BAD else { return fail() }
        // Notices are for people at a terminal; libpq would print them on standard error.
        PQsetNoticeProcessor(server, { _, _ in }, nil)
        timer = LoopTimer(afterSeconds: configuration.connectSeconds) { [weak self] in
            self?.fail("The database did not answer within \(self?.configuration.connectSeconds ?? 0) seconds.")
        }
        wait(reads: false, writes: true)
    }

    func pollConnection() {
        guard let server else { return }
        // libpq may move on to another host and socket, so each step is watched anew.
        watch?.cancel()
        watch = nil
        switch PQconnectPoll(server) {
        case PGRES_POLLING_READING: wait(reads: true, writes: false)
        case PGRES_POLLING_WRITING: wait(reads: false, writes: true)
        case PGRES_POLLING_OK: sendSettings(server)
        default: fail()
        }
    }

    func takeSettings() {
        guard let server else { return }
        while PQisBusy(server) == 0 {
            guard let result = PQgetResult(server) else { return finishSettings(server) }
            let status = PQresultStatus(result)
            let message = PQresultErrorMessage(result).map { String(cString: $0) } ?? ""
            PQclear(result)
            guard status == PGRES_COMMAND_OK else { return fail(message) }
        }
    }

    func scheduleReconnect() {
        guard state == .resting else { return }
        // 0.1 s doubling to 5 s; up to a third is random, so that links and nodes do not return in step.
        let full = min(5, 0.1 * Double(1 << min(failures - 1, 6)))
        timer = LoopTimer(afterSeconds: full * Double.random(in: 0.67...1)) { [weak self] in self?.connect() }
    }

    private func sendSettings(_ server: OpaquePointer) {
        PQsetnonblocking(server, 1)
        state = .settingUp
        wait(reads: true, writes: false)
        guard PQsendQuery(server, ConnectionParameters.sessionSettings(configuration)) == 1 else { return fail() }
        flush()
    }

    private func finishSettings(_ server: OpaquePointer) {
        guard PQenterPipelineMode(server) == 1 else { return fail() }
        timer?.cancel()
        timer = nil
        failures = 0
        lastFailure = nil
        state = .ready
        owner?.linkIsReady(self)
    }

    private func wait(reads: Bool, writes: Bool) {
        guard let server else { return }
        watch?.cancel()
        watch = LoopWatch(fd: PQsocket(server), reads: reads, writes: writes) { [weak self] readable, writable in
            self?.becameReady(readable: readable, writable: writable)
        }
    }

    private func fail(_ reason: String? = nil) {
        let reason = reason ?? errorMessage
        lastFailure = reason
        lose(reason)
    }
}
