import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// What customers are worth, who stands in which segment, and what is bought together.
@Loop struct CustomerValueRoutes {
    let context: AppContext

    var routes: [Route] {
        let before = QueryParameter("before", "Compares with the newest daily picture before this day, YYYY-MM-DD")
        return [
            .get(
                "/customer-values/summary", "What customers are worth together, by tenths and by segments",
                .permission(.reportsRead),
                query: [
                    before, ReportExport.parameter,
                    QueryParameter("part", "Of a CSV file: tenths (without it) or segments"),
                ], output: CustomerValueReport.self
            ) { try await summary($0) },
            .get(
                "/customer-values", "Customers by what they are worth, the most valuable first",
                .permission(.reportsRead),
                query: [
                    QueryParameter("segmentation", "age, frequency, order_value or rfm, with `segment`"),
                    QueryParameter("segment", "Only this group of the segmentation, such as `champions`"),
                ], output: ValuedCustomer.self, page: true
            ) { try await list($0) },
            .get(
                "/product-pairs", "Products bought together in one order, by lift", .permission(.reportsRead),
                query: [
                    QueryParameter("least", "In at least so many orders. Default: 2"), before, ReportExport.parameter,
                ], output: ProductPair.self, page: true
            ) { try await pairs($0) },
            .get(
                "/product-pairs/{id}/{other}/orders", "The orders in which two products stand together, newest first",
                .permission(.reportsRead), output: ReportedOrder.self, page: true
            ) { try await orders($0) },
        ]
    }

    private var store: CustomerValueReportStore { CustomerValueReportStore(context.database.connection) }

    private func summary(_ request: Request) async throws -> Response {
        let wantsCSV = try ReportExport.isWanted(request)
        let part = try request.query("part", as: CustomerValueReport.Part.self) ?? .tenths
        let before = try before(request)
        var report = try await store.report()
        if let before { report.previous = try await store.picture(before: before) }
        guard wantsCSV else { return .json(report) }
        return try await ReportExport(context: context).response(
            report.csv(part), of: "customer-value-\(part.rawValue)", named: "customer-value-\(part.rawValue)",
            rows: part == .tenths ? report.tenths.count : report.segments.count, request)
    }

    private func before(_ request: Request) throws -> CalendarDay? {
        guard let text = request.query("before") else { return nil }
        guard let day = CalendarDay(text) else {
            throw Problem.invalid("/before", "must be a date such as 2026-11-23")
        }
        return day
    }

    private func orders(_ request: Request) async throws -> Response {
        let product: ID<ProductPair> = try request.id(of: "product")
        guard let other = ID<ProductPair>(request.parameter("other")) else { throw Problem.notFound("product") }
        let reports = ReportStore(context.database.connection, clock: context.clock)
        return .json(
            try await reports.orders(
                withBoth: (product.uuid, other.uuid), after: try request.place(), limit: try request.limit()))
    }

    private func list(_ request: Request) async throws -> Response {
        let segmentation = request.query("segmentation")
        if let segmentation, !CustomerValueReportStore.segmentations.contains(segmentation) {
            throw Problem.invalid(
                "/segmentation",
                "must be one of \(CustomerValueReportStore.segmentations.joined(separator: ", "))")
        }
        let segment = request.query("segment")
        if segment != nil, segmentation == nil {
            throw Problem.invalid("/segmentation", "is needed to know of which segmentation the segment is")
        }
        return .json(
            try await store.customers(
                segmentation: segmentation, segment: segment,
                after: try request.cursor(parts: 2)?.key { Int($0) },
                limit: try request.limit()))
    }

    private func pairs(_ request: Request) async throws -> Response {
        let least = request.query("least") ?? "2"
        guard let count = Int(least), (2...1_000_000).contains(count) else {
            throw Problem.invalid("/least", "must be a number from 2")
        }
        let wantsCSV = try ReportExport.isWanted(request)
        let pairs = try await store.pairs(
            least: count, before: try before(request), limit: wantsCSV ? 10_000 : try request.limit())
        guard wantsCSV else { return .json(Page(items: pairs, nextCursor: nil)) }
        return try await ReportExport(context: context).response(
            ProductPair.csv(pairs), of: "product-pairs", named: "product-pairs", rows: pairs.count, request)
    }
}
