import Basics
import Postgres
import Web

/// Why a reply whose time had come was not posted, as a word that pages say in their reader's language.
package enum HeldProblem: String, CaseIterable, Sendable, JSONWritable, SQLText {
    case ticketClosed = "ticket_closed"
    /// The ticket became one among staff.
    case ticketInternal = "ticket_internal"
    /// Its writer may not see the ticket any more, or it is gone.
    case ticketGone = "ticket_gone"
    /// A file is on another message, or gone.
    case filesGone = "files_gone"
    /// Recipients were chosen and the ticket is not answered by mail.
    case notByMail = "not_by_mail"
    /// The person or team it was to go to does not take it.
    case assigneeRefused = "assignee_refused"
    /// Another thing it was to do to the ticket.
    case actionsRefused = "actions_refused"
    /// The ticket cannot be solved or snoozed from where it stands.
    case statusRefused = "status_refused"
    /// Anything else.
    case refused

    init(_ problem: Problem) {
        let pointer = problem.fields.first?.pointer ?? ""
        self =
            switch (problem.kind, pointer) {
            case ("ticket-closed", _): .ticketClosed
            case ("ticket-internal", _): .ticketInternal
            case ("not-found", _): .ticketGone
            case (_, "/attachments"): .filesGone
            case (_, "/recipients"): .notByMail
            case (_, "/actions/assignee"), (_, "/actions/team_id"): .assigneeRefused
            case (_, let field) where !field.isEmpty: .actionsRefused
            case (let kind, _) where kind.hasPrefix("ticket-already-") || kind == "ticket-status-refused":
                .statusRefused
            default: .refused
            }
    }
}
