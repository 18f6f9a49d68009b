import Foundation

/// JSON lines on standard error: a constant message, then ids, counts and durations.
///
/// What people wrote and who they are stays in the database.
package enum Log {
    package enum Level: String, Sendable {
        /// Wakes a person.
        case error
        /// Read next morning.
        case warning
        /// One line per request or job.
        case info
        /// Off unless `DESKBELL_LOG=debug`.
        case debug
    }

    /// Lines below this level are left out; `DESKBELL_LOG` sets it.
    private static let threshold: Int = rank(
        Level(rawValue: ProcessInfo.processInfo.environment["DESKBELL_LOG"] ?? "") ?? .info)

    package static func error(_ message: StaticString, _ fields: KeyValuePairs<StaticString, any JSONWritable> = [:]) {
        line(.error, message, fields)
    }
    package static func warning(_ message: StaticString, _ fields: KeyValuePairs<StaticString, any JSONWritable> = [:])
    {
        line(.warning, message, fields)
    }
    package static func info(_ message: StaticString, _ fields: KeyValuePairs<StaticString, any JSONWritable> = [:]) {
        line(.info, message, fields)
    }
    package static func debug(_ message: StaticString, _ fields: KeyValuePairs<StaticString, any JSONWritable> = [:]) {
        line(.debug, message, fields)
    }

    private static func rank(_ level: Level) -> Int {
        switch level {
        case .error: 3
        case .warning: 2
        case .info: 1
        case .debug: 0
        }
    }

    private static func line(
        _ level: Level, _ message: StaticString, _ fields: KeyValuePairs<StaticString, any JSONWritable>
    ) {
        guard rank(level) >= threshold else { return }
        var json = JSONWriter()
        json.object { json in
            json.field("at", Date())
            json.field("level", level.rawValue)
            json.field("message", message.description)
            for (name, value) in fields { json.field(name.description, AnyWritable(value)) }
        }
        var bytes = json.bytes
        bytes.append(0x0A)
        // One write(2) per line, so that lines of two threads never mix.
        bytes.withUnsafeBytes { _ = write(2, $0.baseAddress, $0.count) }
    }
}

private struct AnyWritable: JSONWritable {
    let value: any JSONWritable
    init(_ value: any JSONWritable) { self.value = value }
    func write(to json: inout JSONWriter) { value.write(to: &json) }
}
