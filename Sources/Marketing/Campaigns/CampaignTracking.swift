import Access
package import Basics
import Channels
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
            Route(
                "POST", "/unsubscriptions/{token}/withdrawal", "Takes back an opt-out by the same link", .anyone,
                output: UnsubscriptionPage.self, status: 200, body: .raw(limitBytes: 65_536), handler: withdraw),
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
        return try await answer(request, isOut: true)
    }

    private func withdraw(_ request: Request) async throws -> Response {
        let send = try await found(request)
        let isBack = try await context.database.transaction { connection in
            guard send.optedOutAt != nil, try await CampaignSendStore(connection).withdrawOptOut(send, at: now) else {
                return send.optedOutAt == nil
            }
            try await TimelineStore(connection, random: context.random).add(
                customerID: ID(send.customerID), at: now, kind: "campaign.opted_in", title: send.campaignName)
            var changes = AuditChanges()
            changes.note("marketing_consent", "false", "true")
            try await AuditStore(connection, clock: context.clock).record(
                "customer.opted_in", "customer", send.customerID, changes, by: request)
            return true
        }
        return try await answer(request, isOut: !isBack)
    }

    /// A page for a browser that runs no script, data for everything else.
    private func answer(_ request: Request, isOut: Bool) async throws -> Response {
        let page = try await page(isOut)
        guard (request.head.headers["accept"] ?? "").lowercased().contains("text/html") else {
            return .json(page, headers: [("Cache-Control", "no-store")])
        }
        return page.response(
            token: request.parameter("token"), locale: Words.closest(to: request.head.headers["accept-language"]))
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

extension UnsubscriptionPage {
    /// The same for a browser that runs no script, with the one thing that can be done next.
    func response(token: String, locale: String) -> Response {
        let isChinese = locale == "zh-Hans"
        let title: String
        let lead: String
        let button: String
        if optedOut {
            title = isChinese ? "您已退订" : "You are unsubscribed"
            lead = isChinese ? "\(companyName) 不再向您发送营销邮件。" : "\(companyName) sends you no more marketing mail."
            button = isChinese ? "撤销退订" : "Take it back"
        } else {
            title = isChinese ? "您仍会收到邮件" : "You still get our news"
            lead = isChinese ? "\(companyName) 会继续向您发送消息。" : "\(companyName) goes on writing to you."
            button = isChinese ? "退订" : "Unsubscribe"
        }
        let action = "/api/v1/unsubscriptions/\(HTML.escaped(token))\(optedOut ? "/withdrawal" : "")"
        return PlainPage.response(
            title,
            """
            <p role="status">\(HTML.escaped(lead))</p>
            <form method="post" action="\(action)"><button>\(button)</button></form>
            """, locale, status: 200)
    }
}
