import Access
package import Basics
import Customers
import EventLoop
package import Foundation
import Gateway
import Helpdesk
import Postgres
import Web

/// Public paths that a campaign's mails lead to: counted links, the picture that tells of opening, and the way out.
@Loop struct CampaignTracking {
    let context: AppContext
    let throttle: TokenThrottle

    var routes: [Route] {
        [
            .get(
                "/c/{token}/{place}", "Counts a click and leads on to exactly the address the campaign names", .anyone,
                handler: click),
            .get("/c/{token}/open.gif", "Counts an opening", .anyone, handler: open),
            .get(
                "/unsubscriptions/{token}", "What the page of an opt-out shows; changes nothing", .anyone,
                output: UnsubscriptionPage.self, handler: show),
            Route(
                "POST", "/unsubscriptions/{token}", "Ends marketing mail at once (RFC 8058)", .anyone,
                output: UnsubscriptionPage.self, status: 200, body: .raw(limitBytes: 65_536), handler: optOut),
        ]
    }

    private var now: Date { context.clock.now }

    private func click(_ request: Request) async throws -> Response {
        let send = try await found(request)
        guard let place = Int(request.parameter("place")),
            let url = try await CampaignSendStore(context.database.connection).url(place, of: send.campaignID)
        else { throw Problem.notFound("link") }
        try await note("click", place: place, of: send, request)
        return Response(
            status: 302,
            headers: [("Location", url), ("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer")])
    }

    private func open(_ request: Request) async throws -> Response {
        // A picture for whoever asks: a broken one would show in old mails.
        if let send = try? await found(request) { try await note("open", place: nil, of: send, request) }
        return Response(
            status: 200, headers: [("Content-Type", "image/gif"), ("Cache-Control", "no-store, private")],
            body: .bytes(Self.pixel))
    }

    private func note(_ kind: String, place: Int?, of send: CampaignSendStore.Traced, _ request: Request) async throws {
        let machine = Scanner.reason(
            method: request.head.method, agent: request.head.headers["user-agent"] ?? "", settledAt: send.settledAt,
            now: now)
        try await context.database.transaction { connection in
            try await CampaignSendStore(connection).note(kind, place: place, machine: machine, of: send, at: now)
        }
    }

    private func show(_ request: Request) async throws -> Response {
        let send = try await found(request)
        if (request.head.headers["accept"] ?? "").contains("text/html") {
            return .redirect(to: "/unsubscribe/\(request.parameter("token"))")
        }
        return .json(try await page(send.optedOutAt != nil), headers: [("Cache-Control", "no-store")])
    }

    private func optOut(_ request: Request) async throws -> Response {
        let send = try await found(request)
        try await context.database.transaction { connection in
            try await CampaignSendStore(connection).optOut(send, at: now)
            guard send.optedOutAt == nil else { return }
            try await TimelineStore(connection, random: context.random).add(
                customerID: ID(send.customerID), at: now, kind: "campaign.opted_out", title: send.campaignName)
            var changes = AuditChanges()
            changes.note("marketing_consent", "true", "false")
            try await AuditStore(connection, clock: context.clock).record(
                "customer.opted_out", "customer", send.customerID, changes, by: request)
        }
        return .json(try await page(true), headers: [("Cache-Control", "no-store")])
    }

    private func page(_ isOut: Bool) async throws -> UnsubscriptionPage {
        let name = try await context.database.connection.first(
            { row in try row["name"] as String }, "SELECT name FROM company_profile")
        return UnsubscriptionPage(companyName: name ?? "", optedOut: isOut)
    }

    private func found(_ request: Request) async throws -> CampaignSendStore.Traced {
        let store = CampaignSendStore(context.database.connection)
        guard let send = try await store.traced(token: request.parameter("token")) else {
            try throttle.check(request.head.remoteAddress)
            throw Problem.notFound("mail")
        }
        return send
    }

    /// One transparent pixel.
    private static let pixel: [UInt8] = [
        0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0x21, 0xF9, 4, 1, 0, 0, 0, 0,
        0x2C, 0,
        0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B,
    ]
}

/// Tells programs that look into mails before people do.
package enum Scanner {
    private static let agents = [
        "bot", "spider", "crawl", "scan", "barracuda", "proofpoint", "mimecast", "safelinks", "trend micro", "fortinet",
        "python", "curl", "wget", "go-http-client", "java/", "headless", "okhttp", "libwww",
    ]

    /// Why a request is a machine's; `nil` for one that may be a person's.
    package static func reason(method: String, agent: String, settledAt: Date?, now: Date) -> String? {
        if method == "HEAD" { return "head" }
        let agent = agent.lowercased()
        if agent.isEmpty || agents.contains(where: agent.contains) { return "agent" }
        // Nobody reads a mail that has not arrived.
        guard let settledAt, now >= settledAt else { return "early" }
        return nil
    }
}

/// What a customer sees of an opt-out by its link: nothing of who they are.
package struct UnsubscriptionPage: WireType, JSONWritable {
    let companyName: String
    let optedOut: Bool

    package static let example = UnsubscriptionPage(companyName: "Qinghe Tea", optedOut: false)

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("company_name", companyName)
            json.field("opted_out", optedOut)
        }
    }
}
