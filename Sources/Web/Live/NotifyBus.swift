package import EventLoop
package import Postgres

/// The bus over PostgreSQL's NOTIFY: one relay per node sends batches of hints, so no writer pays for it
/// (RELIABILITY.md section 1.6).
@Loop package final class NotifyBus: LiveBus {
    private static let channel = "deskbell_live"
    private let database: Database

    package init(_ database: Database) {
        self.database = database
    }

    /// PostgreSQL refuses payloads of 8,000 bytes and more.
    package let limitBytes = 7900

    package func start(onText: @escaping @Loop (String) -> Void, onConnect: @escaping @Loop () -> Void) async throws {
        database.listen(Self.channel, onText, onReconnect: onConnect)
    }

    package func send(_ text: String) async throws {
        try await database.connection.execute("SELECT pg_notify(\(Self.channel), \(text))")
    }

    package func stop() async {}
}
