import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Every SQL statement about the today list; what a part holds is said by the module it comes from.
@Loop struct TodayStore {
    /// Nobody's day holds more: what is beyond is not counted.
    private static let countedTo = 1_000
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// When today ends for this person, and which day it is.
    func day(of person: UUID, at now: Date) async throws -> (end: Date, today: String) {
        try await connection.one(
            { row in (end: try row["day_end"], today: try row["today"]) },
            """
            SELECT (day + 1)::timestamp AT TIME ZONE zone AS day_end, day::text AS today
            FROM (
                SELECT zone, (\(now)::timestamptz AT TIME ZONE zone)::date AS day
                FROM (SELECT COALESCE((SELECT time_zone FROM users WHERE id = \(person)),
                    (SELECT time_zone FROM company_profile), 'UTC') AS zone) AS clock) AS day
            """)
    }

    /// The first lines of one part, without what the asker has put off.
    func section(
        _ name: TodaySection.Name, _ lines: TodayLines, _ question: TodayQuestion, limit: Int
    ) async throws -> Today.TodayPart {
        let condition: SQL = """
            (\(lines.condition)) AND NOT EXISTS (
                SELECT FROM today_deferrals AS y
                WHERE y.user_id = \(question.person) AND y.section = \(name.rawValue) AND y.item_id = \(lines.id)
                    AND y.until > \(question.now))
            """
        let phone: SQL = lines.phones ? Self.phone(of: lines.customerID) : "NULL::text"
        let most = min(limit, lines.most ?? limit)
        let items = try await connection.rows(
            TodayLine.init,
            """
            SELECT \(lines.id) AS id, \(lines.kind) AS kind, \(lines.title) AS title, \(lines.detail) AS detail,
                \(lines.number) AS number, \(lines.customerID) AS customer_id,
                (SELECT named.name FROM customers AS named WHERE named.id = \(lines.customerID)) AS customer_name,
                \(phone) AS phone, \(lines.at) AS at, (\(lines.day))::text AS day, \(lines.amountMinor) AS amount_minor,
                \(lines.currency) AS currency, \(lines.path) AS path, \(lines.version) AS version
            FROM \(lines.from)
            WHERE \(condition)
            ORDER BY \(lines.order)
            LIMIT \(most)
            """)
        // Most parts of most days fit on the page and need no counting.
        guard items.count == most, lines.most != most else {
            return Today.TodayPart(name, total: items.count, items: items)
        }
        let total: Int = try await connection.one(
            { row in try row["total"] },
            """
            SELECT count(*) AS total
            FROM (SELECT FROM \(lines.from) WHERE \(condition) LIMIT \(lines.most ?? Self.countedTo)) AS counted
            """)
        return Today.TodayPart(name, total: total, items: items)
    }

    /// Keeps a line off this person's list until then; what is over is forgotten.
    func putOff(_ section: TodaySection.Name, _ item: UUID, of person: UUID, until: Date, at now: Date) async throws {
        try await connection.execute("DELETE FROM today_deferrals WHERE user_id = \(person) AND until <= \(now)")
        try await connection.execute(
            """
            INSERT INTO today_deferrals (user_id, section, item_id, until)
            VALUES (\(person), \(section.rawValue), \(item), \(until))
            ON CONFLICT ON CONSTRAINT today_deferrals_pkey DO UPDATE SET until = excluded.until
            """)
    }

    func bringBack(_ section: TodaySection.Name, _ item: UUID, of person: UUID) async throws {
        try await connection.execute(
            """
            DELETE FROM today_deferrals
            WHERE user_id = \(person) AND section = \(section.rawValue) AND item_id = \(item)
            """)
    }

    /// The phone one would call a customer by.
    private static func phone(of customer: SQL) -> SQL {
        """
        (SELECT dialled.number FROM customer_phones AS dialled WHERE dialled.customer_id = \(customer)
            ORDER BY dialled.is_primary DESC, dialled.position, dialled.digits LIMIT 1)
        """
    }
}
