import Basics
import Foundation
import Imports
import Web

/// What columns of a table of orders may hold, and how the rows of one order are read.
struct OrderColumns {
    static let fields = [
        ImportField(
            "reference", "Order number", "订单号",
            aliases: ["order", "order id", "order reference", "order name", "订单编号", "单号", "订单"], isRequired: true),
        ImportField("customer_email", "Customer's e-mail", "客户邮箱", aliases: ["email", "e-mail", "邮箱", "电子邮箱", "买家邮箱"]),
        ImportField(
            "customer_external_id", "Customer ID", "客户编号", aliases: ["customer number", "客户ID", "会员编号", "用户ID"]),
        ImportField(
            "customer_name", "Customer's name", "客户姓名",
            aliases: ["customer", "name", "billing name", "buyer", "姓名", "客户", "买家", "收货人"]),
        ImportField("status", "Status", "状态", aliases: ["order status", "financial status", "订单状态"]),
        ImportField(
            "placed_at", "Placed at", "下单时间",
            aliases: ["date", "order date", "created at", "created", "日期", "订单日期", "下单日期"]),
        ImportField("paid_at", "Paid at", "付款时间", aliases: ["payment date", "支付时间"]),
        ImportField("shipped_at", "Shipped at", "发货时间", aliases: ["fulfilled at", "ship date"]),
        ImportField("delivered_at", "Delivered at", "签收时间", aliases: ["delivery date", "送达时间", "收货时间"]),
        ImportField("cancelled_at", "Cancelled at", "取消时间", aliases: ["canceled at"]),
        ImportField("currency", "Currency", "货币", aliases: ["currency code", "币种"]),
        ImportField("sku", "SKU", "商品编号", aliases: ["lineitem sku", "item sku", "货号", "商品编码"]),
        ImportField("product_name", "Product", "商品名称", aliases: ["lineitem name", "item name", "item", "title", "商品"]),
        ImportField("quantity", "Quantity", "数量", aliases: ["lineitem quantity", "qty", "件数"]),
        ImportField("unit_price", "Unit price", "单价", aliases: ["lineitem price", "price", "价格"]),
        ImportField("discount", "Discount", "优惠", aliases: ["discount amount", "折扣", "优惠金额"]),
        ImportField("shipping", "Shipping", "运费", aliases: ["shipping cost", "postage", "邮费"]),
        ImportField("note", "Note", "备注", aliases: ["notes", "comment", "remark", "买家留言"]),
    ]

    let now: Date
    let zone: TimeZone
    /// The company's, for orders that name none.
    let currency: String
    let products: [String: Product]

    /// The order with what its rows say put in; lines that are given replace those stored.
    func applied(_ rows: [ImportRow], to order: OrderSnapshot, isNew: Bool, _ faults: inout RowFaults) -> OrderSnapshot
    {
        var result = order
        let row = Self.merged(rows)
        if let text = row["status"] {
            if let status = Self.status(text) {
                result.status = status
            } else {
                faults.refuse(
                    "status", "status", "must be one of \(OrderStatus.allCases.map(\.rawValue).joined(separator: ", "))"
                )
            }
        }
        result.currency =
            faults.text(row, "currency", max: 3)?.uppercased()
            ?? (isNew ? row["sku"].flatMap { products[$0]?.price.currency } ?? currency : order.currency)
        if !Money.isCurrency(result.currency) {
            faults.refuse("currency", "currency", "must be an ISO 4217 code such as CNY or EUR")
        }
        readMoments(row, &result, isNew, &faults)
        result.note = faults.text(row, "note", max: 2_000) ?? order.note
        result.discountMinor = faults.money(row, "discount", currency: result.currency) ?? order.discountMinor
        result.shippingMinor = faults.money(row, "shipping", currency: result.currency) ?? order.shippingMinor
        let lines = lines(rows, result.currency, &faults)
        if !lines.isEmpty { result.lines = lines }
        if result.lines.isEmpty, faults.all.isEmpty { faults.refuse("sku", "required", "is required") }
        if faults.all.isEmpty, result.discountMinor > result.linesMinor {
            faults.refuse("discount", "discount", "must not be larger than the lines")
        }
        result.totalMinor = max(0, result.linesMinor - result.discountMinor + result.shippingMinor)
        return result
    }

    private func readMoments(_ row: ImportRow, _ order: inout OrderSnapshot, _ isNew: Bool, _ faults: inout RowFaults) {
        func moment(_ field: String) -> Double? {
            guard let date = faults.date(row, field, zone: zone) else { return nil }
            if date > now.addingTimeInterval(86_400) { faults.refuse(field, "future", "must not lie in the future") }
            return date.timeIntervalSince1970
        }
        order.placedAt = moment("placed_at") ?? order.placedAt
        order.paidAt = moment("paid_at") ?? order.paidAt
        order.shippedAt = moment("shipped_at") ?? order.shippedAt
        order.deliveredAt = moment("delivered_at") ?? order.deliveredAt
        order.cancelledAt = moment("cancelled_at") ?? order.cancelledAt
        // An order known as paid was paid at the latest when it was placed, as `OrderDesk.place` takes it too.
        if isNew, order.paidAt == nil, [.paid, .packed, .shipped, .delivered].contains(order.status) {
            order.paidAt = order.placedAt
        }
    }

    private func lines(_ rows: [ImportRow], _ currency: String, _ faults: inout RowFaults) -> [OrderSnapshot.Line] {
        var lines: [OrderSnapshot.Line] = []
        for row in rows where row["sku"] != nil || row["product_name"] != nil {
            let sku = faults.text(row, "sku", max: 64) ?? ""
            let product = products[sku]
            let name = faults.text(row, "product_name", max: 200) ?? product?.name
            let price =
                faults.money(row, "unit_price", currency: currency)
                ?? product.flatMap { $0.price.currency == currency ? $0.price.amountMinor : nil }
            let quantity = row["quantity"] == nil ? 1 : faults.number(row, "quantity", in: 1...10_000) ?? 1
            if name == nil {
                faults.refuse("sku", "unknown_product", "is no product here, and the row has no name for it")
            }
            if price == nil, row["unit_price"] == nil {
                faults.refuse("unit_price", "required", "is required for what is no product here in this currency")
            }
            guard let name, let price else { continue }
            lines.append(
                OrderSnapshot.Line(
                    position: lines.count + 1, productID: product?.id.uuid, sku: sku, name: name, quantity: quantity,
                    unitPriceMinor: price))
        }
        if lines.count > 100 { faults.refuse("sku", "too_many", "may stand on at most 100 lines of an order") }
        return lines
    }

    /// The first cell of each field: many shops write what belongs to the whole order into its first row only.
    static func merged(_ rows: [ImportRow]) -> ImportRow {
        var values: [String: String] = [:]
        for row in rows { values.merge(row.values) { first, _ in first } }
        return ImportRow(number: rows.first?.number ?? 0, values: values)
    }

    private static func status(_ text: String) -> OrderStatus? {
        let word = text.lowercased()
        if let status = OrderStatus(rawValue: word) { return status }
        return switch word {
        case "pending", "open", "new", "unpaid", "authorized", "待付款", "已下单", "未付款": .placed
        case "processing", "unfulfilled", "已付款", "待发货", "已支付": .paid
        case "ready", "已打包", "已配货": .packed
        case "fulfilled", "sent", "in transit", "已发货", "运输中", "待收货": .shipped
        case "complete", "completed", "closed", "received", "已完成", "已签收", "交易成功", "已收货": .delivered
        case "canceled", "voided", "已取消", "交易关闭": .cancelled
        case "refunded", "已退货", "已退款": .returned
        default: nil
        }
    }
}
