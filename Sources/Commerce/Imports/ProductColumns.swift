import Basics
import Foundation
import Imports
import Web

/// What columns of a table of products may hold, and how their cells are read.
enum ProductColumns {
    static let fields = [
        ImportField(
            "sku", "SKU", "商品编号",
            aliases: ["product id", "item number", "article number", "variant sku", "货号", "商品编码", "编码", "产品编号"],
            isRequired: true),
        ImportField(
            "name", "Name", "商品名称", aliases: ["title", "product name", "product", "item", "名称", "产品名称", "商品"]),
        ImportField("price", "Price", "价格", aliases: ["variant price", "unit price", "单价", "售价"]),
        ImportField("currency", "Currency", "货币", aliases: ["currency code", "币种"]),
        ImportField("description", "Description", "商品描述", aliases: ["body", "details", "描述", "说明"]),
        ImportField("category", "Category", "分类", aliases: ["type", "product type", "product category", "类别", "类目"]),
        ImportField("brand", "Brand", "品牌", aliases: ["vendor", "manufacturer", "厂商"]),
        ImportField("tags", "Tags", "标签", aliases: ["tag", "labels"]),
        ImportField("features", "Features", "特性", aliases: ["attributes", "properties", "属性", "参数", "规格"]),
        ImportField("in_stock", "In stock", "有货", aliases: ["available", "instock", "是否有货"]),
        ImportField("stock_note", "Stock note", "库存说明", aliases: ["availability", "stock status", "库存备注"]),
        ImportField("consumable", "Bought again", "可重复购买", aliases: ["repeatable", "消耗品"]),
    ]

    /// `product` with the row's cells put in; empty cells leave what was there.
    static func applied(
        _ row: ImportRow, to product: ProductSnapshot, isNew: Bool, currency: String, _ faults: inout RowFaults
    ) -> ProductSnapshot {
        var result = product
        result.name =
            isNew ? faults.required(row, "name", max: 200) : faults.text(row, "name", max: 200) ?? product.name
        result.currency =
            faults.text(row, "currency", max: 3)?.uppercased() ?? (isNew ? currency : product.currency)
        if !Money.isCurrency(result.currency) {
            faults.refuse("currency", "currency", "must be an ISO 4217 code such as CNY or EUR")
        }
        if isNew, row["price"] == nil { faults.refuse("price", "required", "is required") }
        result.priceMinor = faults.money(row, "price", currency: result.currency) ?? product.priceMinor
        result.description = faults.text(row, "description", max: 10_000) ?? product.description
        result.category = faults.text(row, "category", max: 100) ?? product.category
        result.brand = faults.text(row, "brand", max: 100) ?? product.brand
        for tag in ImportRow.list(row["tags"]) where !result.tags.contains(tag) {
            if tag.unicodeScalars.count > 50 {
                faults.refuse("tags", "too_long", "may have at most 50 characters each")
            }
            result.tags.append(tag)
        }
        if result.tags.count > 50 { faults.refuse("tags", "too_many", "may hold at most 50") }
        for feature in ImportRow.list(row["features"]) {
            let parts = feature.split(maxSplits: 1, whereSeparator: { ":：=".contains($0) }).map(\.trimmingBlanks)
            guard parts.count == 2, parts[0].count <= 100, parts[1].count <= 1000 else {
                faults.refuse("features", "features", "must be written as name: value; name: value")
                continue
            }
            result.features[parts[0]] = .string(parts[1])
        }
        if result.features.count > 100 { faults.refuse("features", "too_many", "may hold at most 100") }
        result.inStock = faults.flag(row, "in_stock") ?? product.inStock
        result.stockNote = faults.text(row, "stock_note", max: 200) ?? product.stockNote
        result.consumable = faults.flag(row, "consumable") ?? product.consumable
        return result
    }
}

extension RowFaults {
    /// The cell as an amount in the currency's smallest unit.
    mutating func money(_ row: ImportRow, _ field: String, currency: String) -> Int? {
        guard let text = row[field] else { return nil }
        guard let minor = MoneyText.minor(text, currency: currency), minor <= MoneyInput.largest else {
            refuse(field, "money", "must be an amount such as 168 or 168.50")
            return nil
        }
        return minor
    }
}
