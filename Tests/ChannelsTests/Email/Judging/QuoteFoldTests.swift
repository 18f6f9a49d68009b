import Testing

@testable import Channels

@Suite("Folding quotes and signatures") struct QuoteFoldTests {
    /// What stays in sight of a text, `nil` when nothing folds.
    private func seen(_ text: String, subject: String = "") -> String? {
        QuoteFold.fold(text: text, subject: subject).map { offset in
            String(decoding: Array(text.utf16)[..<offset], as: UTF16.self).trimmed
        }
    }

    @Test(
        "a line that says whose words follow begins the fold, in the languages of the world",
        arguments: [
            "On Mon, Jan 1, 2024 at 10:00 AM Mei Lin <mei@example.com> wrote:",
            "On Mon, Jan 1, 2024 at 10:00 AM Mei Lin\n<mei@example.com> wrote:",
            "On Mon, Jan 1, 2024 at 10:00 AM Mei Lin <mei@example.com>\nwrote:",
            "On 1 Jan 2024, at 10:00, Mei Lin <mei@example.com> wrote:",
            "At 2024-01-01 10:00:00, \"Mei Lin\" <mei@163.com> wrote:",
            "在 2024年1月1日，上午10:00，张三 <zhang@example.com> 写道：",
            "在 2024-01-01 10:00:00，\"张三\" <zhang@163.com> 写道：",
            "On 1 Jan 2024, at 10:00, Mei Lin <\n4mei@example.com>\nwrote:",
            "Op 1-jan.-2024, om 10:00 heeft Mei Lin <mei@example.com> het volgende geschreven:",
            "张三 <zhang@example.com> 于2024年1月1日周一 10:00写道：",
            "张三 <zhang@example.com>\n于2024年1月1日周一 10:00写道：",
            "于 2024/1/1 10:00, 张三 写道:",
            "林美 <mei@example.tw> 於 2024年1月1日 週一 上午10:00寫道：",
            "张三\n<zhang@example.com> 于2024年1月1日周一 10:00写道：",
            "Am 01.01.2024 um 10:00 schrieb Mei Lin:",
            "Am Mo., 1. Jan. 2024 um 10:00 Uhr schrieb Mei Lin <mei@example.com>:",
            "Le lun. 1 janv. 2024 à 10:00, Mei Lin <mei@example.com> a écrit :",
            "El lun, 1 ene 2024 a las 10:00, Mei Lin (<mei@example.com>) escribió:",
            "Il giorno lun 1 gen 2024 alle ore 10:00 Mei Lin <mei@example.com> ha scritto:",
            "Em seg., 1 de jan. de 2024 às 10:00, Mei Lin <mei@example.com> escreveu:",
            "Op ma 1 jan 2024 om 10:00 schreef Mei Lin <mei@example.com>:",
            "Den mån 1 jan. 2024 kl 10:00 skrev Mei Lin <mei@example.com>:",
            "ma 1. tammik. 2024 klo 10.00 Mei Lin (mei@example.com) kirjoitti:",
            "po 1. 1. 2024 v 10:00 odesílatel Mei Lin <mei@example.com> napsal:",
            "pon., 1 sty 2024 o 10:00 Mei Lin <mei@example.com> napisał(a):",
            "пн, 1 янв. 2024 г. в 10:00, Mei Lin <mei@example.com>:",
            "1 января 2024 г., в 10:00, Mei Lin <mei@example.com> написал(а):",
            "1 Oca 2024 Pzt, saat 10:00 tarihinde Mei Lin <mei@example.com> şunu yazdı:",
            "Mei Lin <mei@example.com> ezt írta (időpont: 2024. jan. 1., H, 10:00):",
            "Στις Δευ 1 Ιαν 2024 στις 10:00 π.μ., ο χρήστης Mei Lin <mei@example.com> έγραψε:",
            "2024年1月1日(月) 10:00 Mei Lin <mei@example.com>:",
            "2024年1月1日(月) 10:00、Mei Lin <mei@example.com>のメール:",
            "2024년 1월 1일 (월) 오전 10:00, Mei Lin <mei@example.com>님이 작성:",
            "Vào Th 2, 1 thg 1, 2024 vào lúc 10:00 Mei Lin <mei@example.com> đã viết:",
            "Pada tanggal Sen, 1 Jan 2024 10.00, Mei Lin <mei@example.com> menulis:",
        ])
    func attributions(line: String) {
        #expect(seen("Thank you.\n\n\(line)\n\n> Your parcel is late.\n> Sorry.\n") == "Thank you.")
        if line.contains("@") { #expect(seen("Thank you.\n\n\(line)\n\nYour parcel is late.\n") == "Thank you.") }
    }

    @Test("a date and an address stand above marked lines without a verb too")
    func datedAddress() {
        #expect(seen("Thank you.\n\n2024/1/1 Mei Lin <mei@example.com>\n\n> Your parcel is late.\n") == "Thank you.")
        let named = "I wrote to\nMei <mei@example.com>"
        #expect(seen("\(named)\n\n> Your parcel is late.\n") == named)
    }

    @Test("an answer below the whole quote is what was written anew, and nothing folds")
    func answerBelow() {
        let quote = "On Mon, Jan 1, 2024 at 10:00 AM Mei Lin <mei@example.com> wrote:\n\n> Is it late?\n>\n> Mei\n"
        #expect(QuoteFold.reply(text: quote + "\nYes, it is.\n\nAnd cold.\n\n-- \nLin\n") == "Yes, it is.\n\nAnd cold.")
        #expect(seen(quote + "\nYes, it is.\n") == nil)
        let between = quote + "\nYes.\n\n> And cold?\n\nAlso.\n"
        #expect(QuoteFold.reply(text: between) == between, "answers between stand with what they answer")
        #expect(QuoteFold.reply(text: quote) == quote)
        #expect(QuoteFold.reply(text: "Thank you.\n\n" + quote) == "Thank you.")
        let introduced = "Look:\n\n> Is it late?\n\nThey ask.\n"
        #expect(QuoteFold.reply(text: introduced) == introduced)
    }

    @Test(
        "a divider or a block of header lines begins the fold, whatever follows",
        arguments: [
            "---- Mei Lin wrote ----",
            "-----Antwort Nachricht-----\n\nLate.",
            "-----Original Message-----\nFrom: Mei\nSent: Monday\nSubject: Parcel",
            "------------------ 原始邮件 ------------------\n发件人: \"张三\" <zhang@qq.com>;\n发送时间: 2024年1月1日(星期一) 上午10:00\n收件人: \"客服\";\n主题: 包裹",
            "------------------&nbsp;原始邮件&nbsp;------------------\n发件人:&nbsp;\"张三\"",
            "------------------ Original ------------------\nFrom: \"Mei\"<mei@qq.com>;\nDate: Mon, Jan 1, 2024",
            "---Original---\nFrom: \"Mei\"<mei@qq.com>",
            "---- 回复的原邮件 ----\n| 发件人 | 张三<zhang@163.com> |\n| 发送日期 | 2024年01月01日 10:00 |\n| 收件人 | 客服 |\n| 主题 | 包裹 |",
            "---- Replied Message ----\n| From | Mei |",
            "-----邮件原件-----\n发件人: 张三",
            "-------- 原始邮件 --------\n发件人： 张三 <zhang@example.com>\n日期： 2024年1月1日 周一 10:00\n收件人： 客服\n主 题： 包裹",
            "原始邮件\n\n发件人：张三<zhang@qq.com>\n发件时间：2024年1月1日 10:00\n收件人：客服<a@b.cn>\n主题：包裹",
            "________________________________\n发件人: 张三 <zhang@example.com>\n发送时间: 2024年1月1日 10:00\n收件人: 客服\n主题: 包裹",
            "发件人： 张三\n发送时间： 2024-01-01 10:00\n收件人： 客服\n抄送： 李四\n主题： 包裹",
            "------------------------------------------------------------------\n发件人：张三\n发送时间：2024年1月1日\n收件人：客服\n抄　送：\n主　题：包裹",
            "寄件者: 林美\n寄件日期: 2024年1月1日\n收件者: 客服\n主旨: 包裹",
            "________________________________\nFrom: Mei <mei@example.com>\nSent: Monday, January 1, 2024 10:00 AM\nTo: Desk\nSubject: Parcel",
            "*From:* Mei\n*Sent:* Monday\n*To:* Desk\n*Subject:* Parcel",
            "Von: Mei\nGesendet: Montag, 1. Januar 2024 10:00\nAn: Desk\nBetreff: Paket",
            "De : Mei\nEnvoyé : lundi 1 janvier 2024\nÀ : Desk\nObjet : Colis",
            "De: Mei\nEnviado: lunes\nPara: Desk\nAsunto: Paquete",
            "Da: Mei\nInviato: lunedì\nA: Desk\nOggetto: Pacco",
            "От: Mei\nОтправлено: понедельник\nКому: Desk\nТема: Посылка",
            "差出人: Mei\n送信日時: 2024年1月1日\n宛先: Desk\n件名: 小包",
            "======= 2009-03-02 10:22:33 您在来信中写道：=======",
            "------------------ 原始邮件 ------------------ 发件人: \"张三\"<zhang@qq.com>; 发送时间: 2024年",
            "----------回复的原始邮件----------",
            "在2024年05月06日 09:30，小铺客服 写道：",
            "\"张三\"<zhang@qq.com> 在 2024年5月6日 星期一 上午09:30:00 [GMT+8] 寫道：",
            "From: \"X\"<x@y.com>\nDate: Mon, May 6, 2024, 09:30\nSubject: Re: x\nTo: \"Y\"<y@x.com>",
            "보낸 사람: Mei\n보낸 날짜: 2024년 1월 1일\n받는 사람: Desk\n제목: 소포",
        ])
    func dividers(block: String) {
        #expect(seen("好的，谢谢\n\n\(block)\n\n您好，包裹晚到。\n如有问题请联系。\n") == "好的，谢谢")
    }

    @Test(
        "a signature with a mark folds, with what is quoted below it",
        arguments: [
            "-- \nMei Lin\nTel. 12345", "--\nMei", "发自我的iPhone", "发自我的 iPhone", "发自我的华为手机", "发自我的小米手机", "发自我的vivo智能手机",
            "从我的 iPhone 发送", "获取 Outlook for iOS<https://aka.ms/o0ukef>", "来自QQ邮箱手机版", "发自网易邮箱大师",
            "| |\n张三\n|\n|\nzhang@163.com\n|\n签名由网易邮箱大师定制", "發自我的 iPhone\n".replacing("發自我的", with: "從我的"),
            "| |\n张三\n|\n|\nzhang@163.com\n|", "获取适用于 iOS 的 Outlook<https://aka.ms/o0ukef>", "从我的三星 Galaxy 智能手机发送。",
            "自 iPhone 的 Yahoo奇摩電子信箱傳送", "Sent from my iPhone.",
            "Sent from my iPhone", "Sent from Mail for Windows", "Get Outlook for Android",
            "Von meinem iPhone gesendet",
            "Envoyé de mon iPhone", "Enviado desde mi iPhone", "Inviato da iPhone", "iPhoneから送信", "나의 iPhone에서 보냄",
            "Отправлено с iPhone", "Wysłano z iPhone'a",
        ])
    func signatures(signature: String) {
        #expect(seen("包裹还没到\n\n\(signature)\n") == "包裹还没到")
        #expect(seen("包裹还没到\n\n\(signature)\n\n\n------------------ 原始邮件 ------------------\n发件人: x\n") == "包裹还没到")
        #expect(
            seen("It is late.\n\n\(signature)\n\nOn 1 Jan 2024, at 10:00, Mei <mei@example.com> wrote:\n\n> Hi\n")
                == "It is late.")
    }

    @Test("text after quoted lines is an answer inside the quote: nothing folds")
    func inlineAnswers() {
        #expect(
            seen("On 1 Jan 2024, at 10:00, Mei <m@x.com> wrote:\n> When?\n\nOn Monday.\n\n> Where?\n\nAt home.\n")
                == nil)
        #expect(seen("> When?\nOn Monday.\n-- \nLi\n") == nil)
        #expect(seen("见下\n\n在 2024年1月1日，张三 <z@x.com> 写道：\n> 什么时候？\n周一\n> 哪里？\n家里\n") == nil)
        #expect(seen("-----Original Message-----\nFrom: Mei\nTo: Li\nSent: Monday\n\n> When?\nOn Monday.\n") == nil)
        #expect(seen("请见下方红字回复\n\n发件人: 张三\n发送时间: 2024年1月1日\n收件人: 李四\n主题: 问题\n\n什么时候？ 周一\n") == nil)
    }

    @Test("a signature below the quote belongs to the fold")
    func signatureBelow() {
        #expect(seen("Fine.\n\nOn 1 Jan 2024, at 10:00, Mei <m@x.com> wrote:\n> When?\n\n-- \nLi\n") == "Fine.")
        #expect(seen("Fine.\n\n> When?\n\nSent from my iPhone\n") == "Fine.")
        #expect(
            seen("Fine.\n\n> a\n> b\n_______________________________________________\nusers mailing list\nusers@x.com")
                == "Fine.")
    }

    @Test("nested quotes fold from the first")
    func nested() {
        let text =
            "三\n\n张三 <z@x.com> 于2024年1月3日周三 10:00写道：\n\n> 二\n>\n> On 1 Jan 2024, at 10:00, Li <l@x.com> wrote:\n>\n>> 一\n"
        #expect(seen(text) == "三")
    }

    @Test("a forwarded mail is what its sender wants to be read")
    func forwards() {
        #expect(
            seen(
                "FYI\n\n---------- Forwarded message ---------\nFrom: Mei <m@x.com>\nDate: Mon\nSubject: Hi\nTo: Li\n\nHello"
            ) == nil)
        #expect(seen("请看\n\n---- 转发的邮件 ----\n| 发件人 | 张三 |\n| 日期 | 1 |\n| 收件人 | x |\n") == nil)
        #expect(
            seen("Begin forwarded message:\n\nFrom: Mei <m@x.com>\nSubject: Hi\nDate: 1 Jan 2024\nTo: Li\n\nHello")
                == nil)
        let block = "请处理\n\n发件人: 张三\n发送时间: 2024年1月1日\n收件人: 李四\n主题: 问题\n\n我要退款\n"
        #expect(seen(block, subject: "转发: 问题") == nil)
        #expect(seen(block, subject: "回复: 问题") == "请处理")
    }

    @Test("nothing folds when nothing would be left to see")
    func empty() {
        #expect(seen("发自我的iPhone\n") == nil)
        #expect(seen("\n\n> only\n> a quote\n") == nil)
        #expect(seen("------------------ 原始邮件 ------------------\n发件人: x\n") == nil)
        #expect(seen("") == nil)
    }

    @Test(
        "what people write themselves is no mark",
        arguments: [
            "On Monday your colleague wrote:\nit ships tomorrow. It did not.",
            "Hello,\nOn 6 May 2024 at 10:00 your colleague wrote:\nIt ships tomorrow. But it did not.",
            "I got this error:\n> file not found\n",
            "From: Berlin\nTo: Paris\nHow long does it take?",
            "主题：退款\n订单号：12345\n请尽快处理",
            "发自内心的感谢，你们的服务很好！",
            "Sent from the warehouse on Monday, it never came.",
            "Name: Mei\nEmail: mei@x.com\nSubject: Hi\nMessage: where is it?",
            "Steps:\n1. open\n2. close\n\n---\n\nand then it crashed.\nA long story follows.\nIt was so.",
            "Please call at 10:00:\n+86 123",
        ])
    func ownWords(text: String) {
        #expect(seen(text) == nil)
    }

    @Test("the fold counts UTF-16 units, as browsers do")
    func units() {
        #expect(QuoteFold.fold(text: "👍好\n-- \nMei") == 4)
    }

    @Test(
        "a text full of traps takes no longer than any other",
        arguments: [
            "\n", ">\n", "a:\n", "1234@a:\n", "--\n", "-----\n", "From: a\n", "发件人：a\n", "On 1 Jan 2024 10:00 a@b\n",
            "发自我的\n", "> a\nb\n",
            "From: a\nTo: b\n\nx\n", "On 1 Jan 2024 10:00 a@b wrote:\n", " ", "-", "| |\n", "&nbsp;", "\u{3000}",
        ])
    func pathological(piece: String) {
        let text = Pace.text(of: piece)
        let time = ContinuousClock().measure { _ = QuoteFold.fold(text: text) }
        #expect(time < Pace.bound)
    }

    @Test("an HTML mail folds where its quoting element begins")
    func html() {
        func seen(_ html: String) -> String? {
            QuoteFold.fold(html: html).map { String(decoding: Array(html.utf16)[..<$0], as: UTF16.self) }
        }
        #expect(
            seen(
                "<div dir=\"ltr\">Fine 👍</div><br><div class=\"gmail_quote\"><div class=\"gmail_attr\">On Mon, Mei &lt;m@x.com&gt; wrote:<br></div><blockquote class=\"gmail_quote\">Old</blockquote></div>"
            ) == "<div dir=\"ltr\">Fine 👍</div><br>")
        #expect(
            seen(
                "<div>好的</div><div><br></div><div style=\"font-size:12px\">------------------&nbsp;原始邮件&nbsp;------------------</div><div><b>发件人:</b> x</div>"
            ) == "<div>好的</div><div><br></div>")
        #expect(
            seen(
                "<p>Ok</p><hr><div id=\"divRplyFwdMsg\"><b>From:</b> a<br><b>Sent:</b> b<br><b>To:</b> c<br><b>Subject:</b> d</div><div>Old</div>"
            )
                == "<p>Ok</p>")
        #expect(seen("<blockquote type=\"cite\">When?</blockquote><div>Monday</div>") == nil)
        #expect(seen("<div>text</div><div class=\"yahoo_quoted\">On Mon wrote</div>") == "<div>text</div>")
        #expect(seen("<div class=gmail_quote>---------- Forwarded message ---------<br>From: a</div>") == nil)
    }
}

/// Traps for readers that look twice: a megabyte within 250 ms in a release (most need a tenth), less text and more time
/// in a debug build on a busy machine; a reader that looks back for every line misses both by far.
enum Pace {
    #if DEBUG
        static let size = 100_000
        static let bound = Duration.seconds(6)
    #else
        static let size = 1_000_000
        static let bound = Duration.milliseconds(250)
    #endif

    static func text(of piece: String) -> String { String(repeating: piece, count: size / piece.utf8.count) }
}

extension String {
    var trimmed: String {
        var text = self[...]
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        while let first = text.first, first.isWhitespace { text = text.dropFirst() }
        return String(text)
    }
}
