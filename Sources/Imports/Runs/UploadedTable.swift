package import Basics
import Foundation

/// What looking at an uploaded file tells.
package struct UploadedTable: Sendable, Equatable {
    package let encoding: TextEncoding
    package let delimiter: String
    package let header: [String]
    package let start: TablePlace
    package let rowTotal: Int
}

/// The files of imports, below the data folder.
package struct ImportFiles: Sendable {
    /// 100 MB: a million customers.
    package static let limitBytes = 100 * 1024 * 1024
    private let root: String

    package init(dataDirectory: String) {
        root = dataDirectory + "/imports"
    }

    private func folder(_ id: ID<Import>) -> String { "\(root)/\(id)" }
    private func original(_ id: ID<Import>) -> String { folder(id) + "/original" }

    /// Takes the file at `path` in, moving it or, for the command line, copying it.
    package func keep(_ path: String, as id: ID<Import>, copying: Bool) throws {
        try FileManager.default.createDirectory(
            atPath: folder(id), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        if !copying, rename(path, original(id)) == 0 { return }
        try FileManager.default.copyItem(atPath: path, toPath: original(id))
        chmod(original(id), 0o600)
    }

    /// Takes these bytes in as the file.
    package func keep(_ bytes: [UInt8], as id: ID<Import>) throws {
        try FileManager.default.createDirectory(
            atPath: folder(id), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try Data(bytes).write(to: URL(fileURLWithPath: original(id)))
        chmod(original(id), 0o600)
    }

    /// Where the converted rows lie.
    package func rows(_ id: ID<Import>) -> String { folder(id) + "/rows.csv" }

    /// Removes everything of an import but what the database holds.
    package func remove(_ id: ID<Import>) {
        try? FileManager.default.removeItem(atPath: folder(id))
    }

    /// The rows, converted; `nil` when the file is gone.
    func table(_ item: Import) -> TableFile? {
        let path = rows(item.id)
        guard FileManager.default.fileExists(atPath: path), let delimiter = item.delimiter.utf8.first else {
            return nil
        }
        return TableFile(path: path, delimiter: delimiter)
    }

    /// Converts the file and counts its rows.
    ///
    /// - Parameters:
    ///   - encoding: `nil` looks.
    ///   - delimiter: `nil` looks.
    /// - Throws: `Problem.invalid` when there is no header.
    package func look(
        at id: ID<Import>, encoding: TextEncoding? = nil, delimiter: String? = nil
    ) async throws -> UploadedTable {
        let encoding = try encoding ?? TextEncoding.detected(in: TextConversion.sample(of: original(id)))
        let rows = rows(id)
        try await TextConversion(encoding: encoding).convert(original(id), to: rows)
        let byte = try delimiter?.utf8.first ?? CSVScanner.delimiter(of: TextConversion.sample(of: rows))
        let table = TableFile(path: rows, delimiter: byte)
        let header = try await table.header()
        return UploadedTable(
            encoding: encoding, delimiter: String(decoding: [byte], as: UTF8.self), header: header.cells,
            start: header.place, rowTotal: try await table.count(from: header.place))
    }
}
