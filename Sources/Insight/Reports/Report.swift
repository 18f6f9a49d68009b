import Basics

/// A standard report: what it is called, which figures it gives and how it may be cut.
package enum Report: String, CaseIterable, Sendable {
    case overview
    case volume
    case firstResponse = "first-response"
    case resolution
    case backlog
    case csat
    case answerRate = "answer-rate"
    case orders
    case churn
    case crossSelling = "cross-selling"
    case recommendations
    case lateParcels = "late-parcels"

    /// What stands behind a report's figures, row by row.
    package enum Subject: Sendable {
        case tickets, orders, customers, offers
    }

    package var subject: Subject {
        switch self {
        case .overview, .volume, .firstResponse, .resolution, .backlog, .csat, .answerRate: .tickets
        case .orders, .lateParcels: .orders
        case .churn, .crossSelling: .customers
        case .recommendations: .offers
        }
    }

    /// Whether the figures can be those of one agent, team, channel or inbox.
    package var isFiltered: Bool { subject == .tickets || subject == .offers }

    /// How the figures are cut into rows.
    package enum Grouping: String, CaseIterable, Sendable, JSONWritable {
        case day, week, month, agent, team, channel, tag, inbox, status, source, currency, method, reason

        /// Whether the rows are stretches of time, whose gaps are shown.
        package var isTime: Bool { self == .day || self == .week || self == .month }

        /// The first day of the stretch of time that `day` lies in.
        package func start(of day: CalendarDay) -> CalendarDay {
            switch self {
            case .week: day.monday
            case .month: day.firstOfMonth
            default: day
            }
        }

        /// The first day of the stretch after the one that begins with `start`.
        package func next(after start: CalendarDay) -> CalendarDay {
            switch self {
            case .week: start.adding(7)
            case .month: start.adding(31).firstOfMonth
            default: start.adding(1)
            }
        }
    }

    /// The cuts this report knows.
    ///
    /// The backlog of a past day was not kept by tag.
    package var groupings: [Grouping] {
        switch self {
        case .overview: [.day, .week]
        case .backlog: [.day, .week, .agent, .team, .channel, .inbox]
        case .volume, .firstResponse, .resolution, .csat: [.day, .week, .month, .agent, .team, .channel, .tag, .inbox]
        case .answerRate: [.day, .week, .month, .agent, .team, .channel, .inbox]
        case .orders: [.day, .week, .month, .status, .source, .currency]
        case .churn, .crossSelling, .lateParcels: [.day, .week, .month]
        case .recommendations: [.day, .week, .month, .method, .reason, .agent, .team, .channel, .inbox]
        }
    }

    package var columns: [ReportColumn] {
        switch self {
        case .overview:
            [
                ReportColumn("created_count", .count), ReportColumn("solved_count", .count),
                ReportColumn("reopened_count", .count), ReportColumn("message_count", .count),
                ReportColumn("first_response_answered_count", .count),
                ReportColumn("first_response_median_seconds", .seconds),
                ReportColumn("resolution_solved_count", .count),
                ReportColumn("resolution_median_seconds", .seconds), ReportColumn("csat_answered_count", .count),
                ReportColumn("csat_ratio", .ratio), ReportColumn("open_count", .count),
                ReportColumn("oldest_waiting_seconds", .seconds),
            ]
        case .volume:
            [
                ReportColumn("created_count", .count), ReportColumn("solved_count", .count),
                ReportColumn("reopened_count", .count), ReportColumn("message_count", .count),
            ]
        case .firstResponse:
            [
                ReportColumn("answered_count", .count), ReportColumn("unanswered_count", .count),
                ReportColumn("median_seconds", .seconds), ReportColumn("p90_seconds", .seconds),
                ReportColumn("average_seconds", .seconds),
            ]
        case .resolution:
            [
                ReportColumn("solved_count", .count), ReportColumn("median_seconds", .seconds),
                ReportColumn("p90_seconds", .seconds),
            ]
        case .backlog:
            [
                ReportColumn("open_count", .count), ReportColumn("waiting_count", .count),
                ReportColumn("snoozed_count", .count), ReportColumn("unassigned_count", .count),
                ReportColumn("oldest_waiting_seconds", .seconds),
            ]
        case .csat:
            [
                ReportColumn("sent_count", .count), ReportColumn("answered_count", .count),
                ReportColumn("satisfied_count", .count), ReportColumn("csat_ratio", .ratio),
                ReportColumn("average_rating", .rating), ReportColumn("answer_ratio", .ratio),
            ]
        case .answerRate:
            [
                ReportColumn("sent_count", .count), ReportColumn("answered_count", .count),
                ReportColumn("answer_ratio", .ratio),
            ]
                + Self.predictedBands.flatMap { band in
                    [
                        ReportColumn("\(band)_sent_count", .count), ReportColumn("\(band)_answer_ratio", .ratio),
                        ReportColumn("\(band)_csat_ratio", .ratio),
                    ]
                }
        case .orders:
            [
                ReportColumn("order_count", .count), ReportColumn("revenue", .money),
                ReportColumn("average_order_value", .money), ReportColumn("item_count", .count),
                ReportColumn("returned_count", .count), ReportColumn("returned_ratio", .ratio),
                ReportColumn("refunded", .money), ReportColumn("promised_shipment_count", .count),
                ReportColumn("late_shipment_count", .count), ReportColumn("late_shipment_ratio", .ratio),
                ReportColumn("cancelled_count", .count), ReportColumn("other_currency_count", .count),
            ]
        case .churn:
            [
                ReportColumn("start_count", .count), ReportColumn("lost_count", .count),
                ReportColumn("churn_ratio", .ratio), ReportColumn("retention_ratio", .ratio),
                ReportColumn("new_count", .count), ReportColumn("won_back_count", .count),
                ReportColumn("end_count", .count),
            ]
        case .crossSelling:
            [
                ReportColumn("customer_count", .count), ReportColumn("buyer_count", .count),
                ReportColumn("cross_sold_count", .count), ReportColumn("cross_selling_ratio", .ratio),
                ReportColumn("of_buyers_ratio", .ratio),
            ]
        case .recommendations:
            [
                ReportColumn("offered_count", .count), ReportColumn("accepted_count", .count),
                ReportColumn("accepted_ratio", .ratio), ReportColumn("pending_count", .count),
                ReportColumn("revenue", .money), ReportColumn("other_currency_count", .count),
            ]
        case .lateParcels:
            ["told", "untold"].flatMap { treatment in
                [
                    ReportColumn("\(treatment)_count", .count), ReportColumn("\(treatment)_contacted_count", .count),
                    ReportColumn("\(treatment)_contact_ratio", .ratio),
                    ReportColumn("\(treatment)_answer_count", .count), ReportColumn("\(treatment)_csat_ratio", .ratio),
                ]
            } + [ReportColumn("noted_count", .count), ReportColumn("too_new_count", .count)]
        }
    }

    /// The bands of risk a question may fall into, and the word for tickets nothing was predicted of.
    static let predictedBands = ["low", "typical", "high", "unpredicted"]

    /// The sets of rows behind the figures, the usual one first.
    package var measures: [String] {
        switch self {
        case .overview: []
        case .volume: ["created", "solved", "reopened"]
        case .firstResponse: ["answered", "unanswered"]
        case .resolution: ["solved"]
        case .backlog: ["unsolved", "open", "waiting", "snoozed", "unassigned"]
        case .csat: ["answered", "sent", "satisfied", "unsatisfied"]
        case .answerRate: ["sent", "answered", "unanswered"] + Self.predictedBands
        case .orders: ["ordered", "returned", "late", "cancelled", "other_currency"]
        case .churn: ["lost", "at_start", "new", "won_back"]
        case .crossSelling: ["cross_sold", "one_product"]
        case .recommendations: ["accepted", "offered", "pending", "not_accepted"]
        case .lateParcels: ["told", "told_contacted", "untold", "untold_contacted", "noted", "too_new"]
        }
    }
}
