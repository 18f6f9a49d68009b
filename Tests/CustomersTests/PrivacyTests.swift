import Basics
import Customers
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@Suite("Personal data")
@Loop struct PrivacyTests {
    /// Words that occur nowhere but with this person.
    private static let words = ["zorblatt", "quimby", "5550199", "wanderlust"]

    /// A person with a trace in every corner.
    private func person(_ records: Records) async throws -> String {
        let id = try await records.id(
            of: """
                {"name": "Zorblatt Ming", "emails": [{"address": "Quimby@example.com"}],
                 "phones": [{"number": "+49 30 5550199"}], "city": "Wanderlust", "handles": {"wechat": "zorblatt"}}
                """)
        _ = await records.client.call("POST", "/customers/\(id)/notes", json: #"{"text": "Zorblatt likes tea"}"#)
        let mail = String(repeating: "a", count: 64)
        let file = String(repeating: "b", count: 64)
        try await records.database.connection.script(
            """
            INSERT INTO inboxes (id, key, kind, name)
            VALUES ('00000000-0000-7000-8000-0000000000a1', 'mail', 'email', 'Mail');
            INSERT INTO visitors (id, inbox_id, token_hash, customer_id, name, email)
            VALUES ('00000000-0000-7000-8000-0000000000a2', '00000000-0000-7000-8000-0000000000a1', '\\x01', '\(id)',
                    'Zorblatt', 'quimby@example.com');
            INSERT INTO tickets (id, channel, inbox_id, customer_id, visitor_id, subject, last_excerpt, custom_fields)
            VALUES ('00000000-0000-7000-8000-0000000000a3', 'email', '00000000-0000-7000-8000-0000000000a1', '\(id)',
                    '00000000-0000-7000-8000-0000000000a2', 'Zorblatt asks', 'Quimby here', '{"x": "zorblatt"}');
            INSERT INTO messages (ticket_id, seq, id, kind, private, author_kind, author_id, author_name, text, html, event)
            VALUES ('00000000-0000-7000-8000-0000000000a3', 1, gen_random_uuid(), 'reply', false, 'customer', '\(id)',
                    'Zorblatt', 'I am Zorblatt', '<b>Quimby</b>', NULL),
                   ('00000000-0000-7000-8000-0000000000a3', 2, gen_random_uuid(), 'reply', false, 'agent', NULL, 'Lin',
                    'Dear Zorblatt', NULL, NULL),
                   ('00000000-0000-7000-8000-0000000000a3', 3, gen_random_uuid(), 'event', true, 'system', NULL, '', '',
                    NULL, '{"type": "identified", "from": "x", "to": "Zorblatt"}');
            INSERT INTO attachments (id, sha256, name, content_type, size_bytes, owner_kind, ticket_id)
            VALUES (gen_random_uuid(), '\(file)', 'zorblatt.pdf', 'application/pdf', 1, 'visitor',
                    '00000000-0000-7000-8000-0000000000a3');
            INSERT INTO inbound_mails (id, inbox_id, source, sha256, size_bytes, received_at, state, message_id, delivery_key,
                                       from_address, from_name, subject, envelope_from, envelope_to, details, ticket_id, seq)
            VALUES (gen_random_uuid(), '00000000-0000-7000-8000-0000000000a1', 'imap', '\(mail)', 9, now(), 'processed',
                    'zorblatt@mail', 'zorblatt@mail', 'quimby@example.com', 'Zorblatt', 'Zorblatt asks',
                    'quimby@example.com', '{quimby@example.com}', '{"to": "quimby@example.com"}',
                    '00000000-0000-7000-8000-0000000000a3', 1);
            INSERT INTO outbound_mails (id, inbox_id, conversation_id, message_id, purpose, state, content, subject,
                                        created_at, queued_at)
            VALUES ('00000000-0000-7000-8000-0000000000a4', '00000000-0000-7000-8000-0000000000a1',
                    '00000000-0000-7000-8000-0000000000a3', gen_random_uuid(), 'survey', 'queued', '{"to": "Zorblatt"}',
                    'Zorblatt', now(), now());
            INSERT INTO outbound_recipients (mail_id, place, role, name, address, at)
            VALUES ('00000000-0000-7000-8000-0000000000a4', 0, 'to', 'Zorblatt', 'quimby@example.com', now());
            INSERT INTO suppressed_addresses (address, reason, created_at)
            VALUES ('quimby@example.com', 'complaint', now());
            INSERT INTO form_submissions (id, inbox_id, ticket_id, customer_id, fields)
            VALUES (gen_random_uuid(), '00000000-0000-7000-8000-0000000000a1', '00000000-0000-7000-8000-0000000000a3',
                    '\(id)', '{"name": "Zorblatt"}');
            INSERT INTO survey_invitations (id, token, ticket_id, solve_count, customer_id, inbox_id, channel, expires_at)
            VALUES ('00000000-0000-7000-8000-0000000000a5', 't', '00000000-0000-7000-8000-0000000000a3', 1, '\(id)',
                    '00000000-0000-7000-8000-0000000000a1', 'email', now());
            INSERT INTO survey_answers (invitation_id, rating, comment)
            VALUES ('00000000-0000-7000-8000-0000000000a5', 4, 'Zorblatt is happy');
            INSERT INTO orders (id, customer_id, currency, total_minor, note, placed_at)
            VALUES ('00000000-0000-7000-8000-0000000000a6', '\(id)', 'CNY', 4200, 'for Zorblatt', now());
            INSERT INTO webhooks (id, name, url, kinds, secret, created_at, updated_at)
            VALUES ('00000000-0000-7000-8000-0000000000a7', 'ERP', 'https://erp.example', '{message.created}', '\\x01', now(),
                    now());
            INSERT INTO webhook_deliveries
                (id, webhook_id, stream, kind, subject_id, body, state, next_at, created_at, settled_at)
            VALUES (gen_random_uuid(), '00000000-0000-7000-8000-0000000000a7', 'ticket', 'message.created',
                    '00000000-0000-7000-8000-0000000000a3', '{"text": "I am Zorblatt"}', 'delivered', now(), now(), now());
            INSERT INTO shipments (id, order_id, carrier, tracking_number, shipped_at)
            VALUES (gen_random_uuid(), '00000000-0000-7000-8000-0000000000a6', 'SF', '5550199', now());
            INSERT INTO opportunities (id, pipeline_id, stage_id, customer_id, title, amount_minor, currency, lost_note,
                                       moved_at, created_at, updated_at)
            SELECT '00000000-0000-7000-8000-0000000000a8', pipeline_id, id, '\(id)', 'Tea for Zorblatt', 900, 'CNY',
                   'Zorblatt said so', now(), now(), now()
            FROM pipeline_stages ORDER BY position LIMIT 1;
            INSERT INTO opportunity_changes (opportunity_id, version, at, kind, pipeline_id, stage_id, stage_name, win_ratio,
                                             title, amount_minor, currency)
            SELECT id, 1, now(), 'created', pipeline_id, stage_id, 'Lead', 0.1, title, 900, 'CNY' FROM opportunities;
            INSERT INTO activities (id, kind, subject, note, opportunity_id, created_at, updated_at)
            VALUES (gen_random_uuid(), 'call', 'Ring Zorblatt', 'wants Wanderlust tea',
                    '00000000-0000-7000-8000-0000000000a8', now(), now());
            INSERT INTO segments (id, name, rule, created_at, updated_at)
            VALUES ('00000000-0000-7000-8000-0000000000a9', 'All', '{"match": "all", "rules": []}', now(), now());
            INSERT INTO campaigns (id, name, segment_id, inbox_id, content, throttle, window_days, state, created_at,
                                   updated_at)
            VALUES ('00000000-0000-7000-8000-0000000000b1', 'Spring', '00000000-0000-7000-8000-0000000000a9',
                    '00000000-0000-7000-8000-0000000000a1', '{}', 60, 14, 'done', now(), now());
            INSERT INTO campaign_members (campaign_id, customer_id, address, decision)
            VALUES ('00000000-0000-7000-8000-0000000000b1', '\(id)', 'quimby@example.com', 'handed_over');
            INSERT INTO outbound_mails (id, inbox_id, conversation_id, message_id, purpose, state, content, subject,
                                        created_at, queued_at)
            VALUES ('00000000-0000-7000-8000-0000000000b2', '00000000-0000-7000-8000-0000000000a1',
                    '00000000-0000-7000-8000-0000000000b1', gen_random_uuid(), 'campaign', 'sent', '{"to": "Zorblatt"}',
                    'Spring for Zorblatt', now(), now()),
                   ('00000000-0000-7000-8000-0000000000b3', '00000000-0000-7000-8000-0000000000a1',
                    '00000000-0000-7000-8000-0000000000b3', gen_random_uuid(), 'report', 'sent', '{"to": "Zorblatt"}',
                    'A quote for Zorblatt', now(), now());
            INSERT INTO outbound_recipients (mail_id, place, role, name, address, at)
            VALUES ('00000000-0000-7000-8000-0000000000b2', 0, 'to', 'Zorblatt', 'quimby@example.com', now()),
                   ('00000000-0000-7000-8000-0000000000b3', 0, 'to', 'Zorblatt', 'quimby@example.com', now());
            INSERT INTO campaign_sends (id, campaign_id, customer_id, address, variant, locale, subject, token, mail_id,
                                        queued_at, clicked_at)
            VALUES (gen_random_uuid(), '00000000-0000-7000-8000-0000000000b1', '\(id)', 'quimby@example.com', 'a', 'en',
                    'Spring for Zorblatt', 'u', '00000000-0000-7000-8000-0000000000b2', now(), now());
            INSERT INTO marketing_optouts (address, at) VALUES ('quimby@example.com', now());
            """)
        return id
    }

    /// Tables in which one of the words still stands.
    private func traces(_ records: Records) async throws -> [String] {
        let tables: [String] = try await records.database.connection.rows(
            { try $0["name"] },
            "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        var found: [String] = []
        for table in tables where table != "audit_entries" {
            let count: Int = try await records.database.connection.one(
                { try $0["count"] },
                SQL(
                    trusted: """
                        SELECT count(*) AS count FROM "\(table)" AS t
                        WHERE t::text ~* '\(Self.words.joined(separator: "|"))'
                        """))
            if count > 0 { found.append(table) }
        }
        return found
    }

    @Test("is found in every table by what leads there, and reading it is audited")
    func everything() async throws {
        try await Records.open { records in
            let id = try await person(records)
            let data = await records.client.call("GET", "/customers/\(id)/personal-data")
            #expect(data.status == 200, "\(data.text)")
            let tables = (data.json["tables"]?.array ?? []).compactMap { $0["table"]?.string }
            let wanted = [
                "customers", "customer_emails", "tickets", "messages", "inbound_mails", "outbound_mails",
                "outbound_recipients", "survey_answers", "orders", "shipments", "visitors", "form_submissions",
                "customer_notes", "audit_entries",
            ]
            #expect(Set(wanted).subtracting(tables).isEmpty)
            #expect(!data.text.contains("token_hash") && !data.text.contains("\"search\""))
            let file = await records.client.call("GET", "/customers/\(id)/personal-data/file")
            #expect(file.header("content-disposition")?.contains("attachment") == true)
            #expect(file.text.contains("Dear Zorblatt"))
            let acts: [String] = try await records.database.connection.rows(
                { try $0["action"] }, "SELECT action FROM audit_entries WHERE action LIKE '%.data_%' ORDER BY number")
            #expect(acts == ["customer.data_read", "customer.data_exported"])
        }
    }

    @Test(
        "is erased from every table and disk; orders, tickets and ratings stay without a name; the proof names nobody")
    func erased() async throws {
        try await Records.open { records in
            let id = try await person(records)
            #expect(try await traces(records).count >= 15)
            let proof = await records.client.call("POST", "/customers/\(id)/erasure")
            #expect(proof.status == 201, "\(proof.text)")
            #expect(try await traces(records) == [])
            let removed = records.removed.withLock { $0 }
            #expect(
                removed.sorted() == [
                    "attachments/" + String(repeating: "b", count: 64), "mails/" + String(repeating: "a", count: 64),
                ])
            let left = try await records.database.connection.one(
                { row -> (Int, Int, Int, Int, String) in
                    (try row["tickets"], try row["messages"], try row["total"], try row["rating"], try row["state"])
                },
                """
                SELECT (SELECT count(*) FROM tickets) AS tickets, (SELECT count(*) FROM messages) AS messages,
                       (SELECT total_minor FROM orders) AS total, (SELECT rating FROM survey_answers) AS rating,
                       (SELECT state FROM outbound_mails WHERE purpose = 'survey') AS state
                """)
            #expect(left == (1, 3, 4200, 4, "failed"))
            let sold = try await records.database.connection.one(
                { row in [try row["deals"], try row["changes"], try row["tasks"], try row["clicks"]] as [Int] },
                """
                SELECT (SELECT count(*) FROM opportunities WHERE amount_minor = 900) AS deals,
                       (SELECT count(*) FROM opportunity_changes WHERE amount_minor = 900) AS changes,
                       (SELECT count(*) FROM activities) AS tasks, (SELECT count(clicked_at) FROM campaign_sends) AS clicks
                """)
            #expect(sold == [1, 1, 1, 1], "the forecast and the campaign keep their figures")
            #expect(await records.client.call("GET", "/customers/\(id)").status == 404)
            #expect(await records.client.call("POST", "/customers/\(id)/erasure").status == 404)
            let again = await records.make(#"{"name": "Somebody", "emails": [{"address": "quimby@example.com"}]}"#)
            #expect(again.status == 201, "the address is free")
            let proofs = await records.client.call("GET", "/customers/erasures")
            #expect(proofs.json["items"]?.array?.first?["id"] == proof.json["id"])
            for word in Self.words { #expect(!proof.text.lowercased().contains(word)) }
            await #expect(throws: DatabaseError.self) {
                try await records.database.connection.execute("UPDATE erasures SET counts = '[]'")
            }
            let ledger = try String(contentsOfFile: records.context.dataDirectory + "/erasures.jsonl", encoding: .utf8)
            for word in Self.words { #expect(!ledger.lowercased().contains(word)) }
        }
    }

    @Test("a legal hold keeps everything until it is lifted, and says why")
    func hold() async throws {
        try await Records.open { records in
            let id = try await person(records)
            let empty = await records.client.call("PUT", "/customers/\(id)/legal-hold", json: #"{"reason": " "}"#)
            #expect(empty.pointers == ["/reason"])
            let held = await records.client.call(
                "PUT", "/customers/\(id)/legal-hold", json: #"{"reason": "Lawsuit 7"}"#)
            #expect(held.json["reason"] == .string("Lawsuit 7"))
            let refused = await records.client.call("POST", "/customers/\(id)/erasure")
            #expect(refused.status == 409)
            #expect(refused.json["type"] == .string("/problems/legal-hold"))
            #expect(refused.json["detail"]?.string?.contains("Lawsuit 7") == true)
            #expect(try await traces(records).count >= 15)
            #expect(await records.client.call("DELETE", "/customers/\(id)/legal-hold").status == 204)
            #expect(await records.client.call("POST", "/customers/\(id)/erasure").status == 201)
        }
    }

    @Test("a merged record goes with the kept one")
    func merged() async throws {
        try await Records.open { records in
            let id = try await person(records)
            let other = try await records.id(of: #"{"name": "Zorblatt M.", "phones": [{"number": "+49 30 5550199"}]}"#)
            let merge = await records.client.call(
                "POST", "/customers/\(id)/merges", json: #"{"other_id": "\#(other)"}"#)
            #expect(await records.client.call("POST", "/customers/\(other)/erasure").status == 201)
            #expect(try await traces(records) == [])
            let undo = try #require(merge.json["id"]?.string)
            let refused = await records.client.call("POST", "/customers/merges/\(undo)/undo")
            #expect(refused.json["type"] == .string("/problems/kept-customer-gone"))
        }
    }

    @Test("a restored backup is erased again: by the record's id and by the address, but not who came later")
    func restored() async throws {
        let folder = TestDirectory.make("ledger")
        var former = ""
        try await Records.open(in: folder) { records in
            former = try await person(records)
            #expect(await records.client.call("POST", "/customers/\(former)/erasure").status == 201)
        }
        // Another database with the same folder, as a restore leaves it.
        try await Records.open(in: folder) { records in
            let id = try await person(records)
            try await records.database.connection.execute(
                "UPDATE customers SET created_at = '2026-01-01' WHERE id = \(id)::uuid")
            let bystander = try await records.id(
                of: #"{"name": "Bystander", "phones": [{"number": "+49 30 5550199"}]}"#)
            #expect(try await records.erasures.settle() == 1)
            try await records.database.connection.execute("DELETE FROM customer_phones")
            #expect(try await traces(records) == [])
            #expect(
                await records.client.call("GET", "/customers/\(bystander)").status == 200, "a number is only a hint")
            let cause: String = try await records.database.connection.one(
                { try $0["cause"] }, "SELECT cause FROM erasures")
            #expect(cause == "replayed")
            let later = await records.make(#"{"name": "Later", "emails": [{"address": "quimby@example.com"}]}"#)
            #expect(try await records.erasures.settle() == 0)
            #expect(await records.client.call("GET", "/customers/\(later.json["id"]?.string ?? "")").status == 200)
        }
    }

    @Test("is kept as long as its channel's rule says; a hold keeps it longer, and each run leaves a proof")
    func retention() async throws {
        try await Records.open { records in
            let id = try await person(records)
            try await records.database.connection.execute(
                "UPDATE tickets SET status = 'solved', solved_at = now() - interval '100 days'")
            let wrong = await records.client.call("PUT", "/retention-rules/email", json: #"{"keep_days": 3}"#)
            #expect(wrong.pointers == ["/keep_days"])
            #expect(await records.client.call("PUT", "/retention-rules/fax", json: #"{"keep_days": 90}"#).status == 404)
            let rule = await records.client.call("PUT", "/retention-rules/email", json: #"{"keep_days": 90}"#)
            #expect(rule.json["due_count"] == .number(1))
            _ = await records.client.call("PUT", "/customers/\(id)/legal-hold", json: #"{"reason": "Lawsuit"}"#)
            try await records.module.retention.run()
            #expect(try await traces(records).contains("messages"), "a hold keeps everything")
            _ = await records.client.call("DELETE", "/customers/\(id)/legal-hold")
            try await records.module.retention.run()
            let left = try await traces(records)
            for table in ["messages", "tickets", "inbound_mails", "attachments"] {
                #expect(!left.contains(table), "\(table)")
            }
            let mails = try await records.database.connection.rows(
                { row in [try row["purpose"], try row["subject"]] as [String] },
                "SELECT purpose, subject FROM outbound_mails ORDER BY purpose")
            #expect(
                mails == [["campaign", "Spring for Zorblatt"], ["report", "A quote for Zorblatt"], ["survey", ""]],
                "what left for the ticket is empty; the rest is no ticket's")
            #expect(left.contains("customer_emails"), "the person stays")
            let runs = await records.client.call("GET", "/retention-runs").json["items"]?.array ?? []
            #expect(runs.map { $0["ticket_count"] } == [.number(1)])
            #expect(runs.first?["digest"]?.string?.count == 64)
            try await records.module.retention.run()
            #expect(await records.client.call("GET", "/retention-runs").json["items"]?.array?.count == 1)
            let open = await records.client.call("PUT", "/retention-rules/email", json: #"{"keep_days": null}"#)
            #expect(open.json["keep_days"] == .null)
        }
    }

    @Test("nobody without the right sees, holds or erases")
    func rights() async throws {
        try await Records.open { records in
            let id = try await records.id(of: #"{"name": "Mei"}"#)
            records.client.principal = Cast.staff(Cast.lin)
            #expect(await records.client.call("GET", "/customers/\(id)/personal-data").status == 403)
            #expect(await records.client.call("POST", "/customers/\(id)/erasure").status == 403)
            #expect(await records.client.call("PUT", "/customers/\(id)/legal-hold", json: "{}").status == 403)
        }
    }
}
