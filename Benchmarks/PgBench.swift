import Foundation
import Postgres

/// The floor: the same statement, run by `pgbench` in prepared mode.
struct PgBench {
    let tps: Double
    let p50Seconds: Double
    let p99Seconds: Double

    /// - Parameter script: One pgbench script.
    @concurrent static func run(_ script: String, clients: Int, seconds: Double, conninfo: String) async throws
        -> PgBench
    {
        let folder = "/tmp/deskbell-pgbench-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try script.write(toFile: folder + "/script.sql", atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(
            fileURLWithPath: (EmbeddedCluster.programsFolder ?? "/usr/lib/postgresql/15/bin") + "/pgbench")
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.arguments = [
            "-n", "-M", "prepared", "-c", String(clients), "-j", String(min(2, clients)), "-T", String(Int(seconds)),
            "-l",
            "-f", "script.sql", conninfo,
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        // Threads of Swift's pool block signals, and a child would inherit that: pgbench ends by SIGALRM.
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try process.run()
        try output.fileHandleForWriting.close()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("tps = ") }),
            let tps = Double(line.dropFirst(6).prefix { $0 != " " })
        else { throw RigFault(description: "pgbench said: \(text.suffix(500))") }
        var latencies = Sample()
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasPrefix("pgbench_log") {
            for line in try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8).split(separator: "\n") {
                let fields = line.split(separator: " ")
                if fields.count > 2, let microseconds = Double(fields[2]) { latencies.add(microseconds / 1e6) }
            }
        }
        return PgBench(tps: tps, p50Seconds: latencies.percentile(0.5), p99Seconds: latencies.percentile(0.99))
    }
}
