import EventLoop

/// Something sent to the server whose answer is still to come, in the order it was sent.
enum PendingWork {
    case prepare(PreparedStatement)
    case query(PendingQuery)
    case sync
}

/// A statement on its way.
@Loop final class PendingQuery {
    let text: String
    let prepared: PreparedStatement?
    /// Whether the work is committed by this statement, so that losing the connection leaves the outcome unknown.
    let commits: Bool
    let sentAt: Double
    private let finish: @Loop (Result<Reply, any Error>) -> Void
    private var outcome: Result<Reply, any Error>?

    init(
        text: String, prepared: PreparedStatement?, commits: Bool, sentAt: Double,
        _ finish: @escaping @Loop (Result<Reply, any Error>) -> Void
    ) {
        self.text = text
        self.prepared = prepared
        self.commits = commits
        self.sentAt = sentAt
        self.finish = finish
    }

    /// Keeps the first answer; an error outweighs rows that came before it.
    func take(_ result: Result<Reply, any Error>) {
        if case .failure? = outcome { return }
        outcome = result
    }

    func complete() {
        finish(outcome ?? .failure(DatabaseError(.server, "PostgreSQL answered nothing.", statement: text)))
    }

    func fail(connectionLost message: String) {
        if case .failure? = outcome { return complete() }
        finish(.failure(DatabaseError(.connectionLost, message, statement: text, outcomeUnknown: commits)))
    }
}
