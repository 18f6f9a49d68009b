import Basics
import Foundation
import Web

/// The drop folder's files; only names directly in `in/` count, and links are never followed.
struct DropFolder: Sendable {
    /// A file taken out of `in/`, under a name that begins with the id its import has.
    struct Taken: Sendable {
        let id: ID<Import>
        let name: String
        let path: String
    }

    /// A file just looked into.
    struct Content: Sendable {
        let hash: [UInt8]
        let fault: DropFault?
    }

    private static let kinds = ["customers", "companies", "products", "orders", "shipments"]
    /// What programs call files they are still writing.
    private static let unfinished = [".part", ".partial", ".filepart", ".tmp", ".crdownload", "~"]

    let root: String

    init(_ root: String) {
        self.root = root
    }

    func path(_ folder: String, _ name: String) -> String { "\(root)/\(folder)/\(name)" }

    /// - Throws: What the file system says.
    func prepare() throws {
        for folder in ["in", "work", "done", "failed", "out"] {
            try FileManager.default.createDirectory(atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
        }
        // Nobody else may change a file while it is read.
        chmod("\(root)/work", 0o700)
    }

    /// What kind of record a file holds, by its name; `nil` for a name that says nothing.
    static func kind(of name: String) -> String? {
        let name = name.lowercased()
        return name.hasSuffix(".csv") ? kinds.first { name.hasPrefix($0) } : nil
    }

    /// The complete files in `in/`, by name: nobody has written to them for `quietSeconds`.
    func arrivals(now: Date, quietSeconds: Double) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root + "/in").sorted().filter { name in
            guard !name.hasPrefix("."), !Self.unfinished.contains(where: { name.lowercased().hasSuffix($0) }) else {
                return false
            }
            var status = stat()
            guard lstat(path("in", name), &status) == 0, status.st_mode & S_IFMT != S_IFDIR else { return false }
            let written = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
            return written <= now.timeIntervalSince1970 - quietSeconds
        }
    }

    /// Takes a file out of `in/`; of two nodes only one gets it.
    func take(_ name: String, as id: ID<Import>) -> Bool {
        // A name longer than file systems bear with the id before it loses its middle.
        let kept = name.utf8.count > 180 ? String(name.prefix(40)) + ".csv" : name
        return rename(path("in", name), path("work", "\(id)~\(kept)")) == 0
    }

    /// What was taken and not yet settled, in the order it was taken.
    func taken() throws -> [Taken] {
        try FileManager.default.contentsOfDirectory(atPath: root + "/work").sorted().compactMap { entry in
            let parts = entry.split(separator: "~", maxSplits: 1)
            guard parts.count == 2, let id = ID<Import>(String(parts[0])) else { return nil }
            return Taken(id: id, name: String(parts[1]), path: path("work", entry))
        }
    }

    /// Why a file cannot be read at all; `nil` for a regular one of a size we take.
    static func fault(of file: Taken) -> DropFault? {
        var status = stat()
        guard lstat(file.path, &status) == 0 else { return .gone }
        if status.st_mode & S_IFMT == S_IFLNK { return .symlink }
        if status.st_mode & S_IFMT != S_IFREG { return .special }
        if kind(of: file.name) == nil { return .name }
        if status.st_size == 0 { return .empty }
        return status.st_size > ImportFiles.limitBytes ? .tooLarge : nil
    }

    /// The file's hash, and what its first bytes give away.
    ///
    /// - Throws: What the file system says.
    @concurrent static func look(at path: String) async throws -> Content {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        let sample = [UInt8](bytes.prefix(1 << 20))
        var fault: DropFault?
        if sample.starts(with: [0x50, 0x4B, 0x03, 0x04]) || sample.starts(with: [0xD0, 0xCF, 0x11, 0xE0])
            || sample.starts(with: [0x1F, 0x8B])
        {
            fault = .archive
        } else if sample.contains(0),
            ![.utf16LittleEndian, .utf16BigEndian].contains(TextEncoding.detected(in: sample))
        {
            fault = .binary
        }
        return Content(hash: Digest.sha256([UInt8](bytes)), fault: fault)
    }

    /// Whether the converted file at `path` holds the sign for what could not be converted.
    @concurrent static func isDamaged(_ path: String) async throws -> Bool {
        try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe).range(of: Data("\u{FFFD}".utf8)) != nil
    }

    /// Puts a taken file where it ends, with what became of it beside it; doing so twice comes to the same.
    func settle(_ file: Taken, into folder: String, at moment: Date, result: [UInt8], errors: [UInt8]?) throws {
        let stamp = moment.rfc3339.prefix(19).filter { $0 != "-" && $0 != ":" }
        let stem = file.name.lowercased().hasSuffix(".csv") ? String(file.name.dropLast(4)) : file.name
        let base = "\(stem).\(stamp)Z-\(file.id.description.suffix(4))"
        if let errors { try write(errors, path(folder, base + ".errors.csv")) }
        try write(result, path(folder, base + ".result.json"))
        let target = path(folder, stem == file.name ? base : base + ".csv")
        if rename(file.path, target) != 0, errno != ENOENT { throw CocoaError(.fileWriteUnknown) }
    }

    private func write(_ bytes: [UInt8], _ path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}
