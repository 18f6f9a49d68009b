import Basics
import Foundation
import Imports
import TestSupport
import Testing

@Suite("Reading a table") struct TableReadingTests {
    private func read(_ bytes: [UInt8], most: Int = 500) async throws -> (table: UploadedTable, rows: [TableRow]) {
        let files = ImportFiles(dataDirectory: TestDirectory.make("tables"))
        let id = ID<Import>(UUID())
        try files.keep(bytes, as: id)
        let table = try await files.look(at: id)
        let file = TableFile(path: files.rows(id), delimiter: try #require(table.delimiter.utf8.first))
        var rows: [TableRow] = []
        var place = table.start
        while true {
            let part = try await file.part(from: place, most: most, width: table.header.count, group: nil)
            rows += part.rows
            if part.isLast { return (table, rows) }
            place = part.next
        }
    }

    private func encoded(_ text: String, _ name: String) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/iconv")
        process.arguments = ["-f", "UTF-8", "-t", name]
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        input.fileHandleForWriting.write(Data(text.utf8))
        try input.fileHandleForWriting.close()
        return [UInt8](output.fileHandleForReading.readDataToEndOfFile())
    }

    @Test(
        "a Chinese table is read whatever its character set",
        arguments: ["UTF-8", "GB18030", "UTF-16", "UTF-16LE", "UTF-16BE"])
    func charsets(_ name: String) async throws {
        let text = "姓名;邮箱;城市\r\n陈美;mei@example.com;上海\r\n王芳;fang@example.com;\"北京;海淀\"\r\n"
        let read = try await read(encoded(text, name))
        #expect(read.table.header == ["姓名", "邮箱", "城市"])
        #expect(read.table.delimiter == ";")
        #expect(read.rows.map(\.cells) == [["陈美", "mei@example.com", "上海"], ["王芳", "fang@example.com", "北京;海淀"]])
    }

    @Test("Western text and a byte order mark are recognised")
    func western() async throws {
        #expect(
            try await read(encoded("name,city\nJosé,Köln\nZoë,Malmö\n", "CP1252")).rows[0].cells == ["José", "Köln"])
        #expect(try await read([0xEF, 0xBB, 0xBF] + Array("name\nX\n".utf8)).table.header == ["name"])
    }

    @Test("quotes hold delimiters, line breaks and quotes; lone CR ends a line; the last line needs no end")
    func quotes() async throws {
        let rows = try await read(Array("a,b\r\"x,\"\"y\"\"\nz\",1\r\n\r\n5\" pipe,2".utf8)).rows
        #expect(rows.map(\.cells) == [["x,\"y\"\nz", "1"], ["5\" pipe", "2"]])
        #expect(rows.map(\.number) == [1, 2])
    }

    @Test("a lost quote costs its own row only; too many cells are a fault, too few are filled up")
    func broken() async throws {
        let rows = try await read(Array("a,b\n1,\"lost\n2,\"two\"\n3,\"x\"y\n4,5,6\n7\n8,\"end".utf8)).rows
        #expect(rows.map { $0.fault?.code } == ["quote", nil, "quote", "columns", nil, "quote"])
        #expect(rows[1].cells == ["2", "two"])
        #expect(rows[4].cells == ["7", ""])
        #expect(rows[0].cells == ["1", "\"lost"])
    }

    @Test("reading in parts of any size gives the same rows, also with characters across the pieces read")
    func parts() async throws {
        let text =
            "id,text\n"
            + (1...3000).map { "\($0),\"行 \($0) “引号” \(String(repeating: "长", count: $0 % 97))\"\n" }.joined()
        let whole = try await read(Array(text.utf8))
        #expect(whole.table.rowTotal == 3000)
        #expect(try await read(Array(text.utf8), most: 7).rows == whole.rows)
        #expect(try await read(encoded(text, "GB18030")).rows == whole.rows)
    }

    @Test("a huge cell is read; a record beyond 1 MiB is a fault and the rows behind it are still read")
    func huge() async throws {
        let big = String(repeating: "x", count: 900_000)
        #expect(try await read(Array("a,b\n1,\"\(big)\"\n".utf8)).rows[0].cells[1].count == 900_000)
        let endless = "a,b\n1,\"" + String(repeating: "x", count: 3_000_000) + "\n2,two\n"
        let rows = try await read(Array(endless.utf8)).rows
        #expect(rows.map { $0.fault?.code } == ["too_long", nil])
        #expect(rows[1].cells == ["2", "two"])
    }
}
