import Basics
import Channels
import EventLoop
import Foundation
import Gateway
import Postgres
import Web

/// Prints quotes beside the loop, since laying out text takes its time.
@Loop struct QuotePrinting {
    let context: AppContext

    func response(_ quote: Quote) async throws -> Response {
        let pdf = try await pdf(quote, in: context.database.connection)
        let name = quote.edition.sentAt == nil ? "draft" : quote.number ?? "draft"
        return Response(
            status: 200,
            headers: [
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", AttachmentName.disposition("\(name).pdf", inline: true)),
                ("X-Content-Type-Options", "nosniff"), ("Cache-Control", "private, no-store"),
            ], body: .bytes(pdf))
    }

    /// The paper of the version shown.
    ///
    /// - Throws: `Problem.internalFault` when it cannot be drawn.
    func pdf(_ quote: Quote, in connection: Connection) async throws -> [UInt8] {
        let store = QuoteSettingsStore(connection)
        let settings = try await store.settings()
        let present = QuoteSender(name: try await store.company(at: context.clock.now).name, address: settings.address)
        let logo = try await QuoteLogo(context: context).file(
            quote.edition.sentAt == nil ? settings.logoID : quote.edition.logoID, in: connection)
        guard let pdf = await Self.print(quote, from: quote.edition.sender ?? present, logo) else {
            throw Problem.internalFault
        }
        return pdf
    }

    @concurrent nonisolated private static func print(
        _ quote: Quote, from sender: QuoteSender, _ logo: QuoteLogo.File?
    ) async -> [UInt8]? {
        QuotePaper(quote, from: sender, logo: logo?.picture()).pdf()
    }
}
