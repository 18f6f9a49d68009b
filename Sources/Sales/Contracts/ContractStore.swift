package import Basics
package import EventLoop
package import Foundation
package import Postgres
package import Web

/// Reads contracts.
@Loop package struct ContractStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = """
        k.id, k.number, k.customer_id, c.name AS customer_name, k.title, k.value_minor, k.currency,
        k.starts_on::text AS starts_on, k.ends_on::text AS ends_on, k.notice_days, k.auto_renew, k.renewal_months,
        k.reminder_days, k.status, k.note, k.attachment_ids, (k.ends_on - k.notice_days)::text AS notice_by,
        k.owner_id, u.name AS owner_name, r.made_at AS reminder_made_at, r.done_at AS reminder_done_at,
        quote_number(q.number_prefix, q.year, q.number_in_year) AS quote_number, before.number AS renews_number,
        after.number AS renewed_by_number, k.created_at, k.updated_at, k.version
        """

    private static let tables: SQL = """
        contracts AS k
        JOIN customers AS c ON c.id = k.customer_id
        LEFT JOIN contract_reminders AS r ON r.contract_id = k.id AND r.ends_on = k.ends_on AND k.status = 'active'
        LEFT JOIN quotes AS q ON q.id = k.quote_id
        LEFT JOIN users AS u ON u.id = k.owner_id
        LEFT JOIN contracts AS before ON before.id = k.renews_id
        LEFT JOIN contracts AS after ON after.renews_id = k.id
        """

    package func contract(_ name: RecordName<Contract>, locked: Bool = false) async throws -> Contract? {
        let lock: SQL = locked ? "FOR UPDATE OF k" : ""
        return try await connection.first(
            Contract.init, "SELECT \(Self.columns) FROM \(Self.tables) WHERE \(name.condition(on: "k")) \(lock)")
    }

    /// What a reader of the list of contracts asks for.
    package struct Filter: Sendable {
        package var customerID: UUID?
        package var status: Contract.Status?
        package var ownerID: UUID?
        /// Only those whose renewal is to be seen to.
        package var isReminderDue = false
        /// The beginning of a number, a title or a customer's name.
        package var question: String?

        package init() {}
    }

    /// Contracts, newest first.
    package func contracts(
        _ filter: Filter, before: (at: Date, id: ID<Contract>)?, limit: Int
    ) async throws -> [Contract] {
        var conditions: [SQL] = ["true"]
        if let customerID = filter.customerID { conditions.append("k.customer_id = \(customerID)") }
        if let status = filter.status { conditions.append("k.status = \(status)") }
        if let ownerID = filter.ownerID { conditions.append("k.owner_id = \(ownerID)") }
        if filter.isReminderDue { conditions.append("r.made_at IS NOT NULL AND r.done_at IS NULL") }
        if let question = filter.question {
            let prefix =
                question.lowercased().replacing("\\", with: "\\\\").replacing("%", with: "\\%")
                .replacing("_", with: "\\_") + "%"
            let number = Int(question.drop { $0 == "#" }) ?? -1
            conditions.append(
                """
                (k.number = \(number) OR lower(k.title) LIKE \(prefix) OR lower(c.name) LIKE \(prefix)
                    OR c.search @@ (SELECT search_query(\(question))))
                """)
        }
        if let before { conditions.append("(k.created_at, k.id) < (\(before.at), \(before.id))") }
        return try await connection.rows(
            Contract.init,
            """
            SELECT \(Self.columns)
            FROM \(Self.tables)
            WHERE \(SQL.joined(conditions, separator: " AND "))
            ORDER BY k.created_at DESC, k.id DESC
            LIMIT \(limit)
            """)
    }
}
