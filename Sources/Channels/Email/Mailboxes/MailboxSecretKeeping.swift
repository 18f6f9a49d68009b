import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Keeps what a mailbox signs in with, and sees that it goes to no server it was not given for; in the caller's
/// transaction.
@Loop struct MailboxSecretKeeping {
    let context: AppContext
    let connection: Connection
    let request: Request

    private var store: MailboxSecretStore { MailboxSecretStore(connection, key: context.secrets) }

    /// Stores what people entered; the audit says which ones, never what they are.
    func keep(_ changes: [MailboxSecret: String?], of inboxID: UUID) async throws {
        guard !changes.isEmpty else { return }
        try await store.change(changes, of: inboxID)
        try await record(changes.mapValues { $0 == nil ? "removed" : "replaced" }, inboxID)
    }

    /// Keeps `entered` along with new settings: a password whose server changed must be among them, and a sign-in at a
    /// provider that would be shown elsewhere is forgotten.
    ///
    /// - Throws: `Problem.invalid` naming below `/secrets` what has to be entered anew.
    func keep(
        _ entered: [MailboxSecret: String?], from old: MailSettings, to new: MailSettings, of inboxID: UUID
    ) async throws {
        let stored = try await store.secrets(inboxID)
        try stored.requireEntered(stored.following(entered), from: old, to: new, at: "/secrets")
        try await forgetSignIn(stored, entered, from: old, to: new, of: inboxID)
        try await keep(entered, of: inboxID)
    }

    private func forgetSignIn(
        _ stored: MailboxSecrets, _ entered: [MailboxSecret: String?], from old: MailSettings, to new: MailSettings,
        of inboxID: UUID
    ) async throws {
        var theirs: [MailboxSecret] = []
        if !old.oauth.tokenURL.isEmpty, old.oauth.tokenURL != new.oauth.tokenURL {
            theirs = [.clientSecret, .refreshToken]
        } else if new.showsElsewhere(.oauth, than: old) {
            theirs = [.refreshToken]
        }
        // An access token alone, got for a public client, must not stay either.
        guard theirs.contains(where: { stored[$0] != nil }) || !theirs.isEmpty && stored.accessToken != nil else {
            return
        }
        try await store.change(Dictionary(uniqueKeysWithValues: theirs.map { ($0, nil) }), of: inboxID)
        let forgotten = theirs.filter { stored[$0] != nil && !entered.keys.contains($0) }
        try await record(Dictionary(uniqueKeysWithValues: forgotten.map { ($0, "removed") }), inboxID)
    }

    private func record(_ what: [MailboxSecret: String], _ inboxID: UUID) async throws {
        guard !what.isEmpty else { return }
        var changes = AuditChanges()
        for (secret, done) in what { changes.note(secret.rawValue, nil, done) }
        try await AuditStore(connection, clock: context.clock).record(
            "inbox.mailbox_secrets_changed", "inbox", inboxID, changes, by: request)
    }
}
