import Testing

@testable import Channels

@Suite("Delivery reports") struct BounceReportsTests {
    private typealias Recipient = BounceReport.Recipient

    private func report(
        _ parts: [(String, String)], type: String = "multipart/report", from: String = "mailer-daemon@mx.example",
        subject: String = "", text: String = "", headers: [(String, String)] = []
    ) -> BounceReport? {
        BounceReports.read(
            parts: parts.map { MailPart(contentType: $0.0, text: $0.1) }, contentType: type,
            headers: headers.map { MailHeader(name: $0.0, value: $0.1) }, from: MailAddress(address: from),
            subject: subject,
            text: text)
    }

    @Test("each group of a delivery status speaks of one recipient")
    func groups() {
        let found = report([
            (
                "message/delivery-status",
                """
                Reporting-MTA: dns; mx.example
                Arrival-Date: Mon, 1 Jan 2024 10:00:00 +0000

                Final-Recipient: rfc822; mei@example.com
                Original-Recipient: rfc822;Mei.Lin@example.com
                Action: failed
                Status: 5.1.1
                Diagnostic-Code: smtp; 550 5.1.1 <mei@example.com>:
                    no such user


                Final-Recipient: rfc822;<li@example.com>
                Action: delayed (will retry)
                Status: 4.4.1 (timeout)

                Final-Recipient: rfc822; wang@example.com
                Status: 2.0.0
                """
            ), ("message/rfc822", "Received: x\nMessage-ID:\n <a@shop.example>\nSubject: Hi\n\nMessage-ID: <body@x>"),
        ])
        #expect(
            found?.recipients == [
                Recipient(
                    address: "Mei.Lin@example.com", kind: .failed, status: "5.1.1",
                    diagnostic: "550 5.1.1 <mei@example.com>: no such user"),
                Recipient(address: "li@example.com", kind: .delayed, status: "4.4.1"),
                Recipient(address: "wang@example.com", kind: .delivered, status: "2.0.0"),
            ])
        #expect(found?.originalMessageID == "<a@shop.example>")
    }

    @Test("a status without groups, without an action or with none at all is taken as it comes")
    func tolerant() {
        let found = report([
            (
                "message/delivery-status",
                "Final-Recipient: RFC822; mei@example.com\nDiagnostic-Code: X-Postfix; 550 5.7.1 no\n"
            ),
            ("text/rfc822-headers", "Subject: Hi\nMessage-Id: <b@shop.example>\n"),
        ])
        #expect(
            found?.recipients == [
                Recipient(address: "mei@example.com", kind: .failed, status: "5.7.1", diagnostic: "550 5.7.1 no")
            ])
        #expect(found?.originalMessageID == "<b@shop.example>")
        #expect(report([("message/delivery-status", "")]) == nil)
    }

    @Test("a status that names nobody is about whom the enclosed mail went to; SES names a mail without a domain")
    func nameless() {
        let id = "0102018c2f6e1a4b-7a9d0f5f-7b5d-4e1c-8c55-8e6a5bbd3b8c-000000"
        let status = "Reporting-MTA: dns; a.example\nX-Original-Message-ID: \(id)\n\nAction: failed\nStatus: 5.1.1\n"
        let found = report([
            ("message/delivery-status", status), ("text/rfc822-headers", "To: Mei <mei@example.com>\nSubject: Hi\n"),
        ])
        #expect(found?.recipients == [Recipient(address: "mei@example.com", kind: .failed, status: "5.1.1")])
        #expect(found?.originalMessageID == "<\(id)>")
        #expect(report([("message/delivery-status", status)]) == nil)
    }

    @Test("a read receipt tells who read")
    func read() {
        let found = report(
            [
                (
                    "message/disposition-notification",
                    "Final-Recipient: rfc822;mei@example.com\nOriginal-Message-ID: <c@shop.example>\nDisposition: manual-action/MDN-sent-manually; displayed\n"
                )
            ], from: "mei@example.com")
        #expect(found?.recipients == [Recipient(address: "mei@example.com", kind: .read)])
        #expect(found?.originalMessageID == "<c@shop.example>")
    }

    @Test("a complaint names the recipient or leaves it to the mail it encloses")
    func complaint() {
        let original = "To: Mei <mei@example.com>\nMessage-ID: <d@shop.example>\n\nHi"
        let found = report([
            ("message/feedback-report", "Feedback-Type: abuse\nVersion: 1\n"), ("message/rfc822", original),
        ])
        #expect(found?.recipients == [Recipient(address: "mei@example.com", kind: .complaint)])
        #expect(found?.originalMessageID == "<d@shop.example>")
        #expect(report([("message/feedback-report", "Feedback-Type: not-spam\n")]) == nil)
    }

    @Test("systems without reports are understood by their words")
    func texts() {
        let qmail = """
            Hi. This is the qmail-send program at mx.example.
            I'm afraid I wasn't able to deliver your message to the following addresses.
            This is a permanent error; I've given up. Sorry it didn't work out.

            <mei@example.com>:
            192.0.2.1 does not like recipient.
            Remote host said: 550 5.1.1 unknown user
            Giving up on 192.0.2.1.

            --- Below this line is a copy of the message.

            Return-Path: <help@shop.example>
            Message-ID: <e@shop.example>
            To: other@example.com
            """
        let expected = Recipient(
            address: "mei@example.com", kind: .failed, status: "5.1.1",
            diagnostic: "Remote host said: 550 5.1.1 unknown user")
        let found = report([], type: "text/plain", subject: "failure notice", text: qmail)
        #expect(found?.recipients == [expected])
        #expect(found?.originalMessageID == "<e@shop.example>")

        let exim =
            "This message was created automatically by mail delivery software.\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  mei@example.com\n    550 5.1.1 unknown user\n"
        #expect(
            report([], type: "text/plain", subject: "Mail delivery failed: returning message to sender", text: exim)?
                .recipients
                == [
                    Recipient(
                        address: "mei@example.com", kind: .failed, status: "5.1.1", diagnostic: "550 5.1.1 unknown user"
                    )
                ])

        let qq =
            "抱歉，您的邮件被退回来了……\n原邮件信息：\n时间：2024-01-01 10:00:00\n主题：包裹\n收件人：mei@qq.com\n退信原因：\n收件人邮件地址（mei@qq.com）不存在，邮件无法送达。\nhost mx.qq.com said: 550 Mailbox not found\n"
        #expect(
            report([], type: "text/plain", from: "PostMaster@qq.com", subject: "系统退信", text: qq)?.recipients == [
                Recipient(
                    address: "mei@qq.com", kind: .failed, diagnostic: "host mx.qq.com said: 550 Mailbox not found")
            ])

        let exchange =
            "Delivery has failed to these recipients or groups:\n\nmei@example.com\nThe email address you entered couldn't be found.\n\nRemote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound'\n"
        #expect(
            report(
                [], type: "text/plain", from: "postmaster@outlook.example", subject: "Undeliverable: Parcel",
                text: exchange)?
                .recipients == [
                    Recipient(
                        address: "mei@example.com", kind: .failed, status: "5.1.10",
                        diagnostic: "Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound'")
                ])
    }

    @Test("a shop without a return path speaks of parcels, not of mail")
    func parcels() {
        let words = "Your parcel could not be delivered. Please write to service@carrier.example."
        #expect(
            report(
                [], type: "text/plain", from: "info@carrier.example", subject: "Delivery failed", text: words,
                headers: [("Return-Path", "<>")]) == nil)
    }

    @Test("a delay is no failure")
    func delay() {
        let text =
            "This message was created automatically by mail delivery software.\nA message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 hours on the queue.\nNo action is required on your part. Delivery attempts will continue.\n\n  mei@example.com\n"
        #expect(
            report([], type: "text/plain", subject: "Warning: message 1a delayed 24 hours", text: text)?.recipients
                == [Recipient(address: "mei@example.com", kind: .delayed)])
    }

    @Test("people who write about returned mail, and absent people, report nothing")
    func people() {
        let words = "My mail to help@shop.example could not be delivered, I got a 550 5.1.1. Can you help?"
        #expect(report([], type: "text/plain", from: "mei@example.com", subject: "Re: 退信", text: words) == nil)
        #expect(report([], type: "text/plain", from: "mei@example.com", subject: "Your address", text: words) == nil)
        #expect(
            report(
                [], type: "text/plain", subject: "Out of office", text: "I am away. Ask li@example.com.",
                headers: [("Return-Path", "<>")])
                == nil)
    }
}
