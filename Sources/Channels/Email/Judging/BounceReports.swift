import Foundation

/// Reads what a mail system reports about a mail of ours: not delivered, delayed, delivered, read, called spam.
///
/// - Source: RFC 3464 (delivery), RFC 8098 (reading), RFC 5965 (complaints); texts of systems that send no such parts.
package enum BounceReports {
    /// The report in a mail; `nil` when the mail is none.
    ///
    /// - Parameter parts: The leaves of the mail in order, an attached mail as one leaf.
    /// - Parameter contentType: Of the whole mail.
    /// - Parameter text: Its plain text, for systems that only write one.
    package static func read(
        parts: [MailPart], contentType: String, headers: [MailHeader], from: MailAddress?, subject: String, text: String
    ) -> BounceReport? {
        let parts = parts.map { MailPart(contentType: $0.contentType, text: head($0.text)) }
        let text = head(text)
        let isReport = contentType.lowercased().hasPrefix("multipart/report")
        let isSystem = BounceText.isSystem(headers: headers, from: from)
        var report = BounceReport()
        // A person may enclose a report they got; a system has no return path.
        if isReport || isSystem || BounceText.hasNullSender(headers) {
            for part in parts { take(part, among: parts, into: &report) }
        }
        if report.recipients.isEmpty, isReport || isSystem || BounceText.isWritten(subject: subject, text: text) {
            report.recipients = BounceText.recipients(text: text, headers: headers, from: from, subject: subject)
        }
        guard !report.recipients.isEmpty else { return nil }
        if report.originalMessageID == nil { report.originalMessageID = originalMessageID(parts, headers, text) }
        return report
    }

    /// Reports are short; what stands further down is the mail they are about.
    private static func head(_ text: String) -> String {
        guard text.utf8.count > 100_000 else { return text }
        return String(decoding: text.utf8.prefix(100_000), as: UTF8.self)
    }

    private static func take(_ part: MailPart, among parts: [MailPart], into report: inout BounceReport) {
        switch part.contentType {
        case "message/delivery-status", "message/global-delivery-status":
            for group in ReportFields.groups(in: part.text) {
                if let recipient = delivery(group, of: parts) { report.recipients.append(recipient) }
            }
        case "message/disposition-notification", "message/global-disposition-notification":
            let fields = ReportFields.groups(in: part.text).reduce(ReportFields()) { $0.joined($1) }
            guard let address = fields.address("final-recipient") ?? fields.address("original-recipient") else {
                return
            }
            let disposition = fields["disposition"] ?? ""
            let type = disposition.split(separator: ";").last?.lowercased() ?? ""
            report.recipients.append(
                BounceReport.Recipient(address: address, kind: type.contains("displayed") ? .read : .delivered))
            report.originalMessageID = fields["original-message-id"].flatMap(messageID)
        case "message/feedback-report":
            let fields = ReportFields.groups(in: part.text).reduce(ReportFields()) { $0.joined($1) }
            guard fields["feedback-type"]?.lowercased() != "not-spam" else { return }
            guard let address = fields.address("original-rcpt-to") ?? recipient(of: parts) else { return }
            report.recipients.append(BounceReport.Recipient(address: address, kind: .complaint))
            report.originalMessageID = fields["original-message-id"].flatMap(messageID)
        default: break
        }
    }

    private static func delivery(_ fields: ReportFields, of parts: [MailPart]) -> BounceReport.Recipient? {
        let named = fields.address("original-recipient") ?? fields.address("final-recipient")
        // Some name nobody: then it is whom the mail was to, for there is no other group to tell.
        guard let address = named ?? (fields["action"] == nil ? nil : recipient(of: parts)) else { return nil }
        let diagnostic = fields["diagnostic-code"].map(ReportFields.afterType)
        let status = fields["status"].flatMap(StatusCode.enhanced) ?? diagnostic.flatMap(StatusCode.enhanced)
        let action = fields["action"]?.lowercased().prefix { $0.isLetter } ?? ""
        let kind: BounceReport.Kind
        switch (action, status?.first ?? diagnostic?.first) {
        case ("failed", _): kind = .failed
        case ("delayed", _): kind = .delayed
        case ("delivered", _), ("relayed", _), ("expanded", _): kind = .delivered
        case (_, "2"): kind = .delivered
        case (_, "4"): kind = .delayed
        case (_, "5"): kind = .failed
        default: return nil
        }
        return BounceReport.Recipient(
            address: address, kind: kind, status: status, diagnostic: diagnostic?.isEmpty == true ? nil : diagnostic)
    }

    // MARK: The mail it is about

    private static func recipient(of parts: [MailPart]) -> String? {
        for part in parts where carriesOriginal.contains(part.contentType) {
            if let to = ReportFields.header("to", of: part.text), let address = AddressScan.first(in: to) {
                return address
            }
        }
        return nil
    }

    private static func originalMessageID(_ parts: [MailPart], _ headers: [MailHeader], _ text: String) -> String? {
        for part in parts where carriesOriginal.contains(part.contentType) {
            if let id = ReportFields.header("message-id", of: part.text).flatMap(messageID) { return id }
        }
        for part in parts where part.contentType == "message/delivery-status" {
            for group in ReportFields.groups(in: part.text) {
                if let id = (group["x-original-message-id"] ?? group["original-message-id"]).flatMap(messageID) {
                    return id
                }
            }
        }
        // A copy of its headers below the words of qmail and Exim.
        if let id = ReportFields.line("message-id", in: text).flatMap(messageID) { return id }
        return headers.first("In-Reply-To").flatMap(messageID) ?? headers.all("References").last.flatMap(lastMessageID)
    }

    private static let carriesOriginal: Set<String> = [
        "message/rfc822", "text/rfc822-headers", "text/rfc822-header", "message/rfc822-headers", "message/global",
        "message/global-headers", "text/rfc822",
    ]

    private static func messageID(_ value: String) -> String? {
        guard let start = value.firstIndex(of: "<"), let end = value[start...].firstIndex(of: ">") else {
            let bare = value.trimmingCharacters(in: .whitespacesAndNewlines)
            guard !bare.contains(" ") else { return nil }
            return bare.contains("@") || AcceptedName.isAmazonID(bare) ? "<\(bare)>" : nil
        }
        let id = value[start...end].filter { !$0.isWhitespace }
        return id.count > 2 ? id : nil
    }

    private static func lastMessageID(_ value: String) -> String? {
        value.split(separator: "<").last.flatMap { messageID("<\($0)") }
    }
}
