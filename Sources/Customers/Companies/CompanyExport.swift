package import Imports
import Postgres
import Web

/// All companies.
package enum CompanyExport {
    package static var list: QueryExport {
        QueryExport(
            "companies", .customersRead, from: "companies AS t",
            [
                .text("name", "t.name"), .text("domain", "t.domain"), .text("phone", "t.phone"),
                .text("address", "t.address"),
                .text("owner_email", "SELECT u.email FROM users AS u WHERE u.id = t.owner_id"),
                .text(
                    "main_contact",
                    "SELECT c.name FROM customers AS c WHERE c.id = t.main_contact_id AND c.company_id = t.id"),
                .text(
                    "customer_count",
                    "SELECT count(*) FROM customers AS c WHERE c.company_id = t.id AND c.deleted_at IS NULL"),
                .text("notes", "t.notes"), .text("custom_fields", "NULLIF(t.custom_fields, '{}')"),
                .moment("created_at", "t.created_at"),
            ])
    }
}
