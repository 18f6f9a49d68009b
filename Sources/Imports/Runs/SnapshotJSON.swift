import Foundation

/// Snapshots of records as the JSON of ledgers and statements.
package enum SnapshotJSON {
    /// The JSON of a snapshot, or of a list of them.
    package static func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }

    /// The snapshot the ledger kept.
    package static func value<T: Decodable>(_ type: T.Type, _ json: String) throws -> T {
        try JSONDecoder().decode(type, from: Data(json.utf8))
    }
}
