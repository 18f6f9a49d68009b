import Basics
import EventLoop
import Foundation
import Helpdesk
import Postgres
import TestSupport
import Testing
import Web

@Loop @Suite("Lists of tickets")
struct TicketListTests {
    /// Tickets of every status, some assigned, some in teams, all made at the same instant.
    private func crowd(_ stage: Stage) async throws {
        try await stage.database.connection.execute(
            """
            INSERT INTO tickets (id, subject, status, priority, channel, inbox_id, customer_id, assignee_id, team_id,
                waiting_since, created_at, updated_at, last_customer_seq, last_seq)
            SELECT gen_random_uuid(), 'Ticket ' || n,
                (ARRAY['open', 'waiting', 'snoozed', 'solved', 'closed'])[1 + n % 5],
                (ARRAY['low', 'normal', 'high', 'urgent'])[1 + n % 4], 'chat', \(Cast.shop),
                CASE WHEN n % 2 = 0 THEN \(Cast.mei)::uuid ELSE \(Cast.tom)::uuid END,
                (ARRAY[NULL, \(Cast.lin), \(Cast.ana)]::uuid[])[1 + n % 3],
                (ARRAY[NULL, \(Cast.parcels), \(Cast.invoices), NULL]::uuid[])[1 + n % 4],
                CASE WHEN n % 5 = 0 AND n % 3 = 0 THEN '2026-11-01T00:00:00Z'::timestamptz END,
                '2026-11-01T00:00:00Z', '2026-11-01T00:00:00Z', 1, 1
            FROM generate_series(1, 60) AS n
            """)
    }

    private func walk(_ stage: Stage, _ query: String, as principal: Principal) async -> [String] {
        var ids: [String] = []
        var cursor = ""
        for _ in 0..<100 {
            let page = await stage.call("GET", "/tickets?limit=7&\(query)\(cursor)", as: principal).json
            ids += page["items"]?.array?.compactMap { $0["id"]?.string } ?? []
            guard let next = page["next_cursor"]?.string else { return ids }
            cursor = "&cursor=\(next)"
        }
        return ids
    }

    @Test("walking a list by cursor neither repeats nor drops a ticket, though all instants are equal")
    func cursors() async throws {
        let stage = try await Stage()
        try await crowd(stage)
        for sort in TicketSort.allCases {
            let ids = await walk(stage, "sort=\(sort.rawValue)", as: Cast.staff(Cast.lin))
            #expect(ids.count == 60, "\(sort)")
            #expect(Set(ids).count == 60, "\(sort)")
        }
    }

    @Test("every folder's count is the length of its list, whoever asks")
    func counts() async throws {
        let stage = try await Stage()
        try await crowd(stage)
        let view = await stage.call(
            "POST", "/views",
            #"{"name":"Urgent","shared":true,"filters":{"priority":"urgent,high","status":"unsolved"}}"#)
        let viewID = view.json["id"]?.string ?? ""
        let folders = [
            "mine": "assignee=me&status=open,waiting", "unassigned": "assignee=none&status=open,waiting",
            "team": "team=mine&status=open,waiting", "all_open": "status=open,waiting", "snoozed": "status=snoozed",
            "solved": "status=solved,closed", "unread": "unread=true&status=unsolved",
        ]
        for scope in [Principal.TicketScope.all, .team, .own] {
            let asker = Cast.staff(Cast.lin, scope: scope, teams: [Cast.parcels])
            let counts = await stage.call("GET", "/tickets/counts", as: asker).json
            for (folder, query) in folders {
                let ids = await walk(stage, query, as: asker)
                #expect(counts[folder]?.int == ids.count, "\(folder) of \(scope)")
            }
            #expect(counts["views"]?[viewID]?.int == (await walk(stage, "view=\(viewID)", as: asker)).count)
        }
        let all = await stage.call("GET", "/tickets/counts", as: Cast.staff(Cast.lin, teams: [Cast.parcels])).json
        #expect(all["all_open"] == .number(24))
        #expect(all["solved"] == .number(24))
    }

    @Test("the list shows exactly the tickets Principal.sees would show one by one")
    func scopes() async throws {
        let stage = try await Stage()
        try await crowd(stage)
        let everything = await stage.call("GET", "/tickets?limit=200").json["items"]?.array ?? []
        for scope in [Principal.TicketScope.all, .team, .own] {
            for teams in [[], [Cast.parcels], [Cast.parcels, Cast.invoices]] {
                let asker = Cast.staff(Cast.lin, scope: scope, teams: teams)
                let seen = Set(await walk(stage, "sort=newest", as: asker))
                let expected = everything.filter { ticket in
                    asker.sees(
                        assignee: ticket["assignee"]?["id"]?.string.flatMap { UUID(uuidString: $0) },
                        team: ticket["team"]?["id"]?.string.flatMap { UUID(uuidString: $0) })
                }
                #expect(seen == Set(expected.compactMap { $0["id"]?.string }), "\(scope) \(teams.count)")
            }
        }
    }

    @Test("a ticket outside one's scope does not exist: reading, writing, drafting, linking and following it are 404")
    func outOfScope() async throws {
        let stage = try await Stage()
        let id = await stage.made()["id"]?.string ?? ""
        _ = await stage.call(
            "PUT", "/tickets/\(id)/assignment", #"{"user_id":"\#(Cast.ana)","team_id":"\#(Cast.invoices)"}"#)
        let mine = await stage.made("Mine")["number"]?.int ?? 0
        let asker = Cast.staff(Cast.lin, scope: .own, teams: [Cast.parcels])
        let attempts: [(String, String, String?)] = [
            ("GET", "/tickets/\(id)", nil), ("GET", "/tickets/1001", nil), ("GET", "/tickets/\(id)/messages", nil),
            ("POST", "/tickets/\(id)/messages", #"{"text":"Hi"}"#),
            ("POST", "/tickets/\(id)/messages", #"{"text":"Hi","solve":true}"#),
            ("PATCH", "/tickets/\(id)", #"{"priority":"high"}"#),
            ("PUT", "/tickets/\(id)/assignment", #"{"user_id":"\#(Cast.lin)"}"#),
            ("POST", "/tickets/\(id)/resolution", nil), ("DELETE", "/tickets/\(id)/resolution", nil),
            ("PUT", "/tickets/\(id)/snooze", #"{"until":"2099-01-01T00:00:00Z"}"#),
            ("GET", "/tickets/\(id)/drafts", nil), ("PUT", "/tickets/\(id)/drafts/reply", #"{"text":"x"}"#),
            ("PUT", "/tickets/\(id)/followers/\(Cast.lin)", nil),
            ("POST", "/tickets/\(mine)/links", #"{"ticket":1001}"#),
            ("POST", "/tickets/\(id)/links", #"{"ticket":\#(mine)}"#),
        ]
        for (method, path, body) in attempts {
            let answer = await stage.call(method, path, body, as: asker)
            #expect(answer.status == 404, "\(method) \(path): \(answer.status)")
        }
        #expect(try await stage.module.live.lastSeq(of: .ticket(UUID(uuidString: id) ?? UUID()), for: asker) == nil)
    }

    @Test("filters narrow by customer, tag, inbox and channel")
    func filters() async throws {
        let stage = try await Stage()
        try await crowd(stage)
        let made = await stage.made(extra: #","tags":["Parcel","VIP"],"priority":"urgent""#)
        #expect(made["tags"]?.array?.compactMap { $0["name"]?.string } == ["Parcel", "VIP"])
        let lin = Cast.staff(Cast.lin)
        #expect(await walk(stage, "tag=parcel,vip", as: lin).count == 1)
        #expect(await walk(stage, "tag=parcel,other", as: lin).isEmpty)
        #expect(await walk(stage, "channel=api", as: lin).count == 1)
        #expect(await walk(stage, "inbox=shop", as: lin).count == 60)
        #expect(await walk(stage, "customer_id=\(Cast.tom)", as: lin).count == 30)
        let ofMei = await stage.call("GET", "/customers/\(Cast.mei)/tickets?limit=200").json
        #expect(ofMei["items"]?.array?.count == 31)
        #expect(await stage.call("GET", "/tickets?status=strange").status == 422)
        #expect(await stage.call("GET", "/tickets?cursor=xyz").status == 400)
    }

    @Test("the longest waiting come first, those nobody waits on last")
    func waiting() async throws {
        let stage = try await Stage()
        try await crowd(stage)
        let items = await stage.call("GET", "/tickets?sort=waiting&limit=60").json["items"]?.array ?? []
        let waits = items.map { $0["waiting_since"] != .null }
        #expect(waits.filter { $0 }.count == 4)
        #expect(waits.prefix(4).allSatisfy { $0 })
    }
}
