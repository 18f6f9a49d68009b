import Basics
package import Channels
package import EventLoop
package import Foundation
package import Postgres
import Web

/// What reports about our mail mean: who was not reached, which address is dead, who read it, who complained.
///
/// A report never makes a mail, and only a lasting failure gives the ticket back to the staff.
@Loop package struct DeliveryReports {
    private let desk: Desk

    package init(_ desk: Desk) {
        self.desk = desk
    }

    /// The mail a report is about.
    package struct Subject: Sendable, Equatable {
        package let mailID: UUID
        package let ticketID: UUID
    }

    /// Finds the outgoing mail a report is about: by the address the report came to, else by the Message-ID it names.
    ///
    /// - Parameter recipients: Every address the report was delivered to.
    package func subject(
        of report: BounceReport, deliveredTo recipients: [String], in connection: Connection
    ) async throws -> Subject? {
        let identity = MailIdentity(secrets: desk.context.secrets)
        let named = recipients.lazy.compactMap { identity.mail(inBounceAddress: $0) }.first
        // Only Message-IDs we signed, or that the server gave our mail and nobody guesses: a report is easily forged, and
        // would take an address off the list of the living.
        let original = report.originalMessageID.flatMap { identity.named(by: $0) }
        return try await connection.first(
            { row in Subject(mailID: try row["id"], ticketID: try row["conversation_id"]) },
            """
            SELECT id, conversation_id
            FROM outbound_mails
            WHERE id = \(named)::uuid
                OR conversation_id = \(original?.conversationID)::uuid AND message_id = \(original?.messageID)::uuid
                OR accepted_names @> ARRAY[\(report.originalMessageID)::text]
            ORDER BY (id IS NOT DISTINCT FROM \(named)::uuid) DESC, created_at DESC, id
            LIMIT 1
            """)
    }

    /// Applies the report in the caller's transaction.
    ///
    /// - Returns: Whether it was about a mail of ours.
    @discardableResult package func apply(
        _ report: BounceReport, deliveredTo recipients: [String], in connection: Connection
    ) async throws -> Bool {
        guard let subject = try await subject(of: report, deliveredTo: recipients, in: connection) else { return false }
        let outbox = OutboxStore(connection)
        guard let mail = try await outbox.lockedMail(subject.mailID) else { return false }
        let now = desk.now
        var known = try await outbox.recipients(of: mail.id)
        var failed: [OutboundRecipient] = []
        for word in report.recipients {
            guard let place = Self.place(of: word, among: known) else { continue }
            let detail = [word.status, word.diagnostic].compactMap { $0 }.joined(separator: " ")
            guard let state = Self.state(after: word.kind, from: known[place].state) else { continue }
            known[place].state = state
            known[place].detail = detail
            known[place].at = now
            if state == .bounced { failed.append(known[place]) }
            try await suppress(word, known[place].address, detail: detail, at: now, in: connection)
        }
        try await outbox.set(known)
        if !failed.isEmpty {
            try await HelpdeskMail(desk).reopen(
                subject.ticketID, "mail_bounced",
                [
                    "seq": mail.messageSeq.map { .number(Double($0)) } ?? .null,
                    "purpose": .string(mail.purpose.rawValue),
                    "recipients": .array(
                        failed.map { ["address": .string($0.address), "detail": .string($0.detail)] }),
                ], in: connection)
        }
        let states = known
        connection.afterCommit { [desk] in HelpdeskMail(desk).changed(mail, mail.state, states) }
        return true
    }

    /// The recipient a report speaks of; a server that forwarded our mail names an address we do not know, and then it can
    /// only be the one recipient there was.
    private static func place(of word: BounceReport.Recipient, among known: [OutboundRecipient]) -> Int? {
        known.firstIndex { $0.address.lowercased() == word.address.lowercased() } ?? (known.count == 1 ? 0 : nil)
    }

    /// How a recipient stands after such a word; `nil` when it tells nothing new: news of delivery takes back no reading.
    static func state(after word: BounceReport.Kind, from state: OutboundRecipient.State) -> OutboundRecipient.State? {
        switch word {
        case .failed: state == .bounced ? nil : .bounced
        case .delayed: state == .sent || state == .queued ? .delayed : nil
        case .delivered: state == .sent || state == .delayed ? .delivered : nil
        case .read: [.sent, .delayed, .delivered].contains(state) ? .read : nil
        case .complaint: .complained
        }
    }

    private func suppress(
        _ word: BounceReport.Recipient, _ address: String, detail: String, at now: Date, in connection: Connection
    ) async throws {
        let store = SuppressedAddressStore(connection)
        switch word.kind {
        // 5.1.x: there is no such address. A full mailbox (5.2.2) is somebody on holiday.
        case .failed where word.status?.hasPrefix("5.1.") ?? false:
            try await store.suppress(address, .undeliverable, detail: detail, at: now)
        case .complaint: try await store.suppress(address, .complaint, detail: detail, at: now)
        default: break
        }
    }
}
