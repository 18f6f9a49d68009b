import Foundation

/// One file `NNNN_<module>_<change>.sql`.
struct MigrationFile: Sendable {
    let version: Int
    let name: String
    let text: String

    /// The files of a directory in the order of their numbers.
    ///
    /// - Throws: `DatabaseError` when the directory cannot be read, a name is not of that form, or a number is used twice.
    static func list(_ directory: URL) throws -> [MigrationFile] {
        var files: [MigrationFile] = []
        for (name, text) in try SQLDirectory.read(directory) {
            let number = name.prefix(while: \.isNumber)
            guard number.count == 4, let version = Int(number), name.dropFirst(4).first == "_" else {
                throw DatabaseError(.server, "The migration \(name) must be named NNNN_<module>_<change>.sql.")
            }
            if let twin = files.first(where: { $0.version == version }) {
                throw DatabaseError(
                    .server, "The migrations \(twin.name) and \(name) have the same number: renumber one.")
            }
            files.append(MigrationFile(version: version, name: name, text: text))
        }
        return files.sorted { $0.version < $1.version }
    }
}

/// Reads the SQL files of a directory.
enum SQLDirectory {
    /// Names and contents in name order.
    static func read(_ directory: URL) throws -> [(name: String, text: String)] {
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
            return try names.filter { $0.hasSuffix(".sql") && !$0.hasPrefix(".") }.sorted().map { name in
                (name, try String(contentsOf: directory.appendingPathComponent(name), encoding: .utf8))
            }
        } catch {
            throw DatabaseError(
                .server, "The SQL files in \(directory.path) cannot be read: \(error.localizedDescription)")
        }
    }
}
