import Access
import Basics
package import EventLoop
package import Foundation
import Postgres
package import Web

/// Reads a mail again that could not be read.
@Loop package struct InboundRetry {
    private let context: AppContext

    package init(context: AppContext) {
        self.context = context
    }

    /// - Returns: False when there is no inbound mail of this id.
    /// - Throws: `Problem.forbidden` for those who do not answer for mailboxes, `Problem` of kind `mail-not-failed`.
    package func retry(_ id: UUID, by request: Request) async throws -> Bool {
        guard try await InboundMailStore(context.database.connection).exists(id) else { return false }
        try request.principal.require(.settingsWrite)
        try await context.database.transaction { connection in
            guard let inbox = try await InboundMailStore(connection).retry(id) else {
                throw Problem.conflict(
                    "mail-not-failed", "This mail did not fail", "Only a mail that could not be read is read again.")
            }
            try await MailReception.wake(inbox, in: connection)
            try await AuditStore(connection, clock: context.clock).record("mail.retried", "mail", id, by: request)
        }
        return true
    }
}
