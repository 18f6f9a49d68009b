import EventLoop
import Jobs
import Postgres
import TestSupport
import Testing

private struct ParcelLost: Event {
    static let name = "parcel.lost"
    let number: Int
}

@Loop @Suite("Events") struct EventBusTests {
    private struct Refusal: Error {}

    @Test("subscribers write in the publisher's transaction, in the order of subscription")
    func sameTransaction() async throws {
        let database = try await TestDatabase.fresh()
        try await database.connection.execute("CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY, who text)")
        let bus = EventBus()
        for who in ["first", "second"] {
            bus.subscribe(ParcelLost.self, name: who) { event, connection in
                try await connection.execute("INSERT INTO t (who) VALUES (\("\(who) \(event.number)"))")
            }
        }
        try await database.transaction { try await bus.publish(ParcelLost(number: 7), in: $0) }
        let written: [String] = try await database.connection.rows({ try $0["who"] }, "SELECT who FROM t ORDER BY id")
        #expect(written == ["first 7", "second 7"])
        await database.stop()
    }

    @Test("a subscriber that throws takes the publisher's work back with its own")
    func rollback() async throws {
        let database = try await TestDatabase.fresh()
        try await database.connection.execute("CREATE TABLE t (who text)")
        let bus = EventBus()
        bus.subscribe(ParcelLost.self, name: "writer") { _, connection in
            try await connection.execute("INSERT INTO t VALUES ('subscriber')")
        }
        bus.subscribe(ParcelLost.self, name: "refuser") { _, _ in throw Refusal() }
        await #expect(throws: Refusal.self) {
            try await database.transaction { connection in
                try await connection.execute("INSERT INTO t VALUES ('publisher')")
                try await bus.publish(ParcelLost(number: 1), in: connection)
            }
        }
        let count: Int = try await database.connection.one({ try $0["n"] }, "SELECT COUNT(*) AS n FROM t")
        #expect(count == 0)
        await database.stop()
    }
}
