import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Every SQL statement about activities.
@Loop struct ActivityStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Which activities are wanted by the time they are due.
    enum Due: String, CaseIterable, Sendable {
        /// Until today is over, by the asker's clock; also what is overdue.
        case today
        /// What should be done already.
        case overdue
        /// Until the seventh day from today is over.
        case week
    }

    /// What a reader of the list asks for.
    struct Filter: Sendable {
        var ownerID: UUID?
        var opportunityID: UUID?
        var customerID: UUID?
        var due: Due?
        var done: Bool?
    }

    /// What comes last when nothing is due: after every instant there is.
    private static let undated: SQL = "COALESCE(a.due_at, timestamptz '9999-12-31 00:00:00+00')"

    private static func select(where condition: SQL, more: SQL = "") -> SQL {
        """
        SELECT a.id, a.kind, a.subject, a.note, a.opportunity_id, d.number, d.title, a.customer_id,
               c.name AS customer_name, a.owner_id, u.name AS owner_name, a.due_at, a.done_at, a.created_at,
               a.updated_at, a.version
        FROM activities AS a
        LEFT JOIN opportunities AS d ON d.id = a.opportunity_id
        LEFT JOIN customers AS c ON c.id = a.customer_id
        LEFT JOIN users AS u ON u.id = a.owner_id
        WHERE d.deleted_at IS NULL AND \(condition)
        \(more)
        """
    }

    func activity(_ id: ID<Activity>, locked: Bool = false) async throws -> Activity? {
        let lock: SQL = locked ? "FOR UPDATE OF a" : ""
        return try await connection.first(Activity.init, Self.select(where: "a.id = \(id)", more: lock))
    }

    /// Activities by the time they are due, those without a time last.
    ///
    /// - Parameter asker: Whose days count; the company's without somebody.
    func activities(
        _ filter: Filter, asker: UUID?, now: Date, after: (at: Date, id: ID<Activity>)?, limit: Int
    ) async throws -> [Activity] {
        var conditions: [SQL] = ["true"]
        if let id = filter.ownerID { conditions.append("a.owner_id = \(id)") }
        if let id = filter.opportunityID { conditions.append("a.opportunity_id = \(id)") }
        if let id = filter.customerID { conditions.append("a.customer_id = \(id)") }
        if let done = filter.done { conditions.append(done ? "a.done_at IS NOT NULL" : "a.done_at IS NULL") }
        switch filter.due {
        case .overdue: conditions.append("a.due_at < \(now)")
        case .today: conditions.append("a.due_at < \(Self.endOfDay(0, asker: asker, now: now))")
        case .week: conditions.append("a.due_at < \(Self.endOfDay(7, asker: asker, now: now))")
        case nil: break
        }
        if let after { conditions.append("(\(Self.undated), a.id) > (\(after.at), \(after.id))") }
        return try await connection.rows(
            Activity.init,
            Self.select(
                where: SQL.joined(conditions, separator: " AND "),
                more: "ORDER BY \(Self.undated), a.id LIMIT \(limit)"))
    }

    /// The end of the day so many days from today.
    private static func endOfDay(_ days: Int, asker: UUID?, now: Date) -> SQL {
        """
        (SELECT ((\(now)::timestamptz AT TIME ZONE zone)::date + \(days)::integer + 1)::timestamp AT TIME ZONE zone
            FROM (SELECT COALESCE((SELECT time_zone FROM users WHERE id = \(asker)),
                (SELECT time_zone FROM company_profile), 'UTC') AS zone) AS clock)
        """
    }

    /// - Throws: `Problem.invalid` when there is no such customer or user.
    func insert(_ id: ID<Activity>, _ activity: ActivityDraft, at now: Date) async throws {
        try await naming {
            try await connection.execute(
                """
                INSERT INTO activities (id, kind, subject, note, opportunity_id, customer_id, owner_id, due_at, reminded_at,
                    created_at, updated_at)
                VALUES (\(id), \(activity.kind), \(activity.subject), \(activity.note), \(activity.opportunityID),
                    \(activity.customerID), \(activity.ownerID), \(activity.dueAt), \(activity.remindedAt(now)), \(now),
                    \(now))
                """)
        }
    }

    func update(_ id: ID<Activity>, _ activity: ActivityDraft, at now: Date) async throws {
        try await naming {
            try await connection.execute(
                """
                UPDATE activities
                SET kind = \(activity.kind), subject = \(activity.subject), note = \(activity.note),
                    owner_id = \(activity.ownerID), due_at = \(activity.dueAt), done_at = \(activity.doneAt),
                    reminded_at = CASE WHEN due_at IS DISTINCT FROM \(activity.dueAt) THEN \(activity.remindedAt(now))
                        ELSE reminded_at END,
                    updated_at = \(now), version = version + 1
                WHERE id = \(id)
                """)
        }
    }

    func remove(_ id: ID<Activity>) async throws {
        try await connection.execute("DELETE FROM activities WHERE id = \(id)")
    }

    private func naming(_ run: () async throws -> Void) async throws {
        do {
            try await run()
        } catch let error as DatabaseError where error.constraint == "activities_customer_id_fkey" {
            throw Problem.invalid("/customer_id", "names no customer")
        } catch let error as DatabaseError where error.constraint == "activities_owner_id_fkey" {
            throw Problem.invalid("/owner_id", "names nobody of the staff")
        }
    }
}
