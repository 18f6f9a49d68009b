import Basics
import EventLoop
import Foundation
import Postgres
import Web

extension ImportRunner {
    /// Brings the first batch in and takes it all back, so that a preview says exactly what the import will do.
    func preview(_ item: Import) async throws -> ImportPreview {
        guard let table = files.table(item) else { throw Problem.gone("file-gone", "Upload the file again.") }
        let kind = try kind(item.kind)
        let part = try await table.part(
            from: TablePlace(byte: item.byte, row: 0), most: Self.batchRows, width: item.header.count,
            group: kind.groupField.flatMap { item.mapping.columns[$0] })
        let result = try await tried(part.rows, item, kind)
        func count(_ outcome: RowOutcome) -> Int { result.outcomes.values.count { $0 == outcome } }
        let created = count(.created)
        let updated = count(.updated)
        let unchanged = count(.unchanged)
        let skipped = count(.skipped)
        return ImportPreview(
            rows: part.rows.prefix(20).map { row in
                let outcome = result.outcomes[row.number] ?? .unchanged
                return PreviewRow(
                    number: row.number, outcome: outcome.word, values: Self.named(row, item.mapping).values,
                    faults: outcome.faults)
            }, tried: part.rows.count, created: created, updated: updated, unchanged: unchanged, skipped: skipped,
            failed: part.rows.count - created - updated - unchanged - skipped,
            lookalikes: result.lookalikes.sorted { $0.row < $1.row })
    }

    private struct TakenBack: Error {}

    private func tried(_ rows: [TableRow], _ item: Import, _ kind: any ImportKind) async throws -> BatchResult {
        var result = BatchResult()
        do {
            try await database.transaction { connection in
                result = try await write(rows, of: item, kind, isTrial: true, in: connection)
                throw TakenBack()
            }
        } catch is TakenBack {}
        return result
    }
}

extension RowOutcome {
    var word: String {
        switch self {
        case .created: "created"
        case .updated: "updated"
        case .unchanged: "unchanged"
        case .skipped: "skipped"
        case .failed: "failed"
        }
    }

    var faults: [RowFault] {
        if case .failed(let faults) = self { faults } else { [] }
    }
}
