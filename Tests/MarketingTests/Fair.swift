import Basics
import Customers
import EventLoop
import Foundation
import Marketing
import Postgres
import TestSupport
import Testing
import Web

/// A shop's customers, known by their first names, and whoever writes to them.
@Loop final class Fair {
    nonisolated static let now = Date(rfc3339: "2026-11-28T04:00:00Z") ?? .distantPast
    nonisolated static let mailbox = "00000000-0000-7000-8000-0000000000c9"

    let database: Database
    let context: AppContext
    let client: RouteClient
    let marketing: MarketingModule

    static func open(_ body: @Loop (Fair) async throws -> Void) async throws {
        let database = try await TestDatabase.fresh()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(try await Fair(database))) } catch { outcome = .failure(error) }
        await database.stop()
        try outcome.get()
    }

    private init(_ database: Database) async throws {
        self.database = database
        let clock = WallClock { Fair.now }
        context = AppContext(
            database: database, clock: clock, dataDirectory: TestDirectory.make("fair"), webRoot: "/nonexistent",
            publicURL: "http://tea.example",
            secrets: try #require(MasterKey(bytes: [UInt8](repeating: 7, count: 32))))
        marketing = MarketingModule(context: context)
        let customers = CustomersModule(
            context: context,
            segment: { try await SegmentStore($1).members(of: $0, now: Fair.now) },
            rule: { try await SegmentStore($1).members(ruledBy: $0, now: Fair.now) })
        client = RouteClient(
            marketing.routes + customers.routes,
            as: Principal(kind: .apiKey, id: UUID(), name: "Shop", permissions: Set(Permission.allCases)))
        try await database.connection.script(Self.people)
    }

    private static let people = """
        INSERT INTO company_profile (name, time_zone, currency) VALUES ('Qinghe', 'Asia/Shanghai', 'CNY')
            ON CONFLICT (singleton) DO UPDATE SET time_zone = 'Asia/Shanghai', currency = 'CNY';
        INSERT INTO companies (id, name) VALUES ('00000000-0000-7000-8000-0000000000f1', 'Lantern');
        INSERT INTO custom_fields (id, key, subject, label, type, options) VALUES
            ('00000000-0000-7000-8000-0000000000f2', 'size', 'customer', '{"en": "Size"}', 'number', '[]'),
            ('00000000-0000-7000-8000-0000000000f3', 'tea', 'customer', '{"en": "Tea"}', 'select', '["green", "black"]'),
            ('00000000-0000-7000-8000-0000000000f4', 'birthday', 'customer', '{"en": "Birthday"}', 'date', '[]'),
            ('00000000-0000-7000-8000-0000000000f5', 'likes', 'customer', '{"en": "Likes"}', 'multiselect', '["cups", "pots"]'),
            ('00000000-0000-7000-8000-0000000000f6', 'limit', 'customer', '{"en": "Limit"}', 'money', '[]'),
            ('00000000-0000-7000-8000-0000000000f7', 'visited', 'customer', '{"en": "Visited"}', 'datetime', '[]'),
            ('00000000-0000-7000-8000-0000000000f8', 'friend', 'customer', '{"en": "Friend"}', 'customer', '[]');
        INSERT INTO customers (id, name, company_id, country, city, locale, vip, tags, custom_fields, created_at, last_seen_at)
        VALUES
            ('00000000-0000-7000-8000-000000000001', 'Mei', '00000000-0000-7000-8000-0000000000f1', 'CN', '上海', 'zh-Hans',
                true, '{wholesale,tea}', '{"size": 38, "tea": "green", "birthday": "1990-02-29", "likes": ["cups", "pots"],
                "limit": {"amount_minor": 5000, "currency": "CNY"}, "visited": "2026-11-01T17:00:00Z",
                "friend": "00000000-0000-7000-8000-000000000002"}', '2026-11-20T00:00Z',
                '2026-11-27T00:00Z'),
            ('00000000-0000-7000-8000-000000000002', 'Liam', NULL, 'IE', 'Cork', 'en', false, '{tea}',
                '{"size": "many", "tea": "black", "birthday": "1980-05-01"}', '2026-01-01T00:00Z', '2026-03-01T00:00Z'),
            ('00000000-0000-7000-8000-000000000003', 'Noor', NULL, NULL, NULL, NULL, false, '{}', '{}',
                '2025-11-28T00:00Z', NULL),
            ('00000000-0000-7000-8000-000000000004', 'Gone', NULL, 'CN', NULL, 'en', true, '{tea}', '{}',
                '2025-11-28T00:00Z', NULL);
        UPDATE customers SET deleted_at = now() WHERE name = 'Gone';
        INSERT INTO customer_emails (customer_id, address, is_primary) VALUES
            ('00000000-0000-7000-8000-000000000001', 'mei@tea.example', true),
            ('00000000-0000-7000-8000-000000000002', 'liam@cork.example', true);
        INSERT INTO customer_consents (customer_id, purpose, granted) VALUES
            ('00000000-0000-7000-8000-000000000001', 'email_marketing', true),
            ('00000000-0000-7000-8000-000000000002', 'email_marketing', false);
        INSERT INTO customer_phones (customer_id, number, digits) VALUES
            ('00000000-0000-7000-8000-000000000002', '+353 21 4270', '353214270');
        INSERT INTO products (id, sku, name, category, price_minor, currency) VALUES
            ('00000000-0000-7000-8000-0000000000a1', 'POT', 'Teapot', 'Teaware', 20000, 'CNY');
        INSERT INTO orders (id, customer_id, status, currency, total_minor, placed_at) VALUES
            ('00000000-0000-7000-8000-0000000000b1', '00000000-0000-7000-8000-000000000001', 'paid', 'CNY', 20000,
                '2026-11-25T00:00Z'),
            ('00000000-0000-7000-8000-0000000000b2', '00000000-0000-7000-8000-000000000001', 'paid', 'CNY', 5000,
                '2026-02-01T00:00Z'),
            ('00000000-0000-7000-8000-0000000000b3', '00000000-0000-7000-8000-000000000002', 'paid', 'EUR', 9000,
                '2026-02-01T00:00Z'),
            ('00000000-0000-7000-8000-0000000000b4', '00000000-0000-7000-8000-000000000003', 'cancelled', 'CNY', 99000,
                '2026-11-01T00:00Z');
        INSERT INTO order_lines (order_id, position, product_id, name, quantity, unit_price_minor) VALUES
            ('00000000-0000-7000-8000-0000000000b1', 1, '00000000-0000-7000-8000-0000000000a1', 'Teapot', 1, 20000);
        INSERT INTO inboxes (id, key, kind, name, settings) VALUES
            ('\(mailbox)', 'mail', 'email', 'Mail', '{"mail": {"address": "help@tea.example"}}');
        INSERT INTO tickets (id, status, channel, inbox_id, customer_id) VALUES
            ('00000000-0000-7000-8000-0000000000d1', 'open', 'email', '\(mailbox)', '00000000-0000-7000-8000-000000000002'),
            ('00000000-0000-7000-8000-0000000000d2', 'solved', 'email', '\(mailbox)', '00000000-0000-7000-8000-000000000001');
        INSERT INTO tickets (id, status, channel, inbox_id, customer_id) VALUES
            ('00000000-0000-7000-8000-0000000000d3', 'closed', 'chat', '\(mailbox)', '00000000-0000-7000-8000-000000000001');
        INSERT INTO visitors (id, inbox_id, token_hash, customer_id, last_seen_at) VALUES
            (gen_random_uuid(), '\(mailbox)', '\\x01', '00000000-0000-7000-8000-000000000001', '2026-11-26T00:00Z');
        INSERT INTO model_versions (id, kind, version, trained_at, labels, rarer, ladder, verdict, artifact, sha256) VALUES
            ('00000000-0000-7000-8000-0000000000d8', 'satisfaction', 1, now(), 1, 1, 'bands', 'usable', '{}', '');
        INSERT INTO predictions (id, kind, subject_id, as_of, model_id, probability, low, high, band, features, reasons, cause)
        VALUES ('00000000-0000-7000-8000-0000000000d9', 'satisfaction', '00000000-0000-7000-8000-0000000000d1', now(),
            '00000000-0000-7000-8000-0000000000d8', 0.9, 0.8, 1, 'high', '{}', '[]', 'asked');
        INSERT INTO current_risks (kind, subject_id, prediction_id, model_id, probability, band, reasons, as_of) VALUES
            ('satisfaction', '00000000-0000-7000-8000-0000000000d1', '00000000-0000-7000-8000-0000000000d9',
            '00000000-0000-7000-8000-0000000000d8', 0.9, 'high', '{}', now());
        INSERT INTO survey_invitations (id, token, ticket_id, solve_count, customer_id, inbox_id, channel, expires_at) VALUES
            ('00000000-0000-7000-8000-0000000000e1', 't', '00000000-0000-7000-8000-0000000000d2', 1,
                '00000000-0000-7000-8000-000000000001', '\(mailbox)', 'email', now());
        INSERT INTO survey_answers (invitation_id, rating) VALUES ('00000000-0000-7000-8000-0000000000e1', 2);
        INSERT INTO customer_values (customer_id, expected_minor, age_group, frequency_group, order_value_group, rfm_segment)
        VALUES ('00000000-0000-7000-8000-000000000001', 70000, 'middle', 'low', 'high', 'champions');
        """

    /// The names of those a rule holds.
    func names(_ rule: String) async throws -> [String] {
        let answer = await client.call("POST", "/segments/preview", json: #"{"rule": \#(rule)}"#)
        #expect(answer.status == 200, "\(answer.text)")
        let names = (answer.json["members"]?.array ?? []).compactMap { $0["name"]?.string }
        #expect(answer.json["count"]?.number == Double(names.count))
        return names
    }
}
