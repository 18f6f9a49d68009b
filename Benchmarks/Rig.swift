import Basics
import EventLoop
import Foundation
import Postgres

/// A PostgreSQL of its own and one Deskbell on it, in a temporary folder, stopped and removed at the end.
@Loop final class Rig {
    let database: DatabaseConfiguration
    private let cluster: EmbeddedCluster
    private let folder: URL
    private let program: String
    private var server: Process?
    private(set) var port = 0
    /// Seconds from spawn to the readiness line.
    private(set) var startSeconds = 0.0
    private(set) var owner = HTTPClient(port: 0)

    static let email = "owner@benchmark.example"
    static let password = "a long benchmark password"

    init(program: String) async throws {
        self.program = program
        folder = URL(fileURLWithPath: "/tmp/deskbell-benchmark-\(getpid())")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        cluster = EmbeddedCluster(dataDirectory: folder, settings: ["max_connections": "300"])
        database = try await cluster.start()
    }

    var serverProcessID: Int32 { server?.processIdentifier ?? 0 }

    /// Starts the server and waits for its readiness line.
    func serve() async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = [
            "serve", "--listen", "127.0.0.1:0", "--data", folder.path + "/company", "--database-url",
            database.connectionString,
        ]
        process.environment = ProcessInfo.processInfo.environment.merging(
            [
                "DESKBELL_OWNER_EMAIL": Self.email, "DESKBELL_OWNER_PASSWORD": Self.password,
                "DESKBELL_CONNECTIONS_PER_ADDRESS": "0", "DESKBELL_REQUESTS_PER_SECOND": "0",
                "DESKBELL_FRAMES_PER_SECOND": "1000000",
            ], uniquingKeysWith: { $1 })
        let output = Pipe()
        process.standardOutput = output
        let started = ContinuousClock.now
        try process.run()
        server = process
        let line = await Self.firstLine(of: output.fileHandleForReading)
        startSeconds = started.seconds
        guard let colon = line.lastIndex(of: ":"), let port = Int(line[line.index(after: colon)...]) else {
            throw RigFault(description: "the server said \"\(line)\"")
        }
        self.port = port
        owner = HTTPClient(port: port)
        let answer = try await owner.request(
            "POST", "/api/v1/session", json: #"{"email":"\#(Self.email)","password":"\#(Self.password)"}"#)
        guard answer.status == 201, let cookie = answer.header("set-cookie")?.split(separator: ";").first else {
            throw RigFault(description: "signing in gave \(answer.status)")
        }
        owner.headers["Cookie"] = String(cookie)
    }

    /// Runs a command of the program on the same company to its end.
    func command(_ words: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments =
            words + ["--data", folder.path + "/company", "--database-url", database.connectionString]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw RigFault(description: "\(words.joined(separator: " ")) ended with \(process.terminationStatus)")
        }
    }

    func stopServer() {
        server?.terminate()
        server?.waitUntilExit()
        server = nil
    }

    func remove() async {
        stopServer()
        await cluster.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Runs `body` with a rig and cleans up whatever happens.
    static func use(_ program: String, _ body: @Loop (Rig) async throws -> Void) async throws {
        let rig = try await Rig(program: program)
        do {
            try await body(rig)
        } catch {
            await rig.remove()
            throw error
        }
        await rig.remove()
    }

    /// Runs SQL of the benchmark's own: several statements, and afterwards those that may not share a transaction.
    func script(_ sql: String, then alone: [SQL] = []) async throws {
        let pool = Database(patient)
        try await pool.start()
        try await pool.session { connection in
            try await connection.script(sql)
            for statement in alone { try await connection.execute(statement) }
        }
        await pool.stop()
    }

    /// Runs `body` on one connection of the benchmark's own.
    func session<T: Sendable>(_ body: @Loop (Connection) async throws -> T) async throws -> T {
        let pool = Database(patient)
        try await pool.start()
        let result = try await pool.session(body)
        await pool.stop()
        return result
    }

    /// Filling a hundred thousand tickets takes longer than any statement of the product may.
    private var patient: DatabaseConfiguration {
        var configuration = database
        configuration.poolSize = 2
        configuration.statementTimeoutSeconds = 3_600
        return configuration
    }

    @concurrent private static func firstLine(of handle: FileHandle) async -> String {
        var text = ""
        while !text.contains("\n") {
            let data = handle.availableData
            if data.isEmpty { break }
            text += String(decoding: data, as: UTF8.self)
        }
        return text.split(separator: "\n").first.map(String.init) ?? ""
    }
}

/// Why a benchmark cannot run.
struct RigFault: Error, CustomStringConvertible {
    let description: String
}

extension ContinuousClock.Instant {
    /// Seconds since this instant.
    var seconds: Double {
        let elapsed = duration(to: .now)
        return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    }
}

/// Percentiles of a sample.
struct Sample {
    private var values: [Double] = []

    mutating func add(_ value: Double) { values.append(value) }
    mutating func add(_ other: Sample) { values += other.values }
    var count: Int { values.count }

    /// The value below which `share` of the sample lies (nearest rank).
    func percentile(_ share: Double) -> Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? .nan : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
}

func milliseconds(_ seconds: Double) -> String { String(format: "%.2f ms", seconds * 1000) }

/// Prints a line at once, also into a pipe: a measurement takes minutes.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
