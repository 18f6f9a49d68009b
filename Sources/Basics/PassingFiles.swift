package import Foundation

/// Files that are needed until the mails they go out with were sent, in a folder of their own.
package struct PassingFiles: Sendable {
    /// How long they are kept beside mails that have long taken them up.
    package static let keepSeconds = 7 * 86_400.0

    private let folder: String

    package init(folder: String) {
        self.folder = folder
    }

    /// Writes the bytes under a new name.
    ///
    /// - Parameter ending: Of the file's name, without its dot.
    /// - Returns: The path.
    @concurrent package func keep(_ bytes: [UInt8], ending: String) async throws -> String {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let path = "\(folder)/\(UUID().uuidString).\(ending)"
        try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        return path
    }

    /// Removes what was written before `moment`.
    @concurrent package func clean(before moment: Date) async {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            let path = "\(folder)/\(name)"
            let made = (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
            if let made, made < moment { try? FileManager.default.removeItem(atPath: path) }
        }
    }
}
