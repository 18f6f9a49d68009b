import Basics
import Foundation
import Imports

/// What columns of a table of companies may hold, and how their cells are read.
enum CompanyColumns {
    static let fields = [
        ImportField(
            "name", "Name", "公司名称",
            aliases: [
                "company", "company name", "account", "account name", "organization", "organisation", "公司", "名称", "单位",
                "企业",
            ],
            isRequired: true),
        ImportField(
            "domain", "Domain", "域名",
            aliases: ["website", "web site", "url", "homepage", "company domain", "网站", "网址", "官网"]),
        ImportField("phone", "Phone", "电话", aliases: ["phone number", "telephone", "tel", "电话号码", "联系电话"]),
        ImportField("address", "Address", "地址", aliases: ["billing address", "street address", "公司地址", "联系地址"]),
        ImportField(
            "owner_email", "Owner's e-mail", "负责人邮箱", aliases: ["owner", "account owner", "assigned to", "负责人"]),
        ImportField("notes", "Notes", "备注", aliases: ["note", "description", "comments", "说明", "描述"]),
    ]

    /// `company` with the row's cells put in; empty cells leave what was there.
    ///
    /// - Parameter users: Those who work here, by address in small letters.
    static func applied(
        _ row: ImportRow, to company: CompanySnapshot, isNew: Bool, _ definitions: [CustomField],
        users: [String: UUID], _ faults: inout RowFaults
    ) -> CompanySnapshot {
        var result = company
        result.name =
            isNew ? faults.required(row, "name", max: 200) : faults.text(row, "name", max: 200) ?? company.name
        result.domain = domain(row) ?? company.domain
        if row["domain"] != nil, domain(row) == nil {
            faults.refuse("domain", "domain", "must be a host name such as shop.example")
        }
        if let phone = faults.text(row, "phone", max: 40) {
            if PhoneNumber(phone) == nil { faults.refuse("phone", "phone", "must be a telephone number") }
            result.phone = phone
        }
        result.address = faults.text(row, "address", max: 1000) ?? company.address
        result.notes = faults.text(row, "notes", max: 10_000) ?? company.notes
        if let address = row["owner_email"] {
            result.ownerID = users[address.lowercased()]
            if result.ownerID == nil { faults.refuse("owner_email", "unknown", "is nobody who works here") }
        }
        result.customFields = CustomFieldColumns.applied(
            row, to: company.customFields, definitions, isNew: isNew, &faults)
        return result
    }

    /// The cell as a host name, when it is one: lists of companies often hold the whole address of their site.
    static func domain(_ row: ImportRow) -> String? {
        guard let text = row["domain"]?.lowercased() else { return nil }
        let site = text.firstRange(of: "://").map { text[$0.upperBound...] } ?? text[...]
        let host = site.prefix { !"/?#:".contains($0) }
        let name = String(host.hasPrefix("www.") ? host.dropFirst(4) : host)
        return Company.isDomain(name) ? name : nil
    }
}
