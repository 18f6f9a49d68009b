import ArgumentParser
import Basics
import Channels
import EventLoop
import Foundation

/// `deskbell mail parse`: one mail per line of JSON on standard input, what was read of it per line on standard output.
struct MailParseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parse",
        abstract: "Read mails: a line {\"id\", \"raw_base64\"} in, a line of JSON with everything read out.")

    func run() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let reader = MailReaderProcess()
        let answers = Answers { number, line in
            await Self.answer(to: line, number: number, path: folder.path + "/\(number)", reader)
        }
        for await answer in answers.stream {
            FileHandle.standardOutput.write(Data(await answer.value + [10]))
            answers.room.signal()
        }
        await reader.stop()
    }

    private struct Line: Decodable {
        let id: JSONValue?
        let raw_base64: String
    }

    @concurrent private static func answer(
        to line: [UInt8], number: Int, path: String, _ reader: MailReaderProcess
    ) async -> [UInt8] {
        guard let input = try? JSONDecoder().decode(Line.self, from: Data(line)) else {
            return fault("Line \(number) is not {\"id\", \"raw_base64\"}.", id: idAlone(line))
        }
        let id = input.id ?? .null
        guard let raw = bytes(input.raw_base64) else { return fault("raw_base64 is not base64.", id: id) }
        guard FileManager.default.createFile(atPath: path, contents: raw, attributes: [.posixPermissions: 0o600]) else {
            return fault("The temporary file \(path) cannot be written.", id: id)
        }
        defer { unlink(path) }
        do {
            return MailLine.json(try await reader.parse(path), id: id)
        } catch let error as MailReaderFault {
            return fault(MailLine.sentence(error), id: id)
        } catch {
            return fault(String(describing: error), id: id)
        }
    }

    /// Base64 in either alphabet, with line ends or without, padded or not.
    private static func bytes(_ base64: String) -> Data? {
        var letters = base64.utf8.filter { $0 > 32 }
        while letters.last == 61 { letters.removeLast() }
        for place in letters.indices where letters[place] == 45 || letters[place] == 95 {
            letters[place] = letters[place] == 45 ? 43 : 47
        }
        letters += repeatElement(61, count: (4 - letters.count % 4) % 4)
        return Data(base64Encoded: Data(letters))
    }

    private static func idAlone(_ line: [UInt8]) -> JSONValue {
        (try? JSONDecoder().decode(JSONValue.self, from: Data(line)))?["id"] ?? .null
    }

    private static func fault(_ sentence: String, id: JSONValue) -> [UInt8] {
        var mail = ParsedMail()
        mail.errors = [sentence]
        return MailLine.json(mail, id: id)
    }
}

/// A mail as one line of JSON.
private enum MailLine {
    static func sentence(_ fault: MailReaderFault) -> String {
        switch fault {
        case .crashed: "The mail could not be read: the reader ended."
        case .timedOut: "The mail could not be read in time."
        case .tooLarge: "The mail is too large."
        case .unreadable: "The mail's file could not be read."
        case .unavailable(let cause): "The reader could not be started: \(cause)."
        }
    }

    static func json(_ mail: ParsedMail, id: JSONValue) -> [UInt8] {
        var writer = JSONWriter(capacity: 4096)
        writer.object { json in
            json.field("id", id)
            json.array("from") { addresses(mail.from, &$0) }
            json.array("reply_to") { addresses(mail.replyTo, &$0) }
            json.array("to") { addresses(mail.to, &$0) }
            json.array("cc") { addresses(mail.cc, &$0) }
            json.array("bcc") { addresses(mail.bcc, &$0) }
            json.field("subject", mail.subject)
            json.field("date", mail.date.map(wholeSeconds))
            json.field("message_id", mail.messageID)
            json.field("in_reply_to", mail.inReplyTo)
            json.field("references", mail.references)
            json.field("text", mail.text)
            json.field("html", mail.html)
            json.array("attachments") { json in
                for attachment in mail.attachments { Self.attachment(attachment, &json) }
            }
            json.object("machine") { json in
                json.field("is", mail.machine.isMachine)
                json.field("reasons", mail.machine.reasons)
            }
            if let bounce = mail.bounce { json.object("bounce") { Self.bounce(bounce, &$0) } }
            json.field("reply_text", mail.replyText)
            json.field("folds_at", mail.foldsAt)
            json.field("locale", mail.locale)
            json.field("errors", mail.errors)
        }
        return writer.bytes
    }

    /// A mail's date has no fractions.
    private static func wholeSeconds(_ date: Date) -> String {
        String(date.rfc3339.prefix(19)) + "Z"
    }

    private static func addresses(_ list: [MailAddress], _ json: inout JSONWriter) {
        for address in list {
            json.object { json in
                json.field("name", address.name)
                json.field("email", address.address)
            }
        }
    }

    private static func attachment(_ attachment: MailAttachment, _ json: inout JSONWriter) {
        json.object { json in
            json.field("filename", attachment.filename)
            json.field("content_type", attachment.contentType)
            json.field("size", attachment.size)
            json.field("sha256", attachment.sha256)
            json.field("content_id", attachment.contentID)
            json.field("inline", attachment.isInline)
        }
    }

    private static func bounce(_ bounce: BounceReport, _ json: inout JSONWriter) {
        json.array("recipients") { json in
            for recipient in bounce.recipients {
                json.object { json in
                    json.field("email", recipient.address)
                    json.field("kind", recipient.kind.rawValue)
                    json.field("status", recipient.status)
                    json.field("diagnostic", recipient.diagnostic)
                }
            }
        }
        json.field("original_message_id", bounce.originalMessageID)
    }
}

/// The lines of standard input, however long, as bytes.
private struct LineInput: Sequence, IteratorProtocol {
    private var buffer: [UInt8] = []
    private var start = 0
    private var hasEnded = false

    mutating func next() -> [UInt8]? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: 10) {
                defer { start = end + 1 }
                return Array(buffer[start..<end])
            }
            searched = buffer.count - start
            buffer.removeFirst(start)
            start = 0
            if hasEnded {
                defer { buffer = [] }
                return buffer.isEmpty ? nil : buffer
            }
            fill()
        }
    }

    private mutating func fill() {
        var chunk = [UInt8](repeating: 0, count: 256 << 10)
        let count = read(0, &chunk, chunk.count)
        if count > 0 { buffer.append(contentsOf: chunk[0..<count]) }
        if count == 0 || count < 0 && errno != EINTR { hasEnded = true }
    }
}

/// The answers in the order of the questions: while one mail is read, the next lines are decoded already, and each answer
/// is written as soon as it is there.
private struct Answers: Sendable {
    let stream: AsyncStream<Task<[UInt8], Never>>
    /// How many more lines may be taken before an answer was written.
    let room = DispatchSemaphore(value: 4)

    init(_ answer: @escaping @Sendable (_ number: Int, _ line: [UInt8]) async -> [UInt8]) {
        let (stream, continuation) = AsyncStream.makeStream(of: Task<[UInt8], Never>.self)
        self.stream = stream
        let room = room
        // Standard input blocks, so it has a thread of its own.
        Thread.detachNewThread {
            for (index, line) in LineInput().enumerated() {
                room.wait()
                continuation.yield(Task { await answer(index + 1, line) })
            }
            continuation.finish()
        }
    }
}

/// A folder of our own for the time of one command.
private struct TemporaryFolder {
    let path: String

    init() throws {
        var template = Array((NSTemporaryDirectory() + "/deskbell-mail-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw StartupFault("No temporary folder can be made in \(NSTemporaryDirectory()): set TMPDIR.")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
