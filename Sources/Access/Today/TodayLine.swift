package import Basics
package import Foundation
import Postgres
import Web

/// One line of the today list: something to be seen to, and where it opens.
package struct TodayLine: Sendable, Equatable, JSONWritable {
    package let id: UUID
    package let kind: String
    package let title: String
    package let detail: String
    package let number: Int?
    /// Whom it is about.
    package let customer: Named?
    package let phone: String?
    package let at: Date?
    package let day: String?
    package let amount: Money?
    package let path: String
    package let version: Int?

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", ID<TodayLine>(id))
            json.field("kind", kind)
            json.field("title", title)
            json.field("detail", detail)
            json.field("number", number)
            json.field("customer", customer)
            json.field("phone", phone)
            json.field("at", at)
            json.field("day", day)
            json.field("amount", amount)
            json.field("path", path)
            json.field("version", version)
        }
    }

    static var example: TodayLine {
        let id = ID<TodayLine>("0192e4a0-7c1f-7abc-8def-0123456789ab")?.uuid ?? UUID()
        return TodayLine(
            id: id, kind: "sent", title: "Q-2026-0012", detail: "Oolong, 12 boxes", number: 12,
            customer: Named(id: id, name: "王梅"), phone: "+86 138 0013 8000",
            at: Date(timeIntervalSince1970: 1_793_500_000), day: "2026-11-24", amount: Money(48_000, "CNY"),
            path: "/sales/quotes/\(ID<TodayLine>(id))", version: 3)
    }
}

extension TodayLine {
    init(_ row: Row) throws {
        id = try row["id"]
        kind = try row["kind"]
        title = try row["title"]
        detail = try row["detail"]
        number = try row["number"]
        let name: String? = try row["customer_name"]
        customer = (try row["customer_id"] as UUID?).map { Named(id: $0, name: name ?? "") }
        phone = try row["phone"]
        at = try row["at"]
        day = try row["day"]
        let minor: Int? = try row["amount_minor"]
        let currency: String? = try row["currency"]
        amount = minor.flatMap { minor in currency.map { Money(minor, $0) } }
        path = try row["path"]
        version = try row["version"]
    }
}
