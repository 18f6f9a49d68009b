import Basics
import Channels
import Foundation
import Testing

@Suite("Outgoing mail as bytes")
struct MIMEBuilderTests {
    private func mail(_ change: (inout MIMEMail) -> Void = { _ in }) -> MIMEMail {
        var mail = MIMEMail(
            id: UUID(uuid: (1, 154, 180, 64, 16, 0, 112, 0, 128, 0, 0, 0, 0, 0, 0, 1)),
            from: MailAddress(name: "Qinghe Tea", address: "support@qinghe.example"),
            to: [MailAddress(name: "Mei Chen", address: "mei@example.com")], subject: "Re: Late parcel [#1042]",
            date: Date(timeIntervalSince1970: 1_795_420_800), messageID: "<t.a.b.c@qinghe.example>",
            text: "On its way.", html: "<p>On its way.</p>")
        change(&mail)
        return mail
    }

    private func file(_ bytes: [UInt8], name: String, type: String, contentID: String? = nil) throws -> OutgoingFile {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("mime-\(UUID().uuidString)").path
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return OutgoingFile(name: name, contentType: type, path: path, sizeBytes: bytes.count, contentID: contentID)
    }

    @Test("a plain answer is readable ASCII, and the same mail always gives the same bytes")
    func plain() throws {
        let bytes = try MIMEBuilder.bytes(mail())
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == """
                Date: Mon, 23 Nov 2026 08:00:00 +0000\r
                From: Qinghe Tea <support@qinghe.example>\r
                To: Mei Chen <mei@example.com>\r
                Subject: Re: Late parcel [#1042]\r
                Message-ID: <t.a.b.c@qinghe.example>\r
                MIME-Version: 1.0\r
                Content-Type: multipart/alternative;\r
                 boundary="=_alt_019ab440100070008000000000000001"\r
                \r
                --=_alt_019ab440100070008000000000000001\r
                Content-Type: text/plain; charset=utf-8\r
                Content-Transfer-Encoding: 7bit\r
                \r
                On its way.\r
                --=_alt_019ab440100070008000000000000001\r
                Content-Type: text/html; charset=utf-8\r
                Content-Transfer-Encoding: 7bit\r
                \r
                <p>On its way.</p>\r
                --=_alt_019ab440100070008000000000000001--\r

                """)
        #expect(try MIMEBuilder.bytes(mail()) == bytes)
    }

    @Test("Python reads back every level, name, letter and file")
    func readBack() throws {
        let text =
            "亲爱的陈梅：\n\n您的包裹今天早上已经发出。 \n" + String(repeating: "很长的一行", count: 400)
            + "\nFrom here on\n.dot\ntabs\tand = signs, caf\u{E9} 🍵\n"
        let letters = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        let names = [
            "报价单 2026年第四季度（最终版）——青禾茶业有限公司与上海贸易伙伴的年度合作协议附件.pdf",
            #"quote "final" \ v2.txt"#, String(repeating: "long", count: 30) + ".bin", "naïve.eml",
        ]
        let sent = mail {
            $0.from = MailAddress(name: "林伟，青禾茶业", address: "support@qinghe.example")
            $0.replyTo = MailAddress(
                name: "林伟，青禾茶业", address: "support+aaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaa@qinghe.example")
            $0.to = [MailAddress(name: #"Chen, "Mei""#, address: "mei@example.com")]
            $0.cc = (0..<12).map { MailAddress(name: "同事 \($0)", address: "colleague\($0)@example.com") }
            $0.subject = "Re: 我的包裹在哪里？" + String(repeating: "👨‍👩‍👧 etc ", count: 12) + "[#1042]"
            $0.inReplyTo = "<a@b.example>"
            $0.references = (0..<200).map { "<\($0).reference-of-a-long-thread@mail.example.com>" }
            $0.headers = [MailHeader(name: "Auto-Submitted", value: "auto-replied")]
            $0.text = text
            $0.html = "<p>您的包裹</p><img src=\"cid:p1@deskbell\">"
        }
        var mail = sent
        mail.pictures = [
            try file(Array(letters.prefix(5_000)), name: "图.png", type: "image/png", contentID: "p1@deskbell")
        ]
        mail.attachments = [
            try file(letters, name: names[0], type: "application/pdf"),
            try file([], name: names[1], type: "text/plain"),
            try file(Array(letters.prefix(57 * 1_024 + 1)), name: names[2], type: "nonsense"),
            try file(Array("Subject: x\r\n\r\nx".utf8), name: names[3], type: "message/rfc822"),
        ]
        let read = try PythonMail.read(MIMEBuilder.bytes(mail))
        #expect(read["defects"] == .array([]))
        #expect(read["ascii"] == .bool(true))
        #expect(read["bare"] == .number(0))
        #expect((read["longest_line"]?.number ?? 999) <= 98)
        #expect(read["from"]?.addresses == ["林伟，青禾茶业 <support@qinghe.example>"])
        #expect(read["reply_to"]?.addresses.first?.contains("support+aaaa") == true)
        #expect(read["to"]?.addresses == [#"Chen, "Mei" <mei@example.com>"#])
        #expect(read["cc"]?.addresses == (0..<12).map { "同事 \($0) <colleague\($0)@example.com>" })
        #expect(read.header("Subject") == mail.subject)
        #expect(read.header("Auto-Submitted") == "auto-replied")
        #expect(read["date"]?.string == "2026-11-23T08:00:00+00:00")
        let references = read.header("References")?.split(separator: " ").map(String.init) ?? []
        #expect(references.first == "<0.reference-of-a-long-thread@mail.example.com>")
        #expect(references.last == "<199.reference-of-a-long-thread@mail.example.com>")
        #expect((20...40).contains(references.count))

        let tree = try #require(read["tree"])
        #expect(tree["type"] == .string("multipart/mixed"))
        let parts = try #require(tree["parts"]?.array)
        #expect(parts[0]["type"] == .string("multipart/alternative"))
        #expect(parts[0]["parts"]?.array?[0]["text"]?.string?.replacing("\r\n", with: "\n") == text)
        let related = try #require(parts[0]["parts"]?.array?[1])
        #expect(related["type"] == .string("multipart/related"))
        #expect(related["parts"]?.array?[0]["text"]?.string?.replacing("\r\n", with: "\n") == mail.html + "\n")
        #expect(related["parts"]?.array?[1]["cid"] == .string("<p1@deskbell>"))
        #expect(related["parts"]?.array?[1]["name"] == .string("图.png"))
        #expect(parts.dropFirst().map { $0["name"]?.string ?? "" } == names)
        #expect(parts[1]["size"] == .number(100_000))
        #expect(
            parts.dropFirst().map { $0["type"]?.string ?? "" }
                == ["application/pdf", "text/plain", "application/octet-stream", "application/octet-stream"])
        #expect(parts[1]["disposition"] == .string("attachment"))
    }

    @Test("a name that old programs read without RFC 2231 stands there in their form too")
    func bothForms() throws {
        var mail = mail()
        mail.attachments = [try file([1], name: "发票.pdf", type: "application/pdf")]
        let text = String(decoding: try MIMEBuilder.bytes(mail), as: UTF8.self)
        #expect(text.contains(#"name="=?UTF-8?B?5Y+R56WoLnBkZg==?=""#))
        #expect(text.contains("filename*=UTF-8''%E5%8F%91%E7%A5%A8.pdf"))
    }

    @Test("a line break in any header value is refused, so nobody adds a recipient")
    func injection() throws {
        for added in ["\r\nBcc: all@example.com", "\n", "\r", "\0"] {
            for change: (inout MIMEMail) -> Void in [
                { $0.subject += added }, { $0.from.name += added }, { $0.to[0].name += added },
                { $0.messageID += added }, { $0.inReplyTo = added }, { $0.references = [added] },
                { $0.headers = [MailHeader(name: "X-A", value: added)] }, { $0.to[0].address += added },
            ] {
                #expect(throws: MIMEFault.self) { try MIMEBuilder.bytes(mail(change)) }
            }
        }
        #expect(throws: MIMEFault.address("mei@example.com>, <eve@example.com")) {
            try MIMEBuilder.bytes(mail { $0.to[0].address = "mei@example.com>, <eve@example.com" })
        }
        #expect(throws: MIMEFault.file("gone.pdf")) {
            try MIMEBuilder.bytes(
                mail {
                    $0.attachments = [
                        OutgoingFile(
                            name: "gone.pdf", contentType: "application/pdf", path: "/nonexistent", sizeBytes: 1)
                    ]
                })
        }
    }

    @Test("blind copies leave no trace in the bytes")
    func undisclosed() throws {
        let text = String(decoding: try MIMEBuilder.bytes(mail { $0.to = [] }), as: UTF8.self)
        #expect(text.contains("To: undisclosed-recipients:;\r\n"))
        #expect(!text.lowercased().contains("bcc"))
    }

    @Test("references keep the first and the last whatever their length")
    func references() {
        #expect(MIMEBuilder.trimmed(["<a@x>", "<b@x>", "<a@x>"]) == ["<b@x>", "<a@x>"])
        let huge = "<" + String(repeating: "x", count: 900) + "@x>"
        #expect(MIMEBuilder.trimmed([huge, "<b@x>", huge + "1"]) == [huge + "1"])
    }

    @Test(
        "HTML of an answer has paragraphs, links, quotes and lists, and nothing the writer did not mean",
        arguments: [
            ("Hello\nMei\n\nBye", "<p>Hello<br>\nMei</p>\n<p>Bye</p>\n"),
            ("<b>1 & 2</b>", "<p>&lt;b&gt;1 &amp; 2&lt;/b&gt;</p>\n"),
            (
                "See https://a.example/x?y=1&z=(2). Bye",
                "<p>See <a href=\"https://a.example/x?y=1&amp;z=(2)\">https://a.example/x?y=1&amp;z=(2)</a>. Bye</p>\n"
            ),
            ("请看 https://a.example/单，谢谢", "<p>请看 <a href=\"https://a.example/单\">https://a.example/单</a>，谢谢</p>\n"),
            ("[the form](https://a.example/f)", "<p><a href=\"https://a.example/f\">the form</a></p>\n"),
            ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
            (
                "> you wrote\n> > before\nme",
                "<blockquote type=\"cite\">\n<p>you wrote</p>\n<blockquote type=\"cite\">\n<p>before</p>\n</blockquote>\n</blockquote>\n<p>me</p>\n"
            ),
            (
                "- a\n- **b**\n2. c",
                "<ul>\n<li>a</li>\n<li><strong>b</strong></li>\n</ul>\n<ol start=\"2\">\n<li>c</li>\n</ol>\n"
            ),
            ("![x](cid:none)", "<p>[x]</p>\n"),
            (
                "https://a.example/\"onmouseover=\"x",
                "<p><a href=\"https://a.example/\">https://a.example/</a>&quot;onmouseover=&quot;x</p>\n"
            ),
        ])
    func markup(text: String, html: String) {
        #expect(MailMarkup.html(text) == html)
    }
}
