import Foundation

/// A file out of a `winmail.dat`.
struct TnefFile {
    var name = ""
    var type: String?
    var contentID: String?
    var data: [UInt8] = []
}

/// Reads `winmail.dat` (MS-OXTNEF): Outlook's wrapping around attachments, and sometimes around the text as well.
struct Tnef {
    private(set) var files: [TnefFile] = []
    private(set) var text: String?
    private(set) var html: String?

    private static let signature: UInt32 = 0x223E_9F78
    private static let fileLimit = 500

    static func isTnef(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x78, 0x9F, 0x3E, 0x22]) }

    /// `nil` when the bytes are no TNEF at all; a damaged end keeps what came before.
    init?(_ bytes: [UInt8]) {
        var reader = LittleEndian(bytes[...])
        guard reader.long() == Self.signature, reader.short() != nil else { return nil }
        var codepage = "windows-1252"
        while let level = reader.byte(), level == 1 || level == 2, files.count <= Self.fileLimit,
            let tag = reader.long(), let length = reader.long(), let data = reader.take(Int(length)),
            reader.short() != nil
        {
            read(tag & 0xFFFF, data, codepage: &codepage)
        }
        files = files.filter { !$0.data.isEmpty || !$0.name.isEmpty }
    }

    private mutating func read(_ tag: UInt32, _ data: ArraySlice<UInt8>, codepage: inout String) {
        switch tag {
        case 0x9007:  // OEM code page
            var reader = LittleEndian(data)
            if let number = reader.long() { codepage = number == 65001 ? "utf-8" : "cp\(number)" }
        case 0x9002:  // attachment begins
            files.append(TnefFile())
        case 0x8010:  // title
            change { $0.name = Charset.text(Self.untilZero(data), label: codepage) }
        case 0x800F:  // data
            change { $0.data = Array(data) }
        case 0x9005:  // properties of an attachment
            for property in TnefProperties.read(data, codepage: codepage) {
                switch property.id {
                case 0x3707: change { $0.name = property.text ?? $0.name }
                case 0x370E: change { $0.type = property.text?.lowercased() }
                case 0x3712: change { $0.contentID = property.text }
                case 0x3701: change { if $0.data.isEmpty { $0.data = property.object } }
                default: break
                }
            }
        case 0x800C:  // body
            text = Charset.text(Self.untilZero(data), label: codepage)
        case 0x9003:  // properties of the message
            for property in TnefProperties.read(data, codepage: codepage) {
                if property.id == 0x1000, let body = property.text { text = body }
                if property.id == 0x1013 { html = property.text ?? Charset.text(property.bytes, label: nil) }
            }
        default: break
        }
    }

    private mutating func change(_ body: (inout TnefFile) -> Void) {
        guard !files.isEmpty else { return }
        body(&files[files.count - 1])
    }

    private static func untilZero(_ data: ArraySlice<UInt8>) -> [UInt8] { Array(data.prefix { $0 != 0 }) }
}

/// MAPI properties as TNEF lays them out.
enum TnefProperties {
    struct Property {
        let id: UInt16
        let bytes: [UInt8]
        let text: String?

        /// The content of an object, which begins with the 16 bytes that name its interface.
        var object: [UInt8] { bytes.count > 16 ? Array(bytes.dropFirst(16)) : [] }
    }

    static func read(_ data: ArraySlice<UInt8>, codepage: String) -> [Property] {
        var reader = LittleEndian(data)
        guard let count = reader.long() else { return [] }
        var properties: [Property] = []
        for _ in 0..<min(count, 2000) {
            guard let type = reader.short(), let id = reader.short() else { break }
            if id >= 0x8000, !reader.skipName() { break }
            let isMultiple = type & 0x1000 != 0
            guard let values = values(&reader, type: type & 0xFFF, isMultiple: isMultiple) else { break }
            let bytes = values.first.map { Array($0) } ?? []
            properties.append(Property(id: id, bytes: bytes, text: text(bytes, type: type & 0xFFF, codepage)))
        }
        return properties
    }

    private static func values(_ reader: inout LittleEndian, type: UInt16, isMultiple: Bool) -> [ArraySlice<UInt8>]? {
        let fixed: [UInt16: Int] = [
            0x01: 4, 0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16,
        ]
        let isSized = fixed[type] == nil
        var count = 1
        if isMultiple || isSized {
            guard let number = reader.long(), number <= 10_000 else { return nil }
            count = Int(number)
        }
        var values: [ArraySlice<UInt8>] = []
        for _ in 0..<count {
            if let size = fixed[type] {
                guard let value = reader.take(size) else { return nil }
                values.append(value)
            } else {
                guard [0x0D, 0x1E, 0x1F, 0x102].contains(type), let size = reader.long(),
                    let value = reader.take(Int(size))
                else { return nil }
                reader.skip((4 - Int(size) % 4) % 4)
                values.append(value)
            }
        }
        return values
    }

    private static func text(_ bytes: [UInt8], type: UInt16, _ codepage: String) -> String? {
        switch type {
        case 0x1E: return Charset.text(Array(bytes.prefix { $0 != 0 }), label: codepage)
        case 0x1F:
            let text = Charset.text(bytes, label: "utf-16le")
            return String(text.prefix { $0 != "\0" })
        default: return nil
        }
    }
}

/// Takes numbers and runs of bytes off the front.
struct LittleEndian {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func byte() -> UInt8? { rest.popFirst() }

    mutating func short() -> UInt16? {
        take(2).map { $0.reversed().reduce(0) { $0 << 8 | UInt16($1) } }
    }

    mutating func long() -> UInt32? {
        take(4).map { $0.reversed().reduce(0) { $0 << 8 | UInt32($1) } }
    }

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func skip(_ count: Int) { rest = rest.dropFirst(count) }

    /// The name of a named property: a GUID, then a number or a text.
    mutating func skipName() -> Bool {
        guard take(16) != nil, let kind = long() else { return false }
        if kind == 0 { return long() != nil }
        guard let size = long(), take(Int(size)) != nil else { return false }
        skip((4 - Int(size) % 4) % 4)
        return true
    }
}
