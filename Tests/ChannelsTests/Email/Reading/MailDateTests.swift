import Channels
import Foundation
import Testing

@Suite("The date of a mail")
struct MailDateTests {
    /// The Date field read, in RFC 3339 without the fraction.
    private func read(_ field: String) -> String? {
        MailSample.read("From: a@x.com\nDate: \(field)\n\n").date.map { $0.ISO8601Format() }
    }

    @Test(
        "it is turned into UTC from every way of writing it",
        arguments: [
            ("Mon, 25 Nov 2024 10:00:00 +0800", "2024-11-25T02:00:00Z"),
            ("Mon, 25 Nov 2024 10:00:00 +0800 (CST)", "2024-11-25T02:00:00Z"),
            ("25 Nov 2024 10:00 GMT", "2024-11-25T10:00:00Z"),
            ("Mon, 25 Nov 24 10:00:00 EST", "2024-11-25T15:00:00Z"),
            ("Fri, 1 Jan 99 00:00:00 PST", "1999-01-01T08:00:00Z"),
            ("Tue, 01 Jan 102 10:00:00 +0000", "2002-01-01T10:00:00Z"),
            ("Mon, 25 Nov 2024 10:00:00", "2024-11-25T10:00:00Z"),
            ("Mon, 25 Nov 2024 10:00:00 +08:00", "2024-11-25T02:00:00Z"),
            ("Mon, 25 Nov 2024 10:00:00 GMT+0800", "2024-11-25T02:00:00Z"),
            ("Mon, 25 Nov 2024 10:00:00 0800", "2024-11-25T02:00:00Z"),
            ("Mon, 25 Nov 2024 10:00:00 -05", "2024-11-25T15:00:00Z"),
            ("Mon, 25 Nov 2024 10:00:00 CEST", "2024-11-25T08:00:00Z"),
            ("Mon, 25 Nov 2024 10.00.00 +0100", "2024-11-25T09:00:00Z"),
            ("Mon, 25-Nov-2024 10:00:00 UTC", "2024-11-25T10:00:00Z"),
            ("Mon Nov 25 10:00:00 2024", "2024-11-25T10:00:00Z"),
            ("Mon Nov 25 10:00:00 CST 2024", "2024-11-25T16:00:00Z"),
            ("2024-11-25T10:00:00.123+08:00", "2024-11-25T02:00:00Z"),
            ("2024-11-25 10:00:00 +0800", "2024-11-25T02:00:00Z"),
            ("2024年11月25日 10:00:00 +0800", "2024-11-25T02:00:00Z"),
            ("25.11.2024 10:00:00 +0100", "2024-11-25T09:00:00Z"),
            ("2024/11/25 10:00:00", "2024-11-25T10:00:00Z"),
            ("11/25/2024 5:39:54 PM", "2024-11-25T17:39:54Z"),
            ("Monday, November 25, 2024 12:00 AM", "2024-11-25T00:00:00Z"),
            ("lun., 25 nov. 2024 10:00:00 +0100", "2024-11-25T09:00:00Z"),
            ("Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", "1997-11-21T15:55:06Z"),
            ("Thu, 13 Feb 1969 23:32 -0330", "1969-02-14T03:02:00Z"),
            ("Mon, 25 Nov 2024 10:00:60 +0000", "2024-11-25T10:00:59Z"),
            ("Mon, 25 Nov 2024 10:00:00 +9900", "2024-11-25T10:00:00Z"),
        ])
    func readable(field: String, expected: String) {
        #expect(read(field) == expected)
    }

    @Test(
        "a date that means no instant is none, and the mail says so",
        arguments: ["31 Jun 2024 10:00:00 +0000", "Mon, 25 Nov 2024 25:00:00", "tomorrow", "25 Nov 2024"])
    func unreadable(field: String) {
        let mail = MailSample.read("From: a@x.com\nDate: \(field)\n\n")
        #expect(mail.date == nil)
        #expect(mail.errors == ["The date \"\(field)\" could not be read."])
    }
}
