import Basics
import Channels
import EventLoop
import Foundation
import Postgres
import Web

/// One archive on its way in: mails in batches, the place kept after each, so that a stopped import goes on where it was.
@Loop final class MboxImport {
    private static let batchCount = 50
    private static let batchBytes = 16 << 20
    private static let mailLimitBytes = 100 << 20

    struct Outcome: Sendable {
        var mails = 0
        var new = 0
        var tooLarge = 0
        var wasStopped = false

        var sentence: String {
            let known = mails - new - tooLarge
            let large = tooLarge > 0 ? ", \(tooLarge) too large to take" : ""
            let counts = "\(mails) mails read: \(new) new, \(known) here already\(large)."
            return wasStopped
                ? "Stopped. \(counts) Run the same command again to go on."
                : "\(counts) The server makes tickets of the new ones."
        }
    }

    private let file: MboxFile
    private let inboxID: UUID
    private let reception: MailReception
    private let clock = WallClock.system
    private let bookmark: String
    private var told = ContinuousClock.now

    init(path: String, inboxID: UUID, inboxKey: String, dataDirectory: String, database: Database) throws {
        let name = Digest.sha256("\(path)\0\(inboxKey)").hexadecimal
        bookmark = "\(dataDirectory)/imports/\(name).place"
        try FileManager.default.createDirectory(atPath: dataDirectory + "/imports", withIntermediateDirectories: true)
        file = try MboxFile(path: path, from: Self.place(bookmark))
        self.inboxID = inboxID
        // Storing mail takes no secrets; the server that reads it has them.
        guard let secrets = MasterKey(bytes: [UInt8](repeating: 0, count: 32)) else { throw Problem.internalFault }
        reception = MailReception(
            context: AppContext(
                database: database, dataDirectory: dataDirectory, webRoot: "", publicURL: "", secrets: secrets))
    }

    func run(until stop: StopFlag) async throws -> Outcome {
        var outcome = Outcome()
        var batch: [RawMail] = []
        var bytes = 0
        while let mail = try file.next() {
            outcome.mails += 1
            if mail.bytes.count > Self.mailLimitBytes {
                outcome.tooLarge += 1
            } else if mail.bytes.contains(where: { $0 > 0x20 }) {
                batch.append(
                    RawMail(
                        inboxID: inboxID, source: .mbox, envelopeFrom: mail.envelopeFrom, receivedAt: clock.now,
                        bytes: mail.bytes))
                bytes += mail.bytes.count
            } else {
                outcome.mails -= 1
            }
            guard batch.count >= Self.batchCount || bytes >= Self.batchBytes || stop.isSet else { continue }
            outcome.new += try await reception.keep(batch)
            batch = []
            bytes = 0
            try keepPlace(mail.next)
            tell(outcome, mail.next)
            if stop.isSet {
                outcome.wasStopped = true
                return outcome
            }
        }
        outcome.new += try await reception.keep(batch)
        unlink(bookmark)
        return outcome
    }

    /// Says how far it is, once a second.
    private func tell(_ outcome: Outcome, _ place: Int) {
        guard told.duration(to: .now) >= .seconds(1) else { return }
        told = .now
        let share = file.sizeBytes > 0 ? 100 * place / file.sizeBytes : 100
        FileHandle.standardError.write(Data("\(share) %: \(outcome.mails) mails, \(outcome.new) new\n".utf8))
    }

    /// What is stored is durable before its place is noted, so a crash repeats at most one batch, which stores nothing.
    private func keepPlace(_ place: Int) throws {
        try Data("\(place)".utf8).write(to: URL(fileURLWithPath: bookmark), options: .atomic)
    }

    private static func place(_ bookmark: String) -> Int {
        (try? String(contentsOfFile: bookmark, encoding: .utf8)).flatMap { Int($0) } ?? 0
    }
}
