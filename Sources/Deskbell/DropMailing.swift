import Basics
import Channels
import EventLoop
import Foundation
import Imports
import Postgres
import Web

/// Mails the owners of a file of the drop folder that could not be taken as it is, each in their language.
@Loop struct DropMailing {
    let context: AppContext

    private struct Owner {
        let email: String
        let isChinese: Bool

        init(_ row: Row) throws {
            email = try row["email"]
            isChinese = (try row["locale"] as String).hasPrefix("zh")
        }
    }

    func queue(_ notice: DropNotice, in connection: Connection) async throws {
        Log.warning(
            "file of the drop folder not taken",
            ["import_id": ID<DropNotice>(notice.importID), "reason": notice.fault?.rawValue ?? "rows"])
        guard let mailbox = try await SendingMailboxStore(connection).usable() else { return }
        let owners = try await connection.rows(
            Owner.init, "SELECT email, locale FROM users WHERE role = 'owner' AND active ORDER BY id")
        for owner in owners {
            var mail = OutgoingMail(
                purpose: .report, mailboxID: mailbox, conversationID: notice.importID, messageID: notice.importID,
                recipients: MailRecipients(to: [MailAddress(address: owner.email)]),
                subject: subject(notice, owner.isChinese), text: text(notice, owner.isChinese))
            mail.locale = owner.isChinese ? "zh-Hans" : "en"
            _ = try await MailOutbox(context: context).queue(mail, in: connection)
        }
    }

    private func subject(_ notice: DropNotice, _ isChinese: Bool) -> String {
        isChinese ? "ERP 文件未能全部导入：\(notice.fileName)" : "ERP file not taken as it is: \(notice.fileName)"
    }

    private func text(_ notice: DropNotice, _ isChinese: Bool) -> String {
        let link = "\(context.publicURL)/settings/import?id=\(ID<DropNotice>(notice.importID))"
        if let fault = notice.fault {
            let place = fault == .name || fault == .symlink || fault == .special ? "" : "\n\n\(link)"
            return isChinese
                ? "文件已移至 failed/。\(fault.chineseSentence)\(place)"
                : "The file was moved to failed/. \(fault.sentence)\(place)"
        }
        return isChinese
            ? "已导入 \(notice.rowsTaken) 行，\(notice.rowsFailed) 行有错误。文件已移至 failed/，旁边的 .errors.csv 列出了这些行及原因；"
                + "修正后可直接再次放入 in/。\n\n\(link)"
            : "\(notice.rowsTaken) rows were taken, \(notice.rowsFailed) have errors. The file was moved to failed/; "
                + "the .errors.csv beside it lists those rows with the reasons and can be put into in/ again once "
                + "mended, under a name that begins like this one's.\n\n\(link)"
    }
}
