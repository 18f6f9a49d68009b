import Channels
import Foundation
import Testing

@Suite("Texts in header fields")
struct HeaderTextTests {
    private func subject(_ field: String) -> String {
        MailSample.read("From: a@x.com\nSubject: \(field)\n\n").subject
    }

    @Test(
        "encoded words are decoded, however they are put together",
        arguments: [
            ("=?utf-8?B?5L2g5aW9?=", "你好"),
            ("=?utf-8?B?5L2g?= =?utf-8?B?5aW9?=", "你好"),
            // One character split between two words.
            ("=?utf-8?B?5L2g5Q==?=\n =?utf-8?B?pb0=?=", "你好"),
            ("=?utf-8?Q?a_b?= c =?utf-8?Q?d?=", "a b c d"),
            ("Re:=?utf-8?B?5L2g5aW9?=!", "Re:你好!"),
            ("\"=?utf-8?B?5L2g5aW9?=\"", "\"你好\""),
            ("=?UTF-8*en?q?caf=C3=A9?=", "café"),
            ("=?iso-8859-1?Q?Was?=20das?=", "Was? das"),
            ("=?gb2312?B?6Uaf?=", "镕\u{FFFD}"),
            ("=?iso-2022-jp?B?GyRCLSEbKEI=?=", "①"),
            ("=?utf-8?Q?with blank?=", "with blank"),
            ("=?utf-8?B?5L2g5aW9", "=?utf-8?B?5L2g5aW9"),
            ("=?x-nonsense?Q?caf=C3=A9?=", "café"),
            ("100% =? sure", "100% =? sure"),
        ])
    func encodedWords(field: String, expected: String) {
        #expect(subject(field) == expected)
    }

    @Test("folded lines become one, also where the indentation was lost")
    func folding() {
        #expect(subject("one\n  two\n\tthree") == "one two three")
        let mail = MailSample.read("From: a@x.com\nSubject: a long\nsubject\nTo: b@x.com\n\ntext")
        #expect(mail.subject == "a long subject")
        #expect(mail.text == "text")
    }

    @Test("raw eight bits are read in the set of the body: Shift_JIS where that is ISO-2022-JP")
    func rawEightBits() {
        let mail = MailReader.read(
            Array("Subject: ".utf8) + MailSample.hex("83818 15B 838B".replacing(" ", with: ""))
                + Array("\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\n".utf8) + MailSample.hex("1B24422433")
        )
        #expect(mail.subject == "メール")
        #expect(mail.text == "こ")
        #expect(MailReader.read(Array("Subject: ".utf8) + MailSample.hex("1B244224331B2842")).subject == "こ")
    }

    @Test("a body without the blank line in front, and fields with a blank before the colon")
    func sloppyFields() {
        let mail = MailSample.read("From : a@x.com\nSubject : Hi\nThis is the text\nand more")
        #expect(mail.from == [MailAddress(address: "a@x.com")])
        #expect(mail.subject == "Hi")
        #expect(mail.text == "This is the text\nand more")
    }

    @Test("lines that end in LF or CR alone are lines")
    func lineEnds() {
        for end in ["\n", "\r"] {
            let mail = MailReader.read(Array("From: a@x.com\(end)Subject: Hi\(end)\(end)one\(end)two".utf8))
            #expect(mail.subject == "Hi")
            #expect(mail.text == "one\ntwo")
        }
    }

    @Test("every field is listed in order with its value decoded")
    func headers() {
        let mail = MailSample.read("Received: by a\n\twith b\nX-One: =?utf-8?Q?=C3=A9?=\nreceived: by c\n\n")
        #expect(
            mail.headers == [
                MailHeader(name: "Received", value: "by a with b"), MailHeader(name: "X-One", value: "é"),
                MailHeader(name: "received", value: "by c"),
            ])
    }

    @Test(
        "message ids come with brackets and without blanks",
        arguments: [
            ("<a@b>", "<a@b>"), ("a@b", "<a@b>"), ("< a@b >", "<a@b>"), ("<a@\n b>", "<a@b>"), ("<a@b", "<a@b>"),
            ("<a b c>", "<abc>"), ("<a@b> (added by relay)", "<a@b>"), ("no id here", "<noidhere>"),
        ])
    func messageID(field: String, expected: String) {
        #expect(MailSample.read("Message-ID: \(field)\n\n").messageID == expected)
    }

    @Test("references are taken one by one, each once; phrases are none")
    func references() {
        let mail = MailSample.read(
            "References: <a@b><c@d>\n <a@b> <e@f\nIn-Reply-To: Your message of \"Monday\" <g@h>\nMessage-ID:\n\n")
        #expect(mail.references == ["<a@b>", "<c@d>", "<e@f>"])
        #expect(mail.inReplyTo == ["<g@h>"])
        #expect(mail.messageID == nil)
        #expect(MailSample.read("In-Reply-To: Message from joe@x.com of Monday\n\n").inReplyTo == [])
        #expect(MailSample.read("References: a@b, c@d\n\n").references == ["<a@b>", "<c@d>"])
    }
}
