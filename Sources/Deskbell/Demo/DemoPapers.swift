import Basics
import EventLoop
import Foundation
import Postgres
import Sales
import Web

/// The demo company's quotes and contracts: one of each kind one meets, a renewal that is due, and links that work.
@Loop struct DemoPapers {
    private struct Product: Sendable {
        let id: UUID
        let sku: String
        let name: String
        let priceMinor: Int
    }

    private struct Person: Sendable {
        let id: UUID
        let locale: String
    }

    /// A quote of the script: where it stands, made how many days ago, valid how many days from today.
    private struct Plan {
        let state: QuoteState
        let daysAgo: Double
        let validDays: Double
        let quantity: Int
        var becomes = QuoteOutcome.order
        var note = ""
    }

    let context: AppContext

    private static let vat = "增值税 VAT"

    private static let plans = [
        Plan(state: .draft, daysAgo: 1, validDays: 29, quantity: 24),
        Plan(state: .sent, daysAgo: 3, validDays: 27, quantity: 60),
        Plan(state: .sent, daysAgo: 6, validDays: 9, quantity: 12, becomes: .contract),
        Plan(state: .declined, daysAgo: 18, validDays: 12, quantity: 36, note: "明年再考虑 perhaps next year"),
        Plan(state: .lapsed, daysAgo: 50, validDays: -20, quantity: 20),
        Plan(state: .accepted, daysAgo: 25, validDays: 5, quantity: 40, becomes: .contract),
    ]

    /// Fills in what is missing of a demo, also of one begun before there were quotes.
    func fillIfNone() async throws {
        try await context.database.transaction { connection in
            let isNone = try await connection.one(
                { row in try row["none"] as Bool },
                "SELECT NOT EXISTS (SELECT FROM quotes) AND NOT EXISTS (SELECT FROM contracts) AS none")
            let products = try await connection.rows(
                { row in
                    Product(
                        id: try row["id"], sku: try row["sku"], name: try row["name"],
                        priceMinor: try row["price_minor"])
                }, "SELECT id, sku, name, price_minor FROM products WHERE in_stock ORDER BY sku LIMIT 6")
            let people = try await connection.rows(
                { row in Person(id: try row["id"], locale: try row["locale"]) },
                """
                SELECT id, COALESCE(locale, 'en') AS locale
                FROM customers
                WHERE deleted_at IS NULL AND company_id IS NOT NULL
                ORDER BY created_at, id
                LIMIT 9
                """)
            guard isNone, products.count >= 4, people.count >= 9 else { return }
            try await fill(DemoRows(connection: connection), products, people)
        }
    }

    private func fill(_ rows: DemoRows, _ products: [Product], _ people: [Person]) async throws {
        var quotes: [[String: JSONValue]] = []
        var editions: [[String: JSONValue]] = []
        var lines: [[String: JSONValue]] = []
        var contracts: [[String: JSONValue]] = []
        var timeline: [[String: JSONValue]] = []
        var numbers: [Int: Int] = [:]
        for (place, plan) in Self.plans.enumerated().sorted(by: { $0.element.daysAgo > $1.element.daysAgo }) {
            let person = people[place]
            let at = day(-plan.daysAgo)
            let id = ID<Quote>.make(at: at, random: context.random)
            let isSent = plan.state != .draft
            let year = Calendar(identifier: .gregorian).component(.year, from: at)
            if isSent { numbers[year, default: 0] += 1 }
            let number = isSent ? numbers[year] : nil
            let name = number.map { "Q-\(year)-\(String(repeating: "0", count: max(0, 4 - String($0).count)))\($0)" }
            let decidedAt: Date? = isSent && plan.state != .sent ? day(-plan.daysAgo + 4) : nil
            let chosen = [products[place % products.count], products[(place + 2) % products.count]]
            let items = [
                QuoteTotals.Item(
                    quantity: QuoteQuantity(plan.quantity), unitPriceMinor: chosen[0].priceMinor,
                    discountBasisPoints: 1_000,
                    taxBasisPoints: 1_300, taxName: Self.vat),
                QuoteTotals.Item(
                    quantity: QuoteQuantity(plan.quantity / 4), unitPriceMinor: chosen[1].priceMinor,
                    discountBasisPoints: 0,
                    taxBasisPoints: 1_300, taxName: Self.vat),
            ]
            let totals = QuoteTotals(items, discountBasisPoints: 200, pricesIncludeTax: true, currency: "CNY")
            let yearValue: JSONValue = isSent ? .int(year) : .null
            let link: JSONValue = isSent ? .string("\\x" + QuoteLink(id, context).hash.hexadecimal) : .null
            quotes.append([
                "id": .string(id.description), "year": yearValue, "number_in_year": number.map { .int($0) } ?? .null,
                "customer_id": .id(person.id), "state": .string(plan.state.rawValue),
                "becomes": .string(plan.becomes.rawValue),
                "locale": .string(person.locale.hasPrefix("zh") ? "zh-Hans" : "en"), "edition": .int(1),
                "sent_edition": isSent ? .int(1) : .null, "token_hash": link, "sent_at": .date(isSent ? at : nil),
                "decided_at": .date(decidedAt),
                "decision_name": .string(plan.state == .accepted ? "采购部 Purchasing" : ""),
                "decision_note": .string(plan.note), "decision_address": .string(""), "created_at": .date(at),
                "updated_at": .date(decidedAt ?? at), "version": .int(1),
            ])
            editions.append([
                "quote_id": .string(id.description), "edition": .int(1), "currency": .string("CNY"),
                "prices_include_tax": .bool(true), "discount_basis_points": .int(200),
                "valid_until": .string(text(plan.validDays)), "introduction": .string(""),
                "terms": .string("收货后 14 天内付款。Payment within 14 days of delivery."),
                "total_minor": .int(totals.total.amountMinor), "sent_at": .date(isSent ? at : nil),
            ])
            for (position, (product, item)) in zip(chosen, items).enumerated() {
                lines.append([
                    "quote_id": .string(id.description), "edition": .int(1), "position": .int(position + 1),
                    "product_id": .id(product.id), "sku": .string(product.sku), "name": .string(product.name),
                    "description": .string(""), "quantity": .string(item.quantity.description),
                    "unit_price_minor": .int(item.unitPriceMinor),
                    "discount_basis_points": .int(item.discountBasisPoints),
                    "tax_basis_points": .int(item.taxBasisPoints), "tax_name": .string(item.taxName),
                ])
            }
            if let name, let number {
                let link = year * 10_000 + number
                timeline.append(entry(person, "quote.sent", name, "quote", link, at: at))
                if let decidedAt {
                    timeline.append(entry(person, "quote.\(plan.state.rawValue)", name, "quote", link, at: decidedAt))
                }
            }
            if plan.state == .accepted, let decidedAt {
                contracts.append(
                    contract(
                        301, person, "\(name ?? ""): \(chosen[0].name)", totals.total.amountMinor, from: -plan.daysAgo,
                        until: nil, status: "draft", quote: id.uuid, at: decidedAt))
            }
        }
        contracts.append(
            contract(
                302, people[6], "办公室用茶 Office tea, weekly", 1_440_000, from: -325, until: 40, status: "active",
                quote: nil,
                at: day(-330)))
        contracts.append(
            contract(
                303, people[7], "酒店迎宾茶 Welcome tea for the hotel", 3_600_000, from: -120, until: 245, status: "active",
                quote: nil, at: day(-125)))
        contracts.append(
            contract(
                304, people[8], "展会供茶 Tea for the fair", 480_000, from: -90, until: -60, status: "ended", quote: nil,
                at: day(-95)))
        try await rows.insert(into: "quotes", quotes)
        try await rows.insert(into: "quote_editions", editions)
        try await rows.insert(into: "quote_lines", lines)
        try await rows.insert(
            into: "quote_numbers",
            numbers.sorted { $0.key < $1.key }.map { ["year": .int($0), "last_number": .int($1)] })
        try await rows.insert(into: "contracts", contracts)
        try await rows.connection.execute(
            """
            UPDATE contracts AS k
            SET owner_id = u.id
            FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS count FROM users) AS u
            WHERE u.place = k.number % LEAST(u.count, 2)
            """)
        try await rows.insert(into: "timeline_entries", timeline)
        try await rows.connection.execute("SELECT setval(pg_get_serial_sequence('contracts', 'number'), 304)")
        try await rows.connection.execute(
            """
            UPDATE quote_settings
            SET address = \("杭州市西湖区龙井路 88 号\n88 Longjing Road, Hangzhou"),
                terms = \("收货后 14 天内付款。Payment within 14 days of delivery.")
            WHERE address = ''
            """)
        try await taxes(rows)
    }

    /// What a shop in Hangzhou charges; a list somebody has made theirs stays.
    private func taxes(_ rows: DemoRows) async throws {
        let isTheirs = try await rows.connection.one(
            { row in try row["theirs"] as Bool },
            "SELECT count(*) <> 1 OR bool_or(known_as IS NULL) AS theirs FROM tax_rates")
        guard !isTheirs else { return }
        try await rows.connection.execute("UPDATE tax_rates SET is_default = false, position = 3")
        let rates = [(Self.vat, 1_300, true), ("服务增值税 VAT on services", 600, false)]
        try await rows.insert(
            into: "tax_rates",
            rates.enumerated().map { place, rate in
                [
                    "id": .string(ID<DemoPapers>.make(at: day(0), random: context.random).description),
                    "name": .string(rate.0), "basis_points": .int(rate.1), "is_default": .bool(rate.2),
                    "position": .int(place + 1), "version": .int(1),
                ]
            })
    }

    private func contract(
        _ number: Int, _ person: Person, _ title: String, _ value: Int, from: Double, until: Double?, status: String,
        quote: UUID?, at: Date
    ) -> [String: JSONValue] {
        let id = ID<Contract>.make(at: at, random: context.random)
        return [
            "id": .string(id.description), "number": .int(number), "customer_id": .id(person.id),
            "title": .string(title), "value_minor": .int(value), "currency": .string("CNY"),
            "starts_on": .string(text(from)), "ends_on": .text(until.map(text)), "notice_days": .int(30),
            "auto_renew": .bool(until.map { $0 > 0 } ?? false), "renewal_months": .int(12), "reminder_days": .int(60),
            "status": .string(status), "note": .string(""), "attachment_ids": .array([]), "quote_id": .id(quote),
            "created_at": .date(at), "updated_at": .date(at), "version": .int(1),
        ]
    }

    private func entry(
        _ person: Person, _ kind: String, _ title: String, _ link: String, _ number: Int, at: Date
    ) -> [String: JSONValue] {
        let id = ID<DemoPapers>.make(at: at, random: context.random)
        return [
            "id": .string(id.description), "customer_id": .id(person.id), "at": .date(at), "kind": .string(kind),
            "title": .string(title), "detail": .string(""), "link_kind": .string(link), "link_number": .int(number),
        ]
    }

    private func day(_ days: Double) -> Date { context.clock.now.addingTimeInterval(days * 86_400) }
    private func text(_ days: Double) -> String { String(day(days).rfc3339.prefix(10)) }
}
