import Basics
package import EventLoop
package import Foundation
package import Imports
package import Postgres
package import Web

/// All companies, under the headings under which they can be imported again without any change.
@Loop package struct CompanyExport: ListExport {
    nonisolated package let name = "companies"

    nonisolated package init() {}

    package func requireAllowed(_ principal: Principal) throws {
        try principal.require(.importsManage)
        try principal.require(.customersRead)
    }

    package func header(in connection: Connection) async throws -> [String] {
        try await CompanyColumns.fields.map(\.key)
            + CustomFieldStore(connection).definitions(.company).map { CustomFieldColumns.field($0).key }
            + ["main_contact", "customer_count", "created_at"]
    }

    private struct Line {
        let id: UUID
        let state: CompanySnapshot
        let owner: String
        let mainContact: String
        let customerCount: Int
        let createdAt: Date

        init(_ row: Row) throws {
            id = try row["id"]
            state = try SnapshotJSON.value(CompanySnapshot.self, try row["state"])
            owner = try row["owner"]
            mainContact = try row["main_contact"]
            customerCount = try row["customer_count"]
            createdAt = try row["created_at"]
        }

        func cells(_ definitions: [CustomField]) -> [String] {
            [state.name, state.domain ?? "", state.phone, state.address, owner, state.notes]
                + definitions.map { CustomFieldRules.cell(state.customFields[$0.key]) }
                + [mainContact, String(customerCount), ExportCell.text(createdAt)]
        }
    }

    package func part(after last: UUID?, limit: Int, in connection: Connection) async throws -> ExportPart {
        let definitions = try await CustomFieldStore(connection).definitions(.company)
        let lines = try await connection.rows(
            Line.init,
            """
            SELECT o.id, \(CompanyImportStore.state) AS state, o.created_at,
                COALESCE((SELECT u.email FROM users AS u WHERE u.id = o.owner_id), '') AS owner,
                COALESCE((SELECT c.name FROM customers AS c WHERE c.id = o.main_contact_id AND c.company_id = o.id), '')
                    AS main_contact,
                (SELECT count(*) FROM customers AS c WHERE c.company_id = o.id AND c.deleted_at IS NULL)
                    AS customer_count
            FROM companies AS o
            WHERE \(last)::uuid IS NULL OR o.id > \(last)
            ORDER BY o.id
            LIMIT \(limit)
            """)
        return ExportPart(lines: lines.map { $0.cells(definitions) }, last: lines.last?.id)
    }
}
