import Foundation
import Synchronization

/// Bytes to text, whatever the label says (EMAIL.md, charset rules): mail lies about its character set more often than
/// about anything else.
enum Charset {
    /// The text `bytes` most probably mean.
    ///
    /// - Parameters:
    ///   - label: The character set the mail names; `nil` when it names none.
    ///   - alternative: One that is tried before guessing when there is no label, such as that of the mail's body.
    static func text(_ bytes: [UInt8], label: String?, alternative: String? = nil) -> String {
        let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        let kind = CharsetLabel(label)
        if let text = sevenBit(bytes, kind) { return text }
        let isUTF8 = String(validating: bytes, as: UTF8.self)
        switch kind {
        case .utf8:
            return isUTF8 ?? brokenUTF8(bytes)
        case .western:
            if let isUTF8 { return isUTF8 }
            return HanGuess.isGB(bytes, isLabelled: true) ? convert(bytes, "GB18030") : Windows1252.text(bytes)
        case .none:
            if let isUTF8 { return isUTF8 }
            if let alternative, let text = strictly(bytes, CharsetLabel(alternative)) { return text }
            return guess(bytes)
        case .iso2022jp:
            return isUTF8 ?? JapaneseText.decode(bytes)
        case .hz:
            return isUTF8 ?? convert(bytes, "GB18030")
        case .named(let name):
            // Text in two-byte sets passes as UTF-8 only when it is short.
            if let isUTF8, threeByteSequences(bytes) >= 3, !name.hasPrefix("UTF-") { return isUTF8 }
            if let text = Iconv.strict(bytes, from: name) { return text }
            if let isUTF8 { return isUTF8 }
            return damaged(bytes, name)
        }
    }

    /// The text when `bytes` are valid in that set; `nil` otherwise.
    private static func strictly(_ bytes: [UInt8], _ kind: CharsetLabel) -> String? {
        switch kind {
        case .none, .utf8: nil
        case .western: Windows1252.text(bytes)
        case .hz: Iconv.strict(bytes, from: "GB18030")
        // A body in ISO-2022-JP and eight bits in the header: that is Shift_JIS.
        case .iso2022jp: Iconv.strict(bytes, from: "CP932")
        case .named(let name): Iconv.strict(bytes, from: name)
        }
    }

    /// Text without any eighth bit: ASCII, or a set that escapes out of it.
    private static func sevenBit(_ bytes: [UInt8], _ kind: CharsetLabel) -> String? {
        switch kind {
        case .named(let name) where name.hasPrefix("UTF-") || name.hasPrefix("UCS-"):
            return Iconv.lossy(bytes, from: name)
        case .named(let name) where name.hasPrefix("ISO-2022") || name.hasPrefix("IBM") || name.hasPrefix("EBCDIC"):
            return Iconv.lossy(bytes, from: name)
        default: break
        }
        guard bytes.isASCII else { return nil }
        switch kind {
        case .hz: return HZText.decode(bytes)
        case .iso2022jp: return JapaneseText.decode(bytes)
        default: return JapaneseText.isEscaped(bytes) ? JapaneseText.decode(bytes) : String(bytes: bytes)
        }
    }

    /// UTF-8 with a damaged character here and there, or another set under its name.
    private static func brokenUTF8(_ bytes: [UInt8]) -> String {
        let text = String(bytes: bytes)
        let damaged = text.unicodeScalars.reduce(0) { $0 + ($1.value == 0xFFFD ? 1 : 0) }
        let whole = text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x80 && $1.value != 0xFFFD ? 1 : 0) }
        return whole >= damaged ? text : guess(bytes)
    }

    /// A two-byte set with damage: its own text with marks, unless that is mostly marks.
    private static func damaged(_ bytes: [UInt8], _ name: String) -> String {
        let text = convert(bytes, name)
        var marks = 0
        var whole = 0
        for scalar in text.unicodeScalars where scalar.value >= 0x80 {
            if scalar.value == 0xFFFD { marks += 1 } else { whole += 1 }
        }
        return whole >= marks ? text : guess(bytes)
    }

    private static func guess(_ bytes: [UInt8]) -> String {
        CharsetGuess.text(bytes) ?? Windows1252.text(bytes)
    }

    private static func convert(_ bytes: [UInt8], _ name: String) -> String {
        Iconv.lossy(bytes, from: name) ?? Windows1252.text(bytes)
    }

    private static func threeByteSequences(_ bytes: [UInt8]) -> Int {
        bytes.reduce(0) { $0 + ($1 >= 0xE0 ? 1 : 0) }
    }
}

/// What a label of a character set means (WHATWG Encoding Standard, and what mail programs write).
enum CharsetLabel: Equatable {
    case none
    case utf8
    /// ISO-8859-1, windows-1252, ASCII: said by programs that did not look.
    case western
    case iso2022jp
    case hz
    /// A name that iconv knows.
    case named(String)

    init(_ label: String?) {
        guard let label, !label.isEmpty else {
            self = .none
            return
        }
        var name = label.lowercased().filter { !"\"' \t<>".contains($0) }
        if name.hasPrefix("charset=") { name = String(name.dropFirst(8)) }
        name = String(name.prefix { $0 != ";" && $0 != "*" && $0 != "," })
        self = Self.known[name] ?? Self.pattern(name)
    }

    private static func pattern(_ name: String) -> CharsetLabel {
        for prefix in ["windows-", "win-", "windows", "x-cp", "cp-", "cp"] where name.hasPrefix(prefix) {
            let number = name.dropFirst(prefix.count)
            if (1250...1258).contains(Int(number) ?? 0) { return .named("CP\(number)") }
        }
        // Only what iconv may be asked: no "//TRANSLIT" and no path.
        guard !name.isEmpty, name.utf8.count <= 40,
            name.utf8.allSatisfy({ $0.isLetter || $0.isDigit || $0 == 45 || $0 == 95 || $0 == 46 || $0 == 58 }),
            Iconv.knows(name.uppercased())
        else { return .none }
        return .named(name.uppercased())
    }

    private static let known: [String: CharsetLabel] = {
        var labels: [String: CharsetLabel] = [:]
        func add(_ kind: CharsetLabel, _ names: String) {
            for name in names.split(separator: " ") { labels[String(name)] = kind }
        }
        add(.none, "unknown-8bit unknown x-unknown default 8bit 7bit binary none null _autodetect_all x-user-defined")
        add(.utf8, "utf-8 utf8 utf_8 utf-8n x-utf-8 utf8mb4 unicode-1-1-utf-8 cp65001 utf-8-sig")
        add(
            .western,
            "us-ascii ascii usascii us_ascii ansi_x3.4-1968 ansi_x3.4-1986 iso646-us iso_646.irv:1991 iso-ir-6 646 ansi "
                + "x-ansi iso-8859-1 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 8859_1 latin1 latin-1 l1 cp819 ibm819 "
                + "iso-ir-100 windows-1252 win-1252 cp1252 cp-1252 x-cp1252 iso-8859-1-windows-3.1-latin-1")
        add(.named("CP1254"), "iso-8859-9 iso8859-9 iso_8859-9 latin5 latin-5 l5 windows-1254")
        add(.named("CP874"), "tis-620 tis620 iso-8859-11 iso8859-11 windows-874 dos-874 cp874")
        add(
            .named("GB18030"),
            "gb2312 gb_2312 gb-2312 gb_2312-80 gb2312-80 gb2312.1980-0 csgb2312 csgb231280 csiso58gb231280 iso-ir-58 gbk "
                + "x-gbk cp936 ms936 windows-936 cp-936 gb18030 gb-18030 gb_18030 chinese euc-cn x-euc-cn euccn cn-gb "
                + "gb2312_charset zh_cn.gbk gb")
        add(
            .named("BIG5-HKSCS"),
            "big5 big-5 big5-hkscs big5hkscs cn-big5 x-x-big5 csbig5 cp950 ms950 windows-950 zh_tw-big5 big5-eten")
        add(
            .named("UHC"),
            "ks_c_5601-1987 ks_c_5601-1989 ks_c_5601 ksc_5601 ksc5601 ks-c-5601-1987 csksc56011987 korean iso-ir-149 "
                + "euc-kr euckr cseuckr windows-949 cp949 ms949 uhc")
        add(
            .named("CP932"),
            "shift_jis shift-jis shiftjis sjis x-sjis ms_kanji csshiftjis windows-31j cswindows31j cp932 ms932 cp943")
        add(.named("EUC-JP-MS"), "euc-jp eucjp x-euc-jp x-eucjp cseucpkdfmtjapanese eucjp-ms")
        add(
            .iso2022jp,
            "iso-2022-jp iso2022jp iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-3 iso-2022-jp-2004 iso-2022-jp-ms "
                + "csiso2022jp csiso2022jp2 cp50220 cp50221 cp50222 x-windows-iso2022jp")
        add(.hz, "hz-gb-2312 hz hz-gb2312 x-hz")
        add(.named("UTF-7"), "utf-7 utf7 unicode-1-1-utf-7 x-unicode-2-0-utf-7 csunicode11utf7 unicode-2-0-utf-7")
        add(.named("UTF-16"), "unicode utf-16 utf16 iso-10646-ucs-2 csunicode ucs-2")
        add(.named("UTF-16LE"), "utf-16le utf16le unicodefffe-le")
        add(.named("UTF-16BE"), "utf-16be utf16be unicodefffe")
        add(.named("ISO-8859-8"), "iso-8859-8-i iso-8859-8-e iso-8859-8 logical visual hebrew")
        add(.named("ISO-8859-6"), "iso-8859-6-i iso-8859-6-e iso-8859-6 arabic")
        add(.named("MACINTOSH"), "macintosh mac macroman x-mac-roman x-macroman csmacintosh")
        add(.named("MAC-CYRILLIC"), "x-mac-cyrillic x-mac-ukrainian")
        add(.named("KOI8-R"), "koi8-r koi8r koi8 koi cskoi8r koi8_r koi-8")
        add(.named("KOI8-U"), "koi8-u koi8u koi8-ru")
        return labels
    }()
}

/// The C library's converters, each opened once.
enum Iconv {
    private static let converters = Mutex<[String: Handle]>([:])

    /// Stands for an `iconv_t`, used only under the mutex of `converters`.
    private struct Handle: @unchecked Sendable {
        let descriptor: iconv_t
    }

    static func knows(_ name: String) -> Bool {
        withConverter(name) { _ in true } ?? false
    }

    /// The text, or `nil` when any byte does not belong to the set.
    static func strict(_ bytes: [UInt8], from name: String) -> String? {
        withConverter(name) { run(bytes, $0, isLossy: false) } ?? nil
    }

    /// The text with U+FFFD for what does not belong to the set; `nil` when there is no such set.
    static func lossy(_ bytes: [UInt8], from name: String) -> String? {
        withConverter(name) { run(bytes, $0, isLossy: true) } ?? nil
    }

    private static func withConverter<T: Sendable>(_ name: String, _ body: (iconv_t) -> T) -> T? {
        converters.withLock { converters in
            if let handle = converters[name] { return body(handle.descriptor) }
            guard let descriptor = iconv_open("UTF-8", name), descriptor != iconv_t(bitPattern: -1) else { return nil }
            converters[name] = Handle(descriptor: descriptor)
            return body(descriptor)
        }
    }

    private static func run(_ input: [UInt8], _ converter: iconv_t, isLossy: Bool) -> String? {
        iconv(converter, nil, nil, nil, nil)
        var source = input
        var output = [UInt8](repeating: 0, count: input.count * 3 + 64)
        var result: [UInt8] = []
        result.reserveCapacity(input.count * 2)
        let isWhole: Bool = source.withUnsafeMutableBytes { source in
            output.withUnsafeMutableBytes { output in
                guard let outputBase = output.bindMemory(to: CChar.self).baseAddress else { return false }
                var from = source.bindMemory(to: CChar.self).baseAddress
                var left = source.count
                while left > 0 {
                    var to: UnsafeMutablePointer<CChar>? = outputBase
                    var room = output.count
                    let outcome = iconv(converter, &from, &left, &to, &room)
                    let fault = errno
                    result.append(contentsOf: output[0..<(output.count - room)])
                    guard outcome == -1, left > 0 else { continue }
                    if fault == E2BIG, room < output.count { continue }
                    guard isLossy else { return false }
                    result.append(contentsOf: [0xEF, 0xBF, 0xBD])
                    from = from.map { $0 + 1 }
                    left -= 1
                }
                // States such as UTF-7's hold back a character.
                var to: UnsafeMutablePointer<CChar>? = outputBase
                var room = output.count
                iconv(converter, nil, nil, &to, &room)
                result.append(contentsOf: output[0..<(output.count - room)])
                return true
            }
        }
        return isWhole ? String(bytes: result) : nil
    }
}
