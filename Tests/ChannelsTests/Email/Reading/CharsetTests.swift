import Channels
import Foundation
import Testing

@Suite("Character sets of texts")
struct CharsetTests {
    private func text(_ charset: String?, _ hex: String) -> String {
        let type = charset.map { "\nContent-Type: text/plain; charset=\($0)" } ?? ""
        return MailSample.read("From: a@x.com\nContent-Transfer-Encoding: 8bit" + type, body: MailSample.hex(hex)).text
    }

    @Test(
        "labels mean what mail programs mean by them",
        arguments: [
            ("gb2312", "E946", "镕"), ("gbk", "86B4", "喆"), ("x-gbk", "C4E3BAC3", "你好"), ("cp936", "C4E3BAC3", "你好"),
            ("GB18030", "95328236", "𠀀"), ("big5", "B17AA66E", "您好"), ("\"iso-8859-1\"", "9380 94", "“€”"),
            ("us-ascii", "E9", "é"), ("iso-8859-9", "FE", "ş"), ("iso-8859-2", "BB", "ť"),
            ("ks_c_5601-1987", "BEC8B3E7", "안녕"), ("euc-kr", "C2C5", "쩨"), ("shift_jis", "8740", "①"),
            ("x-sjis", "82B1", "こ"), ("euc-jp", "A4B3", "こ"), ("tis-620", "CAC7", "สว"), ("windows-1251", "CFF0", "Пр"),
            ("koi8-r", "F0D2", "Пр"), ("iso-8859-8-i", "F9", "ש"), ("utf8", "E4BDA0", "你"), ("macintosh", "8E", "é"),
            ("unicode-1-1-utf-7", "2B54 32 41 2D", "你"),
            ("hz-gb-2312", "7E7B 4463 7E7D 21", "你!"),
        ])
    func labels(charset: String, hex: String, expected: String) {
        #expect(text(charset, hex) == expected)
    }

    @Test("ISO-2022-JP has the rows of NEC and IBM and half-width kana")
    func japanese() {
        #expect(text("iso-2022-jp", "1B2442 2D21 2D35 1B2842 20 1B2442 7C62 1B2842") == "①Ⅰ 髙")
        #expect(text("iso-2022-jp", "1B2849 3131 1B2842") == "ｱｱ")
        #expect(text(nil, "1B2442 2433 1B2842") == "こ")
    }

    @Test("eight bits under a label that did not look are UTF-8, Chinese or western, whichever fits")
    func looked() {
        for label in [nil, "us-ascii", "iso-8859-1", "unknown-8bit", "x-nonsense"] {
            #expect(text(label, "E4BDA0E5A5BD") == "你好")
            #expect(text(label, "C4E3BAC3A3ACC7EBCEC4") == "你好，请文")
            #expect(text(label, "566572E36F20 6EE36F") == "Verão não")
            #expect(text(label, "6772F6DF65") == "größe")
        }
    }

    @Test("a wrong label gives way when its set does not fit")
    func wrongLabel() {
        #expect(text("utf-8", "566572E36F") == "Verão")
        #expect(text("utf-8", "C4E3BAC3A3ACC7EBCEC4") == "你好，请文")
        #expect(text("gb2312", "E4BDA0E5A5BDE4B896") == "你好世")
        #expect(text("utf-8", "E4BDA0E5A5BDE4B8") == "你好\u{FFFD}")
    }

    @Test("text without any label is told from its bytes")
    func guessed() {
        #expect(text(nil, "C3E4E520ECEEE920E7E0EAE0E73F") == "Где мой заказ?")
        #expect(text(nil, "E7C4C520CDCFCA20DAC1CBC1DA3F") == "Где мой заказ?")
        #expect(text(nil, "A4B4C3EDCAB8A4CBA4C4A4A4A4C6") == "ご注文について")
        #expect(text(nil, "82B2928D95B682C982C282A282C4") == "ご注文について")
        #expect(text(nil, "B17AA66EBDD0B0DDAD71B3E6") == "您好請問訂單")
        #expect(text(nil, "BEC8B3E7C7CFBCBCBFE420C1D6B9AEC7D120BBF3C7B020BEF0C1A6") == "안녕하세요 주문한 상품 언제")
        #expect(text(nil, "4DFC6C6C65722066E468727420FC62657220D6737465727265696368") == "Müller fährt über Österreich")
    }

    @Test("an HTML page without a label names its set itself")
    func metaCharset() {
        let mail = MailSample.read(
            "From: a@x.com\nContent-Type: text/html",
            body: Array("<meta http-equiv=Content-Type content=\"text/html; charset=big5\">".utf8)
                + MailSample.hex("B17A"))
        #expect(mail.html == "<meta http-equiv=Content-Type content=\"text/html; charset=big5\">您")
    }

    @Test("NUL bytes are left out, since the database refuses them, and a byte order mark too")
    func nul() {
        #expect(text("utf-8", "EFBBBF 61 00 62") == "ab")
        #expect(MailReader.read(Array("Subject: a\0b\r\n\r\nc".utf8)).subject == "ab")
    }
}
