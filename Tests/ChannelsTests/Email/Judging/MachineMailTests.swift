import Testing

@testable import Channels

@Suite("Machine mail") struct MachineMailTests {
    private func reasons(
        _ headers: [(String, String)], type: String = "text/plain", from: String = "mei@example.com",
        subject: String = "Hello"
    ) -> [String]? {
        let verdict = MachineMail.verdict(
            headers: headers.map { MailHeader(name: $0.0, value: $0.1) }, contentType: type,
            from: MailAddress(address: from), subject: subject)
        return verdict.isMachine ? verdict.reasons : nil
    }

    @Test(
        "each sign alone tells a machine and is named",
        arguments: [
            ("Auto-Submitted", "auto-replied"), ("Auto-Submitted", "auto-generated (cron)"), ("Precedence", "bulk"),
            ("precedence", "List"), ("X-Precedence", "junk"), ("Precedence", "auto_reply"), ("List-Id", "<a.b>"),
            ("List-Unsubscribe", "<https://x>"), ("List-Post", "<mailto:a@b>"), ("X-Auto-Response-Suppress", "All"),
            ("X-Auto-Response-Suppress", "DR, OOF, AutoReply"), ("X-Autoreply", "yes"), ("X-Autorespond", "x"),
            ("X-Autoresponder", "x"), ("X-Autoresponse", "x"), ("X-Mail-Autoreply", "x"), ("X-Loop", "x"),
            ("Return-Path", "<>"), ("Feedback-ID", "1:2"), ("X-MS-Exchange-Inbox-Rules-Loop", "a@b"),
        ])
    func sign(name: String, value: String) {
        #expect(reasons([(name, value)]) == ["\(name): \(value)"])
    }

    @Test(
        "what people's programs write tells nothing",
        arguments: [
            ("Auto-Submitted", "no"), ("Auto-Submitted", "No; x=1"), ("Precedence", "first-class"),
            ("Precedence", "normal"),
            ("X-Auto-Response-Suppress", "None"), ("Return-Path", "<mei@example.com>"), ("X-Mailer", "Foxmail 7"),
            ("List-Id", ""), ("X-Priority", "3"), ("References", "<a@b>"),
            ("Feedback-ID", "4711:user:proton"),
        ])
    func noSign(name: String, value: String) {
        #expect(reasons([(name, value)]) == nil)
    }

    @Test(
        "addresses where nobody reads",
        arguments: [
            "MAILER-DAEMON@x.com", "postmaster@x.com", "noreply@x.com", "no-reply@x.com", "orders-no_reply@x.com",
            "DoNotReply@x.com", "bounce@x.com", "bounce+123@x.com", "bounces-7@x.com", "no.reply@x.com",
        ])
    func addresses(address: String) {
        #expect(reasons([], from: address) == ["From: \(address)"])
    }

    @Test("a report is a machine's mail; a person of a similar name is none")
    func others() {
        #expect(
            reasons([], type: "multipart/report; report-type=delivery-status") == ["Content-Type: multipart/report"])
        #expect(reasons([], from: "postmaster.mueller@x.com") == nil)
        #expect(reasons([], from: "bouncer@x.com") == nil)
    }

    @Test("an automatic subject decides nothing alone")
    func weak() {
        #expect(reasons([], subject: "Out of office") == nil)
        #expect(reasons([], subject: "自动回复: 包裹") == nil)
        #expect(reasons([("In-Reply-To", "<a@b>")], subject: "Re: Out of office") == nil)
        #expect(reasons([("In-Reply-To", "<a@b>")], subject: "回复：自动回复: 包裹") == nil)
        #expect(reasons([("In-Reply-To", "<a@b>")], subject: "Out of office chairs") == nil)
        #expect(reasons([("In-Reply-To", "<a@b>")], subject: "自动回复: 包裹") == ["Subject: 自动回复: 包裹"])
        #expect(
            reasons([("Auto-Submitted", "auto-replied")], subject: "Automatische Antwort: Paket")
                == ["Auto-Submitted: auto-replied", "Subject: Automatische Antwort: Paket"])
    }
}
