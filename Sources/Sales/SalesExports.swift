package import Imports
import Postgres
import Web

/// The lists of this module that can be exported.
package enum SalesExports {
    package static var lists: [any ListExport] { [deals, quotes, contracts, activities] }

    private static let customer = QueryExport.Column.text(
        "customer", "SELECT c.name FROM customers AS c WHERE c.id = t.customer_id")
    private static let email = QueryExport.Column.text(
        "email",
        """
        SELECT e.address FROM customer_emails AS e WHERE e.customer_id = t.customer_id AND NOT e.released
        ORDER BY e.is_primary DESC, e.position, e.address LIMIT 1
        """)
    private static let owner = QueryExport.Column.text(
        "owner_email", "SELECT u.email FROM users AS u WHERE u.id = t.owner_id")

    private static var deals: QueryExport {
        QueryExport(
            "deals", .salesRead,
            from: """
                opportunities AS t
                JOIN pipelines AS p ON p.id = t.pipeline_id
                JOIN pipeline_stages AS s ON s.id = t.stage_id
                WHERE t.deleted_at IS NULL
                """,
            [
                .text("number", "t.number"), .text("title", "t.title"), customer, email,
                .text("pipeline", "p.name"), .text("stage", "s.name"), .text("state", "s.kind"),
                .money("amount", "t.amount_minor", "t.currency"), .text("currency", "t.currency"),
                .text("win_ratio", "s.win_ratio"), .text("expected_close_on", "t.expected_close_on"), owner,
                .text("lost_reason", "SELECT r.name FROM lost_reasons AS r WHERE r.id = t.lost_reason_id"),
                .text("lost_note", "t.lost_note"), .moment("created_at", "t.created_at"), .moment("won_at", "t.won_at"),
                .moment("lost_at", "t.lost_at"),
            ])
    }

    private static var quotes: QueryExport {
        QueryExport(
            "quotes", .salesRead,
            from: "quotes AS t JOIN quote_editions AS e ON e.quote_id = t.id AND e.edition = t.edition",
            [
                .text("number", "quote_number(t.number_prefix, t.year, t.number_in_year)"), customer, email,
                .text("state", "t.state"), .text("becomes", "t.becomes"), .text("edition", "t.edition"),
                .money("total", "e.total_minor", "e.currency"), .text("currency", "e.currency"),
                .text("valid_until", "e.valid_until"),
                .text("deal", "SELECT d.number FROM opportunities AS d WHERE d.id = t.opportunity_id"), owner,
                .moment("sent_at", "t.sent_at"), .moment("decided_at", "t.decided_at"),
                .text("decision_name", "t.decision_name"), .text("decision_note", "t.decision_note"),
                .moment("created_at", "t.created_at"),
            ])
    }

    private static var contracts: QueryExport {
        QueryExport(
            "contracts", .salesRead, from: "contracts AS t",
            [
                .text("number", "t.number"), .text("title", "t.title"), customer, email,
                .text("status", "t.status"), .money("value", "t.value_minor", "t.currency"),
                .text("currency", "t.currency"), .text("starts_on", "t.starts_on"), .text("ends_on", "t.ends_on"),
                .text("notice_days", "t.notice_days"), owner,
                .text("auto_renew", "CASE WHEN t.auto_renew THEN 'yes' ELSE 'no' END"), .text("note", "t.note"),
                .moment("created_at", "t.created_at"),
            ])
    }

    private static var activities: QueryExport {
        QueryExport(
            "activities", .salesRead,
            from: """
                (SELECT a.id, a.kind, a.subject, a.note, a.owner_id, a.due_at, a.done_at, a.created_at, d.number AS deal,
                        COALESCE(a.customer_id, d.customer_id) AS customer_id
                 FROM activities AS a LEFT JOIN opportunities AS d ON d.id = a.opportunity_id) AS t
                """,
            [
                .text("kind", "t.kind"), .text("subject", "t.subject"), .text("note", "t.note"),
                .text("deal", "t.deal"), customer, email,
                owner, .moment("due_at", "t.due_at"), .moment("done_at", "t.done_at"),
                .moment("created_at", "t.created_at"),
            ])
    }
}
