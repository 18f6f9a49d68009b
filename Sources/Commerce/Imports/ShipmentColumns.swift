import Basics
import Foundation
import Imports
import Web

/// What columns of a table of parcels may hold, and how their cells are read.
struct ShipmentColumns {
    static let fields = [
        ImportField(
            "order_reference", "Order number", "订单号",
            aliases: [
                "reference", "order", "order id", "order reference", "order name", "订单编号", "单号", "订单",
            ], isRequired: true),
        ImportField(
            "tracking_number", "Tracking number", "运单号",
            aliases: ["tracking", "tracking no", "waybill", "快递单号", "物流单号", "运单编号"], isRequired: true),
        ImportField("carrier", "Carrier", "承运商", aliases: ["shipping carrier", "courier", "快递公司", "物流公司", "快递"]),
        ImportField("tracking_url", "Tracking link", "物流链接", aliases: ["tracking link", "查询链接"]),
        ImportField("status", "Status", "状态", aliases: ["shipment status", "物流状态"]),
        ImportField("shipped_at", "Shipped at", "发货时间", aliases: ["ship date", "fulfilled at", "发货日期"]),
        ImportField(
            "promised_at", "Expected at", "预计送达",
            aliases: ["promised", "expected", "eta", "estimated delivery", "承诺送达", "预计到达"]),
        ImportField("delivered_at", "Delivered at", "签收时间", aliases: ["delivery date", "送达时间", "收货时间"]),
        ImportField("event_at", "Event time", "轨迹时间", aliases: ["scan time", "更新时间"]),
        ImportField("event_place", "Event place", "轨迹地点", aliases: ["location", "地点"]),
        ImportField("event_text", "Event", "轨迹", aliases: ["event", "tracking event", "物流轨迹", "轨迹描述"]),
    ]

    let now: Date
    let zone: TimeZone

    /// The parcel with what its row says put in; an event is added once.
    func applied(_ row: ImportRow, to shipment: ShipmentSnapshot, isNew: Bool, _ faults: inout RowFaults)
        -> ShipmentSnapshot
    {
        var result = shipment
        result.carrier =
            isNew
            ? faults.required(row, "carrier", max: 100) : faults.text(row, "carrier", max: 100) ?? shipment.carrier
        if let url = faults.text(row, "tracking_url", max: 500) {
            if !url.isWebAddress { faults.refuse("tracking_url", "url", "must be a web address") }
            result.trackingURL = url
        }
        if let text = row["status"] {
            if let status = Self.status(text) {
                result.status = status
            } else {
                let known = Shipment.Status.allCases.map(\.rawValue).joined(separator: ", ")
                faults.refuse("status", "parcel_status", "must be one of \(known)")
            }
        }
        result.shippedAt = past(row, "shipped_at", &faults) ?? shipment.shippedAt
        result.promisedAt = faults.date(row, "promised_at", zone: zone)?.timeIntervalSince1970 ?? shipment.promisedAt
        result.deliveredAt = past(row, "delivered_at", &faults) ?? shipment.deliveredAt
        if row["status"] == nil, result.deliveredAt != nil { result.status = .delivered }
        if result.status == .delivered {
            result.deliveredAt = result.deliveredAt ?? past(row, "event_at", &faults) ?? now.timeIntervalSince1970
        } else {
            result.deliveredAt = nil
        }
        if let delivered = result.deliveredAt, delivered < result.shippedAt {
            // A file that says only when it came: it was sent by then.
            if isNew, row["shipped_at"] == nil {
                result.shippedAt = delivered
            } else {
                faults.refuse("delivered_at", "order_of_days", "must not lie before shipped_at")
            }
        }
        if let text = faults.text(row, "event_text", max: 500) {
            let event = ShipmentSnapshot.Event(
                at: past(row, "event_at", &faults) ?? now.timeIntervalSince1970.rounded(.down),
                place: faults.text(row, "event_place", max: 200) ?? "", text: text)
            let isKnown = result.events.contains {
                $0.text == event.text && $0.place == event.place && (row["event_at"] == nil || $0.at == event.at)
            }
            if !isKnown {
                result.events.append(event)
                result.events.sort { ($0.at, $0.text) < ($1.at, $1.text) }
            }
            if result.events.count > 200 { faults.refuse("event_text", "too_many", "may be at most 200 of a parcel") }
        }
        return result
    }

    private func past(_ row: ImportRow, _ field: String, _ faults: inout RowFaults) -> Double? {
        guard let date = faults.date(row, field, zone: zone) else { return nil }
        if date > now.addingTimeInterval(86_400) { faults.refuse(field, "future", "must not lie in the future") }
        return date.timeIntervalSince1970
    }

    private static func status(_ text: String) -> Shipment.Status? {
        let word = text.lowercased()
        if let status = Shipment.Status(rawValue: word) { return status }
        return switch word {
        case "in transit", "shipped", "sent", "out for delivery", "运输中", "已发货", "派送中", "待收货": .inTransit
        case "received", "complete", "completed", "已签收", "已送达", "已收货": .delivered
        case "lost", "damaged", "refused", "held", "failed", "异常", "丢失", "破损", "拒收": .exception
        default: nil
        }
    }
}
