package import Basics
import EventLoop
import Postgres

extension ImportRunner {
    /// The rows that were not taken as they stood in the file, with one more column for the reasons.
    ///
    /// Mended, the file can be imported as it is: no field takes that column.
    package func errorFile(_ item: Import) async throws -> CSVText {
        let ledger = LedgerStore(database.connection)
        var csv = CSVText()
        csv.line(item.header + ["import_errors"])
        var last = 0
        while true {
            let rows = try await ledger.faults(of: item.id, after: last, limit: 1000)
            for row in rows { csv.line(row.cells + [row.faults.map(\.sentence).joined(separator: "; ")]) }
            guard rows.count == 1000, let end = rows.last?.number else { return csv }
            last = end
        }
    }
}
