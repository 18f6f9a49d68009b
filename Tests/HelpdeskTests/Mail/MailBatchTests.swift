import Basics
import Channels
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@Loop @Suite("Many mails at once")
struct MailBatchTests {
    /// Lets all these letters arrive before any is worked on.
    private func keep(_ letters: [InboundStage.Letter], on stage: InboundStage) async throws {
        _ = try await stage.reception.keep(
            letters.map {
                RawMail(
                    inboxID: InboundStage.support, source: .mbox, receivedAt: stage.context.clock.now, bytes: $0.bytes)
            })
    }

    private func tickets(_ stage: InboundStage) async throws -> [UUID] {
        try await stage.database.connection.rows(
            { row in try row["id"] }, "SELECT id FROM tickets ORDER BY number")
    }

    private func words(_ ticket: UUID?, _ stage: InboundStage) async throws -> [String] {
        try await stage.texts(ticket).map(\.trimmingBlanks)
    }

    /// Two people in turn, each answering the other's last mail, and several such pairs in between each other.
    private func conversations(_ count: Int, of length: Int) -> [InboundStage.Letter] {
        (1...length).flatMap { step in
            (1...count).map { pair in
                InboundStage.Letter(
                    from: "p\(pair)-\(step % 2)@example.com",
                    to: "support@shop.example, p\(pair)-\((step + 1) % 2)@example.com",
                    subject: "Parcel", id: "<\(pair).\(step)@example.com>",
                    fields: step == 1 ? [] : ["In-Reply-To: <\(pair).\(step - 1)@example.com>"],
                    text: "\(pair): \(step)")
            }
        }
    }

    @Test("strangers' mails are placed side by side, and every conversation keeps its order")
    func order() async throws {
        let stage = try await InboundStage()
        stage.fail { $0.placingSeconds = 0.005 }
        try await keep(conversations(5, of: 12), on: stage)
        try await stage.processing.work(through: InboundStage.support)
        let tickets = try await tickets(stage)
        #expect(tickets.count == 5)
        var texts: Set<[String]> = []
        for ticket in tickets { texts.insert(try await words(ticket, stage)) }
        #expect(texts == Set((1...5).map { pair in (1...12).map { "\(pair): \($0)" } }))
        #expect(stage.mostAtOnce > 1)
        #expect(try await stage.count("SELECT count(*) FROM inbound_mails WHERE lease_until IS NOT NULL") == 0)
    }

    @Test(
        "one sender's mails are placed one after the other, and one conversation's whichever of its mails they answer")
    func ties() async throws {
        let stage = try await InboundStage()
        stage.fail { $0.placingSeconds = 0.005 }
        try await keep((1...8).map { InboundStage.Letter(subject: "Parcel \($0)", text: "\($0)") }, on: stage)
        try await stage.processing.work(through: InboundStage.support)
        #expect(stage.mostAtOnce == 1)
        let first = InboundStage.Letter(
            from: "a@example.com", to: "support@shop.example, b@example.com, c@example.com", id: "<a1@example.com>")
        let answer = InboundStage.Letter(
            from: "b@example.com", id: "<b1@example.com>", fields: ["In-Reply-To: <a1@example.com>"])
        let ticket = try await stage.arrive(first, source: .mbox).ticketID
        try await stage.arrive(answer, source: .mbox)
        let others = (1...6).map { number in
            InboundStage.Letter(
                from: ["a", "b", "c"][number % 3] + "@example.com", id: "<o\(number)@example.com>",
                fields: ["In-Reply-To: <\(number % 2 == 0 ? "a1" : "b1")@example.com>"], text: "\(number)")
        }
        try await keep(others, on: stage)
        try await stage.processing.work(through: InboundStage.support)
        #expect(stage.mostAtOnce == 1)
        #expect(try await words(ticket, stage).suffix(6) == ["1", "2", "3", "4", "5", "6"])
    }

    @Test("a mail nobody can read holds up nobody of those taken with it, and becomes a ticket of its own")
    func poison() async throws {
        let stage = try await InboundStage()
        stage.fail { $0.poison = "Number 4." }
        try await keep(
            (1...9).map { InboundStage.Letter(from: "p\($0)@example.com", text: "Number \($0).") }, on: stage)
        try await stage.processing.work(through: InboundStage.support)
        #expect(try await stage.count("SELECT count(*) FROM inbound_mails WHERE state = 'processed'") == 8)
        for _ in 0..<3 {
            try await stage.database.connection.execute("UPDATE inbound_mails SET due_at = '-infinity'")
            try await stage.processing.work(through: InboundStage.support)
        }
        #expect(try await stage.count("SELECT count(*) FROM inbound_mails WHERE state = 'failed'") == 1)
        #expect(try await tickets(stage).count == 9)
    }

    @Test("when something of ours fails, what was taken and not placed waits as if nobody had taken it")
    func ours() async throws {
        let stage = try await InboundStage()
        stage.fail { $0.afterPlacing = DatabaseError(.connectionLost, "gone") }
        try await keep((1...9).map { InboundStage.Letter(from: "p\($0)@example.com") }, on: stage)
        await #expect(throws: DatabaseError.self) {
            try await stage.processing.work(through: InboundStage.support)
        }
        #expect(
            try await stage.count(
                """
                SELECT count(*) FROM inbound_mails
                WHERE state = 'stored' AND attempts = 0 AND lease_until IS NULL
                """) == 9)
        stage.fail { $0.afterPlacing = nil }
        try await stage.processing.work(through: InboundStage.support)
        #expect(try await tickets(stage).count == 9)
    }
}
