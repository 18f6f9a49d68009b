import Foundation

/// Reads the words of mail systems that report without a report: qmail, Exim, Exchange, QQ, NetEase and others.
enum BounceText {
    /// Whether a header or the sender's address says that a mail system itself wrote it.
    static func isSystem(headers: [MailHeader], from: MailAddress?) -> Bool {
        if headers.contains(where: { $0.name.caseInsensitiveCompare("X-Failed-Recipients") == .orderedSame }) {
            return true
        }
        guard let from else { return false }
        let local = from.address.prefix { $0 != "@" }.lowercased()
        return ["mailer-daemon", "postmaster", "mailerdaemon", "mail-daemon"].contains(local)
            || local.hasPrefix("microsoftexchange") || from.name.lowercased().contains("mail delivery")
    }

    /// Absent people's programs and shops use it as well: their words are no report.
    static func hasNullSender(_ headers: [MailHeader]) -> Bool {
        headers.first("Return-Path")?.filter { !$0.isWhitespace } == "<>"
    }

    /// Whether subject and text are what such systems write, for those that send under a name of their own.
    static func isWritten(subject: String, text: String) -> Bool {
        let subject = subject.lowercased()
        guard subjects.contains(where: { subject.contains($0) }), !SubjectLine.isReply(subject),
            !SubjectLine.isForward(subject)
        else { return false }
        let head = String(decoding: text.utf8.prefix(1500), as: UTF8.self).lowercased()
        return openings.contains { head.contains($0) }
    }

    /// The recipients a text speaks of; none when it does not speak of a failure or a delay.
    static func recipients(
        text: String, headers: [MailHeader], from: MailAddress?, subject: String
    ) -> [BounceReport.Recipient] {
        let own = reportPart(of: text)
        let words = (subject + "\n" + own).lowercased()
        let failed = failures.contains { words.contains($0) }
        let delayed = delays.contains { words.contains($0) }
        guard failed || delayed else { return [] }
        let kind: BounceReport.Kind = delayed && !isFinal(words) ? .delayed : .failed
        let addresses = addresses(in: own, headers: headers, from: from)
        return addresses.map { address in
            let diagnostic = addresses.count == 1 ? diagnostic(in: own) : diagnostic(in: own, about: address)
            return BounceReport.Recipient(
                address: address, kind: kind, status: diagnostic.flatMap(StatusCode.enhanced), diagnostic: diagnostic)
        }
    }

    /// The text above the copy of the mail it is about.
    private static func reportPart(of text: String) -> String {
        let lines = TextLines(text)
        var kept: [String] = []
        for line in 0..<min(lines.count, 200) {
            let content = lines.short(line, upTo: 2000)
            let lower = content.lowercased()
            if copies.contains(where: { lower.contains($0) }) { break }
            if QuoteWords.divider(lines.content(line)) == .original { break }
            kept.append(content)
        }
        return kept.joined(separator: "\n")
    }

    private static func isFinal(_ words: String) -> Bool {
        ["permanent", "giving up", "given up", "could not be delivered", "failed permanently", "no further attempts"]
            .contains { words.contains($0) } && !words.contains("do not need to resend")
    }

    private static func addresses(in text: String, headers: [MailHeader], from: MailAddress?) -> [String] {
        let named = headers.all("X-Failed-Recipients").flatMap { AddressScan.all(in: $0) }
        if !named.isEmpty { return named }
        let system = from?.key
        func others(_ addresses: [String]) -> [String] {
            addresses.filter { $0.lowercased() != system && !MachineMail.isMachineAddress($0) && $0.contains(".") }
        }
        let lines = text.split(separator: "\n").map(String.init)
        // "<mei@example.com>:" and an address alone on its line are how servers list them.
        var listed: [String] = []
        for line in lines {
            let found = others(AddressScan.all(in: line, limit: 3))
            guard found.count == 1, let address = found.first else { continue }
            let rest = line.replacing(address, with: "").filter { !"<>:'\"()[]*•·-; \t：".contains($0) }
            let opens =
                line.hasPrefix("<\(address)>") || line.hasPrefix("\(address):") || line.hasPrefix("\(address) (")
            if rest.isEmpty || opens || rest.hasPrefix("mailto"), !listed.contains(address) { listed.append(address) }
        }
        if !listed.isEmpty { return listed }
        // Else the address beside a word for recipient.
        for line in lines {
            let lower = line.lowercased()
            if recipientWords.contains(where: { lower.contains($0) }),
                let address = others(AddressScan.all(in: line)).first
            {
                return [address]
            }
        }
        return others(AddressScan.all(in: text)).first.map { [$0] } ?? []
    }

    /// What the other server said: the first line with a code in it.
    private static func diagnostic(in text: String, about address: String? = nil) -> String? {
        var isNear = address == nil
        for line in text.split(separator: "\n").map(String.init) {
            if let address, line.localizedCaseInsensitiveContains(address) { isNear = true }
            guard isNear else { continue }
            if StatusCode.enhanced(in: line) != nil || StatusCode.reply(in: line) != nil {
                return String(trimmed(line, address).prefix(500))
            }
        }
        return nil
    }

    private static func trimmed(_ line: String, _ address: String?) -> String {
        line.trimmingCharacters(in: .whitespaces)
    }

    /// Sentences that no person writes.
    private static let openings = [
        "this is the mail system at", "this is the qmail-send program",
        "created automatically by mail delivery software",
        "delivery has failed to these recipients", "this is an automatically generated delivery status",
        "the following message to <", "your message to <", "address not found", "message not delivered",
        "did not reach some or all of the intended recipients", "the following addresses had permanent",
        "此邮件由系统自动", "邮件被退回来了", "系统退信", "无法将邮件传递给", "无法传递到以下", "无法投递到以下", "未能送达以下", "您发送的邮件未能",
        "無法將郵件傳遞", "無法傳遞至下列", "ihre nachricht konnte nicht", "fehler bei der nachrichtenzustellung",
    ]

    private static let subjects = [
        "undelivered mail", "undeliverable", "undelivered:", "delivery status notification", "delivery failure",
        "delivery failed", "failure notice", "mail delivery failed", "mail delivery failure", "returned mail",
        "message not delivered", "mail delivery", "mail system error", "delivery has failed", "non remis",
        "unzustellbar",
        "nicht zustellbar", "退信", "未送达", "无法送达", "投递失败", "发送失败", "無法傳遞", "未傳遞", "配信不能", "no se puede entregar",
        "não entregue", "недоставлен", "не доставлено",
    ]

    private static let failures = [
        "undeliver", "could not be delivered", "couldn't be delivered", "not able to deliver", "wasn't able to deliver",
        "unable to deliver", "cannot be delivered", "could not deliver", "delivery to the following recipient",
        "delivery has failed", "delivery failed", "did not reach", "cannot be reached", "failed permanently",
        "failure notice",
        "not be delivered", "wasn't delivered", "was not delivered", "hasn't been delivered", "user unknown",
        "returned mail", "permanent error", "permanent fatal error", "address not found", "mailbox unavailable", "退信",
        "被退回",
        "未能送达", "无法发送到", "无法送达", "未送达", "投递失败", "无法投递", "无法将邮件传递", "无法传递", "未能发送", "发送失败", "無法傳遞", "無法投遞", "退回",
        "unzustellbar", "konnte nicht zugestellt", "nicht zugestellt", "n'a pas pu être remis", "échec de la remise",
        "no se pudo entregar", "não pôde ser entregue", "не удалось доставить", "配信できません", "未到達",
        "status notification (failure)",
    ]

    private static let delays = [
        "delayed", "has not yet been delivered", "will be retried", "will retry", "will continue to try",
        "still being retried",
        "not yet been delivered", "status notification (delay)", "delivery incomplete", "延迟", "暂时无法", "会继续尝试", "仍在尝试",
        "verzögert", "noch nicht zugestellt",
    ]

    private static let copies = [
        "this is a copy of", "a copy of the message", "below this line is a copy", "original message headers",
        "original message follows", "copy of your message", "原邮件内容", "原始邮件标头",
        "原始郵件標頭", "原始消息头", "message header follows", "ursprüngliche nachrichtenkopfzeilen", "----- message header",
        "included is a copy", "unsent message below", "header of the original message",
    ]

    private static let recipientWords = [
        "收件人", "收件者", "无法发送到", "邮件地址", "recipient", "to:", "发送给", "发送至", "address", "empfänger", "destinataire",
        "destinatario",
        "получател",
    ]
}
