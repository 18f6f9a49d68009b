import Channels
import Foundation
import Testing

@Suite("Reading a mail")
struct MailReaderTests {
    @Test("an ordinary mail gives sender, recipients, subject, date, ids and text")
    func ordinary() {
        let mail = MailSample.read(
            """
            From: =?utf-8?B?5byg5LiJ?= <zhang@example.com>
            To: "Desk, Help" <help@example.com>, b@example.com
            Cc: Wang <wang@example.com>
            Subject: =?gb2312?B?xOO6ww==?= =?gb2312?B?ysC95w==?=
            Date: Mon, 25 Nov 2024 10:00:00 +0800
            Message-ID: <a@b>
            In-Reply-To: <c@d>
            References: <e@f>
             <c@d>
            Delivered-To: help@example.com

            Hello
            world

            """)
        #expect(mail.from == [MailAddress(name: "张三", address: "zhang@example.com")])
        #expect(
            mail.to == [
                MailAddress(name: "Desk, Help", address: "help@example.com"), MailAddress(address: "b@example.com"),
            ])
        #expect(mail.cc == [MailAddress(name: "Wang", address: "wang@example.com")])
        #expect(mail.subject == "你好世界")
        #expect(mail.date == Date(timeIntervalSince1970: 1_732_500_000))
        #expect(mail.messageID == "<a@b>")
        #expect(mail.inReplyTo == ["<c@d>"])
        #expect(mail.references == ["<e@f>", "<c@d>"])
        #expect(mail.deliveredTo == ["help@example.com"])
        #expect(mail.text == "Hello\nworld\n")
        #expect(mail.html == nil)
        #expect(mail.attachments == [])
        #expect(mail.errors == [])
    }

    @Test("what is no mail at all becomes a text")
    func noMail() {
        let mail = MailSample.read("Just some words\nand more")
        #expect(mail.text == "Just some words\nand more")
        #expect(mail.errors == ["No usable sender."])
        #expect(MailReader.read([]).text == "")
    }

    @Test("an mbox line and junk in front of the header fields are skipped")
    func junkInFront() {
        let mail = MailSample.read(
            "From joe@example.com Mon Jan  1 10:00:00 2024\n\nsome junk\nSubject: Hi\nTo: a@example.com\n\ntext")
        #expect(mail.from == [MailAddress(address: "joe@example.com")])
        #expect(mail.subject == "Hi")
        #expect(mail.text == "text")
    }
}
