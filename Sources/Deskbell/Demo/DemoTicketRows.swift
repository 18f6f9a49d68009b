import Basics
import Foundation

/// What a demo ticket is in the tables.
extension DemoTicket {
    func row(number: Int) -> [String: JSONValue] {
        let shownSeq: JSONValue = lastShown.map { JSONValue.int($0.seq) } ?? .null
        return [
            "id": .id(id), "number": .int(number), "subject": .string(subject), "status": .string(status),
            "priority": .string(story.priority), "channel": .string(channel), "inbox_id": .id(inboxID),
            "customer_id": .id(customer.id), "assignee_id": .id(assignee?.id), "team_id": .id(teamID),
            "custom_fields": .object(["order_number": .string(order)]), "last_seq": .int(entries.count),
            "last_customer_seq": .int(lastCustomerSeq), "last_agent_seq": .int(lastAgentSeq),
            "customer_read_seq": .int(channel == "chat" ? lastAgentSeq : min(lastAgentSeq, lastCustomerSeq)),
            "last_excerpt": .string(String((lastShown?.text ?? "").prefix(120))),
            "last_author_kind": .text(lastShown?.authorKind), "last_kind": .text(lastShown?.kind),
            "last_message_seq": shownSeq, "last_message_at": .date(lastShown?.at),
            "waiting_since": .date(waitingSince), "first_response_at": .date(firstResponseAt),
            "first_responder_id": .id(firstResponder?.id), "solved_at": .date(solvedAt),
            "solved_by_id": .id(solvedBy?.id),
            "snoozed_until": .date(snoozedUntil), "solve_count": .int(solveCount), "reopen_count": .int(reopenCount),
            "created_at": .date(createdAt), "updated_at": .date(updatedAt),
            "version": .int(1 + entries.count),
        ]
    }

    func messageRows(_ dice: inout DemoDice) -> [[String: JSONValue]] {
        entries.map { entry in
            let id: ID<DemoTicket> = dice.id(at: entry.at)
            let isCustomer = entry.authorKind == "customer"
            let authorID: JSONValue = .id(isCustomer ? customer.id : entry.author?.id)
            let authorName = isCustomer ? customer.name : entry.author?.name ?? ""
            return [
                "ticket_id": .id(self.id), "seq": .int(entry.seq), "id": .string(id.description),
                "client_id": .string("demo-\(entry.seq)"), "kind": .string(entry.kind),
                "private": .bool(entry.isPrivate),
                "author_kind": .string(entry.authorKind),
                "author_id": authorID, "author_name": .string(authorName),
                "text": .string(entry.text), "event": entry.event ?? .null, "attachment_ids": .array([]),
                "mentions": .array([]), "created_at": .date(entry.at),
            ]
        }
    }

    func statusRows(_ dice: inout DemoDice) -> [[String: JSONValue]] {
        statusChanges.map { change in
            let id: ID<DemoTicket> = dice.id(at: change.at)
            let actorID: JSONValue = .id(change.actorKind == "customer" ? customer.id : change.actor?.id)
            return [
                "id": .string(id.description), "ticket_id": .id(self.id), "at": .date(change.at),
                "from_status": .text(change.from), "to_status": .string(change.to),
                "actor_kind": .string(change.actorKind),
                "actor_id": actorID, "assignee_id": .id(change.assignee?.id), "team_id": .id(teamID),
            ]
        }
    }

    /// Who had the ticket before each assignment, as the database itself keeps it when tickets change.
    func pastRows() -> [[String: JSONValue]] {
        zip(conditions, conditions.dropFirst()).compactMap { before, after in
            guard before.assigneeID != after.assigneeID else { return nil }
            return [
                "ticket_id": .id(id), "until": .date(after.at), "assignee_id": .id(before.assigneeID),
                "team_id": .id(teamID), "priority": .string(story.priority), "customer_id": .id(customer.id),
                "status": .string(before.status),
            ]
        }
    }

    func timelineRows(number: Int, _ dice: inout DemoDice) -> [[String: JSONValue]] {
        var happenings = [(at: createdAt, kind: "ticket.created", title: subject, detail: "")]
        for change in statusChanges where change.to == "solved" {
            happenings.append((change.at, "ticket.solved", subject, change.actor?.name ?? ""))
        }
        for survey in surveys {
            guard let rating = survey.rating, let at = survey.answeredAt else { continue }
            happenings.append((at, "rating", "\(rating)/5", survey.comment))
        }
        return happenings.map { happening in
            let id: ID<DemoTicket> = dice.id(at: happening.at)
            return [
                "id": .string(id.description), "customer_id": .id(customer.id), "at": .date(happening.at),
                "kind": .string(happening.kind), "title": .string(happening.title), "detail": .string(happening.detail),
                "link_kind": .string("ticket"), "link_number": .int(number),
            ]
        }
    }

    /// The invitations, and the answers that were given.
    func surveyRows(_ dice: inout DemoDice) -> (invitations: [[String: JSONValue]], answers: [[String: JSONValue]]) {
        var invitations: [[String: JSONValue]] = []
        var answers: [[String: JSONValue]] = []
        for survey in surveys {
            let id: ID<DemoTicket> = dice.id(at: survey.sentAt)
            let secret = (0..<3).flatMap { _ in
                let word = dice.next()
                return (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
            }
            invitations.append([
                "id": .string(id.description), "token": .string(secret.base64URL), "ticket_id": .id(self.id),
                "solve_count": .int(survey.solveCount), "customer_id": .id(customer.id),
                "agent_id": .id(survey.agent?.id),
                "team_id": .id(teamID), "inbox_id": .id(inboxID), "channel": .string(channel),
                "sent_at": .date(survey.sentAt), "expires_at": .date(survey.sentAt.addingTimeInterval(30 * 86_400)),
            ])
            guard let rating = survey.rating, let at = survey.answeredAt else { continue }
            answers.append([
                "invitation_id": .string(id.description), "rating": .int(rating), "comment": .string(survey.comment),
                "answered_at": .date(at),
            ])
        }
        return (invitations, answers)
    }
}
