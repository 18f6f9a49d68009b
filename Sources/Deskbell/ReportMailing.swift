import Basics
import Channels
import EventLoop
import Foundation
import Insight
import Postgres
import Web

/// Hands a report to the mailbox it leaves by: Insight makes it, Channels sends it, neither knows the other.
@Loop struct ReportMailing {
    let context: AppContext

    func queue(_ report: ReportMail, to address: String, in connection: Connection) async throws -> ReportMail.Queued {
        var mail = OutgoingMail(
            purpose: .report, mailboxID: report.inboxID, conversationID: report.scheduleID,
            messageID: report.scheduleID,
            recipients: MailRecipients(to: [MailAddress(address: address)]), subject: report.subject, text: report.text)
        mail.locale = report.locale
        mail.table = MailTable(headings: report.headings, rows: report.rows)
        mail.attachments = [
            OutgoingFile(
                name: report.fileName, contentType: "text/csv", path: report.filePath, sizeBytes: report.csv.count)
        ]
        switch try await MailOutbox(context: context).queue(mail, in: connection) {
        case .queued(let id): return ReportMail.Queued(address: address, mailID: id, refusal: nil)
        case .refused(let refusal):
            return ReportMail.Queued(address: address, mailID: nil, refusal: refusal.rawValue)
        }
    }
}
