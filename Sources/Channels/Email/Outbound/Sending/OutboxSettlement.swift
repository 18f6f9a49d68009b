import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Writes down what an attempt came to, and tells those concerned.
@Loop struct OutboxSettlement {
    let context: AppContext
    let desk: any MailDesk
    let lease: UUID

    private var now: Date { context.clock.now }

    func record(_ outcome: TransmissionOutcome, of mail: OutboundMail) async throws {
        switch outcome {
        case .accepted(let code, let text, let refused):
            try await settle(mail, code: code, text: text, isAccepted: true) { recipients in
                for place in recipients.indices where recipients[place].isWaiting {
                    recipients[place].apply(refused, otherwise: .sent, "", at: now)
                }
            }
        case .refused(let code, let text, let refused):
            try await settle(mail, code: code, text: text) { recipients in
                for place in recipients.indices where recipients[place].isWaiting {
                    recipients[place].apply(refused, otherwise: .failed, text, at: now)
                    if recipients[place].state != .failed { recipients[place].fail(text, at: now) }
                }
            }
        case .temporary(let code, let text, let refused):
            try await settle(mail, code: code, text: text) { recipients in
                for place in recipients.indices where recipients[place].isWaiting {
                    recipients[place].apply(refused, otherwise: recipients[place].state, text, at: now)
                }
            }
        case .uncertain(let text): try await doubt(mail, text: text)
        case .fault(let kind, let text): try await stop(mail, kind: kind, text: text)
        }
    }

    /// Gives a mail up that cannot be made or has nobody to go to.
    func fail(_ mail: OutboundMail, code: Int?, text: String) async throws {
        try await settle(mail, code: code, text: text) { recipients in
            for place in recipients.indices where recipients[place].isWaiting { recipients[place].fail(text, at: now) }
        }
    }

    /// The mail waits again; its mailbox rests.
    func stop(_ mail: OutboundMail, kind: String, text: String) async throws {
        let isNew = try await context.database.transaction { connection in
            let store = OutboxStore(connection)
            try await store.giveBack(mail.id, lease: lease, next: now, text: text)
            return try await store.stop(mail.inboxID, fault: kind, text: text, at: now)
        }
        if isNew {
            Log.error("mailbox cannot send", ["inbox": mail.inboxID.uuidString, "fault": kind, "reason": text])
        }
        await tell(mail, mail.doubts > 0 ? .uncertain : .queued)
    }

    private func doubt(_ mail: OutboundMail, text: String) async throws {
        let now = now
        let doubts = mail.doubts + 1
        let next = OutboxRules.nextAfterDoubt(doubts, isCampaign: mail.purpose == .campaign, now: now)
        let isOurs = try await context.database.transaction { connection in
            let isOurs = try await OutboxStore(connection).settle(
                mail.id, lease: lease, state: .uncertain, next: next, code: nil, text: text, doubts: doubts, at: now)
            if isOurs, next == nil { try await desk.uncertain(mail, in: connection) }
            return isOurs
        }
        if isOurs { await tell(mail, .uncertain) }
    }

    private func settle(
        _ mail: OutboundMail, code: Int?, text: String, isAccepted: Bool = false,
        _ change: @Loop (inout [OutboundRecipient]) -> Void
    ) async throws {
        let now = now
        var recipients = try await OutboxStore(context.database.connection).recipients(of: mail.id)
        change(&recipients)
        var next: Date?
        if recipients.contains(where: \.isWaiting) {
            next = OutboxRules.nextAttempt(after: mail.attempts + 1, queuedAt: mail.queuedAt, now: now)
            if next == nil {
                let reason = "Given up after two days. " + text
                for place in recipients.indices where recipients[place].isWaiting {
                    recipients[place].fail(reason, at: now)
                }
            }
        }
        let isSent = recipients.contains { $0.state == .sent }
        let state: OutboundMail.State = next != nil ? .retry : isSent ? .sent : .failed
        let settled = recipients
        let isOurs = try await context.database.transaction { connection in
            let store = OutboxStore(connection)
            guard
                try await store.settle(
                    mail.id, lease: lease, state: state, next: next, code: code, text: text, doubts: 0, at: now)
            else { return false }
            if isAccepted {
                let names = AcceptedName.names(
                    inReply: text, from: try await store.host(of: mail.inboxID),
                    envelope: settled.map(\.address) + [mail.envelopeFrom ?? ""])
                try await store.name(mail.id, names)
            }
            try await store.set(settled)
            if let code, code == 250 { try await store.works(mail.inboxID, at: now) }
            for recipient in settled where recipient.state == .failed && recipient.at >= now {
                try await SuppressedAddressStore(connection).note(recipient, at: now)
            }
            let failed = settled.filter { ($0.state == .failed || $0.state == .suppressed) && $0.at >= mail.queuedAt }
            if next == nil, state == .failed || !failed.isEmpty {
                try await desk.failed(mail, failed, in: connection)
            }
            return true
        }
        if isOurs { desk.changed(mail, state, settled) }
    }

    private func tell(_ mail: OutboundMail, _ state: OutboundMail.State) async {
        let recipients = (try? await OutboxStore(context.database.connection).recipients(of: mail.id)) ?? []
        desk.changed(mail, state, recipients)
    }
}

extension OutboundRecipient {
    /// Whether the mail still has to be handed over for them.
    var isWaiting: Bool { state == .queued || state == .delayed }

    mutating func fail(_ text: String, at now: Date) {
        state = .failed
        detail = text
        at = now
    }

    /// Takes what the server said to this recipient, or else `state`.
    fileprivate mutating func apply(
        _ refusals: [RecipientRefusal], otherwise state: State, _ text: String, at now: Date
    ) {
        at = now
        if let refusal = refusals.first(where: { $0.address.lowercased() == address.lowercased() }) {
            self.state = refusal.isPermanent ? .failed : .delayed
            detail = "\(refusal.code) \(refusal.text)"
        } else {
            self.state = state
            detail = text
        }
    }
}
