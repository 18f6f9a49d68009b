import Basics
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing

private enum Colour: String, SQLText { case red, green }
private enum Parcel {}

@Loop @Suite("Values on their way to PostgreSQL and back") struct CodingTests {
    private func same<T: SQLEncodable & SQLDecodable & Equatable>(_ value: T, _ type: StaticString) async throws {
        let database = try await Shared.database()
        let back: T = try await database.connection.one(
            { try $0["value"] }, "SELECT \(value)::\(identifier: type) AS value")
        #expect(back == value)
        let array: [T] = try await database.connection.one(
            { try $0["value"] }, "SELECT \([value, value])::\(identifier: type)[] AS value")
        #expect(array == [value, value])
    }

    @Test(
        "text keeps every character",
        arguments: [
            "", "NULL", "null", "a\"b\\c{},'", "小梅 🐘 e\u{301}", "line\nbreak\ttab", " ", "\\x41",
        ])
    func text(_ text: String) async throws { try await same(text, "text") }

    @Test("whole numbers keep their value up to both ends", arguments: [0, -1, 42, Int.max, Int.min])
    func integers(_ number: Int) async throws { try await same(number, "bigint") }

    @Test("fractions keep every bit", arguments: [0.1, -1e300, .leastNonzeroMagnitude, .infinity])
    func fractions(_ number: Double) async throws { try await same(number, "float8") }

    @Test("truth, enums and identities come back")
    func others() async throws {
        try await same(true, "boolean")
        try await same(false, "boolean")
        try await same(Colour.green, "text")
        try await same(UUID(), "uuid")
        try await same(ID<Parcel>.make(at: Date()), "uuid")
    }

    @Test(
        "instants keep their microseconds and compare equal",
        arguments: [
            "1969-12-31T23:59:59.999999Z", "1970-01-01T00:00:00.000000Z", "2026-11-23T08:15:30.123456Z",
            "2024-02-29T12:00:00.000001Z", "2026-03-01T00:00:00.100000Z", "0099-01-01T00:00:00.000000Z",
        ])
    func instants(_ text: String) async throws {
        let date = try #require(Date(rfc3339: text))
        let database = try await Shared.database()
        let (back, shown) = try await database.connection.one(
            { (try $0["value"] as Date, try $0["shown"] as String) },
            """
            SELECT \(date)::timestamptz AS value,
                   to_char(\(date)::timestamptz, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS shown
            """)
        #expect(back.rfc3339 == text)
        #expect(shown == text)
    }

    @Test("what the clock says is equal after a trip through the database")
    func now() async throws { try await same(WallClock.system.now, "timestamptz") }

    @Test("bytes come back, also none and all 256")
    func bytes() async throws {
        let database = try await Shared.database()
        for bytes in [[], Array(0...255)] as [[UInt8]] {
            let back: [UInt8] = try await database.connection.one(
                { try $0["value"] }, "SELECT \(bytes)::bytea AS value")
            #expect(back == bytes)
        }
    }

    @Test("JSON comes back by value")
    func json() async throws {
        let database = try await Shared.database()
        let value = JSONValue.object(["a": .array([.number(1), .null, .bool(true)]), "b \"": .string("ü\u{1}\\")])
        let back: JSONValue = try await database.connection.one(
            { try $0["value"] }, "SELECT \(value)::jsonb AS value")
        #expect(back == value)
    }

    @Test("NULL is nil in both directions, also inside an array and for an empty array")
    func nulls() async throws {
        let database = try await Shared.database()
        let nothing: String? = nil
        let back: String? = try await database.connection.one(
            { try $0["value"] }, "SELECT \(nothing)::text AS value")
        #expect(back == nil)
        let count: Int = try await database.connection.one(
            { try $0["count"] },
            "SELECT COUNT(*) AS count FROM unnest(\(["a", nil, "NULL"])::text[]) AS value WHERE value IS NULL")
        #expect(count == 1)
        let none: [Int] = try await database.connection.one({ try $0["value"] }, "SELECT \([Int]())::bigint[] AS value")
        #expect(none == [])
    }

    @Test("a NULL where a value is needed names statement, column and both types")
    func unexpectedNull() async throws {
        let database = try await Shared.database()
        let error = await #expect(throws: DatabaseError.self) {
            try await database.connection.one({ try $0["amount"] as Int }, "SELECT NULL::text AS amount")
        }
        #expect(error?.kind == .decoding)
        #expect(error?.message == "Column \"amount\" of type text cannot be read as Int: it is NULL.")
        #expect(error?.statement == "SELECT NULL::text AS amount")
    }

    @Test("a value of another type, an unknown word and a missing column are refused")
    func mismatch() async throws {
        let connection = try await Shared.database().connection
        let wrong = await #expect(throws: DatabaseError.self) {
            try await connection.one({ try $0["x"] as Int }, "SELECT 'seven'::text AS x")
        }
        #expect(wrong?.message == "Column \"x\" of type text cannot be read as Int: it is not a whole number.")
        let word = await #expect(throws: DatabaseError.self) {
            try await connection.one({ try $0["x"] as Colour }, "SELECT 'blue'::text AS x")
        }
        #expect(word?.kind == .decoding)
        let missing = await #expect(throws: DatabaseError.self) {
            try await connection.one({ try $0["y"] as Int }, "SELECT 1 AS x")
        }
        #expect(missing?.message == "The answer has no column \"y\" to read as Int.")
    }

    @Test("U+0000 in text is refused and not cut off")
    func zero() async throws {
        let connection = try await Shared.database().connection
        let problem = await #expect(throws: Problem.self) {
            try await connection.execute("SELECT \("a\0b")::text")
        }
        #expect(problem?.kind == "malformed")
    }
}

@Suite("Statements and their pieces") struct SQLTests {
    @Test("values become numbered parameters and never text")
    func parameters() {
        let evil = "'; DROP TABLE tickets; --"
        let sql: SQL = "SELECT \(evil), \(7), \(nil as Int?)"
        #expect(sql.text == "SELECT $1, $2, $3")
        #expect(sql.parameters == [evil, "7", nil])
    }

    @Test("a spliced piece is counted on from where it stands")
    func splicing() {
        let filter = SQL.joined(["a = \(1)", "b = \(2)", "c"], separator: " AND ")
        let sql: SQL = "SELECT \(0) WHERE \(filter) ORDER BY \(identifier: "name") LIMIT \(3)"
        #expect(sql.text == "SELECT $1 WHERE a = $2 AND b = $3 AND c ORDER BY name LIMIT $4")
        #expect(sql.parameters == ["0", "1", "2", "3"])
        #expect((sql + " OFFSET \(4)").text.hasSuffix("LIMIT $4 OFFSET $5"))
        #expect(SQL.joined([], separator: ", ").isEmpty)
    }
}
