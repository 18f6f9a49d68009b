import Basics
package import Foundation
package import Postgres

/// A rule as SQL over `customers AS c`: every value is a bound parameter.
///
/// What a rule asks of many rows (orders, tickets, ratings) is read by a join of one row per customer, so that a rule of
/// fifty conditions reads each table once.
package struct SegmentSQL {
    /// What dates and sums are relative to, and where what was bought is read.
    package struct Company: Sendable {
        package let timeZone: String
        package let currency: String
        package let now: Date
        /// Whether what was prepared of orders holds for everybody.
        ///
        /// The views that mind changed customers keep a statement on one core; the tables themselves are read on two.
        package let isPrepared: Bool

        package init(timeZone: String, currency: String, now: Date, isPrepared: Bool = false) {
            self.timeZone = timeZone
            self.currency = currency
            self.now = now
            self.isPrepared = isPrepared
        }

        var histories: SQL { isPrepared ? "customer_histories" : "report.every_customer_history" }
        var products: SQL { isPrepared ? "customer_products" : "report.every_customer_product" }
    }

    private let company: Company
    private var sources: Set<SegmentSource> = []

    /// The ids of all who fit: a statement of its own, or a subselect.
    package static func members(_ rule: SegmentRule, _ company: Company) -> SQL {
        let (source, condition) = parts(rule, company)
        return "SELECT c.id FROM \(source) WHERE \(condition)"
    }

    /// What to read from, and who fits, for statements that read more of them than their ids.
    package static func parts(_ rule: SegmentRule, _ company: Company) -> (source: SQL, condition: SQL) {
        var compiler = SegmentSQL(company: company)
        let condition = compiler.compile(rule)
        return (compiler.source, "c.deleted_at IS NULL AND (\(condition))")
    }

    /// What of `rules` fits, and what each is asked of, as columns of `c`: texts `true` or `false`, and the values.
    ///
    /// A group has no value of its own.
    package static func columns(_ rules: [SegmentRule], _ company: Company) -> (source: SQL, fits: SQL, values: SQL) {
        var compiler = SegmentSQL(company: company)
        var fits: [SQL] = []
        var values: [SQL] = []
        for rule in rules {
            let condition = compiler.compile(rule)
            fits.append("COALESCE(\(condition), false)::text")
            values.append(compiler.shown(rule))
        }
        return (
            compiler.source, "ARRAY[\(SQL.joined(fits, separator: ", "))]::text[]",
            "ARRAY[\(SQL.joined(values, separator: ", "))]::text[]"
        )
    }

    private var source: SQL {
        let joins = sources.sorted { $0.rawValue < $1.rawValue }.map { $0.join(company) }
        return SQL.joined(["customers AS c"] + joins, separator: "\n")
    }

    private init(company: Company) {
        self.company = company
    }

    private mutating func compile(_ rule: SegmentRule) -> SQL {
        switch rule {
        case .all(let rules): return joined(rules, " AND ")
        case .any(let rules): return joined(rules, " OR ")
        case .without(let rules):
            let some = joined(rules, " OR ")
            return "NOT COALESCE(\(some), false)"
        case .condition(let field, let named, let operand): return condition(field, named, operand)
        }
    }

    private mutating func joined(_ rules: [SegmentRule], _ separator: String) -> SQL {
        var pieces: [SQL] = []
        for rule in rules {
            let piece = compile(rule)
            pieces.append("(\(piece))")
        }
        return SQL.joined(pieces, separator: separator)
    }

    private mutating func condition(
        _ field: SegmentField, _ named: SegmentOperator, _ operand: SegmentRule.Operand
    ) -> SQL {
        switch (field.key, operand) {
        case ("email", _):
            return address(
                "customer_emails AS e WHERE e.customer_id = c.id AND NOT e.released", "e.address", named, operand)
        case ("phone", _):
            return address(
                "customer_phones AS p WHERE p.customer_id = c.id", "p.number", digits: "p.digits", named, operand)
        case ("tag", .text(let tag)):
            return named == .includes ? "c.tags @> ARRAY[\(tag)]::text[]" : "NOT c.tags @> ARRAY[\(tag)]::text[]"
        case ("product", .id(let product)): return bought(named, "b.product_id = \(product)")
        case ("category", .text(let category)):
            return bought(
                named,
                "b.product_id IN (SELECT g.id FROM products AS g WHERE lower(g.category) = lower(\(category)::text))")
        case ("consent", .choices(let choices)): return consent(named, choices)
        case ("order_total", .money(let amount, let currency)) where currency != company.currency:
            return foreignTotal(named, amount, currency)
        default: break
        }
        let value = expression(field)
        if case .text(let option) = operand, field.kind == .several {
            let holds: SQL = "COALESCE(\(value) @> to_jsonb(\(option)::text), false)"
            return named == .includes ? holds : "NOT \(holds)"
        }
        switch operand {
        case .nothing: return named == .isSet ? "\(value) IS NOT NULL" : "\(value) IS NULL"
        case .text(let text): return Self.compare(value, named, text)
        case .choices(let choices):
            return named == .is
                ? "\(value) = ANY(\(choices)::text[])" : "COALESCE(\(value) <> ALL(\(choices)::text[]), true)"
        case .number(let number): return "\(value) \(Self.sign(named)) \(number)::double precision"
        case .money(let amount, let currency) where field.group == .custom:
            let key = String(field.key.dropFirst("custom.".count))
            return """
                (\(value) \(Self.sign(named)) \(amount)::bigint
                 AND c.custom_fields #>> ARRAY[\(key), 'currency'] = \(currency))
                """
        case .money(let amount, _): return "\(value) \(Self.sign(named)) \(amount)::bigint"
        case .flag(let flag): return "\(value) = \(flag)"
        case .id(let id): return named == .is ? "\(value) = \(id)" : "\(value) IS DISTINCT FROM \(id)::uuid"
        case .day(let day): return "\(value) \(named == .before ? "<" as SQL : ">") \(day)::date"
        case .days(let days):
            let since: SQL = "(\(company.now)::timestamptz AT TIME ZONE \(company.timeZone))::date - \(days)::integer"
            return named == .withinDays ? "\(value) >= \(since)" : "COALESCE(\(value) < \(since), true)"
        }
    }

    /// The field's value of `c`: dates are days on the company's calendar.
    private mutating func expression(_ field: SegmentField) -> SQL {
        if field.group == .custom { return custom(field) }
        switch field.key {
        case "name": return "NULLIF(c.name, '')"
        case "country": return "NULLIF(c.country, '')"
        case "city": return "NULLIF(c.city, '')"
        case "locale": return "NULLIF(c.locale, '')"
        case "vip": return "c.vip"
        case "company": return "c.company_id"
        case "owner": return "c.owner_id"
        case "consent":
            return "CASE c.email_marketing WHEN true THEN 'granted' WHEN false THEN 'refused' ELSE 'unknown' END"
        case "phone_consent", "message_consent", "post_consent":
            let purpose = field.key.replacing("_consent", with: "_marketing")
            return """
                COALESCE((SELECT CASE WHEN k.granted THEN 'granted' ELSE 'refused' END FROM customer_consents AS k
                          WHERE k.customer_id = c.id AND k.purpose = \(purpose)), 'unknown')
                """
        case "created_at": return "(c.created_at AT TIME ZONE \(company.timeZone))::date"
        case "last_contact_at": return "(c.last_seen_at AT TIME ZONE \(company.timeZone))::date"
        case "open_tickets": return use(.openTickets, "COALESCE(unsolved.n, 0)")
        case "tickets": return use(.tickets, "COALESCE(asked.n, 0)")
        case "chats": return use(.tickets, "COALESCE(asked.chats, 0)")
        case "last_visit_at": return use(.visits, "(seen.at AT TIME ZONE \(company.timeZone))::date")
        case "ratings": return use(.ratings, "COALESCE(rated.n, 0)")
        case "last_rating": return use(.ratings, "rated.last")
        case "average_rating": return use(.ratings, "rated.average::double precision")
        case "order_count": return use(.history, "COALESCE(h.order_count, 0)")
        case "order_total": return use(.history, "COALESCE(h.spent_minor, 0)")
        case "first_order_at": return use(.history, "h.first_on")
        case "last_order_at": return use(.history, "h.last_on")
        case "average_gap_days":
            return use(
                .history,
                "CASE WHEN h.order_count > 1 THEN round((h.last_on - h.first_on)::numeric / (h.order_count - 1), 1) END"
            )
        case "churn_band": return use(.churn, "COALESCE(churn.band, 'unknown')")
        case "satisfaction_band": return use(.mood, "COALESCE(mood.band, 'unknown')")
        case "purchase_band": return use(.purchase, "COALESCE(purchase.band, 'unknown')")
        case "expected_value": return use(.values, "COALESCE(v.expected_minor, v.simple_minor, 0)")
        case "rfm_segment": return use(.values, "COALESCE(v.rfm_segment, 'unknown')")
        case "age_group": return use(.values, "COALESCE(v.age_group, 'unknown')")
        case "frequency_group": return use(.values, "COALESCE(v.frequency_group, 'unknown')")
        case "order_value_group": return use(.values, "COALESCE(v.order_value_group, 'unknown')")
        default: preconditionFailure("the catalogue names \(field.key), which nobody can read")
        }
    }

    @discardableResult private mutating func use(_ source: SegmentSource, _ expression: SQL = "") -> SQL {
        sources.insert(source)
        return expression
    }

    /// A value of a field of the company's own; one of another type, as an import may leave it, is none.
    private func custom(_ field: SegmentField) -> SQL {
        let key = String(field.key.dropFirst("custom.".count))
        switch field.kind {
        case .number:
            return """
                CASE WHEN jsonb_typeof(c.custom_fields -> \(key)::text) = 'number'
                    THEN (c.custom_fields ->> \(key)::text)::double precision END
                """
        case .flag: return "COALESCE(c.custom_fields -> \(key)::text = 'true'::jsonb, false)"
        case .date:
            return """
                COALESCE(day_of(c.custom_fields ->> \(key)::text),
                    (moment_of(c.custom_fields ->> \(key)::text) AT TIME ZONE \(company.timeZone))::date)
                """
        case .money:
            return """
                CASE WHEN jsonb_typeof(c.custom_fields #> ARRAY[\(key), 'amount_minor']) = 'number'
                    THEN (c.custom_fields #>> ARRAY[\(key), 'amount_minor'])::numeric END
                """
        case .several: return "NULLIF(c.custom_fields -> \(key)::text, '[]')"
        case .staff, .person:
            return """
                CASE WHEN c.custom_fields ->> \(key)::text ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                    THEN (c.custom_fields ->> \(key)::text)::uuid END
                """
        default: return "NULLIF(c.custom_fields ->> \(key)::text, '')"
        }
    }

    /// Any address or number of theirs; a number is found by its digits as well.
    private func address(
        _ source: SQL, _ value: SQL, digits: SQL? = nil, _ named: SegmentOperator, _ operand: SegmentRule.Operand
    ) -> SQL {
        var isNegative = named == .isNotSet
        var test: SQL = "true"
        if case .text(let text) = operand {
            isNegative = named == .isNot
            let compared = named == .isNot ? .is : named
            test = Self.compare(value, compared, text)
            let typed = text.filter { $0.isASCII && $0.isNumber }
            if let digits, !typed.isEmpty { test = "(\(test) OR \(Self.compare(digits, compared, typed)))" }
        }
        return "\(isNegative ? "NOT EXISTS" as SQL : "EXISTS") (SELECT FROM \(source) AND \(test))"
    }

    private func bought(_ named: SegmentOperator, _ what: SQL) -> SQL {
        """
        \(named == .includes ? "EXISTS" as SQL : "NOT EXISTS") (
            SELECT FROM \(company.products) AS b WHERE b.customer_id = c.id AND \(what))
        """
    }

    /// Asked of the answer itself, whose share the planner knows; of the words for it, it guesses one in two hundred.
    private func consent(_ named: SegmentOperator, _ choices: [String]) -> SQL {
        let tests = choices.map { choice -> SQL in
            switch choice {
            case "granted": "c.email_marketing"
            case "refused": "NOT c.email_marketing"
            default: "c.email_marketing IS NULL"
            }
        }
        let any: SQL = "(\(SQL.joined(tests, separator: " OR ")))"
        return named == .is ? any : "COALESCE(NOT \(any), true)"
    }

    /// What a condition asks of, as people read it; NULL where the answer is no one value.
    private mutating func shown(_ rule: SegmentRule) -> SQL {
        guard case .condition(let field, _, let operand) = rule else { return "NULL" }
        switch (field.key, operand) {
        case ("product", _), ("category", _): return "NULL"
        case ("order_total", .money(_, let currency)) where currency != company.currency: return "NULL"
        case ("tag", _): return "array_to_string(c.tags, ', ')"
        case ("company", _): return "(SELECT o.name FROM companies AS o WHERE o.id = c.company_id)"
        case ("owner", _): return "(SELECT u.name FROM users AS u WHERE u.id = c.owner_id)"
        case ("email", _):
            return """
                (SELECT string_agg(e.address, ', ' ORDER BY e.address) FROM customer_emails AS e
                 WHERE e.customer_id = c.id AND NOT e.released)
                """
        case ("phone", _):
            return """
                (SELECT string_agg(p.number, ', ' ORDER BY p.number) FROM customer_phones AS p
                 WHERE p.customer_id = c.id)
                """
        default:
            let value = expression(field)
            return "(\(value))::text"
        }
    }

    /// Totals in another currency than the company's are not prepared.
    private func foreignTotal(_ named: SegmentOperator, _ amount: Int, _ currency: String) -> SQL {
        let isLeast = named == .atLeast
        if isLeast, amount == 0 { return "true" }
        return """
            c.id \(isLeast ? "IN" as SQL : "NOT IN") (
                SELECT o.customer_id FROM orders AS o WHERE o.currency = \(currency) AND o.status <> 'cancelled'
                GROUP BY o.customer_id HAVING sum(o.total_minor) \(isLeast ? ">=" as SQL : ">") \(amount)::bigint)
            """
    }

    private static func compare(_ value: SQL, _ named: SegmentOperator, _ text: String) -> SQL {
        switch named {
        case .isNot: "lower(\(value)) IS DISTINCT FROM lower(\(text)::text)"
        case .contains: "strpos(lower(\(value)), lower(\(text)::text)) > 0"
        case .beginsWith: "starts_with(lower(\(value)), lower(\(text)::text))"
        default: "lower(\(value)) = lower(\(text)::text)"
        }
    }

    private static func sign(_ named: SegmentOperator) -> SQL {
        switch named {
        case .atLeast: ">="
        case .atMost: "<="
        default: "="
        }
    }
}
