/// The language of a text as far as its letters and small words show it: enough to choose the words of an answer.
package enum TextLocale {
    /// `zh-Hans`, `zh-Hant` or `en`; `nil` when it is another language or too little to tell.
    package static func guess(_ text: String) -> String? {
        var count = Count()
        // A mail shows its language early; the rest may be a thousand lines of log.
        for scalar in text.unicodeScalars.prefix(4000) { count.add(scalar) }
        if count.kana * 10 > count.han || count.hangul > count.han { return english(text, count) }
        if count.han > 0, count.han * 4 >= count.latin {
            return count.traditional > count.simplified ? "zh-Hant" : "zh-Hans"
        }
        return english(text, count)
    }

    private struct Count {
        var han = 0
        var kana = 0
        var hangul = 0
        var latin = 0
        var other = 0
        var simplified = 0
        var traditional = 0

        mutating func add(_ scalar: Unicode.Scalar) {
            switch scalar.value {
            case 0x41...0x5A, 0x61...0x7A: latin += 1
            case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0x20000...0x323AF:
                han += 1
                if TextLocale.simplified.contains(scalar) { simplified += 1 }
                if TextLocale.traditional.contains(scalar) { traditional += 1 }
            case 0x3041...0x30FA, 0xFF66...0xFF9D: kana += 1
            case 0x1100...0x11FF, 0xAC00...0xD7AF: hangul += 1
            case 0xC0...0x24F, 0x370...0x1FFF: other += 1
            default: break
            }
        }
    }

    private static func english(_ text: String, _ count: Count) -> String? {
        guard count.latin > 0, count.kana + count.hangul + count.han < count.latin else { return nil }
        var own = 0
        var foreign = 0
        let words = text.prefix(4000).lowercased().split { !$0.isLetter && $0 != "'" && $0 != "’" }
        for word in words {
            if englishWords.contains(String(word)) { own += 1 }
            if foreignWords.contains(String(word)) { foreign += 1 }
        }
        guard own > 0, own > foreign, count.other * 12 < count.latin else { return nil }
        // One small word proves a greeting, not a page.
        return own * 25 >= words.count ? "en" : nil
    }

    private static let englishWords: Set<String> = [
        "the", "and", "is", "are", "was", "to", "of", "my", "i", "you", "your", "please", "have", "has", "not", "for",
        "it", "this", "that", "with", "hello", "hi", "thanks", "thank", "can", "when", "where", "what", "how", "why",
        "order", "would", "could", "will", "we", "our", "but", "from", "yes", "still", "did", "does", "been", "do",
        "refund", "dear", "regards", "i'm", "i've", "don't", "it's", "sorry", "works", "now", "again", "got", "ok",
    ]

    /// Small words of languages that share letters with English; words that are also English are left out.
    private static let foreignWords: Set<String> = [
        "der", "die", "das", "und", "ich", "nicht", "ist", "mit", "eine", "für", "bitte", "sie", "wir", "le", "la",
        "les", "et", "je", "vous", "est", "une", "pour", "pas", "el", "los", "que", "por", "una", "con", "gracias",
        "hola", "mi", "il", "che", "sono", "per", "non", "di", "een", "het", "niet", "ik", "van", "voor", "och", "att",
        "jag", "det", "som", "og", "jeg", "ikke", "nie", "się", "jest", "não", "uma", "obrigado", "os", "meu",
        "saya", "yang", "dan", "tidak", "ve", "bir", "için", "de", "du", "den", "på", "til", "em", "um",
    ]

    /// Common letters that only simplified writing has.
    private static let simplified = Set(
        """
        们这为个来时对说国会经过发点现开样见关长问门间学进种还应动当无体么实东车书电话气头两业产声听认让识谁读请谢级给
        网单号码货订购买卖价钱费运输转达员务办报错误图设计备处复联系邮帐账户货仓库库满坏换维护质量险损签议题题项称显页标
        记录视频园场围圆团愿压厂广庆应废张弹强归径从忆忧怀态总惊惯战扑执扩扫扬抚护担择挂挡损摆数断旧显晓术机杀杂权条
        样极构标树桥检楼欢残毕毙汇汉沟泪洁浅测济浓涂涛润涨温湿灭灯灵灾炉热爱爷犹独狭猪环玛疗疮盖监盘着矿离种积称稳穷窃竞
        笔简类粮紧纠红约级纪纯纷纸线组细终结绕绘络绝统继绩绪续绳维综绿罗罚职肤胁胜脑脏脸节苏药虑补袭规览觉议训讯
        """.unicodeScalars)

    /// Common letters that only traditional writing has.
    private static let traditional = Set(
        """
        們這為個來時對說國會經過發點現開樣見關長問門間學進種還應動當無體麼實東車書電話氣頭兩業產聲聽認讓識誰讀請謝級給
        網單號碼貨訂購買賣價錢費運輸轉達員務辦報錯誤圖設計備處復聯繫郵帳戶倉庫滿壞換維護質險損簽議題項稱顯頁標記錄視頻
        園場圍圓團願壓廠廣慶廢張彈強歸徑從憶憂懷態總驚慣戰撲執擴掃揚撫擔擇掛擋擺數斷舊曉術機殺雜權條極構樹橋檢樓歡殘畢
        匯漢溝淚潔淺測濟濃塗濤潤漲溫濕滅燈靈災爐熱愛爺猶獨狹豬環瑪療蓋監盤礦離積穩窮竊競筆簡類糧緊糾紅約紀純紛紙線組細
        終結繞繪絡絕統繼績緒續繩綜綠羅罰職膚脅勝腦臟臉節蘇藥慮補襲規覽覺訓訊妳您嗎裡裏於後從
        """.unicodeScalars)
}
