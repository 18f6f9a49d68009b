import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// What customers are worth, who stands in which segment, and what is bought together.
@Loop struct CustomerValueRoutes {
    let context: AppContext

    var routes: [Route] {
        [
            .get(
                "/customer-values/summary", "What customers are worth together, by tenths and by segments",
                .permission(.reportsRead), output: CustomerValueReport.self
            ) { _ in .json(try await store.report()) },
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
                query: [QueryParameter("least", "In at least so many orders. Default: 2")], output: ProductPair.self,
                page: true
            ) { try await pairs($0) },
        ]
    }

    private var store: CustomerValueReportStore { CustomerValueReportStore(context.database.connection) }

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
                segmentation: segmentation, segment: segment, after: try request.cursor(parts: 2),
                limit: try request.limit()))
    }

    private func pairs(_ request: Request) async throws -> Response {
        let least = request.query("least") ?? "2"
        guard let count = Int(least), (2...1_000_000).contains(count) else {
            throw Problem.invalid("/least", "must be a number from 2")
        }
        let pairs = try await store.pairs(least: count, limit: try request.limit())
        return .json(Page(items: pairs, nextCursor: nil))
    }
}
