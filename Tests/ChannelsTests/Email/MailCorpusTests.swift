import Foundation
import Testing

@testable import Channels

@Suite("The corpus of mails") struct MailCorpusTests {
    @Test("every mail is read as its expectation says", arguments: MailCorpus.names)
    func read(name: String) throws {
        let expected = try MailCorpus.expectation(name)
        let mail = MailReader.read(try MailCorpus.bytes(name))
        #expect(MailExpectation(mail, note: expected.note, showsForwarded: expected.forwarded != nil) == expected)
    }

    @Test("the corpus holds what it is for")
    func families() {
        func count(_ family: String) -> Int { MailCorpus.names.count { $0.hasPrefix(family + "-") } }
        #expect(MailCorpus.names.count >= 120)
        #expect(count("zh") >= 30)
        #expect(count("cs") >= 20)
        #expect(count("loop") + count("bounce") >= 15)
        #expect(count("forward") >= 7)
    }

    @Test("an expectation is spoiled by each change of its mail")
    func spoiled() throws {
        let expected = try MailCorpus.expectation("zh-gmail")
        var bytes = try MailCorpus.bytes("zh-gmail")
        let place = try #require(bytes.firstRange(of: Array("Subject: Re".utf8)))
        bytes.replaceSubrange(place, with: Array("Subject: Fw".utf8))
        #expect(MailExpectation(MailReader.read(bytes), note: expected.note, showsForwarded: false) != expected)
    }
}

/// The mails in `Corpus/`, each with its expectation.
enum MailCorpus {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Corpus")

    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".eml") }.map { String($0.dropLast(4)) }.sorted()
    }()

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appendingPathComponent(name + ".eml")))
    }

    static func expectation(_ name: String) throws -> MailExpectation {
        let data = try Data(contentsOf: folder.appendingPathComponent(name + ".json"))
        var expectation = try JSONDecoder().decode(MailExpectation.self, from: data)
        expectation.text = expectation.text.withoutBlanksAtEnds
        expectation.reply = expectation.reply.withoutBlanksAtEnds
        return expectation
    }
}

/// What is to be read from a mail of the corpus.
struct MailExpectation: Codable, Equatable {
    struct File: Codable, Equatable {
        var name: String
        var size: Int
        var inline: Bool
    }

    struct Forwarded: Codable, Equatable {
        var from: MailAddress
        var date: String?
        var subject: String?
    }

    var note: String
    var from: MailAddress?
    var to: [MailAddress]
    var cc: [MailAddress]
    var subject: String
    var text: String
    var reply: String
    var attachments: [File]
    var machine: [String]
    var bounce: BounceReport?
    var forwarded: Forwarded?

    init(_ mail: ParsedMail, note: String, showsForwarded: Bool) {
        self.note = note
        from = mail.from.first
        to = mail.to
        cc = mail.cc
        subject = mail.subject
        text = mail.text.withoutBlanksAtEnds
        reply = mail.replyText.withoutBlanksAtEnds
        attachments = mail.attachments.map { File(name: $0.filename, size: $0.size, inline: $0.isInline) }
        machine = mail.machine.isMachine ? mail.machine.reasons : []
        bounce = mail.bounce
        guard showsForwarded, let original = ForwardedMail.original(text: mail.text, html: mail.html) else { return }
        forwarded = Forwarded(from: original.from, date: original.date?.ISO8601Format(), subject: original.subject)
    }
}

extension String {
    /// Without blank lines around and without blanks at the end of each line.
    var withoutBlanksAtEnds: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var line = line
            while let last = line.last, last.isWhitespace { line = line.dropLast() }
            return String(line)
        }.joined(separator: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
