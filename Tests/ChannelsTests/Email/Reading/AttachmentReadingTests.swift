import Channels
import Foundation
import Testing

@Suite("Files that come with a mail")
struct AttachmentReadingTests {
    /// The attachments of a mail whose text or HTML is followed by `parts`.
    private func read(_ parts: String..., html: String? = nil) -> [MailAttachment] {
        let first = html.map { "Content-Type: text/html\n\n\($0)" } ?? "\nhello"
        return MailSample.read(
            "From: a@x.com\nContent-Type: multipart/mixed; boundary=mm\n\n"
                + ([first] + parts).map { "--mm\n\($0)\n" }.joined() + "--mm--\n"
        ).attachments
    }

    private func name(_ disposition: String) -> String? {
        read("Content-Type: application/octet-stream\nContent-Disposition: attachment; \(disposition)\n\nx").first?
            .filename
    }

    @Test(
        "names are read in every way they are written",
        arguments: [
            ("filename=\"a b.pdf\"", "a b.pdf"), ("filename=a b.pdf", "a b.pdf"), ("filename='a.pdf'", "a.pdf"),
            ("filename*=UTF-8''%E4%B8%AD%20b.pdf; filename=x.pdf", "中 b.pdf"),
            ("filename*0*=utf-8''%E4%B8;\n filename*1*=%AD;\n filename*2=.pdf", "中.pdf"),
            ("filename*0=\"long\"; filename*1=\"name.pdf\"", "longname.pdf"),
            ("filename*=gb2312''%D6%D0.pdf", "中.pdf"),
            ("filename=\"=?gb2312?B?1tDOxC5kb2M=?=\"", "中文.doc"),
            ("filename=\"=?UTF-8?B?5Lit?=\n =?UTF-8?B?5paHLnBkZg==?=\"", "中文.pdf"),
            ("filename==?utf-8?Q?a_b.pdf?=", "a b.pdf"),
            ("filename=\"中文.pdf\"", "中文.pdf"),
            ("filename=\"a;b.pdf\"", "a;b.pdf"), ("filename=\"a\\\"b.pdf\"", "a\"b.pdf"),
            ("filename=\"open.pdf", "open.pdf"), ("name=\"n.pdf\"", "n.pdf"),
        ])
    func names(disposition: String, expected: String) {
        #expect(name(disposition) == expected)
    }

    @Test("a name is never a path, and hides nothing")
    func safeNames() {
        #expect(name("filename=\"C:\\temp\\report.pdf\"") == "report.pdf")
        #expect(name("filename=\"../../etc/passwd\"") == "passwd")
        #expect(name("filename=\"\u{202E}fdp.exe\"") == "fdp.exe")
        #expect(name("filename=\"\(String(repeating: "长", count: 100)).pdf\"")?.utf8.count == 199)
    }

    @Test("raw eight bits in a name are read in the set of the text")
    func rawName() {
        let mail = MailReader.read(
            MailSample.bytes(
                "From: a@x.com\nContent-Type: multipart/mixed; boundary=mm\n\n--mm\nContent-Type: text/plain; charset=big5\n\nx\n--mm\nContent-Type: application/pdf; name=\""
            )
                + MailSample.hex("B17A") + MailSample.bytes(".pdf\"\n\nx\n--mm--\n"))
        #expect(mail.attachments.map(\.filename) == ["您.pdf"])
    }

    @Test("files without a name are called what they are")
    func unnamed() {
        let types = [
            "image/jpeg", "application/pdf", "application/octet-stream", "text/calendar", "message/delivery-status",
            "text/rfc822-headers", "application/pgp-signature", "image/x-odd-format", "text/csv",
        ]
        let names = types.compactMap { read("Content-Type: \($0)\n\nx").first?.filename }
        #expect(
            names == [
                "image.jpg", "file.pdf", "file.bin", "invite.ics", "delivery-report.txt", "headers.txt",
                "signature.asc",
                "image.bin", "text.csv",
            ])
    }

    @Test("an attached mail is one file named by its subject, also when it was wrapped in base64")
    func attachedMails() {
        let inner = "From: b@x.com\r\nSubject: =?utf-8?B?5L2g5aW9?= / 1\r\n\r\nhidden\r\n"
        let wrapped = Data(inner.utf8).base64EncodedString()
        let files = read(
            "Content-Type: message/rfc822\n\nFrom: b@x.com\nSubject: Inner\nContent-Type: multipart/mixed; boundary=ii\n\n--ii\n\na\n--ii--",
            "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n\(wrapped)")
        #expect(files.map(\.filename) == ["Inner.eml", "你好 - 1.eml"])
        #expect(files.map(\.size) == [94, inner.utf8.count])
    }

    @Test("inline is what the HTML shows, whatever the part says of itself")
    func inline() {
        let files = read(
            "Content-Type: image/png; name=a.png\nContent-ID: <A@x>\nContent-Disposition: attachment\n\nx",
            "Content-Type: image/png; name=b.png\nContent-Location: http://x.com/b.png\n\nx",
            "Content-Type: image/png; name=c.png\nContent-ID: <c@x>\nContent-Disposition: inline\n\nx",
            "Content-Type: application/pdf; name=d.pdf\nContent-ID: <d@x>\n\nx",
            html: "<img src=\"cid:a%40x\"><img src='http://x.com/b.png'>")
        #expect(files.map(\.filename) == ["a.png", "b.png", "c.png", "d.pdf"])
        #expect(files.map(\.isInline) == [true, true, false, false])
        #expect(files.map(\.contentID) == ["A@x", nil, "c@x", "d@x"])
    }

    @Test("a picture between plain texts is inline (Apple Mail)")
    func inlinePicture() {
        let files = read(
            "Content-Type: image/jpeg; name=p.jpg\nContent-Disposition: inline; filename=p.jpg\n\nx", "\nafter")
        #expect(files.map(\.isInline) == [true])
    }

    @Test("a text with a name is a file, a signature too; two files may have one name")
    func kinds() {
        let files = read(
            "Content-Type: text/plain; name=log.txt\n\nx", "Content-Type: text/plain; name=log.txt\n\ny",
            "Content-Type: application/pkcs7-signature; name=smime.p7s\n\nz")
        #expect(files.map(\.filename) == ["log.txt", "log.txt", "smime.p7s"])
        #expect(files.map(\.contentType) == ["text/plain", "text/plain", "application/pkcs7-signature"])
        #expect(files.map(\.size) == [1, 1, 1])
    }
}
