import Foundation

/// The public data beside the repository; tests that need it are skipped where it is absent.
enum SharedData {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../shared/data").standardized.path

    static var isThere: Bool { FileManager.default.fileExists(atPath: folder + "/telco_churn.csv") }

    static func lines(_ name: String) throws -> [Substring] {
        try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8).split(whereSeparator: \.isNewline)
    }
}
