/// What mail programs write above the mail they quote, in about thirty languages.
enum QuoteWords {
    /// What a line of dashes holds.
    enum Divider {
        /// "-----Original Message-----": an old mail follows.
        case original
        /// "---------- Forwarded message ---------": the sender passes on another person's mail as their own content.
        case forward
        /// Nothing: a line drawn.
        case rule
    }

    /// What the line is, when it is a divider: dashes with known words between, or such words standing alone.
    static func divider(_ line: ArraySlice<UInt8>) -> Divider? {
        guard line.count <= 300, let first = line.first else { return nil }
        let isDashed = dashes.contains(first) || first == 0xE2
        guard isDashed || line.last == 0x3A || line.last == 0x9A else { return nil }
        let inner = withoutDashes(line)
        if inner.isEmpty { return isDashed && line.count >= 3 ? .rule : nil }
        guard isDashed else { return openForwards.meaning(MarkWords<Divider>.key(inner, blanks: true)) }
        guard line.count - inner.count >= 3 else { return nil }
        return title(inner, isClosed: line.suffix(3).allSatisfy(dashes.contains))
    }

    /// What the words between dashes say; header lines may follow on the same line behind more dashes.
    private static func title(_ inner: ArraySlice<UInt8>, isClosed: Bool) -> Divider? {
        var words = inner
        for place in inner.indices.dropLast(3) where dashes.contains(inner[place]) {
            guard inner[place...].prefix(4).allSatisfy({ $0 == inner[place] }) else { continue }
            words = inner[..<place]
            break
        }
        let key = MarkWords<Divider>.key(words, blanks: true)
        if let meaning = dashed.meaning(key) { return meaning }
        if key.starts(with: "forwarded by ".utf8) { return .forward }
        // "======= 2009-03-02 10:22:33 您在来信中写道：=======" of old Foxmail, "---- Mei Lin wrote ----" of Android's.
        if isClosed || key.contains(where: { $0 >= 0x30 && $0 <= 0x39 }), hasVerb([0x20] + key) { return .original }
        guard key.count <= 60 else { return nil }
        let text = String(decoding: key, as: UTF8.self)
        if text.contains("转发") || text.contains("轉寄") { return .forward }
        return ["原始邮件", "原邮件", "邮件原", "原始郵件", "原郵件", "original message"].contains { text.contains($0) }
            ? .original : nil
    }

    /// Whether the line stands bare above a header block, as newer QQ mail writes it.
    static func isBareTitle(_ line: ArraySlice<UInt8>) -> Bool {
        line.count <= 120 && dashed.meaning(MarkWords<Divider>.key(line, blanks: true)) == .original
    }

    private static let dashes: Set<UInt8> = [0x2D, 0x5F, 0x3D, 0x2A, 0x7E]

    /// What stands between the dashes, a colon at its end left out; `—` and `─` take three bytes that begin with E2.
    private static func withoutDashes(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = line
        while let byte = rest.first {
            let blank = TextLines.blankLength(rest, at: rest.startIndex)
            if dashes.contains(byte) {
                rest = rest.dropFirst()
            } else if blank > 0 {
                rest = rest.dropFirst(blank)
            } else if wideSigns.contains(Array(rest.prefix(3))) {
                rest = rest.dropFirst(3)
            } else {
                break
            }
        }
        while let byte = rest.last {
            if dashes.contains(byte) || byte == 0x20 || byte == 0x3A {
                rest = rest.dropLast()
            } else if rest.count >= 3, wideSigns.contains(Array(rest.suffix(3))) {
                rest = rest.dropLast(3)
            } else if rest.count >= 6, rest.suffix(6).elementsEqual("&nbsp;".utf8) {
                rest = rest.dropLast(6)
            } else if rest.count >= 2, rest.suffix(2).elementsEqual([0xC2, 0xA0]) {
                rest = rest.dropLast(2)
            } else {
                break
            }
        }
        return rest
    }

    private static let wideSigns: Set<[UInt8]> = Set(["：", "—", "–", "─", "　"].map { Array($0.utf8) })

    private static let dashed: MarkWords<Divider> = {
        var words = MarkWords<Divider>()
        for word in originals { words.add(word, meaning: .original, blanks: true) }
        for word in forwards { words.add(word, meaning: .forward, blanks: true) }
        return words
    }()

    private static let openForwards: MarkWords<Divider> = {
        var words = MarkWords<Divider>()
        for word in bareForwards { words.add(word, meaning: .forward, blanks: true) }
        return words
    }()

    private static let originals: Set<String> = [
        "original message", "original", "original email", "original e-mail", "original mail", "original appointment",
        "reply message", "replied message", "reply to original message", "原始邮件", "原始信息", "原始消息", "原邮件", "邮件原件",
        "邮件原文", "原文", "回复的原邮件", "回复的邮件", "答复的邮件", "回复邮件信息", "答复邮件信息", "回复原邮件", "原始约会", "原始郵件", "原始訊息",
        "原始信件", "原郵件", "原信件", "回覆的原郵件", "原信", "原来的邮件", "引用", "ursprüngliche nachricht", "antwort nachricht",
        "originalnachricht",
        "original-nachricht", "ursprüngliche mail", "message d'origine", "message d’origine", "message original",
        "message initial", "courriel original", "mensaje original", "mensagem original", "messaggio originale",
        "oorspronkelijk bericht", "oorspronkelijke bericht", "originele bericht", "oprindelig meddelelse",
        "original meddelelse", "oprindelig besked", "den oprindelige meddelelse", "ursprungligt meddelande",
        "originalmeddelande",
        "originalmeddelelse", "ursprungsmeddelande", "opprinnelig melding", "original melding",
        "alkuperäinen viesti", "исходное сообщение", "оригинальное сообщение", "пересланное письмо",
        "оригінальне повідомлення", "вихідне повідомлення", "wiadomość oryginalna", "oryginalna wiadomość",
        "treść oryginalnej wiadomości", "původní zpráva", "původní e-mail", "pôvodná správa", "eredeti üzenet",
        "mesaj original", "mesajul original", "orijinal mesaj", "özgün ileti", "orijinal ileti", "αρχικό μήνυμα",
        "πρωτότυπο μήνυμα", "αρχικό μήνυμα ηλεκτρονικού ταχυδρομείου", "оригинално съобщение", "original poruka",
        "izvorna poruka", "izvirno sporočilo", "originali žinutė", "algne kiri", "元のメッセージ", "元のメール",
        "オリジナルメッセージ", "original message / 元のメッセージ", "원본 메시지", "원본 메일", "원본메일", "thư gốc", "tin nhắn gốc",
        "pesan asli", "ข้อความต้นฉบับ", "ข้อความเดิม", "הודעה מקורית", "ההודעה המקורית", "الرسالة الأصلية", "رسالة أصلية",
    ]

    private static let forwards: Set<String> = [
        "forwarded message", "forwarded mail", "forwarded email", "forward message", "begin forwarded message",
        "forwarded", "fwd", "转发的邮件", "转发邮件信息", "转发邮件", "转发信息", "转发的信息", "已转发邮件", "转发的消息", "转发消息", "已转发的邮件", "被转发的邮件",
        "轉寄郵件", "轉寄訊息", "轉寄的郵件", "已轉寄郵件", "轉發郵件", "轉寄信件", "转寄的邮件", "forwarded message / 转发邮件",
        "weitergeleitete nachricht", "weitergeleitete mail", "message transféré", "message réexpédié",
        "message transmis", "mensaje reenviado", "mensagem encaminhada", "mensagem reencaminhada",
        "messaggio inoltrato", "doorgestuurd bericht", "videresendt meddelelse", "videresendt besked",
        "vidarebefordrat meddelande", "videresendt melding", "välitetty viesti", "переадресованное сообщение",
        "пересылаемое сообщение", "переслане повідомлення", "wiadomość przekazana", "przekazana wiadomość",
        "treść przekazanej wiadomości", "přeposlaná zpráva", "preposlaná správa", "továbbított üzenet",
        "mesaj redirecționat", "iletilen mesaj", "yönlendirilmiş mesaj", "προωθημένο μήνυμα", "転送メッセージ",
        "転送されたメッセージ", "転送メール", "전달된 메시지", "전달된 메일", "thư được chuyển tiếp", "pesan terusan",
    ]

    /// What Apple Mail and some others write above a forwarded mail without dashes.
    private static let bareForwards: Set<String> = [
        "begin forwarded message", "开始转发的邮件", "下面是被转发的邮件", "以下是转发的邮件", "已转发的邮件", "開始轉寄郵件", "以下是轉寄的郵件",
        "開始轉寄的郵件", "转发邮件如下", "anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail",
        "début du message transféré", "début du message réexpédié", "inicio del mensaje reenviado",
        "início da mensagem encaminhada", "início da mensagem reencaminhada", "inizio messaggio inoltrato",
        "begin doorgestuurd bericht", "vidarebefordrat brev", "start på videresendt besked", "転送されたメッセージ",
        "전달된 메시지", "начало переадресованного сообщения", "początek przekazywanej wiadomości",
        "iletilen mesajın başlangıcı",
    ]

    /// Whether a verb of the line above a quote stands in `text`, which is in lower case.
    static func hasVerb(_ text: [UInt8]) -> Bool {
        guard text.count > 2 else { return false }
        for place in 0..<text.count - 1 {
            guard let verbs = verbs[UInt16(text[place]) << 8 | UInt16(text[place + 1])] else { continue }
            if verbs.contains(where: { text[place...].starts(with: $0) }) { return true }
        }
        return false
    }

    /// Whether a verb that only programs write ends the line.
    static func hasProgramVerb(_ line: ArraySlice<UInt8>) -> Bool {
        let ending = line.suffix(40)
        return ending.indices.contains { place in programVerbs.contains { ending[place...].starts(with: $0) } }
    }

    private static let programVerbs = ["写道", "寫道", "書きました", "님이 작성"].map { Array($0.utf8) }

    static func opensWithVerb(_ text: [UInt8]) -> Bool {
        guard text.count > 2, let verbs = verbs[UInt16(text[0]) << 8 | UInt16(text[1])] else { return false }
        return verbs.contains { text.starts(with: $0) }
    }

    private static let verbs: [UInt16: [[UInt8]]] = {
        var verbs: [UInt16: [[UInt8]]] = [:]
        for verb in wrote.map({ Array($0.utf8) }) {
            verbs[UInt16(verb[0]) << 8 | UInt16(verb[1]), default: []].append(verb)
        }
        return verbs
    }()

    /// As they stand after a blank.
    static let wrote: [String] = [
        " wrote", " writes", " schrieb", " geschrieben", " hat geschrieben", " het volgende geschreven", " a écrit",
        " écrivait", " escribió",
        " ha scritto", " scrisse", " escreveu", " schreef", " skrev", " kirjoitti", " napsal", " napísal", " napisał",
        " napisal", " napisao", " je pisal", " написав", " написала", " написал", " пишет", " пише", " писал", " пишаў",
        " yazdı", " şunu yazdı", " tarihinde ", " írta", " a scris", " έγραψε", " rašė", " rakstīja", " kirjutas",
        " đã viết", " viết", " menulis", " va escriure", " ha escrit", " idatzi du", " escribiu", " skrifaði",
        " เขียน", "เขียนว่า", " כתב", " كتب", "写道", "寫道", "寫到", "写到", "書きました", "のメール", "のメッセージ", "さんの投稿",
        "님이 작성", "작성:", "쓴 글", "썼습니다", "님의 말",
    ]

    /// How the line above a quote opens.
    static let openers: [String] = [
        "on ", "at ", "am ", "le ", "el ", "il ", "em ", "a ", "op ", "den ", "dne ", "dňa ", "dnia ", "w dniu ", "в ",
        "на ", "στις ", "la data ", "în ", "pe ", "vào ", "pada ", "på ", "ons ", "tors ", "fre ", "lör ", "sön ",
        "mån ",
        "tis ", "man ", "tir ", "tor ", "lør ", "søn ", "em seg", "em ter", "mon,", "tue,", "wed,", "thu,", "fri,",
        "sat,", "sun,", "mon ", "tue ", "wed ", "thu ", "fri ", "sat ", "sun ", "пн,", "вт,", "ср,", "чт,", "пт,",
        "сб,",
        "вс,", "lun", "mar", "mer", "jeu", "ven", "sam", "dim", "mié", "jue", "vie", "sáb", "dom", "gio", "ter,",
        "qua,",
        "qui,", "sex,", "seg,", "pon", "wt.", "śr.", "czw.", "pt.", "sob.", "niedz.", "ma ", "ti ", "ke ", "to ", "pe ",
        "la ", "su ", "在", "于", "於", "บน", "ב-", "في ", "c ", "čt", "út", "po ",
    ]

    /// What tells that the answers stand inside the quoted mail.
    static let inlineHints: [String] = [
        "inline", "in-line", "in line below", "in red", "in blue", "in green below", "below in", "between the lines",
        "红字", "红色字", "蓝字", "蓝色字", "标红", "标蓝", "绿字", "紅字", "藍字", "见正文", "见原文", "在原文", "在下面逐条", "逐条回复", "逐条答复", "在下方逐",
        "原邮件中回复", "邮件中回复", "下文中回复", "im text", "siehe unten im", "dans le texte", "en el texto", "в тексте", "本文中に",
        "インライン",
    ]
}
