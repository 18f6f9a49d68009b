import CPostgres
import EventLoop

/// Several statements at once by the simple protocol, which pipeline mode does not speak.
extension Link {
    /// Runs `text` on an idle link.
    func runScript(_ text: String) async throws {
        try await Loop.suspend { (continuation: LoopContinuation<Void>) in
            guard isIdle, let server, PQexitPipelineMode(server) == 1 else {
                continuation.resume(throwing: DatabaseError(.server, "A script needs an idle connection."))
                return
            }
            state = .scripting
            scriptFailure = nil
            scriptFinish = { continuation.resume(with: $0) }
            guard PQsendQuery(server, text) == 1 else { return lose(errorMessage) }
            flush()
        }
    }

    func takeScriptResults() {
        guard let server else { return }
        while PQisBusy(server) == 0 {
            guard let result = PQgetResult(server) else { return finishScript(server) }
            switch PQresultStatus(result) {
            case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE:
                if scriptFailure == nil { scriptFailure = DatabaseError(result: result, statement: nil) }
            case PGRES_COPY_IN:
                PQputCopyEnd(server, "a script may not read from the client")
            default: break
            }
            PQclear(result)
            if PQstatus(server) == CONNECTION_BAD { return lose(errorMessage) }
        }
    }

    private func finishScript(_ server: OpaquePointer) {
        let finish = scriptFinish
        scriptFinish = nil
        guard PQenterPipelineMode(server) == 1 else { return lose(errorMessage) }
        state = .ready
        finish?(scriptFailure.map { .failure($0) } ?? .success(()))
    }
}
