import Testing

@testable import Channels

@Suite("HTML as plain text") struct HTMLTextTests {
    @Test(
        "elements become what a person would write",
        arguments: [
            ("<p>One</p><p>Two</p>", "One\n\nTwo"),
            ("<div>One</div><div>Two</div><div><br></div><div>Three</div>", "One\nTwo\n\nThree"),
            ("a<br>b<br/>c", "a\nb\nc"),
            ("  a \n  b&nbsp;&nbsp; c  ", "a b c"),
            ("<p class=MsoNormal>One</p><p class=MsoNormal>Two</p>", "One\nTwo"),
            ("<p style=\"margin:0\">One</p><p style=\"margin: 0px;\">Two</p>", "One\nTwo"),
            ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c"),
            ("<ol start=3><li>a<li>b</ol>", "3. a\n4. b"),
            ("<ul><li><p>a</p></li><li></li><li>b</li></ul>", "- a\n- b"),
            ("<a href=\"https://x.com/a\">here</a>", "here (https://x.com/a)"),
            ("<a href=\"https://x.com/\">x.com</a>", "x.com"),
            ("<a href=\"https://x.com/?a=1&amp;b=2\">https://x.com/?a=1&amp;b=2</a>", "https://x.com/?a=1&b=2"),
            ("<a href=\"mailto:mei@x.com?subject=a\">mei@x.com</a>", "mei@x.com"),
            ("<a href=\"mailto:mei@x.com\">Mei</a>", "Mei (mei@x.com)"),
            ("<a href=\"#top\">top</a> <a href=\"javascript:x()\">x</a> <a name=b>b</a>", "top x b"),
            ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "a\tb\nc\td"),
            (
                "<table><tr><td><p>a</p></td><td><div>b</div></td></tr><tr><td></td><td>d</td></tr></table>c",
                "a\tb\nd\nc"
            ),
            ("<table><tr><td>a<br>b</td><td>c</td></tr></table>", "a\nb\nc"),
            ("a<div>&nbsp;</div>b<p>&nbsp;</p>c", "a\n\nb\n\nc"),
            ("<pre>a  b\n  c</pre>", "a  b\n  c"),
            (
                "Hi<blockquote type=cite>One<br>Two<blockquote>Three</blockquote></blockquote>Bye",
                "Hi\n> One\n> Two\n> > Three\nBye"
            ),
            ("<blockquote>One<p>Two</p></blockquote>", "> One\n>\n> Two"),
            ("Hi<blockquote style=\"margin:0 0 0 40px;border:none;padding:0px\">in</blockquote>", "Hi\nin"),
            ("<h1>Title</h1>Text", "Title\n\nText"),
            ("<style>p {a: b}</style><script>if (a < b) {}</script>x", "x"),
            ("<head><title>T</title><style>x</style></head><body>x</body>", "x"),
            ("<head><meta charset=utf-8>x", "x"),
            ("a<!-- <p>no</p> -->b<!--[if mso]><p>no</p><![endif]-->c<![if !mso]>d<![endif]>", "abcd"),
            ("a<!-- never closed <p>b</p>", "ab"),
            (
                "&lt;a&gt; &amp;amp; &quot;&#20320;&#x597D;&quot; &euro; &#146; &nosuch; & &#0;",
                "<a> &amp; \"你好\" € ’ &nosuch; & \u{FFFD}"
            ),
            ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
            ("<img src=x alt=\"Our logo\"><img src=y alt=\"\"><img src=z>", "[Our logo]"),
            ("<div style=\"display:none\">no<div>no</div></div>yes<span style='DISPLAY : NONE'>no</span>", "yes"),
            ("<p>a</div></p></span>b", "a\nb"),
            ("<a href=\"x>y</a>", "y"),
            ("a<b", "a<b"), ("", ""), ("<", "<"), ("<p", "<p"), ("</>", "</>"),
            ("你好<br>世界\u{200B}！", "你好\n世界！"),
            ("<hr>", "---"), ("a<hr>b", "a\n---\nb"),
            ("<select><option>no</option></select>a<svg><text>no</text></svg>", "a"),
        ])
    func text(html: String, expected: String) {
        #expect(HTMLText.text(of: html) == expected)
    }

    @Test("whatever tags meet, each line of the text has its place in the HTML")
    func soup() {
        let tokens = [
            "<div>", "</div>", "<p>", "</p>", "<td>", "</td>", "<tr>", "<table>", "</table>", "<blockquote>",
            "</blockquote>", "<ul>",
            "</ul>", "<ol start=9223372036854775807>", "<li>", "<pre>", "</pre>", "\n", " ", "&nbsp;", "a", "你好",
            "<br>", "<hr>",
            "<a href='http://x.y/z'>", "</a>", "<img alt='a\nb'>", "<div class=gmail_quote>", "<head>", "<title>",
            "<!--", "-->",
            "<span style=display:none>", "&#10;", "<", ">", "\"", "<a b=\"", "\u{200B}", "&NewLine;", "> q", "-- ",
        ]
        var state: UInt64 = 1
        func below(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(limit))
        }
        for _ in 0..<2000 {
            let html = (0..<below(50)).map { _ in tokens[below(tokens.count)] }.joined()
            let page = HTMLPage(html)
            #expect(page.text.count { $0 == 0x0A } + 1 == page.lines.count, "\(html)")
            #expect(page.lines.allSatisfy { $0.origin >= 0 && $0.origin <= page.html.count }, "\(html)")
        }
    }

    @Test(
        "HTML full of traps takes no longer than any other",
        arguments: [
            "<", "<a ", "<a \"", "<a href='", "<!--", "-->", "<![if", "<div>", "</div>", "<blockquote>", "<style>",
            "<p>",
            "<div style='display:none'>", "<span style=display:none>x", "&", "&#", "&amp", "<li>", "<ul>", "<ol><li>",
            "<a href=x>y", "<td>", "<pre>\n", "<title>", "<head>", "<table><tr><td>", "<img alt='a b'>", "\u{200B}",
            "<p style='margin:0'>",
        ])
    func pathological(piece: String) {
        let html = Pace.text(of: piece)
        let time = ContinuousClock().measure { _ = HTMLText.text(of: html) }
        #expect(time < Pace.bound)
    }
}
