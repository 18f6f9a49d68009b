import Access
import Basics
import EventLoop
import Gateway
import Postgres
import Web

/// A table on its way out as a CSV file, with the act in the audit log.
@Loop struct ReportExport {
    let context: AppContext

    /// Whether the request asks for a file instead of JSON.
    static func isWanted(_ request: Request) throws -> Bool {
        switch request.query("format") ?? "json" {
        case "json": return false
        case "csv": return true
        default: throw Problem.invalid("/format", "must be json or csv")
        }
    }

    static let parameter = QueryParameter("format", "json (default) or csv")

    /// - Parameters:
    ///   - name: What the file is called, without the ending.
    ///   - changes: What the audit log says beside the report's name and the number of rows.
    func response(
        _ csv: CSVText, of report: String, named name: String, rows: Int, _ request: Request,
        changes: [String: (from: JSONValue, to: JSONValue)] = [:]
    ) async throws -> Response {
        let told: [String: (from: JSONValue, to: JSONValue)] = [
            "report": (from: .null, to: .string(report)), "rows": (from: .null, to: .number(Double(rows))),
        ]
        try await context.database.transaction { connection in
            try await AuditStore(connection, clock: context.clock).record(
                AuditEntry(
                    actor: request.principal, action: "report.exported", subjectKind: "report", subjectID: nil,
                    changes: told.merging(changes) { one, _ in one }),
                remoteAddress: request.head.remoteAddress)
        }
        return Response(
            status: 200,
            headers: [
                ("Content-Type", "text/csv; charset=utf-8"),
                ("Content-Disposition", "attachment; filename=\"deskbell-\(name).csv\""),
            ],
            body: .bytes(csv.bytes))
    }
}
