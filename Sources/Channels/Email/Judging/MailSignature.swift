/// Signatures with a mark: the dashes of RFC 3676 section 4.3 and the lines that phones and mail programs add.
enum MailSignature {
    /// Whether a program added the line by itself: "Sent from my iPhone", "发自我的华为手机", "获取 Outlook for iOS".
    static func isAddedLine(_ line: String) -> Bool {
        guard line.utf8.count <= 200 else { return false }
        var text = line.lowercased().drop { "—–- *_|[".contains($0) || $0.isWhitespace }
        // "Sent from my iPhone." is no sentence for its full stop.
        while let last = text.last, ".。 *_".contains(last) { text = text.dropLast() }
        guard let first = text.first else { return false }
        guard let openings = openings[first] else { return endings.contains { text.hasSuffix($0) } && text.count <= 40 }
        return openings.contains { text.hasPrefix($0) } && !isSentence(text)
            || endings.contains { text.hasSuffix($0) } && text.count <= 40
    }

    /// Whether a person wrote it, "发自我的内心，谢谢": what programs add has no commas.
    private static func isSentence(_ text: Substring) -> Bool {
        let words = text.prefix { $0 != "<" && $0 != "(" && $0 != "[" }
        return words.contains { "，,；;！!？?。".contains($0) } || words.utf8.count > 160
    }

    /// Where a signature begins that ends the part of a mail before line `end`; `nil` when there is none.
    static func start(in lines: TextLines, before end: Int) -> Int? {
        var last = end - 1
        while last >= 0, lines.isBlank(last) { last -= 1 }
        guard last >= 0 else { return nil }

        var start: Int?
        // The lines that programs add stand last, several of them at times.
        var line = last
        var added = 0
        while line >= 0, added < 8 {
            if lines.isBlank(line) {
                line -= 1
                continue
            }
            guard isAddedLine(lines.short(line)) else { break }
            start = line
            added += 1
            line -= 1
        }
        // NetEase's card stands above such a line, or alone.
        let isCard = start == nil && lines.content(last).elementsEqual([0x7C])
        if let card = start ?? (isCard ? last + 1 : nil), let first = cardStart(in: lines, before: card) {
            start = first
        }
        return dashes(in: lines, from: max(0, last - 40), to: last) ?? start
    }

    /// Whether everything from `line` on is a signature or the footer of a list.
    static func isTail(_ lines: TextLines, from line: Int) -> Bool {
        if isDashes(lines, line) || QuoteWords.divider(lines.content(line)) == .rule {
            return filled(lines, from: line + 1, to: lines.count - 1) <= 12
        }
        var next: Int? = line
        while let line = next {
            guard isAddedLine(lines.short(line)) else { return false }
            next = lines.nextFilled(after: line)
        }
        return true
    }

    private static func dashes(in lines: TextLines, from start: Int, to end: Int) -> Int? {
        // The first mark counts: a signature may hold a second one.
        for line in start...end where isDashes(lines, line) {
            if filled(lines, from: line + 1, to: end) <= 12 { return line }
        }
        return nil
    }

    static func isDashes(_ lines: TextLines, _ line: Int) -> Bool {
        lines.length(line) == 2 && lines.short(line) == "--"
    }

    private static func filled(_ lines: TextLines, from start: Int, to end: Int) -> Int {
        guard start <= end else { return 0 }
        // Long paragraphs are no signature.
        var count = 0
        for line in start...end where !lines.isBlank(line) {
            count += lines.length(line) > 300 ? 100 : 1
            if count > 100 { break }
        }
        return count
    }

    /// NetEase's visiting card above its line is a table that became `| |` in plain text.
    private static func cardStart(in lines: TextLines, before line: Int) -> Int? {
        var start: Int?
        var above = line - 1
        while above >= 0, line - above <= 16 {
            if !lines.isBlank(above) {
                let text = lines.short(above, upTo: 90)
                if text.isEmpty { break }
                if text.first == "|" { start = above } else if start == nil, line - above > 6 { break }
            }
            above -= 1
        }
        return start
    }

    private static let openings: [Character: [String]] = {
        var openings: [Character: [String]] = [:]
        for line in lines {
            if let first = line.first { openings[first, default: []].append(line) }
        }
        return openings
    }()

    private static let lines: [String] = [
        "sent from my ", "sent from mail", "sent from outlook", "sent from yahoo", "sent from samsung",
        "sent from huawei",
        "sent from xiaomi", "sent from iphone", "sent from ipad", "sent from android", "sent from galaxy",
        "sent from gmail", "sent from proton", "sent from a mobile", "sent from mobile", "sent from nine",
        "sent from blue",
        "sent from spark", "sent from windows", "sent from type app", "sent from aquamail", "sent from tutanota",
        "sent via ", "sent with proton", "sent with spark", "sent using ", "sent by outlook", "sent on the go",
        "get outlook for", "get bluemail", "download outlook",
        "发自我的", "发自 我的", "发自iphone", "发自 iphone", "发自ipad", "发自 ipad", "发自 outlook", "发自outlook", "发自华为", "发自 华为",
        "发自小米", "发自 小米", "发自vivo", "发自 vivo", "发自oppo", "发自 oppo", "发自荣耀", "发自 荣耀", "发自三星", "发自魅族", "发自网易邮箱",
        "发自 网易邮箱", "发自qq邮箱", "发自 qq邮箱", "发自新浪", "发自139", "发自189", "发自foxmail", "发自 foxmail", "发自企业微信", "发自钉钉",
        "发自飞书", "发自手机", "发自安卓", "发自android", "发自雷鸟", "发自mail", "发自 windows", "发送自 windows", "发送自 outlook", "发送自我的",
        "发送自outlook", "来自我的", "来自qq邮箱", "来自 qq邮箱", "来自网易邮箱", "来自 网易邮箱", "来自foxmail", "来自 foxmail", "来自企业微信",
        "来自139邮箱", "来自189邮箱", "来自钉钉专属", "来自阿里邮箱", "来自手机版", "来自华为", "来自小米", "从我的", "从 outlook", "从outlook",
        "从 windows", "从windows", "从 android", "发自miui", "发自 miui", "由iphone", "从 mail", "获取 outlook", "获取适用于", "下载适用于",
        "通过 outlook", "使用 spark", "从三星", "从 三星", "从华为", "从小米", "获取outlook",
        "下载 outlook", "使用 outlook", "使用outlook",
        "由 iphone",
        "签名由 网易邮箱", "签名由网易邮箱", "signature is customized by netease", "由网易邮箱大师", "邮件来自", "從我的", "由我的", "寄自我的", "傳送自",
        "取得 outlook", "取得適用於", "取得outlook", "由 outlook", "從 outlook", "自我的",
        "iphoneから送信", "ipadから送信", "私のiphone", "マイ iphone", "outlook for ios を入手", "outlook for android を入手",
        "나의 iphone",
        "내 iphone", "내 휴대폰", "von meinem ", "gesendet von ", "gesendet mit ", "gesendet vom ",
        "diese nachricht wurde von mein",
        "outlook für ", "holen sie sich outlook", "envoyé de mon ", "envoyé depuis ", "envoyé à partir de ",
        "envoyé par ",
        "obtenez outlook", "télécharger outlook", "enviado desde mi ", "enviado desde ", "enviado do meu ",
        "enviado via ",
        "enviado de mi ", "enviado pelo ", "obtener outlook", "obter o outlook", "obtenha o outlook", "inviato da ",
        "inviato dal mio", "scarica outlook", "ottieni outlook", "verzonden vanaf ", "verstuurd vanaf ",
        "verzonden met ",
        "outlook voor ", "skickat från ", "skickades från", "hämta outlook", "sendt fra ", "hent outlook",
        "få outlook", "lähetetty ", "hanki outlook", "отправлено с ", "отправлено из ", "отправлено от ",
        "скачать outlook",
        "получить outlook", "надіслано з ", "wysłano z ", "wysłane z ", "pobierz outlook", "odesláno z ", "odoslané z ",
        "získejte outlook", "iphone'umdan", "iphone'dan", "cihazımdan", "στάλθηκε από ", "trimis de pe ", "elküldve ",
        "dikirim dari ", "gửi từ ", "được gửi từ ", "ส่งจาก", "נשלח מ", "أُرسلت من", "أرسلت من", "تم الإرسال من",
        "this message was sent from my ", "aus outlook ", "outlook-app für ", "von outlook ",
    ]

    private static let endings: [String] = [
        "から送信", "에서 보냄", "에서 보내", "gönderildi", "版邮件发送", "手机发送", "邮箱发送", "iphone 发送", "ipad 发送", "iphone发送", "ipad发送",
        "客户端发送", "iphone 傳送", "ipad 傳送", "智能手机", "信箱傳送", "から送信されました",
    ]
}
