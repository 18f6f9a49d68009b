import ArgumentParser
import EventLoop
import Foundation
import Postgres

/// Memory at rest and per idle live connection, in the server's own process.
struct MemoryBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "memory", abstract: "Memory at rest and per idle live connection.")

    @OptionGroup var rig: RigOptions

    @Option(parsing: .upToNextOption, help: "How many idle connections.")
    var connections = [2_000, 10_000]

    func run() async throws {
        Self.raiseFileLimit()
        try await Rig.use(rig.program) { rig in
            try await rig.serve()
            let load = try await ChatLoad(rig)
            let key = try await load.makeKey()
            let atRest = Self.residentKilobytes(rig.serverProcessID)
            say("at rest: \(atRest / 1024) MB resident")
            var open: [LiveClient] = []
            for count in connections {
                while open.count < count {
                    let client = try LiveClient(port: rig.port)
                    try await client.hello(token: key)
                    open.append(client)
                }
                try await Loop.sleep(seconds: 1)
                let now = Self.residentKilobytes(rig.serverProcessID)
                say(
                    "\(count) idle live connections: \(now / 1024) MB resident, **\(String(format: "%.1f", Double(now - atRest) / Double(count))) kB each**"
                )
            }
            for client in open { client.close() }
        }
    }

    private static func residentKilobytes(_ process: Int32) -> Int {
        let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line.flatMap { Int($0.dropFirst(6).trimmingCharacters(in: .whitespaces).prefix { $0 != " " }) } ?? 0
    }

    /// Both ends need a descriptor per connection, and the server inherits our limit.
    private static func raiseFileLimit() {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = min(limit.rlim_max, 25_000)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}

/// Seconds from spawn to the readiness line, with an external database.
struct StartBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Start time with an external database.")

    @OptionGroup var rig: RigOptions

    func run() async throws {
        try await Rig.use(rig.program) { rig in
            for start in 1...5 {
                try await rig.serve()
                say(
                    "start \(start)\(start == 1 ? " (makes the tables)" : ""): \(String(format: "%.3f", rig.startSeconds)) s"
                )
                rig.stopServer()
            }
        }
    }
}
