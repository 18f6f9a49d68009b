import Basics
import EventLoop

/// The connection that waits for notifications.
///
/// PostgreSQL forgets `LISTEN` with the connection, so each new one says it again and tells the subscribers that they
/// may have missed something.
@Loop final class Listener: LinkOwner {
    private struct Subscriber {
        let onNotify: @Loop (String) -> Void
        let onReconnect: @Loop () -> Void
    }

    private let link: Link
    private var subscribers: [String: [Subscriber]] = [:]

    init(_ configuration: DatabaseConfiguration) {
        link = Link(configuration)
        link.owner = self
        link.start()
    }

    func add(_ channel: String, _ onNotify: @escaping @Loop (String) -> Void, _ onReconnect: @escaping @Loop () -> Void)
    {
        subscribers[channel, default: []].append(Subscriber(onNotify: onNotify, onReconnect: onReconnect))
        if link.isReady { listen(channel) }
    }

    func stop() { link.stop() }

    func linkIsReady(_ link: Link) {
        for channel in subscribers.keys.sorted() { listen(channel) }
    }

    func linkIsIdle(_ link: Link) {}

    func linkIsLost(_ link: Link, reason: String) {
        Log.warning("listening connection lost", ["reason": reason])
    }

    func linkWasNotified(_ link: Link, channel: String, payload: String) {
        for subscriber in subscribers[channel] ?? [] { subscriber.onNotify(payload) }
    }

    private func listen(_ channel: String) {
        let name = "\"" + channel.replacing("\"", with: "\"\"") + "\""
        guard let values = try? StatementValues([]) else { return }
        _ = link.send("LISTEN \(name)", values, commits: true) { [weak self] result in
            switch result {
            case .success: for subscriber in self?.subscribers[channel] ?? [] { subscriber.onReconnect() }
            case .failure(let error): Log.warning("listening failed", ["reason": "\(error)"])
            }
        }
    }
}
