import Basics
import EventLoop
import Foundation
import Sales
import TestSupport
import Testing

@Suite("The paper of a quote")
@Loop struct QuotePaperTests {
    /// What a reader finds on the pages, by poppler's `pdftotext`.
    static func text(of pdf: [UInt8]) throws -> String {
        let path = NSTemporaryDirectory() + "/\(UUID().uuidString).pdf"
        try Data(pdf).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/pdftotext")
        process.arguments = ["-layout", path, "-"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return text
    }

    @Test("says in Chinese what the quote says, and reads back")
    func chinese() async throws {
        try await SalesOffice.open { office in
            let quote = try await office.sent(#", "discount_basis_points": 250, "introduction": "感谢您的询价。""#)
            let answer = await office.client.call("GET", "/quotes/\(quote.id)/pdf")
            #expect(answer.status == 200 && answer.header("Content-Type") == "application/pdf")
            let named = answer.header("Content-Disposition")
            #expect(named?.hasPrefix(#"inline; filename="Q-2026-0001.pdf""#) == true)
            let text = try Self.text(of: answer.bytes)
            for words in [
                "报价单", "Q-2026-0001", "Lantern Shop", "陈美", "感谢您的询价。", "TEAPOT", "安装 Installation", "1,596.00",
                "不含税金额", "CNY 1,799.85", "13 %", "6 %", "CNY 202.29", "CNY 14.63", "合计", "CNY 2,016.77", "有效期至",
                "第 1 页，共 1 页",
            ] { #expect(text.contains(words), "\(words) in \(text)") }
            let customers = await office.client.call(
                "GET", "/quote-links/\(quote.token)/pdf", as: SalesOffice.customer)
            #expect(customers.status == 200 && customers.bytes.starts(with: Array("%PDF".utf8)))
        }
    }

    @Test("goes on over as many pages as it takes, each with its heading and number")
    func pages() async throws {
        try await SalesOffice.open { office in
            let lines = (1...100).map {
                #"{"name": "Part number \#($0)", "quantity": \#($0), "unit_price": {"amount_minor": 100, "currency": "CNY"}}"#
            }.joined(separator: ",")
            let made = await office.quote(
                #", "locale": "en", "lines": [\#(lines)], "terms": "\#(String(repeating: "付款条件。", count: 700))""#)
            let id = try #require(made.json["id"]?.string)
            let answer = await office.client.call("GET", "/quotes/\(id)/pdf")
            let text = try Self.text(of: answer.bytes)
            let pages = text.split(separator: "\u{0C}").filter { $0.contains("Page ") }
            #expect(pages.count >= 4 && text.contains("Page \(pages.count) of \(pages.count)"))
            #expect((1...100).allSatisfy { text.contains("Part number \($0) ") }, "no line is lost at a page's end")
            #expect(text.contains("Draft") && text.contains("CNY 5,050.00"))
            #expect(text.filter { $0 == "付" }.count == 700, "no word is lost at a page's end")
        }
    }
}
