import Basics
import Channels
import Foundation
import TestSupport
import Testing

/// A mail server of `Tests/MailServers` that runs for one test.
///
/// `@unchecked Sendable` holds because a test asks it one thing at a time.
final class MailServerProcess: @unchecked Sendable {
    /// Waiting for a server would stop every other test if it were done on the loop.
    private static let threads = MailThreads("test servers", width: 32)

    /// The first line it wrote: where it listens.
    let place: JSONValue
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var rest = Data()

    static func start(_ program: String, _ arguments: String...) async throws -> MailServerProcess {
        try await threads.run { try MailServerProcess(program, arguments) }
    }

    private init(_ program: String, _ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments =
            [
                TestDatabase.repository.appendingPathComponent("Tests/MailServers/\(program)").path
            ] + arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var found: JSONValue?
        (found, rest) = try Self.line(output, rest)
        place = try #require(found, "the server \(program) did not start")
    }

    deinit { try? input.fileHandleForWriting.close() }

    func stop() async {
        await Self.threads.run { [self] in
            try? input.fileHandleForWriting.close()
            process.waitUntilExit()
        }
    }

    var port: Int { place["port"]?.number.map { Int($0) } ?? 0 }
    var certificates: String { place["ca"]?.string ?? "" }

    /// The next thing it tells; waits for it.
    func next() async throws -> JSONValue {
        try await Self.threads.run { [self] in
            let found: JSONValue?
            (found, rest) = try Self.line(output, rest)
            return try #require(found, "the server ended")
        }
    }

    func say(_ line: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
    }

    private static func line(_ output: Pipe, _ begun: Data) throws -> (JSONValue?, Data) {
        var bytes = begun
        while true {
            if let end = bytes.firstIndex(of: 10) {
                return (try JSONValue(parsing: Array(bytes[..<end])), Data(bytes[(end + 1)...]))
            }
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { return (nil, bytes) }
            bytes += more
        }
    }
}
