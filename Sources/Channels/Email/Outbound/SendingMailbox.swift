package import Basics
package import EventLoop
package import Foundation
package import Postgres
import Web

/// The mailbox mail leaves by: how it names itself and signs.
package struct SendingMailbox: Sendable {
    /// Whose name stands before the address.
    package enum SenderName: String, Sendable {
        case agent
        case team
        case inbox
    }

    package let id: UUID
    package let name: String
    package let enabled: Bool
    /// `local@domain`; `nil` while nobody has entered it.
    package let address: String?
    package let senderName: SenderName
    package let signature: Words
    /// Whether mail to `local+tag@domain` reaches it.
    package let takesTags: Bool
    /// Whether the message answered is quoted below the answer.
    package let quotes: Bool
    /// How long an answer may be taken back after it was sent.
    package let undoSeconds: Int

    package init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        enabled = try row["enabled"]
        let settings: JSONValue = try row["settings"]
        let mail = settings["mail"]
        let address = mail?["address"]?.string ?? ""
        self.address = address.contains("@") ? address : nil
        senderName = mail?["sender_name"]?.string.flatMap(SenderName.init(rawValue:)) ?? .agent
        signature = Words(mail?["signature"])
        takesTags = mail?["tagged_addresses"]?.bool ?? Self.takesTags(address)
        quotes = mail?["quote_history"]?.bool ?? false
        undoSeconds = min(60, max(0, mail?["undo_seconds"]?.number.flatMap { Int(exactly: $0) } ?? 10))
    }

    /// What stands after the `@`.
    package var domain: String { address.map { String($0.drop { $0 != "@" }.dropFirst()) } ?? "" }

    /// The sender as people see one.
    package func sender(author: String, team: String) -> MailAddress? {
        guard let address else { return nil }
        let chosen: String =
            switch senderName {
            case .agent: author
            case .team: team
            case .inbox: name
            }
        return MailAddress(name: chosen.isEmpty ? name : chosen, address: address)
    }

    /// Providers known to refuse tagged addresses: an answer to such a Reply-To would come back to the customer.
    private static let untagged: Set<String> = [
        "163.com", "126.com", "yeah.net", "188.com", "vip.163.com", "vip.126.com", "qq.com", "vip.qq.com",
        "foxmail.com",
        "sina.com", "sina.cn", "sohu.com", "139.com", "189.cn", "wo.cn", "aliyun.com", "yahoo.com", "aol.com",
    ]

    private static func takesTags(_ address: String) -> Bool {
        !untagged.contains(address.drop { $0 != "@" }.dropFirst().lowercased())
    }
}

extension Words {
    /// Words as stored in settings.
    package init(_ value: JSONValue?) {
        guard case .object(let words) = value else {
            self.init()
            return
        }
        self.init(words.compactMapValues(\.string))
    }
}

/// Reads mailboxes as senders.
@Loop package struct SendingMailboxStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    package func mailbox(_ id: UUID) async throws -> SendingMailbox? {
        try await connection.first(
            SendingMailbox.init,
            "SELECT id, name, enabled, settings FROM inboxes WHERE id = \(id) AND kind = 'email'")
    }

    /// The mailbox mail without one of its own leaves by: the chosen one, else the oldest that can send.
    package func usable(preferring chosen: UUID? = nil) async throws -> UUID? {
        try await connection.first(
            { row in try row["id"] },
            """
            SELECT id
            FROM inboxes
            WHERE kind = 'email' AND enabled AND COALESCE(settings #>> '{mail,address}', '') <> ''
            ORDER BY id = \(chosen) DESC NULLS LAST, created_at, id
            LIMIT 1
            """)
    }

    /// Every address the company's mailboxes have, in lower case: mail to them would talk to itself.
    package func ownAddresses() async throws -> Set<String> {
        Set(
            try await connection.rows(
                { row in try row["address"] as String },
                """
                SELECT lower(settings #>> '{mail,address}') AS address
                FROM inboxes
                WHERE kind = 'email' AND settings #>> '{mail,address}' <> ''
                UNION
                SELECT lower(alias)
                FROM inboxes, jsonb_array_elements_text(
                    CASE jsonb_typeof(settings #> '{mail,aliases}')
                        WHEN 'array' THEN settings #> '{mail,aliases}' ELSE '[]'
                    END) AS alias
                WHERE kind = 'email'
                ORDER BY address
                """))
    }

    /// Whether an address, tagged or not, is one of the company's own.
    package static func isOwn(_ address: String, among own: Set<String>) -> Bool {
        let key = address.lowercased()
        if own.contains(key) { return true }
        let parts = key.split(separator: "@", maxSplits: 1)
        guard parts.count == 2, let base = parts[0].split(separator: "+").first else { return false }
        return own.contains("\(base)@\(parts[1])")
    }
}
