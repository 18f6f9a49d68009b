package import EventLoop
package import Postgres

/// Something that happened, told to the modules above within the same transaction.
package protocol Event: Codable & Sendable {
    /// The name in logs, such as `ticket.solved`.
    static var name: String { get }
}

/// Hands each event to its subscribers inside the publisher's transaction: all of it is committed, or none.
@Loop package final class EventBus {
    private struct Subscriber {
        let name: String
        let handle: @Loop (any Event, Connection) async throws -> Void
    }

    private var subscribers: [ObjectIdentifier: [Subscriber]] = [:]

    /// A bus without subscribers.
    package init() {}

    /// Calls `handler` for each event of this type, in the order of subscription.
    package func subscribe<E: Event>(
        _ type: E.Type, name: String, _ handler: @escaping @Loop (E, Connection) async throws -> Void
    ) {
        let subscriber = Subscriber(name: name) { event, connection in
            guard let event = event as? E else { return }
            try await handler(event, connection)
        }
        subscribers[ObjectIdentifier(type), default: []].append(subscriber)
    }

    /// Runs every subscriber's handler in `connection`'s transaction.
    ///
    /// - Throws: what a handler throws, which rolls the publisher's transaction back as well.
    package func publish<E: Event>(_ event: E, in connection: Connection) async throws {
        for subscriber in subscribers[ObjectIdentifier(E.self)] ?? [] {
            try await subscriber.handle(event, connection)
        }
    }
}
