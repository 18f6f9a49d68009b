import Basics
import EventLoop
import Foundation
import Imports
import TestSupport
import Testing

@Suite("Rows that look like somebody already here") struct LookalikeTests {
    private static let before = """
        external_id,name,email,phone
        C-1,王小明,ming.wang@gmail.com,13800138000
        C-2,Ada Park,ada@example.com,
        """
    private static let file = """
        name,email,phone
        小明王,,
        Park Ada,a.park@work.example,
        Somebody,mingwang+shop@gmail.com,
        Other,other@example.com,+86 138 0013 8000
        Twin,twin@example.com,
        Twin,twin@work.example,
        Ada Park,ada@example.com,
        """

    @Test("the preview names them: the name in either order, another spelling of the mailbox, the number with its code")
    func previews() async throws {
        try await ImportOffice.open { office in
            _ = try await office.bringIn("customers", Self.before)
            let made = await office.upload("customers", Array(Self.file.utf8))
            let id = try #require(made.json["id"]?.string)
            #expect(made.json["on_lookalike"] == .string("create"))
            let preview = await office.client.call("GET", "/imports/\(id)/preview")
            #expect(preview.counts == [6, 0, 1, 0])
            #expect(preview.json["rows_lookalike"] == .number(4))
            let found = preview.json["lookalikes"]?.array ?? []
            #expect(found.map { $0["row"] } == [1, 2, 3, 4].map { .number($0) })
            #expect(found.map { $0["name"]?.string } == ["王小明", "Ada Park", "王小明", "王小明"])
            #expect(
                found.map { $0["matches"]?.array?.map(\.string) } == [["name"], ["name"], ["mailbox"], ["phone"]])
            let choice = #"{"on_lookalike": "skip"}"#
            #expect(await office.client.call("PUT", "/imports/\(id)/matches", json: choice).status == 200)
            let strict = await office.client.call("GET", "/imports/\(id)/preview")
            #expect(strict.counts == [2, 0, 1, 4] && strict.json["rows_lookalike"] == .number(4))
            let bad = #"{"on_match": "x", "on_lookalike": "y"}"#
            let refused = await office.client.call("PUT", "/imports/\(id)/matches", json: bad)
            #expect(refused.pointers == ["/on_match", "/on_lookalike"])
        }
    }

    @Test("left out they stand in the error file, which made anyway brings them in; the choice is kept")
    func skips() async throws {
        try await ImportOffice.open { office in
            _ = try await office.bringIn("customers", Self.before)
            let done = try await office.bringIn("customers", Self.file, choices: #"{"on_lookalike": "skip"}"#)
            #expect(done.counts == [2, 0, 1, 4] && done.json["on_lookalike"] == .string("skip"))
            #expect(await office.customers().count == 4)
            let id = try #require(done.json["id"]?.string)
            let errors = await office.client.call("GET", "/imports/\(id)/errors").text
            #expect(errors.contains("looks like 王小明: the same phone"))
            #expect(try await office.bringIn("customers", errors).counts == [4, 0, 0, 0])
            #expect(await office.customers().count == 8)
        }
    }

    @Test("further rows about one left out are held against those here as well")
    func chains() async throws {
        try await ImportOffice.open { office in
            _ = try await office.bringIn("customers", Self.before)
            let file = "external_id,name,phone\nN-1,New,13800138000\nN-1,Park Ada,\nN-2,Free,\n"
            let done = try await office.bringIn("customers", file, choices: #"{"on_lookalike": "skip"}"#)
            #expect(done.counts == [1, 0, 0, 2], "\(done.text)")
            #expect(await office.customers().map { $0["name"]?.string }.contains("Free"))
        }
    }
}
