import Basics
import Foundation
import Imports

/// The three columns of a table of customers that hold what they answered about one way of reaching them: the answer, when
/// and where it was given.
struct ConsentColumn: Sendable {
    let purpose: ConsentPurpose
    private let answer: ImportField
    private let moment: ImportField
    private let source: ImportField

    var fields: [ImportField] { [answer, moment, source] }

    private init(_ purpose: ConsentPurpose, _ key: String, _ english: String, _ chinese: String, aliases: [String]) {
        self.purpose = purpose
        answer = ImportField(key, "Agreed to \(english)", "同意\(chinese)", aliases: aliases)
        moment = ImportField("\(key)_at", "Answer on \(english): when", "\(chinese)同意时间", aliases: ["\(key) date"])
        source = ImportField("\(key)_source", "Answer on \(english): where", "\(chinese)同意来源")
    }

    static let all = [
        ConsentColumn(
            .email, "marketing_consent", "marketing mail", "营销邮件",
            aliases: [
                "email_marketing", "accepts marketing", "accepts email marketing", "newsletter", "营销同意", "订阅",
            ]),
        ConsentColumn(
            .phone, "phone_consent", "calls", "电话营销",
            aliases: ["phone_marketing", "accepts calls", "accepts phone marketing", "电话同意"]),
        ConsentColumn(
            .message, "message_consent", "text messages and chats", "短信与聊天营销",
            aliases: [
                "message_marketing", "sms consent", "sms marketing", "accepts sms marketing", "chat consent", "短信同意",
            ]),
        ConsentColumn(
            .post, "post_consent", "letters", "邮寄营销", aliases: ["post_marketing", "accepts post", "邮寄同意"]),
    ]

    /// What is known once the row is read: `known` stays where the row says nothing, the same, or something older.
    ///
    /// An answer without a date is of `now`; without a source it came by import.
    ///
    /// - Parameter zone: Where dates that name none stand.
    func answer(
        _ row: ImportRow, after known: CustomerSnapshot.Consent?, at now: Date, zone: TimeZone,
        _ faults: inout RowFaults
    ) -> CustomerSnapshot.Consent? {
        let granted = faults.flag(row, answer.key)
        let given = faults.date(row, moment.key, zone: zone)
        let place = faults.text(row, source.key, max: 200)
        if let given, given > now.addingTimeInterval(86_400) {
            faults.refuse(moment.key, "future", "must not lie in the future")
        }
        guard let granted else {
            if row[answer.key] == nil, given != nil || place != nil {
                faults.refuse(answer.key, "required", "is required beside its date or source")
            }
            return known
        }
        // To the second, so that the database gives back what it was given.
        let second = (given ?? now).timeIntervalSince1970.rounded(.down)
        if let known {
            let isSame = known.granted == granted && (place == nil || place == known.source)
            let last = Date(rfc3339: known.at)?.timeIntervalSince1970.rounded(.down) ?? 0
            if given == nil ? known.granted == granted : second < last || (second == last && isSame) { return known }
        }
        return .init(
            granted: granted, source: place ?? "import", at: Date(timeIntervalSince1970: second).rfc3339)
    }

    /// The cells that say the same again.
    func cells(_ known: CustomerSnapshot.Consent?) -> [String] {
        guard let known else { return ["", "", ""] }
        return [ExportCell.text(known.granted), ExportCell.text(Date(rfc3339: known.at)), known.source]
    }
}
