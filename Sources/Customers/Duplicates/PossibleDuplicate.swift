import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Somebody who may be the same person, and what the two share.
struct PossibleDuplicate: Sendable, Equatable, JSONWritable {
    let id: ID<Customer>
    let name: String
    /// `email` (the very address), `mailbox` (another spelling of it), `phone`, `name`.
    let matches: [String]

    init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        matches = try row["matches"]
    }

    private init(example id: UUID) {
        self.id = ID(id)
        name = "王小明"
        matches = ["phone", "name"]
    }

    static var example: PossibleDuplicate { PossibleDuplicate(example: Examples.customer) }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("matches", matches)
        }
    }

    var value: JSONValue {
        .object([
            "id": .string(id.description), "name": .string(name), "matches": .array(matches.map(JSONValue.string)),
        ])
    }
}

/// The body of `POST /customers/possible-duplicates`: what has been typed so far.
struct TwinInput: Decodable, WireType {
    let name: String?
    let email: String?
    let phone: String?

    static var example: TwinInput { TwinInput(name: "小明王", email: "ming@example.com", phone: "13800138000") }

    /// What is fit to be compared; half an address is not.
    var details: CustomerDetails {
        CustomerDetails(
            name: String((name ?? "").trimmingBlanks.prefix(200)), email: email.flatMap(EmailAddress.checked),
            phone: phone.flatMap(PhoneNumber.init)?.number)
    }
}

/// Who is known already.
struct TwinList: WireType, JSONWritable {
    let items: [PossibleDuplicate]

    static var example: TwinList { TwinList(items: [.example]) }

    func write(to json: inout JSONWriter) {
        json.object { json in json.field("items", items) }
    }
}

extension CustomerStore {
    /// Customers who share an address, a mailbox, a number or the name with `details` (`DuplicateRule`), best match first,
    /// at most 5.
    func possibleDuplicates(of details: CustomerDetails) async throws -> [PossibleDuplicate] {
        let digits = details.phones.compactMap { PhoneNumber($0.number)?.digits }
        let sent: SQL = """
            SELECT NULL::uuid AS id, \(details.name)::text AS name, \(details.emails.map(\.address))::text[] AS addresses,
                \(digits)::text[] AS digits
            """
        return try await connection.rows(
            PossibleDuplicate.init,
            """
            WITH \(DuplicateRule.found(sent))
            SELECT c.id, c.name, array_agg(f.match ORDER BY f.rank) AS matches
            FROM found AS f
            JOIN customers AS c ON c.id = f.id AND c.deleted_at IS NULL
            GROUP BY c.id, c.name
            ORDER BY min(f.rank), count(*) DESC, c.id
            LIMIT 5
            """)
    }

    /// The refusal of an address that is another customer's.
    func emailTaken(_ addresses: [String], notBy id: ID<Customer>?) async throws -> Problem {
        let owner = try await connection.first(
            { row -> (ID<Customer>, String, String) in (try row["id"], try row["name"], try row["address"]) },
            """
            SELECT c.id, c.name, e.address
            FROM customer_emails e JOIN customers c ON c.id = e.customer_id
            WHERE lower(e.address) = ANY(\(addresses.map { $0.lowercased() })::text[]) AND NOT e.released
              AND c.id IS DISTINCT FROM \(id)::uuid
            ORDER BY c.id
            LIMIT 1
            """)
        var problem = Problem.conflict(
            "email-taken", "This e-mail address belongs to another customer",
            owner.map { "\($0.2) belongs to \($0.1.isEmpty ? "the customer" : $0.1) (\($0.0))." } ?? "It is in use.",
            fields: [Problem.Field("/emails", "belongs to another customer")])
        if let owner {
            problem.members["possible_duplicates"] = .array([
                .object([
                    "id": .string(owner.0.description), "name": .string(owner.1), "matches": .array([.string("email")]),
                ])
            ])
        }
        return problem
    }

    /// `text` as a literal inside a LIKE pattern.
    static func escaped(_ text: String) -> String {
        var pattern = ""
        for character in text {
            if "\\%_".contains(character) { pattern.append("\\") }
            pattern.append(character)
        }
        return pattern
    }
}
