import Channels
import Foundation
import Testing

@Suite("The body of a mail")
struct BodyReadingTests {
    private func multipart(_ type: String, _ parts: String...) -> String {
        "Content-Type: multipart/\(type); boundary=\(type.prefix(3))\n\n"
            + parts.map { "--\(type.prefix(3))\n\($0)\n" }.joined() + "--\(type.prefix(3))--\n"
    }

    private func read(_ content: String) -> ParsedMail { MailSample.read("From: a@x.com\n" + content) }

    @Test("multipart/alternative gives the text and the HTML")
    func alternative() {
        let mail = read(multipart("alternative", "\nplain", "Content-Type: text/html\n\n<p>html"))
        #expect(mail.text == "plain")
        #expect(mail.html == "<p>html")
    }

    @Test("texts in multipart/mixed are read one after the other")
    func mixed() {
        let mail = read(multipart("mixed", "\nfirst\n", "Content-Type: text/plain\n\nfooter"))
        #expect(mail.text == "first\nfooter")
        #expect(mail.html == nil)
        let withHTML = read(multipart("mixed", "\n1 < 2", "Content-Type: text/html\n\n<p>more"))
        #expect(withHTML.html == "<div style=\"white-space: pre-wrap\">1 &lt; 2</div>\n<p>more")
    }

    @Test("Apple Mail puts a file between two HTML parts of an alternative")
    func appleAlternative() {
        let mixed = multipart(
            "mixed", "Content-Type: text/html\n\n<b>a</b>",
            "Content-Type: application/pdf; name=p.pdf\nContent-Disposition: inline; filename=p.pdf\n\nx",
            "Content-Type: text/html\n\n<b>c</b>")
        let mail = read(multipart("alternative", "\nplain", mixed))
        #expect(mail.text == "plain")
        #expect(mail.html == "<b>a</b>\n<b>c</b>")
        #expect(mail.attachments.map(\.filename) == ["p.pdf"])
        #expect(mail.attachments.map(\.isInline) == [false])
    }

    @Test("the start of multipart/related is found by its id")
    func related() {
        let mail = MailSample.read(
            """
            From: a@x.com
            Content-Type: multipart/related; boundary=r; start="<root@x>"

            --r
            Content-Type: image/png
            Content-ID: <pic@x>

            x
            --r
            Content-Type: text/html
            Content-ID: <root@x>

            <img src="cid:pic@x">
            --r--
            """)
        #expect(mail.html == "<img src=\"cid:pic@x\">")
        #expect(mail.attachments.map(\.isInline) == [true])
    }

    @Test("format=flowed makes paragraphs whole and keeps quotes and signature apart")
    func flowed() {
        let mail = read(
            "Content-Type: text/plain; format=flowed\n\nThis is \none.\n> quoted \n> too\n>> deep\n  stuffed\n-- \nMei \nLi"
        )
        #expect(mail.text == "This is one.\n> quoted too\n>> deep\n stuffed\n-- \nMei Li")
        let joined = read("Content-Type: text/plain; format=flowed; delsp=yes\n\n你好 \n世界")
        #expect(joined.text == "你好世界")
    }

    @Test("quoted-printable and base64 are undone however broken they are")
    func encodings() {
        let quoted = read(
            "Content-Transfer-Encoding: Quoted-Printable\nContent-Type: text/plain; charset=utf-8\n\na=XX =\nb=E4=BD=A0  \nc="
        )
        #expect(quoted.text == "a=XX b你\nc")
        let footer = read("Content-Transfer-Encoding: base64\n\naGVsbG8=\n\n____\nThe list, see http://x.com\n")
        #expect(footer.text == "hello")
        let wrong = read("Content-Transfer-Encoding: base64\n\nThis is plain text, whatever the header says.\nYes.")
        #expect(wrong.text == "This is plain text, whatever the header says.\nYes.")
        let old = read("Content-Transfer-Encoding: x-uuencode\n\nbegin 644 a.txt\n#86)C\n`\nend\n")
        #expect(old.text == "abc")
    }

    @Test("a boundary that was not announced, not closed or not used loses nothing")
    func boundaries() {
        let unannounced = read("Content-Type: multipart/mixed\n\n--q\nContent-Type: text/plain\n\nhello\n--q--\n")
        #expect(unannounced.text == "hello")
        #expect(unannounced.errors == ["The boundary between the parts was not the one announced."])
        let open = read(
            "Content-Type: multipart/mixed; boundary=q\n\n--q\n\nhello\n--q\nContent-Type: image/png; name=a.png\n\nx")
        #expect(open.text == "hello")
        #expect(open.attachments.map(\.filename) == ["a.png"])
        let unused = read("Content-Type: multipart/mixed; boundary=q\n\njust text\n")
        #expect(unused.text == "just text\n")
        #expect(unused.errors == ["A multipart without parts was read as text."])
        // One boundary begins like the other.
        let alike = read(
            "Content-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: multipart/alternative; boundary=qq\n\n--qq\n\na\n--qq--\n--q\n\nb\n--q--"
        )
        #expect(alike.text == "a\nb")
    }

    @Test("what is not said to be a type counts as text; old names are known")
    func types() {
        #expect(read("Content-Type: text\n\na").text == "a")
        #expect(read("Content-Type: html\n\n<p>").html == "<p>")
        #expect(read("Content-Type: something odd\n\na").text == "a")
        #expect(
            read("Content-Type: text/plain charset=iso-8859-2\nContent-Transfer-Encoding: quoted-printable\n\n=BB").text
                == "ť")
        #expect(read("Content-Type: text/enriched\n\n<bold>Now</bold> 1 << 2").text == "Now 1 < 2")
        let watch = read(multipart("alternative", "\nplain", "Content-Type: text/x-amp-html\n\n<html amp>"))
        #expect(watch.text == "plain")
        #expect(watch.attachments == [])
    }

    @Test("a whole mail of text stays text though it has a file name")
    func namedText() {
        #expect(read("Content-Type: text/plain; name=\"mail.txt\"\n\nhello").text == "hello")
        let attached = read("Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nhello")
        #expect(attached.text == "")
        #expect(attached.attachments.map(\.filename) == ["a.txt"])
    }

    @Test("nesting and number of parts are bounded")
    func bounds() {
        var nested = "\ntoo deep"
        for level in 0..<80 {
            nested = "Content-Type: multipart/mixed; boundary=b\(level)x\n\n--b\(level)x\n\(nested)\n--b\(level)x--\n"
        }
        let deep = read(nested)
        #expect(deep.errors == ["Parts nested deeper than 50 levels were kept as one file."])
        #expect(deep.attachments.map(\.contentType) == ["application/octet-stream"])
        let many = read(
            "Content-Type: multipart/mixed; boundary=m\n\n"
                + String(repeating: "--m\nContent-Type: image/png\n\nx\n", count: 2500) + "--m--")
        #expect(many.attachments.count == 1999)
        #expect(many.errors == ["Only the first 2000 parts were read."])
    }

    @Test("a text beyond two megabytes is cut and says so")
    func long() {
        let mail = read("Content-Type: text/plain\n\n" + String(repeating: "0123456789\n", count: 300_000))
        #expect(mail.text.utf8.count > 1_800_000 && mail.text.utf8.count <= 2 << 20)
        #expect(mail.errors == ["A text longer than 2 MB was cut; the source has all of it."])
    }
}
