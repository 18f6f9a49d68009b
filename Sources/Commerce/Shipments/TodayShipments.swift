import Basics
import Postgres
package import Web

/// What commerce has for the today list: parcels whose day has passed, and paid orders nobody has sent.
package enum TodayShipments {
    /// A paid order that is not on its way by then waits for somebody.
    private static let sendWithinHours = 48

    package static var sections: [TodaySection] {
        [
            TodaySection(.shipments, [.ordersRead]) { question in
                var lines = TodayLines(
                    id: "x.id", path: "'/orders/' || r.number",
                    from: """
                        (
                            SELECT s.id, s.order_id, CASE WHEN s.status = 'exception' THEN 'exception' ELSE 'late' END AS kind,
                                concat_ws(' ', s.carrier, NULLIF(s.tracking_number, '')) AS detail, s.promised_at AS at,
                                s.version
                            FROM shipments AS s
                            WHERE s.delivered_at IS NULL AND s.promised_at < \(question.now)
                            UNION ALL
                            SELECT o.id, o.id, 'unsent', '', o.paid_at, o.version
                            FROM orders AS o
                            WHERE o.status IN ('paid', 'packed') AND o.paid_at < \(question.now)::timestamptz
                                - make_interval(hours => \(sendWithinHours)::integer)
                        ) AS x
                        JOIN orders AS r ON r.id = x.order_id AND r.status NOT IN ('cancelled', 'returned', 'delivered')
                        """, where: "TRUE", order: "x.at, x.id")
                lines.kind = "x.kind"
                lines.title = "COALESCE(r.reference, r.number::text)"
                lines.detail = "x.detail"
                lines.number = "r.number"
                lines.customerID = "r.customer_id"
                lines.phones = true
                lines.at = "x.at"
                lines.amountMinor = "r.total_minor"
                lines.currency = "r.currency"
                lines.version = "x.version"
                return lines
            }
        ]
    }
}
