import Basics
import Foundation
import Postgres

/// In which order a list stands.
///
/// Every order ends in `id`, so that equal instants neither repeat nor vanish.
package enum TicketSort: String, CaseIterable, Sendable {
    /// Longest without an answer first; tickets nobody waits on follow.
    case waiting
    case newest
    case updated
    case oldest
    /// Most urgent first, within that the oldest.
    case priority
    /// Most likely dissatisfied first, unsolved tickets only having a risk.
    case risk

    var order: SQL {
        switch self {
        case .waiting: "t.waiting_since, t.id"
        case .newest: "t.created_at DESC, t.id DESC"
        case .updated: "t.updated_at DESC, t.id DESC"
        case .oldest: "t.created_at, t.id"
        case .priority: "\(TicketSort.rank), t.created_at, t.id"
        case .risk: "\(TicketSort.probability) DESC, t.id DESC"
        }
    }

    private static let probability: SQL = """
        COALESCE((
            SELECT k.probability FROM current_risks AS k
            WHERE k.kind = 'satisfaction' AND k.subject_id = t.id AND t.status IN ('open', 'waiting', 'snoozed')), -1)
        """

    private static let rank: SQL =
        "array_position(ARRAY['urgent', 'high', 'normal', 'low'], t.priority)"

    /// How many parts this order's cursor has.
    package var cursorParts: Int { self == .priority ? 3 : 2 }

    func cursor(_ ticket: Ticket) -> Cursor {
        switch self {
        case .waiting: Cursor([ticket.times.waitingSince?.rfc3339, ticket.id.description])
        case .newest, .oldest: Cursor([ticket.times.createdAt.rfc3339, ticket.id.description])
        case .updated: Cursor([ticket.times.updatedAt.rfc3339, ticket.id.description])
        case .risk: Cursor([String(ticket.risk?.probability ?? -1), ticket.id.description])
        case .priority: Cursor([ticket.priority.rawValue, ticket.times.createdAt.rfc3339, ticket.id.description])
        }
    }

    /// The condition on `tickets AS t` for what comes after `cursor`.
    ///
    /// - Throws: `Problem.malformed` when the cursor is of another list.
    func after(_ cursor: Cursor) throws -> SQL {
        guard let id = cursor.parts.last.flatMap({ $0 }).flatMap({ ID<Ticket>($0) }) else { throw TicketSort.strange }
        if self == .waiting, cursor.parts.first == .some(nil) { return "t.waiting_since IS NULL AND t.id > \(id)" }
        if self == .risk {
            guard let risk = cursor.parts.first.flatMap({ $0 }).flatMap(Double.init) else { throw TicketSort.strange }
            return "(\(TicketSort.probability), t.id) < (\(risk)::double precision, \(id)::uuid)"
        }
        guard let at = cursor.parts[cursor.parts.count - 2].flatMap({ Date(rfc3339: $0) }) else {
            throw TicketSort.strange
        }
        switch self {
        case .waiting:
            return "((t.waiting_since, t.id) > (\(at)::timestamptz, \(id)::uuid) OR t.waiting_since IS NULL)"
        case .newest: return "(t.created_at, t.id) < (\(at)::timestamptz, \(id)::uuid)"
        case .updated: return "(t.updated_at, t.id) < (\(at)::timestamptz, \(id)::uuid)"
        case .oldest: return "(t.created_at, t.id) > (\(at)::timestamptz, \(id)::uuid)"
        case .risk: return "true"  // Answered above: it has no moment.
        case .priority:
            guard let priority = cursor.parts[0].flatMap(TicketPriority.init(rawValue:)) else {
                throw TicketSort.strange
            }
            let place = [TicketPriority.urgent, .high, .normal, .low].firstIndex(of: priority).map { $0 + 1 } ?? 1
            return "(\(TicketSort.rank), t.created_at, t.id) > (\(place)::int, \(at)::timestamptz, \(id)::uuid)"
        }
    }

    private static let strange = Problem.foreignCursor
}
