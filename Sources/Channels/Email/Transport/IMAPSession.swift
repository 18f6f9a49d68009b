import Foundation

/// One mailbox's connection, for the watcher: every method runs on the mailbox's own thread.
///
/// `@unchecked Sendable` holds because `client` is touched on that thread only: the `MailThreads` of a session have a
/// width of 1.
final class IMAPSession: @unchecked Sendable {
    private let server: MailServer
    private let network: MailNetwork
    private let literalLimit: Int
    private let wakeUp = IMAPWakeUp()
    private let threads: MailThreads
    private var client: IMAPClient?

    init(_ server: MailServer, _ network: MailNetwork, largestBytes: Int) {
        self.server = server
        self.network = network
        // A server may miscount line ends; twice the size and nothing more is kept.
        literalLimit = largestBytes * 2 + 1 << 20
        threads = MailThreads("deskbell.imap", width: 1)
    }

    /// Ends whatever is waited for; the session is of no use afterwards.
    func end() { wakeUp.ring() }

    /// Connects, signs in and opens the folder.
    func open(_ folder: String) async throws -> IMAPFolder {
        try await threads.run { [self] in
            let client = IMAPClient(
                try CurlStream(server, network, wakeUp: wakeUp), host: server.host, literalLimit: literalLimit)
            self.client = client
            client.answerSeconds = Double(network.answerSeconds)
            try client.readCapabilities()
            try client.identify()
            return try client.select(folder)
        }
    }

    func search(from first: Int, since: Date?) async throws -> [Int] {
        try await run { client in try client.search(from: first, since: since) }
    }

    func info(_ uids: [Int]) async throws -> [IMAPMailInfo] {
        try await run { client in try client.info(uids) }
    }

    func messageIDs(_ uids: [Int]) async throws -> [Int: String] {
        try await run { client in try client.messageIDs(uids) }
    }

    func mail(_ info: IMAPMailInfo) async throws -> [UInt8]? {
        let seconds = Double(60 + info.sizeBytes / network.slowestBytesPerSecond)
        return try await run { client in try client.mail(info.uid, seconds: seconds) }
    }

    func beginning(of uid: Int, bytes: Int) async throws -> [UInt8]? {
        try await run { client in try client.beginning(of: uid, bytes: bytes, seconds: 120) }
    }

    func markSeen(_ uid: Int) async throws {
        try await run { client in try client.markSeen(uid) }
    }

    func move(_ uid: Int, to folder: String) async throws {
        try await run { client in try client.move(uid, to: folder) }
    }

    func waitForNews(seconds: Double) async throws {
        try await run { [wakeUp] client in
            try client.waitForNews(seconds: seconds, isEnded: { wakeUp.isRung })
        }
    }

    /// Says good-bye and closes the connection.
    func close() async {
        await threads.run { [self] in
            client?.logOut()
            client = nil
        }
    }

    private func run<Answer: Sendable>(_ work: @escaping @Sendable (IMAPClient) throws -> Answer) async throws
        -> Answer
    {
        try await threads.run { [self] in
            guard let client, !wakeUp.isRung else {
                throw MailFault(.connectionLost, "The connection to \(server.host) is closed.")
            }
            return try work(client)
        }
    }
}
