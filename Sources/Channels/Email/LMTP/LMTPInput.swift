/// Cuts what a client sends into lines, and a mail's bytes out of their dots (RFC 5321 section 4.5.2), however the bytes
/// arrive.
struct LMTPInput {
    /// RFC 5321 allows 512; internationalised addresses and parameters may double that.
    static let lineLimit = 4096

    enum Part: Sendable, Equatable {
        case line(String)
        /// A whole mail; `nil` when it was longer than allowed.
        case mail([UInt8]?)
    }

    private let mailLimit: Int
    private var bytes: [UInt8] = []
    private var read = 0
    /// Set while a mail is coming.
    private var mail: [UInt8]?
    private var isTooLong = false

    init(mailLimit: Int) {
        self.mailLimit = mailLimit
    }

    mutating func feed(_ more: [UInt8]) { bytes += more }

    /// From now on a mail is read, up to the lone dot.
    mutating func beginMail() {
        mail = []
        isTooLong = false
    }

    /// The next whole part, if it has come.
    ///
    /// - Throws: `LineTooLong` when no end of a line comes.
    mutating func next() throws -> Part? {
        while let end = bytes[read...].firstIndex(of: 10) {
            let line = bytes[read...end]
            read = end + 1
            defer { compact() }
            guard mail != nil else {
                guard line.count <= Self.lineLimit else { throw LineTooLong() }
                return .line(String(decoding: line.dropLast(line.dropLast().last == 13 ? 2 : 1), as: UTF8.self))
            }
            if line.elementsEqual([46, 13, 10]) || line.elementsEqual([46, 10]) {
                defer { mail = nil }
                return .mail(isTooLong ? nil : mail)
            }
            take(line.first == 46 ? line.dropFirst() : line)
        }
        if mail == nil, bytes.count - read > Self.lineLimit { throw LineTooLong() }
        takeBegunLine()
        return nil
    }

    private mutating func take(_ line: ArraySlice<UInt8>) {
        isTooLong = isTooLong || (mail?.count ?? 0) + line.count > mailLimit
        if isTooLong { mail = [] } else { mail?.append(contentsOf: line) }
    }

    /// A mail may be one endless line: what cannot be a dot line is taken as it comes.
    private mutating func takeBegunLine() {
        guard mail != nil, bytes.count - read > mailLimit else { return }
        isTooLong = true
        mail = []
        // Enough is kept to see whether a line with a lone dot ends here.
        bytes = Array(bytes.suffix(4))
        read = 0
    }

    private mutating func compact() {
        guard read > 65_536, read * 2 > bytes.count else { return }
        bytes.removeFirst(read)
        read = 0
    }

    struct LineTooLong: Error {}
}
