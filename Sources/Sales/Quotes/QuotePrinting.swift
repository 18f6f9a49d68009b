import Basics
import EventLoop
import Gateway
import Postgres
import Web

/// Prints quotes beside the loop, since laying out text takes its time.
@Loop struct QuotePrinting {
    let context: AppContext

    func response(_ quote: Quote) async throws -> Response {
        let store = QuoteSettingsStore(context.database.connection)
        let company = try await store.company(at: context.clock.now)
        let paper = QuotePaper(
            quote, companyName: company.name, companyAddress: try await store.settings().address)
        guard let pdf = await Self.print(paper) else { throw Problem.internalFault }
        let name = quote.edition.sentAt == nil ? "draft" : quote.number ?? "draft"
        return Response(
            status: 200,
            headers: [
                ("Content-Type", "application/pdf"), ("Content-Disposition", "inline; filename=\"\(name).pdf\""),
                ("X-Content-Type-Options", "nosniff"), ("Cache-Control", "private, no-store"),
            ], body: .bytes(pdf))
    }

    @concurrent nonisolated private static func print(_ paper: QuotePaper) async -> [UInt8]? {
        paper.pdf()
    }
}
