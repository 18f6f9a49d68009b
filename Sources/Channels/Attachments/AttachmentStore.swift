package import Basics
package import EventLoop
package import Foundation
package import Postgres

/// Every SQL statement about attachments.
@Loop package struct AttachmentStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = """
        id, sha256, name, content_type, size_bytes, width, height, owner_kind, owner_id, ticket_id, private, created_at
        """

    package func attachment(_ id: ID<Attachment>) async throws -> Attachment? {
        try await connection.first(Attachment.init, "SELECT \(Self.columns) FROM attachments WHERE id = \(id)")
    }

    /// These attachments; unknown ids are left out.
    package func attachments(_ ids: [UUID]) async throws -> [Attachment] {
        try await connection.rows(
            Attachment.init, "SELECT \(Self.columns) FROM attachments WHERE id = ANY(\(ids)) ORDER BY created_at, id")
    }

    func insert(_ attachment: Attachment) async throws {
        try await connection.execute(
            """
            INSERT INTO attachments
                (id, sha256, name, content_type, size_bytes, width, height, owner_kind, owner_id, created_at)
            VALUES
                (\(attachment.id), \(attachment.sha256), \(attachment.name), \(attachment.contentType),
                 \(attachment.sizeBytes), \(attachment.width), \(attachment.height), \(attachment.ownerKind),
                 \(attachment.ownerID), \(attachment.createdAt))
            """)
    }

    /// How many of these files the visitor uploaded and has not sent yet.
    func unsentCount(_ ids: [UUID], ofVisitor visitorID: UUID) async throws -> Int {
        try await connection.one(
            { try $0["count"] },
            """
            SELECT count(*) AS count FROM attachments
            WHERE id = ANY(\(ids)) AND owner_kind = 'visitor' AND owner_id = \(visitorID) AND ticket_id IS NULL
            """)
    }

    /// Forgets files nobody sent that were uploaded before `limit`, and names the contents nothing points to any more.
    ///
    /// A draft keeps its files. The contents are locked against `insert` by the caller's transaction only as far as the
    /// row is concerned; `AttachmentFiles` looks again before it removes bytes.
    func deleteUnused(before limit: Date) async throws -> [String] {
        try await connection.rows(
            { try $0["sha256"] },
            """
            WITH gone AS (
                DELETE FROM attachments a
                WHERE a.ticket_id IS NULL AND NOT a.kept AND a.created_at < \(limit)
                  AND NOT EXISTS (SELECT FROM drafts d WHERE a.id = ANY(d.attachment_ids))
                  AND NOT EXISTS (SELECT FROM scheduled_replies s WHERE a.id = ANY(s.attachment_ids))
                RETURNING a.id, a.sha256
            )
            SELECT DISTINCT g.sha256
            FROM gone g
            WHERE NOT EXISTS (
                SELECT FROM attachments k WHERE k.sha256 = g.sha256 AND k.id NOT IN (SELECT id FROM gone))
            ORDER BY g.sha256
            """)
    }

    /// Holds files for something that is no ticket, or lets them go again; those let go are removed like unused ones.
    package func keep(_ ids: [UUID], _ kept: Bool) async throws {
        try await connection.execute("UPDATE attachments SET kept = \(kept) WHERE id = ANY(\(ids))")
    }

    func isKept(sha256: String) async throws -> Bool {
        try await connection.one(
            { try $0["kept"] }, "SELECT EXISTS (SELECT FROM attachments WHERE sha256 = \(sha256)) AS kept")
    }
}
