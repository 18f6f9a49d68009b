import Channels
import Foundation
import Testing

@Suite("Addresses in header fields")
struct AddressReadingTests {
    private static func read(_ field: String) -> [MailAddress] {
        MailSample.read("From: a@example.com\nTo: \(field)\n\n").to
    }

    private static func entry(_ name: String, _ address: String) -> MailAddress {
        MailAddress(name: name, address: address)
    }

    @Test(
        "proper forms give name and address",
        arguments: [
            ("Joe <joe@x.com>", [entry("Joe", "joe@x.com")]),
            ("joe@x.com", [entry("", "joe@x.com")]),
            ("\"Doe, Joe\" <joe@x.com>, al@y.com", [entry("Doe, Joe", "joe@x.com"), entry("", "al@y.com")]),
            ("\"Joe \\\"the man\\\" Doe\" <j@x.com>", [entry("Joe \"the man\" Doe", "j@x.com")]),
            ("joe@x.com (Joe Doe)", [entry("Joe Doe", "joe@x.com")]),
            ("Joe (Sales) <joe@x.com>", [entry("Joe (Sales)", "joe@x.com")]),
            ("<@relay,@other:joe@x.com>", [entry("", "joe@x.com")]),
            ("\"john doe\"@x.com", [entry("", "\"john doe\"@x.com")]),
            ("John <john@[1.2.3.4]>", [entry("John", "john@[1.2.3.4]")]),
            ("joe@x.com\n\t(Joe), al@y.com", [entry("Joe", "joe@x.com"), entry("", "al@y.com")]),
            ("undisclosed-recipients:;", []),
            ("Team: Ed <ed@x.com>, joe@y.test;", [entry("Ed", "ed@x.com"), entry("", "joe@y.test")]),
            ("<>", []),
        ])
    func proper(field: String, expected: [MailAddress]) {
        #expect(Self.read(field) == expected)
    }

    @Test(
        "encoded names are decoded wherever they stand",
        arguments: [
            ("=?utf-8?Q?M=C3=BCller,_Hans?= <h@x.com>", [entry("Müller, Hans", "h@x.com")]),
            ("\"=?utf-8?B?5byg5LiJ?=\" <z@x.com>", [entry("张三", "z@x.com")]),
            ("=?utf-8?B?5byg5LiJIDx6QHguY29tPg==?=", [entry("张三", "z@x.com")]),
            ("=?utf-8?q?Jos=C3=A9?=\n =?utf-8?q?_Mar=C3=ADa?= <j@x.com>", [entry("José María", "j@x.com")]),
            ("=?UTF-8?Q?Support_=28Sales=29?= <s@x.com>", [entry("Support (Sales)", "s@x.com")]),
        ])
    func encoded(field: String, expected: [MailAddress]) {
        #expect(Self.read(field) == expected)
    }

    @Test(
        "broken forms are rescued",
        arguments: [
            ("Doe, Joe <joe@x.com>", [entry("Doe, Joe", "joe@x.com")]),
            ("Max Kohl | [example.com] <a@b.de>", [entry("Max Kohl | [example.com]", "a@b.de")]),
            ("Test test@example.com", [entry("Test", "test@example.com")]),
            ("a@x.com; b@y.com", [entry("", "a@x.com"), entry("", "b@y.com")]),
            ("a@x.com b@y.com", [entry("", "a@x.com"), entry("", "b@y.com")]),
            ("Joe <joe@x.com", [entry("Joe", "joe@x.com")]),
            ("Joe joe@x.com>", [entry("Joe", "joe@x.com")]),
            ("<<joe@x.com>>", [entry("", "joe@x.com")]),
            ("joe @ x.com", [entry("", "joe@x.com")]),
            ("joe@x.com.", [entry("", "joe@x.com")]),
            ("<mailto:joe@x.com>", [entry("", "joe@x.com")]),
            ("Joe\" <j@x.com>", [entry("Joe", "j@x.com")]),
            ("Foo: Bar <foo@bar.com>", [entry("Foo: Bar", "foo@bar.com")]),
            ("Joe <joe@x.com> <al@y.com>", [entry("Joe", "joe@x.com"), entry("", "al@y.com")]),
            ("a@x.com, , b@y.com,", [entry("", "a@x.com"), entry("", "b@y.com")]),
            ("root", []),
        ])
    func broken(field: String, expected: [MailAddress]) {
        #expect(Self.read(field) == expected)
    }

    @Test("raw eight-bit names are read as UTF-8, as the body's set, or as what they look like")
    func rawNames() {
        let utf8 = MailSample.read("From: 张三 <z@x.com>\n\ntext")
        #expect(utf8.from == [Self.entry("张三", "z@x.com")])
        let gb = MailReader.read(Array("From: ".utf8) + MailSample.hex("D5C5C8FD") + Array(" <z@x.com>\r\n\r\n".utf8))
        #expect(gb.from == [Self.entry("张三", "z@x.com")])
        let latin = MailReader.read(Array("From: M".utf8) + MailSample.hex("FC") + Array("ller <m@x.com>\r\n\r\n".utf8))
        #expect(latin.from == [Self.entry("Müller", "m@x.com")])
        let korean = MailReader.read(
            Array("From: ".utf8) + MailSample.hex("B1E8")
                + Array(
                    " <k@x.com>\r\nContent-Type: text/plain; charset=euc-kr\r\n\r\n".utf8))
        #expect(korean.from == [Self.entry("김", "k@x.com")])
    }

    @Test("the sender is the first usable of From, Reply-To, Sender, Return-Path and the mbox line")
    func sender() {
        let replyTo = MailSample.read("From: nobody\nReply-To: r@x.com\nSender: s@x.com\n\n")
        #expect(replyTo.from == [Self.entry("", "r@x.com")])
        #expect(MailSample.read("From: \nSender: s@x.com\n\n").from == [Self.entry("", "s@x.com")])
        #expect(MailSample.read("Return-Path: <p@x.com>\n\n").from == [Self.entry("", "p@x.com")])
        #expect(MailSample.read("From m@x.com Mon Jan 1\nSubject: a\n\n").from == [Self.entry("", "m@x.com")])
        let nobody = MailSample.read("Subject: a\nReturn-Path: <>\n\n")
        #expect(nobody.from == [])
        #expect(nobody.errors == ["No usable sender."])
    }
}
