import Basics
import Customers
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@Suite("Duplicates")
@Loop struct DuplicateTests {
    private func pairs(_ records: Records) async -> [JSONValue] {
        await records.client.call("GET", "/customers/duplicates").json["items"]?.array ?? []
    }

    private func kinds(_ pair: JSONValue) -> [String] {
        (pair["reasons"]?.array ?? []).compactMap { $0["kind"]?.string }
    }

    @Test("are found by mailbox, number and the name in any order, the likeliest first, each with its reasons")
    func sweep() async throws {
        try await Records.open { records in
            _ = try await records.id(of: #"{"name": "王小明", "phones": [{"number": "138 0013 8000"}]}"#)
            _ = try await records.id(of: #"{"name": "小明 王", "phones": [{"number": "+86 13800138000"}]}"#)
            _ = try await records.id(of: #"{"name": "Ming WANG", "emails": [{"address": "m.wang@gmail.com"}]}"#)
            _ = try await records.id(
                of: #"{"name": "Ｗang Ming", "emails": [{"address": "mwang+shop@googlemail.com"}]}"#)
            _ = try await records.id(of: #"{"name": "Li Na", "phones": [{"number": "+49 30 1234567"}]}"#)
            _ = try await records.id(of: #"{"name": "Tom", "country": "DE", "phones": [{"number": "030 1234567"}]}"#)
            let found = await records.client.call("POST", "/customers/duplicates/search")
            #expect(found.json["pair_count"] == .number(3))
            let all = await pairs(records)
            #expect(all.map { kinds($0) } == [["email", "name"], ["name", "phone"], ["phone"]])
            #expect(all.map { $0["score"] } == [.number(0.95), .number(0.75), .number(0.5)])
        }
    }

    @Test("that are not the same are remembered over sweeps until reconsidered; merged ones are gone")
    func dismissal() async throws {
        try await Records.open { records in
            let one = try await records.id(of: #"{"name": "Anna Schmidt"}"#)
            let other = try await records.id(of: #"{"name": "Schmidt, Anna"}"#)
            let path = "/customers/\(other)/duplicates/\(one)/dismissal"
            _ = await records.client.call("POST", "/customers/duplicates/search")
            #expect(await pairs(records).count == 1)
            #expect(await records.client.call("PUT", path).status == 204)
            _ = await records.client.call("POST", "/customers/duplicates/search")
            #expect(await pairs(records).isEmpty)
            #expect(await records.client.call("DELETE", path).status == 204)
            let mine = await records.client.call("GET", "/customers/\(one)/duplicates")
            #expect(mine.json["items"]?.array?.count == 1)
            _ = await records.client.call("POST", "/customers/\(one)/merges", json: #"{"other_id": "\#(other)"}"#)
            #expect(await pairs(records).isEmpty)
        }
    }

    @Test("a name shared by very many says nothing")
    func commonNames() async throws {
        try await Records.open { records in
            try await records.database.connection.execute(
                "INSERT INTO customers (id, name) SELECT gen_random_uuid(), '李伟' FROM generate_series(1, 30)")
            let found = await records.client.call("POST", "/customers/duplicates/search")
            #expect(found.json["pair_count"] == .number(0))
        }
    }

    @Test(
        "are told while one types",
        arguments: [
            (#"{"name": "小明王"}"#, "name"), (#"{"name": "ming WANG li"}"#, "none"),
            (#"{"phone": "13800138000"}"#, "phone"),
            (#"{"phone": "010-65512345"}"#, "phone"), (#"{"email": "xiao.ming+shop@gmail.com"}"#, "mailbox"),
            (#"{"email": "xiao"}"#, "none"),
        ])
    func whileTyping(body: String, match: String) async throws {
        try await Records.open { records in
            _ = try await records.id(
                of: """
                    {"name": "王小明", "emails": [{"address": "xiaoming@gmail.com"}],
                     "phones": [{"number": "+86 138 0013 8000"}, {"number": "+86 10 6551 2345"}]}
                    """)
            let found = await records.client.call("POST", "/customers/possible-duplicates", json: body)
            let matches = (found.json["items"]?.array ?? []).flatMap {
                ($0["matches"]?.array ?? []).compactMap(\.string)
            }
            #expect(matches == (match == "none" ? [] : [match]), "\(found.text)")
        }
    }

    @Test("landlines with and without the country's code are one number")
    func landlines() async throws {
        try await Records.open { records in
            for (number, key) in [
                ("010-65512345", "861065512345"), ("0571 8765 4321", "8657187654321"),
                ("+86 571 87654321", "8657187654321"),
                ("13800138000", "8613800138000"), ("020 7946 0018", "862079460018"), ("65512345", ""),
            ] {
                let found: String? = try await records.database.connection.one(
                    { try $0["key"] },
                    """
                    SELECT customer_phone_key(\(number), regexp_replace(\(number), '[^0-9]', '', 'g'), NULL) AS key
                    """)
                #expect((found ?? "") == key)
            }
        }
    }

    @Test("are told when a customer is made: the name swapped, another spelling of the mailbox")
    func onCreate() async throws {
        try await Records.open { records in
            _ = await records.make(#"{"name": "Ming Wang", "emails": [{"address": "ming@example.com"}]}"#)
            let swapped = await records.make(#"{"name": "wang  MING"}"#)
            #expect(swapped.json["possible_duplicates"]?.array?.first?["matches"] == .array([.string("name")]))
            let tagged = await records.make(#"{"name": "X", "emails": [{"address": "Ming+news@example.com"}]}"#)
            #expect(tagged.json["type"] == .string("/problems/possible-duplicate"))
            #expect(tagged.json["possible_duplicates"]?.array?.first?["matches"] == .array([.string("mailbox")]))
        }
    }
}
