import Basics
package import EventLoop
import Foundation
package import Postgres

/// Every SQL statement about tags.
@Loop package struct TagStore {
    let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Tags whose name begins with `prefix`, by name.
    func tags(prefix: String) async throws -> [Tag] {
        try await connection.rows(
            Self.tag,
            """
            SELECT x.id, x.name, x.color, x.version,
                (SELECT count(*) FROM ticket_tags AS tt WHERE tt.tag_id = x.id) AS ticket_count
            FROM tags AS x
            WHERE starts_with(lower(x.name), lower(\(prefix)))
            ORDER BY lower(x.name), x.id
            LIMIT 1000
            """)
    }

    func tag(_ id: ID<Tag>) async throws -> Tag? {
        try await connection.first(
            Self.tag,
            """
            SELECT x.id, x.name, x.color, x.version,
                (SELECT count(*) FROM ticket_tags AS tt WHERE tt.tag_id = x.id) AS ticket_count
            FROM tags AS x
            WHERE x.id = \(id)
            """)
    }

    private static let tag: (Row) throws -> Tag = { row in
        Tag(
            id: try row["id"], name: try row["name"], color: try row["color"], ticketCount: try row["ticket_count"],
            version: try row["version"])
    }

    /// - Throws: `Problem` of kind `tag-exists`.
    func insert(_ id: ID<Tag>, name: String, color: String, at now: Date) async throws {
        try await translating {
            try await connection.execute(
                """
                INSERT INTO tags (id, name, color, created_at)
                VALUES (\(id), \(name), \(color), \(now))
                """)
        }
    }

    /// - Throws: `Problem` of kind `tag-exists`.
    func update(_ tag: Tag) async throws {
        try await translating {
            try await connection.execute(
                """
                UPDATE tags
                SET name = \(tag.name), color = \(tag.color), version = version + 1
                WHERE id = \(tag.id)
                """)
        }
    }

    /// - Returns: Whether there was such a tag.
    func delete(_ id: ID<Tag>) async throws -> Bool {
        try await connection.execute("DELETE FROM tags WHERE id = \(id)") > 0
    }

    private func translating(_ body: () async throws -> Int) async throws {
        do {
            _ = try await body()
        } catch let error as DatabaseError where error.isUniqueViolation("tags_name_unique") {
            throw Problem.conflict("tag-exists", "There is a tag of that name", "Use it, or choose another name.")
        }
    }

    /// The names of the ticket's tags, in order.
    func names(on ticket: ID<Ticket>) async throws -> [String] {
        try await connection.rows(
            { row in try row["name"] },
            """
            SELECT x.name
            FROM ticket_tags AS tt
            JOIN tags AS x ON x.id = tt.tag_id
            WHERE tt.ticket_id = \(ticket)
            ORDER BY x.name, x.id
            """)
    }

    /// Makes `names` the ticket's tags; names not known yet become tags.
    ///
    /// - Returns: The names added and removed, in order.
    func set(_ names: [String], on ticket: ID<Ticket>, at now: Date) async throws -> (
        added: [String], removed: [String]
    ) {
        let fresh = names.map { _ in ID<Tag>.make(at: now) }
        try await connection.execute(
            """
            INSERT INTO tags (id, name, created_at)
            SELECT id, name, \(now)::timestamptz
            FROM unnest(\(fresh)::uuid[], \(names)::text[]) AS n (id, name)
            ON CONFLICT DO NOTHING
            """)
        return try await connection.one(
            { row in (added: try row["added"], removed: try row["removed"]) },
            """
            WITH wanted AS (
                SELECT id, name FROM tags WHERE lower(name) = ANY (\(names.map { $0.lowercased() }))
            ), gone AS (
                DELETE FROM ticket_tags
                WHERE ticket_id = \(ticket) AND tag_id NOT IN (SELECT id FROM wanted)
                RETURNING tag_id
            ), come AS (
                INSERT INTO ticket_tags (ticket_id, tag_id)
                SELECT \(ticket)::uuid, id FROM wanted
                ON CONFLICT DO NOTHING
                RETURNING tag_id
            )
            SELECT ARRAY(SELECT x.name FROM come JOIN tags AS x ON x.id = come.tag_id ORDER BY x.name) AS added,
                ARRAY(SELECT x.name FROM gone JOIN tags AS x ON x.id = gone.tag_id ORDER BY x.name) AS removed
            """)
    }
}
