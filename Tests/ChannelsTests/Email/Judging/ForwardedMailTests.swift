import Foundation
import Testing

@testable import Channels

@Suite("Mail that somebody passed on") struct ForwardedMailTests {
    private func date(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0) -> Date? {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar.date(from: DateComponents(year: year, month: month, day: day, hour: hour, minute: minute))
    }

    @Test(
        "the original's author, date and subject are read from every program's header",
        arguments: [
            "---------- Forwarded message ---------\nFrom: Zhang San <zhang@example.com>\nDate: Fri, May 3, 2024 at 2:05 PM\nSubject: Late parcel\nTo: <help@shop.example>\n\nHi",
            "FYI\n\n________________________________\nFrom: Zhang San <zhang@example.com>\nSent: Friday, May 3, 2024 2:05 PM\nTo: Help\nSubject: Late parcel\n\nHi",
            "发件人: Zhang San <zhang@example.com>\n发送时间: 2024年5月3日 14:05\n收件人: 客服\n主题: Late parcel\n\n你好",
            "------------------ 原始邮件 ------------------\n发件人: \"Zhang San\" <zhang@example.com>;\n发送时间: 2024年5月3日(星期五) 下午2:05\n收件人: \"客服\";\n主题: Late parcel\n",
            "-------- 转发邮件信息 --------\n发件人：\"Zhang San\" <zhang@example.com>\n发送日期：2024-05-03 14:05:00\n收件人：客服\n主题：Late parcel",
            "---- 转发的邮件 ----\n| 发件人 | Zhang San<zhang@example.com> |\n| 日期 | 2024年05月03日 14:05 |\n| 收件人 | <help@shop.example> |\n| 主题 | Late parcel |",
            "开始转发的邮件：\n\n发件人: Zhang San <zhang@example.com>\n主题: Late parcel\n日期: 2024年5月3日 GMT 14:05:00\n收件人: help@shop.example\n",
            "Begin forwarded message:\n\nFrom: Zhang San <zhang@example.com>\nSubject: Late parcel\nDate: 3 May 2024 at 16:05:00 +0200\nTo: Help\n",
            "Von: Zhang San [mailto:zhang@example.com]\nGesendet: Freitag, 3. Mai 2024 14:05\nAn: Help\nBetreff: Late parcel\n",
            " \n发件人： Zhang San\u{A0}<zhang@example.com>\n发送时间： 2024-05-03 14:05\n收件人： help\n抄送： li\n主题： Late parcel\n",
        ])
    func original(text: String) {
        let expected = ForwardedMail(
            from: MailAddress(name: "Zhang San", address: "zhang@example.com"), date: date(2024, 5, 3, 14, 5),
            subject: "Late parcel")
        #expect(ForwardedMail.original(text: text, html: nil) == expected)
    }

    @Test("HTML serves when the text holds nothing")
    func html() {
        let html =
            "<p>FYI</p><div><b>发件人:</b> 张三 &lt;<a href=\"mailto:z@x.cn\">z@x.cn</a>&gt;<br><b>发送时间:</b> 2024年5月3日<br><b>收件人:</b> a<br><b>主题:</b> 包裹</div>"
        #expect(
            ForwardedMail.original(text: "FYI", html: html)
                == ForwardedMail(
                    from: MailAddress(name: "张三", address: "z@x.cn"), date: date(2024, 5, 3), subject: "包裹"))
        #expect(ForwardedMail.original(text: "Hello, my parcel is late.", html: nil) == nil)
    }

    @Test(
        "dates are read as people's programs write them",
        arguments: [
            ("2024-05-03 14:05", 2024, 5, 3), ("03.05.2024 14:05", 2024, 5, 3), ("5/3/2024 2:05 PM", 2024, 5, 3),
            ("13/05/2024 14:05", 2024, 5, 13), ("vendredi 3 mai 2024 14:05", 2024, 5, 3),
            ("3 мая 2024 г. 14:05", 2024, 5, 3),
            ("2024/05/03 14:05", 2024, 5, 3), ("2024年5月3日 下午 2:05", 2024, 5, 3),
            ("Fri, 3 May 2024 22:05:00 +0800", 2024, 5, 3),
        ])
    func dates(text: String, year: Int, month: Int, day: Int) {
        #expect(WrittenDate.read(text, .gmt) == date(year, month, day, 14, 5))
    }
}
