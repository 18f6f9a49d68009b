import Access
import Basics
import Foundation
import Postgres

/// A contract whose end has just come near.
struct DueContract: Sendable {
    let id: ID<Contract>
    let number: Int
    let title: String
    let ownerID: UUID?
    let renews: Bool
    let customerName: String

    init(_ row: Row) throws {
        id = try row["id"]
        number = try row["number"]
        title = try row["title"]
        ownerID = try row["owner_id"]
        renews = try row["auto_renew"]
        customerName = try row["customer_name"]
    }

    /// What its owner is told, in the language of `locale`.
    func notice(in locale: String, at now: Date) -> PushNotice {
        let isChinese = locale == "zh-Hans"
        let title =
            isChinese
            ? renews ? "合同即将续期" : "合同即将到期" : renews ? "A contract is about to renew" : "A contract is about to end"
        return PushNotice(
            title: title, line: isChinese ? "打开查看" : "Open it",
            excerpt: [self.title, customerName].filter { !$0.isEmpty }.joined(separator: " · "),
            path: "/sales/contracts/\(number)", tag: "contract-\(id)", at: now)
    }

    /// What somebody is told of many at once.
    static func notice(of count: Int, in locale: String, at now: Date) -> PushNotice {
        let isChinese = locale == "zh-Hans"
        return PushNotice(
            title: isChinese ? "有 \(count) 份合同即将到期或续期" : "\(count) contracts are about to end or renew",
            line: isChinese ? "打开查看" : "Open the list", excerpt: "", path: "/sales/contracts?status=due",
            tag: "contracts", at: now)
    }
}
