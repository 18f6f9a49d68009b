import Access
import Basics
import EventLoop
import Foundation
import Models
import Postgres
import Web

/// Those at risk by risk × value, and what was done about it.
@Loop struct AtRiskRoutes {
    let context: AppContext
    let visibleTickets: VisibleTickets

    var routes: [Route] {
        [
            .get(
                "/at-risk", "Customers likely to leave or unsolved tickets likely to disappoint, by risk × value",
                .permission(.predictionsRead),
                query: [
                    QueryParameter("kind", "customers (without it) or tickets."),
                    QueryParameter("reason", "Only those this feature puts at risk, such as `reopens`."),
                    QueryParameter("main_reason", "Only those it puts at risk most; `none` where nothing does."),
                    QueryParameter("band", "Only this band: low, typical or high. Without it all but low."),
                    QueryParameter("handled", "`true` shows also whom somebody looked after in the last 14 days."),
                ], output: AtRisk.self, page: true
            ) { try await list($0) },
            .get(
                "/at-risk/reasons", "What puts people at risk, most frequent first", .permission(.predictionsRead),
                query: [QueryParameter("kind", "customers (without it) or tickets.")], output: RiskReasonCount.self,
                page: true
            ) { request in
                let kind = try request.query("kind", as: AtRisk.Kind.self) ?? .customers
                let counts = try await AtRiskStore(context.database.connection).reasons(kind)
                return .json(
                    Page(items: counts.map { RiskReasonCount(feature: $0.feature, count: $0.count) }, nextCursor: nil))
            },
            .get(
                "/at-risk/main-reasons", "Customers at risk by their main reason and band, most frequent first",
                .permission(.predictionsRead), query: [ReportExport.parameter], output: MainRisk.self, page: true
            ) { try await showMainReasons($0) },
            .post(
                "/at-risk/interventions", "Note what was done about a risk", .permission(.predictionsRead),
                input: Intervention.self, output: Intervention.self
            ) { try await intervene($0) },
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let kind = try request.query("kind", as: AtRisk.Kind.self) ?? .customers
        // The list names people and subjects of tickets, which the right to see predictions alone does not cover.
        if kind == .customers { try request.principal.require(.customersRead) }
        let query = AtRiskStore.Query(
            kind: kind, reason: request.query("reason"), mainReason: request.query("main_reason"),
            band: try request.query("band", as: RiskBand.self),
            includesHandled: try request.query(flag: "handled") ?? false,
            ticketScope: kind == .tickets ? try visibleTickets.scope(request.principal) : "true")
        return .json(
            try await AtRiskStore(context.database.connection).page(
                query, after: try request.cursor(parts: 2)?.key { Double($0) }, limit: try request.limit(),
                now: context.clock.now))
    }

    private func showMainReasons(_ request: Request) async throws -> Response {
        let wantsCSV = try ReportExport.isWanted(request)
        let risks = try await AtRiskStore(context.database.connection).mainReasons()
        guard wantsCSV else { return .json(Page(items: risks, nextCursor: nil)) }
        return try await ReportExport(context: context).response(
            MainRisk.csv(risks), of: "at-risk", named: "at-risk-by-reason", rows: risks.count, request)
    }

    private func intervene(_ request: Request) async throws -> Response {
        let intervention = try request.input(Intervention.self)
        try await context.database.transaction { connection in
            let subject =
                intervention.kind == .tickets
                ? try await visibleTickets.id(
                    intervention.subjectID.description, for: request.principal, in: connection)
                : intervention.subjectID.uuid
            try await InterventionStore(connection).insert(
                intervention, of: subject, note: try StaffNote.checked(intervention.note), by: request.principal,
                at: context.clock.now,
                random: context.random)
        }
        return .created(intervention)
    }
}
