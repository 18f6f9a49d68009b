package import Basics
import Foundation
import Web

/// Every report with its words, columns and cuts.
package struct ReportCatalogue: Sendable, WireType, JSONWritable {
    package static var example: ReportCatalogue { ReportCatalogue() }

    package init() {}

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.array("items") { json in
                for report in Report.allCases {
                    json.object { json in
                        json.field("name", report.rawValue)
                        json.field("title", report.title)
                        json.field("formula", report.formula)
                        json.field("group_by", report.groupings)
                        json.field("measures", report.measures)
                        json.array("columns") { json in
                            for column in report.columns {
                                json.object { json in
                                    json.field("key", column.key)
                                    json.field("unit", column.unit)
                                }
                            }
                        }
                    }
                }
            }
            json.field("next_cursor", String?.none)
        }
    }
}

extension BilingualText: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("en", en)
            json.field("zh-Hans", zhHans)
        }
    }
}

extension ReportTable: WireType {
    package static var example: ReportTable {
        ReportTable(
            report: .csat,
            query: ReportQuery(
                from: CalendarDay(year: 2026, month: 11, day: 1), to: CalendarDay(year: 2026, month: 11, day: 2),
                grouping: .day),
            timeZone: "Asia/Shanghai",
            rows: [Row(group: "2026-11-01", name: nil, values: [8, 4, 3, 0.75, 4.25, 0.5])],
            total: [8, 4, 3, 0.75, 4.25, 0.5])
    }
}

extension ReportedOrder: WireType {
    package static var example: ReportedOrder {
        ReportedOrder(
            orderID: ID<ReportedOrder>("0192e4a0-7c1f-7abc-8def-0123456789ab")?.uuid ?? UUID(), number: 5017,
            customerName: "王梅", status: "shipped", at: Date(timeIntervalSince1970: 1_793_500_000),
            total: Money(16_800, "CNY"))
    }
}

extension ReportedOffer: WireType {
    package static var example: ReportedOffer {
        ReportedOffer(example: ID<ReportedOffer>("0192e4a0-7c1f-7abc-8def-0123456789ab")?.uuid ?? UUID())
    }
}

extension ReportedCustomer: WireType {
    package static var example: ReportedCustomer {
        ReportedCustomer(
            customerID: ID<ReportedCustomer>("0192e4a0-7c1f-7abc-8def-0123456789ab")?.uuid ?? UUID(), name: "王梅",
            day: CalendarDay(year: 2026, month: 11, day: 2), orderCount: 3, spent: Money(45_000, "CNY"))
    }
}

extension CohortTable: WireType {
    package static var example: CohortTable {
        CohortTable(cohorts: [Cohort(month: CalendarDay(year: 2026, month: 9, day: 1), counts: [8, 2, 1])])
    }
}

extension ReportedTicket: WireType {
    package static var example: ReportedTicket {
        ReportedTicket(
            ticketID: ID<ReportedTicket>("0192e4a0-7c1f-7abc-8def-0123456789ab")?.uuid ?? UUID(), number: 1042,
            subject: "Late parcel", customerName: "王梅", agentName: "Sofia Rossi",
            at: Date(timeIntervalSince1970: 1_793_500_000), valueSeconds: 240, rating: nil, comment: nil)
    }
}
