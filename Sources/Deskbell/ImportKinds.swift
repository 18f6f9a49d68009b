import Commerce
import Customers
import EventLoop
import Helpdesk
import Imports
import Marketing
import Postgres
import Sales
import Web

/// Every kind of record that can be imported, for the server and the command line.
@Loop enum ImportKinds {
    static func all(_ context: AppContext) -> [any ImportKind] {
        [
            CustomerImport(context: context), CompanyImport(context: context), ProductImport(context: context),
            OrderImport(context: context), ShipmentImport(context: context),
        ]
    }

    /// Every list that can be exported.
    nonisolated static func lists(_ groups: CustomerGroups) -> [any ListExport] {
        let first: [any ListExport] = [
            CustomerExport(groups), CompanyExport(), TicketExport(), OrderExport(), ProductExport(), audit,
        ]
        return first + SalesExports.lists + MarketingExports.lists
    }

    /// What they are called, as a sentence has it.
    nonisolated static var listNames: String {
        let names = lists(CustomerGroups()).map(\.name)
        return names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
    }

    nonisolated private static var audit: QueryExport {
        QueryExport(
            "audit", .auditRead, from: "audit_entries AS t",
            [
                .moment("at", "t.at"), .text("actor_kind", "t.actor_kind"), .text("actor", "t.actor_name"),
                .text("action", "t.action"), .text("subject_kind", "t.subject_kind"),
                .text("subject_id", "t.subject_id"),
                .text("changes", "NULLIF(t.changes, '{}')"), .text("remote_address", "t.remote_address"),
            ])
    }
}
