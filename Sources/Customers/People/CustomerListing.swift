import Basics
import EventLoop
import Foundation
import Postgres

/// What the list of customers can be sorted by.
enum CustomerSort: String, CaseIterable, Sendable {
    case name
    case newest
    case lastSeen = "last_seen"
    /// The oldest change first; chosen by `updated_since`.
    case changed

    /// The sort key of `customer`, which names the sort it belongs to.
    func cursor(_ customer: Customer) -> Cursor {
        let key: String? =
            switch self {
            case .name: customer.name
            case .newest: customer.createdAt.rfc3339
            case .lastSeen: customer.lastSeenAt?.rfc3339
            case .changed: customer.updatedAt.rfc3339
            }
        return Cursor([rawValue, key, customer.id.description])
    }
}

extension CustomerStore {
    /// Customers that match, at most `limit`, from behind `cursor`.
    ///
    /// - Throws: `Problem.malformed` when the cursor is of another list.
    func customers(
        _ filter: CustomerFilter, sort: CustomerSort, after cursor: Cursor?, limit: Int
    ) async throws -> [Customer] {
        var conditions = filter.conditions
        if let cursor { conditions.append(try Self.behind(cursor, sort)) }
        let order: SQL =
            switch sort {
            case .name: "c.name, c.id"
            case .newest: "c.created_at DESC, c.id DESC"
            case .lastSeen: "c.last_seen_at DESC NULLS LAST, c.id DESC"
            case .changed: "c.updated_at, c.id"
            }
        return try await connection.rows(
            Customer.init,
            """
            SELECT \(Customer.columns)
            FROM \(Customer.source)
            WHERE \(SQL.joined(conditions, separator: " AND "))
            ORDER BY \(order)
            LIMIT \(limit)
            """)
    }

    /// Ids of those whose name, address, account or number answers the question, each part through its own index.
    static func matches(_ question: String) -> SQL {
        let prefix = escaped(question.lowercased()) + "%"
        var parts: [SQL] = [
            "SELECT n.id FROM customers n WHERE n.search @@ (SELECT search_query(\(question)))",
            "SELECT n.id FROM customers n WHERE lower(n.name) LIKE \(prefix) AND n.deleted_at IS NULL",
            "SELECT e.customer_id FROM customer_emails e WHERE lower(e.address) LIKE \(prefix)",
            """
            SELECT h.id FROM customers h
            WHERE h.deleted_at IS NULL AND h.handles @@ \(accountPath(question))::jsonpath
            """,
        ]
        let digits = question.filter { $0.isASCII && $0.isNumber }
        if digits.count >= 4, PhoneNumber(question) != nil {
            let digits = PhoneNumber(question)?.digits ?? digits
            parts.append("SELECT p.customer_id FROM customer_phones p WHERE p.digits LIKE \(digits + "%")")
            parts.append(
                "SELECT p.customer_id FROM customer_phones p WHERE reverse(p.digits) LIKE \(String(digits.reversed()) + "%")"
            )
        }
        return SQL.joined(parts, separator: " UNION ")
    }

    /// Any account of exactly this name, with or without its sign.
    private static func accountPath(_ question: String) -> String {
        let name = question.hasPrefix("@") ? String(question.dropFirst()) : question
        return "$.* == " + String(decoding: JSONWriter.write(JSONValue.string(name.trimmingBlanks)), as: UTF8.self)
    }

    private static func behind(_ cursor: Cursor, _ sort: CustomerSort) throws -> SQL {
        let foreign = Problem.foreignCursor
        guard cursor.parts.count == 3, cursor.parts[0] == sort.rawValue,
            let id = cursor.parts[2].flatMap({ ID<Customer>($0) })
        else { throw foreign }
        let key = cursor.parts[1]
        switch sort {
        case .name:
            guard let key else { throw foreign }
            return "(c.name, c.id) > (\(key), \(id))"
        case .newest:
            guard let at = key.flatMap({ Date(rfc3339: $0) }) else { throw foreign }
            return "(c.created_at, c.id) < (\(at), \(id))"
        case .changed:
            guard let at = key.flatMap({ Date(rfc3339: $0) }) else { throw foreign }
            return "(c.updated_at, c.id) > (\(at), \(id))"
        case .lastSeen:
            guard let key else { return "c.last_seen_at IS NULL AND c.id < \(id)" }
            guard let at = Date(rfc3339: key) else { throw foreign }
            return "((c.last_seen_at, c.id) < (\(at), \(id)) OR c.last_seen_at IS NULL)"
        }
    }
}
