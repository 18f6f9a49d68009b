import Basics
package import EventLoop
package import Foundation
package import Imports
package import Postgres
package import Web

/// All customers, under the headings under which they can be imported again without any change.
@Loop package struct CustomerExport: ListExport {
    nonisolated private static let ofSegment = "customers-of-"
    private let groups: CustomerGroups
    private let segment: UUID?
    private let filter: CustomerFilter
    private var changedSince: Date?

    /// - Parameter groups: Say who is meant by a segment or a rule.
    nonisolated package init(_ groups: CustomerGroups = CustomerGroups()) {
        self.init(groups, of: nil, CustomerFilter())
    }

    nonisolated private init(_ groups: CustomerGroups, of segment: UUID?, _ filter: CustomerFilter) {
        self.groups = groups
        self.segment = segment
        self.filter = filter
    }

    nonisolated package var name: String { segment.map { Self.ofSegment + $0.uuidString.lowercased() } ?? "customers" }

    /// All customers, or `customers-of-` and the id of a segment.
    package func named(_ name: String) -> (any ListExport)? {
        if name == self.name { return self }
        guard groups.segment != nil, name.hasPrefix(Self.ofSegment),
            let id = UUID(uuidString: String(name.dropFirst(Self.ofSegment.count)))
        else { return nil }
        return CustomerExport(groups, of: id, filter)
    }

    package func filtered(
        _ filters: [String: String], by principal: Principal?, in connection: Connection
    ) async throws -> any ListExport {
        if let key = filters.keys.sorted().first(where: { !CustomerFilter.keys.contains($0) }) {
            throw Problem.invalid("/filters/\(key)", "is no filter of this list")
        }
        let filter = try await CustomerFilter(groups, by: principal, in: connection) { filters[$0] }
        return CustomerExport(groups, of: segment, filter)
    }

    package func changed(since moment: Date) -> (any ListExport)? {
        var result = self
        result.changedSince = moment
        return result
    }

    package func requireAllowed(_ principal: Principal) throws {
        try principal.require(.importsManage)
        if segment != nil { try principal.require(.marketingRead) }
    }

    private static let columns = [
        "deskbell_id", "external_id", "name", "email", "phone", "company", "country", "city", "locale", "time_zone",
        "vip", "owner_email", "tags", "handles",
    ]

    package func header(in connection: Connection) async throws -> [String] {
        try await Self.columns + ConsentColumn.all.flatMap(\.fields).map(\.key)
            + CustomFieldStore(connection).definitions(.customer).map { CustomFieldColumns.field($0).key }
            + ["created_at", "last_seen_at"]
    }

    private struct Line {
        let id: UUID
        let state: CustomerSnapshot
        let company: String?
        let owner: String?
        let createdAt: Date
        let lastSeenAt: Date?

        init(_ row: Row) throws {
            id = try row["id"]
            state = try SnapshotJSON.value(CustomerSnapshot.self, try row["state"])
            company = try row["company"]
            owner = try row["owner"]
            createdAt = try row["created_at"]
            lastSeenAt = try row["last_seen_at"]
        }

        func cells(_ definitions: [CustomField]) -> [String] {
            let known = [
                id.uuidString.lowercased(), state.externalID ?? "", state.name,
                ImportRow.cell(state.emails.map(\.address)),
                ImportRow.cell(state.phones.map(\.number)), company ?? "", state.country ?? "", state.city ?? "",
                state.locale ?? "", state.timeZone ?? "", ExportCell.text(state.vip), owner ?? "",
                ImportRow.cell(state.tags),
                ImportRow.cell(state.handles.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }),
            ]
            let consents = ConsentColumn.all.flatMap { $0.cells(state.consents[$0.purpose.rawValue]) }
            let own = definitions.map { CustomFieldRules.cell(state.customFields[$0.key]) }
            return known + consents + own + [ExportCell.text(createdAt), ExportCell.text(lastSeenAt)]
        }
    }

    package func part(after last: UUID?, limit: Int, in connection: Connection) async throws -> ExportPart {
        let definitions = try await CustomFieldStore(connection).definitions(.customer)
        var isWanted = filter.condition
        if let segment, let members = groups.segment {
            isWanted += " AND c.id IN (\(try await members(segment, connection)))"
        }
        if let changedSince { isWanted += " AND c.updated_at >= \(changedSince)" }
        let lines = try await connection.rows(
            Line.init,
            """
            SELECT c.id, \(CustomerImportStore.state) AS state, c.created_at, c.last_seen_at,
                   (SELECT o.name FROM companies AS o WHERE o.id = c.company_id) AS company,
                   (SELECT u.email FROM users AS u WHERE u.id = c.owner_id) AS owner
            FROM customers AS c
            WHERE \(isWanted) AND (\(last)::uuid IS NULL OR c.id > \(last))
            ORDER BY c.id
            LIMIT \(limit)
            """)
        return ExportPart(lines: lines.map { $0.cells(definitions) }, last: lines.last?.id)
    }
}
