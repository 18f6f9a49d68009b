package import Basics
package import EventLoop
package import Foundation
import Gateway
package import Postgres
package import Web

/// Every SQL statement about the audit log.
@Loop package struct AuditStore {
    private let connection: Connection
    private let clock: WallClock

    package init(_ connection: Connection, clock: WallClock = .system) {
        self.connection = connection
        self.clock = clock
    }

    /// Writes the entry in the caller's transaction: the act and its record stand or fall together.
    ///
    /// It travels with the transaction's next statement, so it costs no journey of its own.
    package func record(_ entry: AuditEntry, remoteAddress: String?) async throws {
        let now = clock.now
        let id = ID<AuditRecord>.make(at: now)
        try await connection.send(
            """
            INSERT INTO audit_entries
                (id, at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, changes, remote_address)
            VALUES
                (\(id), \(now), \(entry.actor.kind.rawValue), \(entry.actor.id), \(entry.actor.name), \(entry.action),
                 \(entry.subjectKind), \(entry.subjectID), \(entry.changesValue), \(remoteAddress))
            """)
    }

    /// Records what the asker of `request` did to a thing.
    package func record(
        _ action: String, _ subjectKind: String, _ subjectID: UUID?, _ changes: AuditChanges = AuditChanges(),
        by request: Request
    ) async throws {
        try await record(
            AuditEntry(
                actor: request.principal, action: action, subjectKind: subjectKind, subjectID: subjectID,
                changes: changes.changes),
            remoteAddress: request.head.remoteAddress)
    }

    /// What a reader of the log may ask for.
    struct Filter: Sendable {
        var actorID: UUID?
        /// An action, or the part before a dot for all of its kind.
        var action: String?
        var subjectKind: String?
        var subjectID: UUID?
        var from: Date?
        var to: Date?
    }

    /// Entries that match, newest first, at most `limit`.
    func entries(_ filter: Filter, before: (at: Date, id: ID<AuditRecord>)?, limit: Int) async throws -> [AuditRecord] {
        var conditions: [SQL] = ["true"]
        if let actorID = filter.actorID { conditions.append("actor_id = \(actorID)") }
        if let action = filter.action {
            conditions.append("(action = \(action) OR starts_with(action, \(action + ".")))")
        }
        if let kind = filter.subjectKind { conditions.append("subject_kind = \(kind)") }
        if let id = filter.subjectID { conditions.append("subject_id = \(id)") }
        if let from = filter.from { conditions.append("at >= \(from)") }
        if let to = filter.to { conditions.append("at < \(to)") }
        if let before { conditions.append("(at, id) < (\(before.at), \(before.id))") }
        return try await connection.rows(
            AuditRecord.init,
            """
            SELECT id, at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, changes, remote_address
            FROM audit_entries
            WHERE \(SQL.joined(conditions, separator: " AND "))
            ORDER BY at DESC, id DESC
            LIMIT \(limit)
            """)
    }
}
