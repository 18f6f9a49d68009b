import Basics
import EventLoop
import Foundation
import Insight
import Postgres
import TestSupport
import Testing
import Web

@Suite("Reports over HTTP")
@Loop struct ReportRoutesTests {
    private func client(_ cast: ReportCast) throws -> RouteClient {
        let context = AppContext(
            database: cast.database, clock: cast.clock, dataDirectory: "/tmp", webRoot: "/tmp",
            publicURL: "http://tea.example",
            secrets: try #require(MasterKey(bytes: [UInt8](repeating: 7, count: 32))))
        return RouteClient(
            ReportRoutes(context: context).routes,
            as: Principal(
                kind: .user, id: UUID(uuidString: ReportCast.mei), name: "Mei", role: "supervisor",
                permissions: [.reportsRead]))
    }

    @Test("give columns with units, rows and a total")
    func figures() async throws {
        let cast = try await ReportCast.make("UTC", now: "2026-11-02T12:00:00Z")
        try await cast.ticket(1, created: "2026-11-02T10:00:00Z", agent: ReportCast.mei, solvedAfter: 60)
        let answer = try await client(cast).call(
            "GET", "/reports/resolution?from=2026-11-02&to=2026-11-03&group_by=team")
        #expect(answer.status == 200)
        #expect(
            String(decoding: answer.bytes, as: UTF8.self) == """
                {"name":"resolution","from":"2026-11-02","to":"2026-11-03","time_zone":"UTC","group_by":"team","columns":\
                [{"key":"group","unit":"id"},{"key":"group_name","unit":"text"},{"key":"solved_count","unit":"count"},\
                {"key":"median_seconds","unit":"seconds"},{"key":"p90_seconds","unit":"seconds"}],"rows":\
                [{"group":"\(ReportCast.care)","group_name":"Care","solved_count":1,"median_seconds":60,"p90_seconds":60}],\
                "total":{"solved_count":1,"median_seconds":60,"p90_seconds":60}}
                """)
    }

    @Test("refuse a period that ends before it begins, one of more than 400 days, and a cut the report does not know")
    func refusals() async throws {
        let client = try client(await ReportCast.make("UTC", now: "2026-11-02T12:00:00Z"))
        let wrong = [
            "/reports/volume?from=2026-11-02&to=2026-11-02": "invalid-input",
            "/reports/volume?from=2025-01-01&to=2026-11-02": "period-too-long",
            "/reports/backlog?group_by=tag": "invalid-input", "/reports/volume?from=yesterday": "invalid-input",
            "/reports/volume?agent=mei": "invalid-input", "/reports/volume?format=xml": "invalid-input",
            "/reports/volume/rows?measure=lost": "invalid-input", "/reports/volume/rows?cursor=x": "malformed",
            "/reports/orders/orders?measure=lost": "invalid-input", "/reports/orders?channel=chat": "invalid-input",
            "/reports/orders?group_by=agent": "invalid-input", "/reports/orders/rows": "not-found",
            "/reports/volume/orders": "not-found", "/reports/volume/customers": "not-found",
            "/reports/churn/customers?group=x": "invalid-input", "/reports/churn?group_by=status": "invalid-input",
            "/customer-cohorts?format=xml": "invalid-input", "/reports/volume/offers": "not-found",
            "/reports/recommendations/offers?measure=lost": "invalid-input",
            "/reports/recommendations?group_by=status": "invalid-input",
        ]
        for (path, kind) in wrong {
            let answer = await client.call("GET", path)
            #expect(answer.json["type"]?.string == "/problems/\(kind)", "\(path)")
        }
        #expect(await client.call("GET", "/reports/gossip").status == 404)
    }

    @Test("are for those with the right to read reports")
    func rights() async throws {
        let client = try client(await ReportCast.make("UTC", now: "2026-11-02T12:00:00Z"))
        let agent = Principal(kind: .user, id: UUID(), name: "Liam", permissions: [.ticketsRead])
        for path in [
            "/reports", "/reports/volume", "/reports/volume/rows", "/reports/orders/orders",
            "/reports/churn/customers", "/reports/recommendations/offers?agent=\(ReportCast.mei)", "/customer-cohorts",
        ] {
            #expect(await client.call("GET", path, as: agent).status == 403)
            #expect(await client.call("GET", path, as: .anonymous).status == 401)
            #expect(await client.call("GET", path).status == 200)
        }
    }

    @Test("export CSV with the act in the audit log")
    func export() async throws {
        let cast = try await ReportCast.make("UTC", now: "2026-11-02T12:00:00Z")
        try await cast.database.connection.script("UPDATE users SET name = '=cmd()' WHERE id = '\(ReportCast.mei)'")
        try await cast.ticket(1, created: "2026-11-02T10:00:00Z", agent: ReportCast.mei, solvedAfter: 60)
        let answer = try await client(cast).call(
            "GET", "/reports/resolution?from=2026-11-02&to=2026-11-03&group_by=agent&format=csv")
        #expect(answer.header("Content-Type") == "text/csv; charset=utf-8")
        #expect(
            answer.header("Content-Disposition")
                == "attachment; filename=\"deskbell-resolution-2026-11-02-2026-11-03.csv\"")
        #expect(
            answer.bytes
                == Array(
                    """
                    \u{FEFF}group,group_name,solved_count,median_seconds,p90_seconds\r
                    \(ReportCast.mei),'=cmd(),1,60,60\r\n
                    """.utf8))
        let action = try await cast.database.connection.one(
            { row in try row["action"] as String }, "SELECT action FROM audit_entries")
        #expect(action == "report.exported")
    }
}
