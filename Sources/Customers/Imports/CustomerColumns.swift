import Access
import Basics
import Foundation
import Imports
import Web

/// What columns of a table of customers may hold, and how their cells are read.
enum CustomerColumns {
    static let fields = person + ConsentColumn.all.flatMap(\.fields)

    private static let person = [
        ImportField(
            "external_id", "Customer ID", "客户编号",
            aliases: ["id", "customer number", "客户ID", "会员编号", "会员ID", "用户ID", "编号"]),
        ImportField("deskbell_id", "Deskbell ID", "Deskbell 编号"),
        ImportField(
            "name", "Name", "姓名", aliases: ["full name", "customer name", "customer", "客户姓名", "客户名称", "名称", "客户"]),
        ImportField("first_name", "First name", "名字", aliases: ["given name", "firstname", "名"]),
        ImportField("last_name", "Last name", "姓氏", aliases: ["surname", "family name", "lastname", "姓"]),
        ImportField(
            "email", "E-mail", "电子邮箱",
            aliases: ["emails", "email address", "mail", "e-mail address", "邮箱", "邮箱地址", "电子邮件", "邮件"]),
        ImportField(
            "phone", "Phone", "电话",
            aliases: [
                "phones", "phone number", "mobile", "mobile phone", "telephone", "tel", "手机", "手机号", "手机号码", "电话号码",
                "联系电话",
            ]),
        ImportField(
            "company", "Company", "公司",
            aliases: ["company name", "organization", "organisation", "account", "公司名称", "单位", "企业"]),
        ImportField("country", "Country", "国家", aliases: ["country code", "国家/地区", "国家或地区"]),
        ImportField("city", "City", "城市", aliases: ["town", "所在城市"]),
        ImportField("locale", "Language", "语言", aliases: ["preferred language", "lang", "语种"]),
        ImportField("time_zone", "Time zone", "时区", aliases: ["timezone"]),
        ImportField("vip", "VIP", "VIP", aliases: ["is vip", "贵宾", "重要客户", "是否VIP"]),
        ImportField(
            "owner_email", "Owner's e-mail", "负责人邮箱", aliases: ["owner", "account owner", "assigned to", "负责人"]),
        ImportField("tags", "Tags", "标签", aliases: ["tag", "labels", "label"]),
        ImportField("handles", "Social accounts", "社交账号", aliases: ["social", "handle"]),
        ImportField("wechat", "WeChat", "微信", aliases: ["wechat id", "weixin", "微信号"]),
    ]

    /// `customer` with the row's cells put in; empty cells leave what was there, lists are added to.
    static func applied(
        _ row: ImportRow, to customer: CustomerSnapshot, isNew: Bool, _ definitions: [CustomField],
        _ faults: inout RowFaults
    ) -> CustomerSnapshot {
        var result = customer
        result.externalID = faults.text(row, "external_id", max: 200) ?? customer.externalID
        result.name = faults.text(row, "name", max: 200) ?? joinedName(row, &faults) ?? customer.name
        for address in ImportRow.list(row["email"]) {
            guard let checked = EmailAddress.checked(address) else {
                faults.refuse("email", "email", "must be an e-mail address")
                continue
            }
            if !result.emails.contains(where: { $0.address.lowercased() == checked.lowercased() }) {
                result.emails.append(.init(address: checked, verified: false))
            }
        }
        for text in ImportRow.list(row["phone"]) {
            guard let phone = PhoneNumber(text) else {
                faults.refuse("phone", "phone", "must be a telephone number")
                continue
            }
            if !result.phones.contains(where: { $0.digits == phone.digits }) {
                result.phones.append(.init(number: phone.number, digits: phone.digits))
            }
        }
        if result.emails.count > 20 { faults.refuse("email", "too_many", "may hold at most 20") }
        if result.phones.count > 20 { faults.refuse("phone", "too_many", "may hold at most 20") }
        result.country = faults.text(row, "country", max: 100) ?? customer.country
        result.city = faults.text(row, "city", max: 100) ?? customer.city
        result.locale = faults.text(row, "locale", max: 35) ?? customer.locale
        if let zone = faults.text(row, "time_zone", max: 64) {
            if TimeZone(identifier: zone) == nil {
                faults.refuse("time_zone", "time_zone", "is not a time zone such as Asia/Shanghai")
            }
            result.timeZone = zone
        }
        result.vip = faults.flag(row, "vip") ?? customer.vip
        for tag in ImportRow.list(row["tags"]) where !result.tags.contains(tag) {
            if tag.unicodeScalars.count > 60 {
                faults.refuse("tags", "too_long", "may have at most 60 characters each")
            }
            result.tags.append(tag)
        }
        if result.tags.count > 50 { faults.refuse("tags", "too_many", "may hold at most 50") }
        addHandles(row, &result, &faults)
        result.customFields = CustomFieldColumns.applied(
            row, to: customer.customFields, definitions, isNew: isNew, &faults)
        return result
    }

    private static func joinedName(_ row: ImportRow, _ faults: inout RowFaults) -> String? {
        let first = faults.text(row, "first_name", max: 100)
        let last = faults.text(row, "last_name", max: 100)
        guard let first, let last else { return first ?? last }
        // Chinese names are written family name first and without a blank.
        let isChinese = (first + last).unicodeScalars.allSatisfy { (0x3400...0x9FFF).contains($0.value) }
        return isChinese ? last + first : "\(first) \(last)"
    }

    private static func addHandles(_ row: ImportRow, _ result: inout CustomerSnapshot, _ faults: inout RowFaults) {
        for handle in ImportRow.list(row["handles"]) {
            let parts = handle.split(separator: ":", maxSplits: 1).map(\.trimmingBlanks)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, parts[0].count <= 40, parts[1].count <= 200
            else {
                faults.refuse("handles", "handles", "must be written as network:name, such as wechat:mei_chen")
                continue
            }
            result.handles[parts[0]] = parts[1]
        }
        if let wechat = faults.text(row, "wechat", max: 200) { result.handles["wechat"] = wechat }
        if result.handles.count > 20 { faults.refuse("handles", "too_many", "may hold at most 20") }
    }
}
