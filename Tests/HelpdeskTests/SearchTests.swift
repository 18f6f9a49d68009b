import Basics
import EventLoop
import Foundation
import Helpdesk
import TestSupport
import Testing
import Web

@Loop @Suite("Search")
struct SearchTests {
    private func found(_ stage: Stage, _ question: String) async -> [Int] {
        let encoded = question.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let items = await stage.call("GET", "/tickets?sort=oldest&q=\(encoded)").json["items"]?.array ?? []
        return items.compactMap { $0["number"]?.int }
    }

    @Test("words, stems, beginnings, Chinese pairs, names, addresses and numbers find their tickets")
    func finds() async throws {
        let stage = try await Stage()
        _ = await stage.made("Broken kettle", text: "The lids were leaking everywhere.")
        _ = await stage.made("包裹没有收到", text: "请问我的包裹什么时候发货？")
        let chat = try await stage.chat("Completely unrelated words")
        #expect(await found(stage, "leak") == [1001])
        #expect(await found(stage, "KETTLES") == [1001])
        #expect(await found(stage, "lid leaking") == [1001])
        #expect(await found(stage, "ket") == [1001])
        #expect(await found(stage, "包裹") == [1002])
        #expect(await found(stage, "发货") == [1002])
        #expect(await found(stage, "货发") == [])
        #expect(await found(stage, "mei chen") == [1001, 1002])
        #expect(await found(stage, "mei@exa") == [1001, 1002])
        #expect(await found(stage, "1003") == [1003])
        #expect(await found(stage, "#1002") == [1002])
        #expect(await found(stage, "100%_'\\") == [])
        #expect(await found(stage, "unrelated") == [1003])
        _ = chat
    }

    @Test("search keeps to the asker's scope")
    func scope() async throws {
        let stage = try await Stage()
        let id = await stage.made("Broken kettle")["id"]?.string ?? ""
        _ = await stage.call("PUT", "/tickets/\(id)/assignment", #"{"user_id":"\#(Cast.ana)"}"#)
        let asker = Cast.staff(Cast.lin, scope: .own)
        #expect(await stage.call("GET", "/tickets?q=kettle", as: asker).json["items"]?.array?.isEmpty == true)
        #expect(await stage.call("GET", "/search?q=kettle", as: asker).json["tickets"]?.array?.isEmpty == true)
    }

    @Test("the quick search brings tickets and customers")
    func quick() async throws {
        let stage = try await Stage()
        _ = await stage.made("Broken kettle")
        let answer = await stage.call("GET", "/search?q=mei").json
        #expect(answer["tickets"]?.array?.compactMap { $0["number"]?.int } == [1001])
        #expect(answer["customers"]?.array?.compactMap { $0["name"]?.string } == ["Mei Chen"])
        #expect(answer["customers"]?.array?.first?["email"] == .string("mei@example.com"))
    }
}
