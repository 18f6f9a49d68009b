package import EventLoop

/// The answer to a statement sent along with the next one (`Connection.send`): there once that one is answered.
@Loop package final class LateReply {
    private var result: Result<Reply, any Error>?

    func take(_ result: Result<Reply, any Error>) { self.result = result }

    var failure: (any Error)? {
        if case .failure(let error) = result { error } else { nil }
    }

    /// The first row, or `nil` when there is none.
    ///
    /// - Throws: `DatabaseError`, also when nothing was waited for since.
    package func first<T>(_ decode: (Row) throws -> T) throws -> T? {
        guard let result else { throw DatabaseError(.server, "The answer is not there before the next statement's.") }
        return try result.get().first(decode)
    }
}
