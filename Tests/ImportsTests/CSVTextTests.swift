import Basics
import Testing

@Suite("A CSV file")
struct CSVTextTests {
    @Test("begins with a byte order mark, ends lines with CRLF and quotes what needs it")
    func shape() {
        var csv = CSVText()
        csv.line(["a", "b,c", "say \"hi\"", "two\nlines", "王梅"])
        #expect(csv.text == "\u{FEFF}a,\"b,c\",\"say \"\"hi\"\"\",\"two\nlines\",王梅\r\n")
        #expect(csv.bytes.prefix(3) == [0xEF, 0xBB, 0xBF])
    }

    @Test("defuses what a spreadsheet would run, and leaves numbers alone")
    func formulas() {
        var csv = CSVText()
        csv.line(["=1+1", "+cmd", "-2", "-2+3", "@SUM(A1)", "\tx", "\ry", "safe=1"])
        #expect(csv.text == "\u{FEFF}'=1+1,'+cmd,-2,'-2+3,'@SUM(A1),'\tx,\"'\ry\",safe=1\r\n")
    }
}
