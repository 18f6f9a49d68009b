import Basics
import Foundation

/// The erasures of this data folder, one line each, in a file no backup holds and no restore overwrites.
///
/// A line has ids of empty records and keyed hashes: nobody can be recognised by it.
struct ErasureLedger: Sendable {
    struct Line: Codable, Sendable, Equatable {
        let id: UUID
        let at: Date
        let recordIDs: [UUID]
        let hashes: [String]
    }

    static let fileName = "erasures.jsonl"
    let path: String

    init(dataDirectory: String) {
        path = dataDirectory + "/" + Self.fileName
    }

    init(path: String) { self.path = path }

    /// Every line that can be read; none without a file.
    func lines() -> [Line] {
        guard let content = FileManager.default.contents(atPath: path) else { return [] }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .millisecondsSince1970
        return content.split(separator: UInt8(ascii: "\n")).compactMap {
            try? decoder.decode(Line.self, from: Data($0))
        }
    }

    /// Adds the lines that are not there yet and makes them durable.
    func add(_ lines: [Line]) throws {
        let known = Set(self.lines().map(\.id))
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .millisecondsSince1970
        var text = Data()
        for line in lines where !known.contains(line.id) {
            // A line cut short by a crash ends here.
            if text.isEmpty, !known.isEmpty { text.append(UInt8(ascii: "\n")) }
            text.append(try encoder.encode(line))
            text.append(UInt8(ascii: "\n"))
        }
        guard !text.isEmpty else { return }
        let file = open(path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw CocoaError(.fileWriteUnknown) }
        defer { close(file) }
        let written = text.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        guard written == text.count, fsync(file) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}
