package import Basics
package import EventLoop
package import Foundation
package import Postgres
package import Web

/// The ids of those in a segment, as a subselect; throws `Problem.notFound` when there is no such segment.
package typealias SegmentMembers = @Loop @Sendable (UUID, Connection) async throws -> SQL

/// The ids of those a rule holds, as a subselect; throws `Problem.invalid` naming what is wrong below `/rule`.
package typealias RuleMembers = @Loop @Sendable (JSONValue, Connection) async throws -> SQL

/// How the module above says who is meant by a segment or a rule.
package struct CustomerGroups: Sendable {
    let segment: SegmentMembers?
    let rule: RuleMembers?

    package init(segment: SegmentMembers? = nil, rule: RuleMembers? = nil) {
        self.segment = segment
        self.rule = rule
    }
}

/// Which customers are meant: by a list, a change to many, or an export of what a list shows.
package struct CustomerFilter: Sendable {
    /// The parameters of `GET /customers` that say who is meant.
    package static let keys = ["q", "tag", "company_id", "owner_id", "vip", "segment_id", "rule", "updated_since"]

    /// The conditions on `customers AS c`.
    private(set) var conditions: [SQL] = ["c.deleted_at IS NULL"]

    /// What all of them have in common.
    var condition: SQL { SQL.joined(conditions, separator: " AND ") }

    /// Everybody.
    init() {}

    /// Those `parameter` describes, in words the list's query knows.
    ///
    /// - Parameter principal: Who asks; `nil` when that was checked before.
    /// - Throws: `Problem.invalid`; `Problem.forbidden` for a segment without the right to read segments;
    ///   `Problem.notFound` for a segment that is gone.
    @Loop package init(
        _ groups: CustomerGroups, by principal: Principal?, in connection: Connection,
        _ parameter: (String) throws -> String?
    ) async throws {
        if let words = try parameter("q")?.trimmingBlanks, !words.isEmpty {
            conditions.append("c.id IN (\(CustomerStore.matches(String(words.prefix(200)))))")
        }
        if let tag = try parameter("tag") { conditions.append("c.tags @> ARRAY[\(tag)]::text[]") }
        if let company = try Self.id(parameter, "company_id") { conditions.append("c.company_id = \(company)") }
        if let owner = try Self.id(parameter, "owner_id") { conditions.append("c.owner_id = \(owner)") }
        if let vip = try parameter("vip") { conditions.append("c.vip = \(vip == "true")") }
        if let id = try Self.id(parameter, "segment_id") {
            try principal?.require(.marketingRead)
            if let members = try await groups.segment?(id, connection) { conditions.append("c.id IN (\(members))") }
        }
        if let text = try parameter("updated_since") {
            guard let since = Date(rfc3339: text) else {
                throw Problem.invalid("/updated_since", "must be a date such as 2026-11-23 or an RFC 3339 instant")
            }
            conditions.append("c.updated_at >= \(since)")
        }
        if let text = try parameter("rule") {
            guard let rule = try? JSONValue(parsing: Array(text.utf8)) else {
                throw Problem.invalid("/rule", "must be JSON")
            }
            if let members = try await groups.rule?(rule, connection) { conditions.append("c.id IN (\(members))") }
        }
    }

    private static func id(_ parameter: (String) throws -> String?, _ name: String) throws -> UUID? {
        guard let text = try parameter(name) else { return nil }
        guard let id = UUID(uuidString: text) else { throw Problem.invalid("/\(name)", "must be a UUID") }
        return id
    }
}
