import Basics
import EventLoop
import Foundation
import Postgres
import Sales
import TestSupport
import Testing
import Web

@Suite("Today") @Loop struct TodayTests {
    @Test("holds nothing on a day without anything")
    func calm() async throws {
        try await TodayShop.open { shop in
            let list = await shop.today()
            #expect(list["sections"]?.array?.isEmpty == true && list["waiting_count"] == .number(0))
        }
    }

    @Test("tickets: chats before the rest, who waits longest first; mine and nobody's, or everybody's")
    func tickets() async throws {
        try await TodayShop.open { shop in
            _ = try await shop.ticket(1, "email", waiting: "2026-11-20T08:00:00Z", assignee: TodayShop.lin)
            _ = try await shop.ticket(2, "chat", waiting: "2026-11-23T10:30:00Z")
            _ = try await shop.ticket(3, "chat", waiting: "2026-11-23T10:20:00Z", assignee: TodayShop.lin)
            _ = try await shop.ticket(4, "chat", waiting: "2026-11-23T10:00:00Z", assignee: TodayShop.ana)
            _ = try await shop.ticket(5, "email", waiting: nil, assignee: TodayShop.lin)
            _ = try await shop.ticket(6, "email", waiting: "2026-11-19T08:00:00Z", status: "solved")
            _ = try await shop.ticket(7, "email", waiting: nil, status: "snoozed", until: "2026-11-23T15:59:00Z")
            _ = try await shop.ticket(8, "email", waiting: nil, status: "snoozed", until: "2026-11-23T16:01:00Z")
            #expect(await shop.titles("chats") == ["Ticket 3", "Ticket 2"])
            #expect(await shop.titles("tickets") == ["Ticket 1"])
            #expect(await shop.titles("snoozed") == ["Ticket 7"])
            #expect(await shop.titles("chats", "?whose=all") == ["Ticket 4", "Ticket 3", "Ticket 2"])
            let list = await shop.today("?limit=1")
            #expect(
                list["sections"]?.array?.compactMap { $0["name"]?.string } == ["chats", "tickets", "snoozed"],
                "in the order of the day")
            let chats = list["sections"]?.array?.first
            #expect(chats?["total"] == .number(2) && chats?["items"]?.array?.count == 1)
            #expect(list["waiting_count"] == .number(3), "what comes back by itself does not wait")
            let line = chats?["items"]?.array?.first
            #expect(line?["path"]?.string == "/tickets/3" && line?["kind"]?.string == "chat")
            #expect(line?["customer"]?["name"]?.string == "陈美" && line?["detail"]?.string == "Where is it?")
            #expect(line?["at"]?.string == "2026-11-23T10:20:00.000000Z")
            #expect(await shop.client.call("GET", "/today?whose=hers").pointers == ["/whose"])
        }
    }

    @Test("shows each person what their rights and scope allow, and programs nothing")
    func rights() async throws {
        try await TodayShop.open { shop in
            _ = try await shop.ticket(1, "chat", waiting: "2026-11-23T10:00:00Z", assignee: TodayShop.ana)
            try await shop.run(
                """
                INSERT INTO activities (id, kind, subject, customer_id, owner_id, due_at, created_at, updated_at)
                VALUES (gen_random_uuid(), 'call', 'Call', \(TodayShop.customer), \(TodayShop.lin),
                    '2026-11-23T15:00:00Z', now(), now())
                """)
            #expect(await shop.titles("chats", "?whose=all") == ["Ticket 1"])
            let own = TodayShop.person([.ticketsRead], scope: .own)
            #expect(await shop.titles("chats", "?whose=all", as: own) == nil, "another's ticket")
            #expect(await shop.titles("activities", as: own) == nil, "no right to sales")
            #expect(await shop.titles("activities", as: TodayShop.person([.salesRead])) == ["Call"])
            #expect(await shop.titles("chats", "?whose=all", as: TodayShop.person([.salesRead])) == nil)
            let program = Principal(kind: .apiKey, id: UUID(), name: "Key", permissions: Set(Permission.allCases))
            #expect(await shop.client.call("GET", "/today", as: program).status == 403)
            let section = "/today/quotes/\(UUID().text)/deferral"
            let body = #"{"until": "2026-11-24T01:00:00Z"}"#
            #expect(await shop.client.call("PUT", section, json: body, as: program).status == 403)
            #expect(await shop.client.call("GET", "/today", as: .anonymous).status == 401)
        }
    }

    @Test("activities: what is due before the asker's day is over, late ones first, not what is done or another's")
    func activities() async throws {
        try await TodayShop.open { shop in
            func note(_ subject: String, _ due: String?, owner: UUID? = TodayShop.lin, done: Bool = false) async throws
            {
                try await shop.run(
                    """
                    INSERT INTO activities (id, kind, subject, customer_id, owner_id, due_at, done_at, created_at,
                        updated_at)
                    VALUES (gen_random_uuid(), 'call', \(subject), \(TodayShop.customer), \(owner), \(due)::timestamptz,
                        CASE WHEN \(done) THEN now() END, now(), now())
                    """)
            }
            try await note("Tonight", "2026-11-23T15:59:59Z")
            try await note("Late", "2026-11-20T08:00:00Z")
            try await note("Tomorrow", "2026-11-23T16:00:00Z")
            try await note("Some time", nil)
            try await note("Done", "2026-11-20T08:00:00Z", done: true)
            try await note("Ana's", "2026-11-20T09:00:00Z", owner: TodayShop.ana)
            try await note("Nobody's", "2026-11-21T08:00:00Z", owner: nil)
            #expect(await shop.titles("activities") == ["Late", "Nobody's", "Tonight"])
            #expect(await shop.titles("activities", "?whose=all") == ["Late", "Ana's", "Nobody's", "Tonight"])
            let line = await shop.first("activities")
            #expect(line?["phone"]?.string == "138 0013 8000", "the main one")
            #expect(line?["path"]?.string == "/customers/\(ID<Activity>(TodayShop.customer))")
            #expect(line?["version"] == .number(1) && line?["kind"]?.string == "call")
        }
    }

    @Test("quotes: sent and to lapse within a week, soonest first")
    func quotes() async throws {
        try await TodayShop.open { shop in
            for (number, state, until) in [
                (1, "sent", "2026-11-30"), (2, "sent", "2026-11-23"), (3, "sent", "2026-12-01"),
                (4, "accepted", "2026-11-24"),
            ] {
                let id = UUID()
                try await shop.run(
                    """
                    INSERT INTO quotes (id, year, number_in_year, customer_id, owner_id, state, locale, sent_edition,
                        created_at, updated_at)
                    VALUES (\(id), 2026, \(number), \(TodayShop.customer), \(TodayShop.lin), \(state), 'en', 1, now(), now())
                    """)
                try await shop.run(
                    """
                    INSERT INTO quote_editions (quote_id, edition, currency, prices_include_tax, discount_basis_points,
                        valid_until, total_minor)
                    VALUES (\(id), 1, 'CNY', true, 0, \(until)::date, 48000)
                    """)
            }
            #expect(await shop.titles("quotes") == ["Q-2026-0002", "Q-2026-0001"])
            let line = await shop.first("quotes")
            #expect(line?["day"]?.string == "2026-11-23" && line?["amount"]?["amount_minor"] == .number(48_000))
        }
    }

    @Test("contracts: when their reminder or the last day to give notice is near, until somebody has seen to it")
    func contracts() async throws {
        try await TodayShop.open { shop in
            func contract(_ title: String, ends: String?, notice: Int, reminder: Int, renews: Bool = false) async throws
            {
                try await shop.run(
                    """
                    INSERT INTO contracts (id, customer_id, title, value_minor, currency, starts_on, ends_on, notice_days,
                        reminder_days, auto_renew, status, created_at, updated_at)
                    VALUES (gen_random_uuid(), \(TodayShop.customer), \(title), 100, 'CNY', '2026-01-01', \(ends)::date,
                        \(notice), \(reminder), \(renews), 'active', now(), now())
                    """)
            }
            try await contract("Reminder due", ends: "2026-12-31", notice: 30, reminder: 60)
            try await contract("Notice near", ends: "2026-12-30", notice: 30, reminder: 0)
            try await contract("Notice far", ends: "2026-12-31", notice: 30, reminder: 0)
            try await contract("Too late for notice", ends: "2026-12-05", notice: 30, reminder: 0, renews: true)
            try await contract("Endless", ends: nil, notice: 30, reminder: 60)
            #expect(await shop.titles("contracts") == ["Notice near", "Reminder due", "Too late for notice"])
            let lines = await shop.today()["sections"]?.array?.first?["items"]?.array ?? []
            #expect(lines.compactMap { $0["day"]?.string } == ["2026-11-30", "2026-12-01", "2026-12-05"])
            #expect(lines.compactMap { $0["kind"]?.string } == ["notice", "notice", "renews"])
            try await shop.run(
                """
                INSERT INTO contract_reminders (id, contract_id, ends_on, made_at, done_at)
                SELECT gen_random_uuid(), id, ends_on, now(), now() FROM contracts WHERE title = 'Reminder due'
                """)
            #expect(await shop.titles("contracts") == ["Notice near", "Too late for notice"])
        }
    }

    @Test("shipments: parcels whose day has passed and orders paid two days ago that nobody sent")
    func shipments() async throws {
        try await TodayShop.open { shop in
            func order(_ number: Int, _ status: String, paid: String?, promised: String?) async throws {
                let id = UUID()
                try await shop.run(
                    """
                    INSERT INTO orders (id, number, customer_id, status, currency, total_minor, placed_at, paid_at)
                    VALUES (\(id), \(number), \(TodayShop.customer), \(status), 'CNY', 16800, '2026-11-01T00:00:00Z',
                        \(paid)::timestamptz)
                    """)
                guard let promised else { return }
                try await shop.run(
                    """
                    INSERT INTO shipments (id, order_id, carrier, tracking_number, shipped_at, promised_at, late_noted_at)
                    VALUES (gen_random_uuid(), \(id), 'SF', 'SF1', '2026-11-02T00:00:00Z', \(promised)::timestamptz, now())
                    """)
            }
            try await order(1, "shipped", paid: nil, promised: "2026-11-22T00:00:00Z")
            try await order(2, "shipped", paid: nil, promised: "2026-11-24T00:00:00Z")
            try await order(3, "paid", paid: "2026-11-21T10:39:00Z", promised: nil)
            try await order(4, "paid", paid: "2026-11-21T10:41:00Z", promised: nil)
            try await order(5, "cancelled", paid: nil, promised: "2026-11-20T00:00:00Z")
            #expect(await shop.titles("shipments") == ["3", "1"])
            let line = await shop.first("shipments")
            #expect(line?["kind"]?.string == "unsent" && line?["path"]?.string == "/orders/3")
        }
    }

    @Test("mailboxes that cannot fetch or send, and mails nobody knows to have left")
    func faults() async throws {
        try await TodayShop.open { shop in
            let ticket = try await shop.ticket(1, "email", waiting: nil, assignee: TodayShop.lin)
            func mail(_ state: String, purpose: String = "reply", seq: Int, settled: String?) async throws {
                try await shop.run(
                    """
                    INSERT INTO outbound_mails (id, inbox_id, conversation_id, message_id, purpose, state, subject,
                        created_at, queued_at, settled_at)
                    VALUES (gen_random_uuid(), \(TodayShop.mailbox), \(ticket), gen_random_uuid(), \(purpose), \(state),
                        \("Mail \(seq)"), '2026-11-23T09:00:00Z', '2026-11-23T09:00:00Z', \(settled)::timestamptz)
                    """)
            }
            #expect(await shop.titles("mails") == nil)
            try await mail("uncertain", seq: 1, settled: nil)
            try await mail("failed", seq: 2, settled: "2026-11-23T10:00:00Z")
            try await mail("failed", seq: 3, settled: "2026-11-10T10:00:00Z")
            try await mail("failed", purpose: "transcript", seq: 4, settled: "2026-11-23T10:00:00Z")
            try await mail("sent", seq: 5, settled: "2026-11-23T10:00:00Z")
            let list = await shop.today()
            let mails = list["sections"]?.array?.first { $0["name"]?.string == "mails" }?["items"]?.array ?? []
            #expect(mails.compactMap { $0["detail"]?.string } == ["Mail 1", "Mail 2"])
            #expect(mails.compactMap { $0["kind"]?.string } == ["uncertain", "failed"])
            // An answer written anew settles the one that failed.
            try await shop.run(
                """
                INSERT INTO outbound_mails (id, inbox_id, conversation_id, message_id, purpose, state, created_at, queued_at)
                VALUES (gen_random_uuid(), \(TodayShop.mailbox), \(ticket), gen_random_uuid(), 'transcript', 'sent',
                    '2026-11-23T10:10:00Z', '2026-11-23T10:10:00Z')
                """)
            #expect(await shop.titles("mails") == ["Ticket 1"])
            #expect(await shop.titles("mailboxes") == nil)
            try await shop.run(
                """
                INSERT INTO mailbox_states (inbox_id, state, last_error_code, last_error_at)
                VALUES (\(TodayShop.mailbox), 'failing', 'sign_in_refused', '2026-11-23T10:00:00Z')
                """)
            #expect(await shop.titles("mailboxes") == ["Post"])
            #expect(await shop.first("mailboxes")?["kind"]?.string == "fetching")
            try await shop.run("UPDATE inboxes SET enabled = false WHERE id = \(TodayShop.mailbox)")
            #expect(await shop.titles("mailboxes") == nil, "one that is off has no fault")
        }
    }

    @Test("replies with a time that is today's; one held back waits for somebody")
    func scheduled() async throws {
        try await TodayShop.open { shop in
            let ticket = try await shop.ticket(1, "email", waiting: nil, assignee: TodayShop.lin)
            func reply(_ text: String, at: String, state: String = "waiting", undo: Bool = false) async throws {
                try await shop.run(
                    """
                    INSERT INTO scheduled_replies (id, ticket_id, user_id, client_id, text, send_at, undo, seen_seq, state,
                        created_at)
                    VALUES (gen_random_uuid(), \(ticket), \(TodayShop.lin), \(text), \(text), \(at)::timestamptz, \(undo),
                        0, \(state), now())
                    """)
            }
            try await reply("Tonight", at: "2026-11-23T12:00:00Z")
            try await reply("Tomorrow", at: "2026-11-24T12:00:00Z")
            try await reply("In a moment", at: "2026-11-23T10:40:05Z", undo: true)
            try await reply("Held", at: "2026-11-23T08:00:00Z", state: "held")
            #expect(await shop.first("scheduled")?["detail"]?.string == "Tonight")
            #expect(await shop.titles("scheduled")?.count == 1)
            #expect(await shop.first("mails")?["kind"]?.string == "held")
        }
    }

    @Test("a line put off is gone from one's own list until then, and comes back when taken back")
    func deferral() async throws {
        try await TodayShop.open { shop in
            let ids = [UUID(), UUID()]
            for (place, id) in ids.enumerated() {
                try await shop.run(
                    """
                    INSERT INTO contracts (id, customer_id, title, value_minor, currency, starts_on, ends_on, status,
                        created_at, updated_at)
                    VALUES (\(id), \(TodayShop.customer), \("Contract \(place)"), 100, 'CNY', '2026-01-01', '2026-12-01',
                        'active', now(), now())
                    """)
            }
            let path = "/today/contracts/\(ids[0].text)/deferral"
            let put = await shop.client.call("PUT", path, json: #"{"until": "2026-11-24T01:00:00Z"}"#)
            #expect(put.status == 204, "\(put.text)")
            #expect(await shop.titles("contracts") == ["Contract 1"])
            #expect(await shop.today()["waiting_count"] == .number(1), "the count agrees with the list")
            let ana = TodayShop.person(Set(Permission.allCases), id: TodayShop.ana)
            #expect(await shop.titles("contracts", as: ana)?.count == 2)
            #expect(await shop.client.call("DELETE", path).status == 204)
            #expect(await shop.titles("contracts")?.count == 2)
            try await shop.run(
                """
                INSERT INTO today_deferrals VALUES (\(TodayShop.lin), 'contracts', \(ids[0]), '2026-11-23T10:39:00Z')
                """)
            #expect(await shop.titles("contracts")?.count == 2, "its time is over")
            for (body, section) in [
                (#"{"until": "2026-11-23T10:00:00Z"}"#, "contracts"),
                (#"{"until": "2027-11-23T10:00:00Z"}"#, "contracts"),
            ] {
                let refused = await shop.client.call("PUT", "/today/\(section)/\(ids[0].text)/deferral", json: body)
                #expect(refused.status == 422 && refused.pointers == ["/until"])
            }
            let body = #"{"until": "2026-11-24T01:00:00Z"}"#
            #expect(await shop.client.call("PUT", "/today/dreams/\(ids[0].text)/deferral", json: body).status == 404)
            #expect(await shop.client.call("PUT", "/today/contracts/x/deferral", json: body).status == 404)
        }
    }
}
