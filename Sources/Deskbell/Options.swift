import ArgumentParser
import Foundation

/// Where the company's data is; shared by every command that touches it.
///
/// Each option has an environment variable.
struct DataOptions: ParsableArguments {
    @Option(help: "The folder with the company's data. [DESKBELL_DATA]")
    var data: String?

    @Option(
        name: .customLong("database-url"),
        help: "A PostgreSQL server to use instead of the embedded one. [DESKBELL_DATABASE_URL]")
    var databaseURL: String?

    var dataDirectory: String {
        let named = data ?? Environment.text("DESKBELL_DATA")
        if let named { return URL(fileURLWithPath: named).standardizedFileURL.path }
        if getuid() == 0 { return "/var/lib/deskbell" }
        let home = Environment.text("XDG_DATA_HOME") ?? (Environment.text("HOME") ?? "/tmp") + "/.local/share"
        return home + "/deskbell"
    }

    var externalDatabase: String? { databaseURL ?? Environment.text("DESKBELL_DATABASE_URL") }
}

/// Reads the environment; an empty variable counts as not set.
enum Environment {
    static func text(_ name: String) -> String? {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else { return nil }
        return value
    }

    static func list(_ name: String) -> [String] {
        (text(name) ?? "").split(whereSeparator: { ", ".contains($0) }).map(String.init)
    }

    /// - Throws: `StartupFault` when the variable is set to something that is not a number of at least `minimum`.
    static func number(_ name: String, minimum: Double = 0) throws -> Double? {
        guard let text = text(name) else { return nil }
        guard let number = Double(text), number >= minimum else {
            throw StartupFault("\(name) must be a number of at least \(Int(minimum)), not \"\(text)\".")
        }
        return number
    }
}

/// Finds the folders that belong to the program: beside the sources it was built from, or where a package puts them.
enum Resources {
    /// - Throws: `StartupFault` when the folder is nowhere.
    static func folder(_ name: String, variable: String) throws -> String {
        if let named = Environment.text(variable) { return named }
        var place = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        for _ in 0..<6 {
            let candidate = place.appendingPathComponent(name).path
            if FileManager.default.fileExists(atPath: candidate) { return candidate }
            place.deleteLastPathComponent()
        }
        let installed = "/usr/share/deskbell/\(name)"
        guard FileManager.default.fileExists(atPath: installed) else {
            throw StartupFault(
                "The folder \(name) is missing. Name it in \(variable), or start Deskbell from its repository.")
        }
        return installed
    }
}
