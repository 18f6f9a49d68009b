import Basics
package import EventLoop
import Foundation

/// The bus over Redis pub/sub, for four nodes and more (RELIABILITY.md section 3.1).
///
/// It speaks the eight lines of RESP that publishing and subscribing need; a lost connection is made again with backoff,
/// and what was missed meanwhile is healed like any lost hint.
@Loop package final class RedisBus: LiveBus {
    private nonisolated static let channel = "deskbell_live"
    private let subscriber: RedisLink
    private let publisher: RedisLink

    /// - Parameter url: `redis://[:password@]host[:port]`; `nil` when it is not that.
    nonisolated package init?(url: String) {
        guard let parts = URLComponents(string: url), parts.scheme == "redis", let host = parts.host, !host.isEmpty
        else {
            return nil
        }
        let greeting = parts.password.map { [["AUTH", $0]] } ?? []
        let port = parts.port ?? 6379
        subscriber = RedisLink(host: host, port: port, greeting: greeting + [["SUBSCRIBE", Self.channel]])
        publisher = RedisLink(host: host, port: port, greeting: greeting)
    }

    package let limitBytes = 60_000

    package func start(onText: @escaping @Loop (String) -> Void, onConnect: @escaping @Loop () -> Void) async throws {
        subscriber.onReply = { reply in
            guard case .array(let parts) = reply, parts.count == 3, case .text(let kind) = parts[0] else { return }
            if kind == "subscribe" { onConnect() }
            if kind == "message", case .text(let text) = parts[2] { onText(text) }
        }
        // The publisher first: a node that is connected says hello at once.
        await publisher.open()
        await subscriber.open()
    }

    package func send(_ text: String) async throws {
        publisher.send(["PUBLISH", Self.channel, text])
    }

    package func stop() async {
        subscriber.close()
        publisher.close()
    }
}

/// One connection to Redis that comes back by itself.
@Loop private final class RedisLink {
    private let host: String
    private let port: Int
    private let greeting: [[String]]
    var onReply: @Loop (RedisReply) -> Void = { _ in }
    private var descriptor: Int32 = -1
    private var watch: LoopWatch?
    private var outgoing: [UInt8] = []
    private var parser = RedisParser()
    private var isClosed = false
    private var backoffSeconds = 0.1

    nonisolated init(host: String, port: Int, greeting: [[String]]) {
        self.host = host
        self.port = port
        self.greeting = greeting
    }

    func open() async {
        guard !isClosed, descriptor < 0 else { return }
        let opened = await Self.connect(host: host, port: port)
        guard opened >= 0, !isClosed else { return retry() }
        descriptor = opened
        parser = RedisParser()
        outgoing = greeting.flatMap(Self.encode)
        watch = LoopWatch(fd: opened, reads: true, writes: true) { [weak self] readable, writable in
            if readable { self?.read() }
            if writable { self?.flush() }
        }
    }

    func send(_ words: [String]) {
        // While Redis is away hints are dropped: the sweep heals them.
        guard descriptor >= 0, outgoing.count < 1_000_000 else { return }
        outgoing += Self.encode(words)
        watch?.change(reads: true, writes: true)
    }

    func close() {
        isClosed = true
        drop()
    }

    private func flush() {
        while !outgoing.isEmpty {
            let sent = outgoing.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if sent < 0 { return errno == EAGAIN ? () : lost() }
            outgoing.removeFirst(sent)
        }
        watch?.change(reads: true, writes: false)
    }

    private func read() {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
        if count < 0, errno == EAGAIN { return }
        guard count > 0 else { return lost() }
        backoffSeconds = 0.1
        guard let replies = parser.feed(buffer[0..<count]) else { return lost() }
        for reply in replies {
            if case .error(let text) = reply { Log.warning("redis refused", ["cause": text]) }
            onReply(reply)
        }
    }

    private func lost() {
        Log.warning("redis connection lost", ["retry_seconds": backoffSeconds])
        drop()
        retry()
    }

    private func drop() {
        watch?.cancel()
        watch = nil
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
        outgoing = []
    }

    private func retry() {
        guard !isClosed else { return }
        let seconds = backoffSeconds * Double.random(in: 0.8...1.2)
        backoffSeconds = min(5, backoffSeconds * 2)
        Task { @Loop in
            try? await Loop.sleep(seconds: seconds)
            await open()
        }
    }

    private static func encode(_ words: [String]) -> [UInt8] {
        var bytes = Array("*\(words.count)\r\n".utf8)
        for word in words { bytes += Array("$\(word.utf8.count)\r\n\(word)\r\n".utf8) }
        return bytes
    }

    /// Resolving a name may block, so it happens off the loop.
    ///
    /// - Returns: A connected non-blocking socket, or -1.
    @concurrent private static func connect(host: String, port: Int) async -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let first = found else { return -1 }
        defer { freeaddrinfo(found) }
        let descriptor = socket(first.pointee.ai_family, first.pointee.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return -1 }
        var limit = timeval(tv_sec: 3, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard Glibc.connect(descriptor, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0,
            fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) == 0
        else {
            Glibc.close(descriptor)
            return -1
        }
        return descriptor
    }
}
