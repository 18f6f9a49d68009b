import Basics
package import EventLoop
import Foundation
package import Postgres
import Web

/// Every SQL statement about canned replies.
@Loop package struct CannedReplyStore {
    let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let reply: (Row) throws -> CannedReply = { row in
        CannedReply(
            id: try row["id"], shortcut: try row["shortcut"], title: try row["title"], text: try row["text"],
            locale: try row["locale"], teamID: try row["team_id"],
            actions: try row.bytes("actions").map { try Input.decode(TicketActions.self, from: $0) },
            version: try row["version"])
    }

    /// Those whose shortcut, title or text holds `question`; shortcuts that begin with it come first.
    func replies(question: String) async throws -> [CannedReply] {
        try await connection.rows(
            Self.reply,
            """
            SELECT id, shortcut, title, text, locale, team_id, actions, version
            FROM canned_replies
            WHERE \(question) = '' OR strpos(lower(shortcut), lower(\(question))) > 0
                OR strpos(lower(title), lower(\(question))) > 0 OR strpos(lower(text), lower(\(question))) > 0
            ORDER BY starts_with(lower(shortcut), lower(\(question))) DESC, lower(shortcut), id
            LIMIT 1000
            """)
    }

    func reply(_ id: ID<CannedReply>) async throws -> CannedReply? {
        try await connection.first(
            Self.reply,
            """
            SELECT id, shortcut, title, text, locale, team_id, actions, version
            FROM canned_replies
            WHERE id = \(id)
            """)
    }

    /// - Throws: `Problem` of kind `shortcut-taken`; `Problem.invalid` when there is no such team.
    func insert(_ reply: CannedReply, at now: Date) async throws {
        try await translating {
            try await connection.execute(
                """
                INSERT INTO canned_replies (id, shortcut, title, text, locale, team_id, actions, created_at,
                    updated_at)
                VALUES (\(reply.id), \(reply.shortcut), \(reply.title), \(reply.text), \(reply.locale),
                    \(reply.teamID), \(try Self.json(reply.actions)), \(now), \(now))
                """)
        }
    }

    /// - Throws: `Problem` of kind `shortcut-taken`; `Problem.invalid` when there is no such team.
    func update(_ reply: CannedReply, at now: Date) async throws {
        try await translating {
            try await connection.execute(
                """
                UPDATE canned_replies
                SET shortcut = \(reply.shortcut), title = \(reply.title), text = \(reply.text),
                    locale = \(reply.locale), team_id = \(reply.teamID), actions = \(try Self.json(reply.actions)),
                    updated_at = \(now), version = version + 1
                WHERE id = \(reply.id)
                """)
        }
    }

    /// - Returns: Whether there was such a reply.
    func delete(_ id: ID<CannedReply>) async throws -> Bool {
        try await connection.execute("DELETE FROM canned_replies WHERE id = \(id)") > 0
    }

    private static func json(_ actions: TicketActions?) throws -> JSONValue? {
        try actions.map { try JSONValue(parsing: JSONWriter.write($0)) }
    }

    private func translating(_ body: () async throws -> Int) async throws {
        do {
            _ = try await body()
        } catch let error as DatabaseError where error.isUniqueViolation("canned_replies_shortcut_unique") {
            throw Problem.conflict("shortcut-taken", "That shortcut is in use", "Choose another shortcut.")
        } catch let error as DatabaseError where error.sqlState == "23503" {
            throw Problem.invalid("/team_id", "must be a team")
        }
    }
}
