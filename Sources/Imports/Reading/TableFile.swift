import Basics
import Foundation

/// One record of a table's file as it stands there.
package struct TableRow: Sendable, Equatable {
    /// Counted from 1 for the first row below the header.
    package let number: Int
    /// As many as the header has; of a broken row what could be made out.
    package var cells: [String]
    /// Why the row could not be read.
    package var fault: RowFault?
}

/// Where a reading of the file goes on.
package struct TablePlace: Sendable, Equatable {
    package var byte: Int
    package var row: Int
}

/// Some rows of a file, and where the next ones begin.
package struct TablePart: Sendable {
    package var rows: [TableRow] = []
    package var next: TablePlace
    /// Whether the file ends here.
    package var isLast = false
}

/// A file of comma separated values in UTF-8, read in parts from any place on, so that it may be of any length.
package struct TableFile: Sendable {
    /// A longer record is a quote gone astray.
    static let recordLimitBytes = 1 << 20
    private static let pieceBytes = 1 << 18

    let path: String
    let delimiter: UInt8

    /// - Parameter delimiter: An ASCII character.
    package init(path: String, delimiter: UInt8) {
        self.path = path
        self.delimiter = delimiter
    }

    /// The header's cells and where the rows begin.
    ///
    /// - Throws: `Problem.invalid` when there is no header.
    @concurrent func header() async throws -> (cells: [String], place: TablePlace) {
        var reading = try Reading(self, TablePlace(byte: 0, row: -1))
        while let row = try reading.next() {
            if let fault = row.fault { throw Problem.invalid("/file", "has a header that \(fault.detail)") }
            guard row.cells.count <= 500 else { throw Problem.invalid("/file", "may have at most 500 columns") }
            return (row.cells.map(\.trimmingBlanks), TablePlace(byte: reading.place.byte, row: 0))
        }
        throw Problem.invalid("/file", "has no header line")
    }

    /// How many rows follow `place`.
    @concurrent func count(from place: TablePlace) async throws -> Int {
        var reading = try Reading(self, place)
        while try reading.next() != nil {}
        return reading.place.row
    }

    /// At least `most` rows from `place` on, if there are as many, and at most 4 MiB of them.
    ///
    /// - Parameters:
    ///   - width: The header's length; shorter rows are filled up, longer ones are at fault.
    ///   - group: A column whose equal neighbours are not to be torn apart.
    @concurrent package func part(from place: TablePlace, most: Int, width: Int, group: Int?) async throws -> TablePart
    {
        var reading = try Reading(self, place)
        var part = TablePart(next: place)
        while true {
            guard var row = try reading.next() else {
                part.isLast = true
                part.next = reading.place
                return part
            }
            if row.fault == nil, row.cells.count > width {
                row.fault = RowFault(
                    field: "", code: "columns", detail: "has \(row.cells.count) cells where the header has \(width)")
            }
            row.cells += [String](repeating: "", count: max(0, width - row.cells.count))
            let isFull = part.rows.count >= most || part.next.byte - place.byte >= 4 << 20
            if isFull, !Self.belongTogether(part.rows.last, row, group) { return part }
            part.rows.append(row)
            part.next = reading.place
        }
    }

    private static func belongTogether(_ last: TableRow?, _ row: TableRow, _ group: Int?) -> Bool {
        guard let group, let last, group < last.cells.count, group < row.cells.count else { return false }
        return !row.cells[group].isEmpty && last.cells[group] == row.cells[group]
    }
}

extension TableFile {
    /// A place in the file and the bytes read beyond it.
    private struct Reading {
        let file: FileHandle
        let scanner: CSVScanner
        var place: TablePlace
        private var buffer: [UInt8] = []
        private var start = 0
        private var isLast = false

        init(_ table: TableFile, _ place: TablePlace) throws {
            file = try FileHandle(forReadingFrom: URL(fileURLWithPath: table.path))
            try file.seek(toOffset: UInt64(place.byte))
            scanner = CSVScanner(delimiter: table.delimiter)
            self.place = place
        }

        /// The next record that is not blank.
        mutating func next() throws -> TableRow? {
            while true {
                while start >= buffer.count, !isLast { try fill() }
                guard start < buffer.count else { return nil }
                switch scanner.record(in: buffer, at: start, isLast: isLast) {
                case .more where buffer.count - start > TableFile.recordLimitBytes:
                    return try broken("too_long", "is longer than 1 MiB, or has a quote that is never closed")
                case .more: try fill()
                case .record(let cells, let next):
                    advance(to: next)
                    // Spreadsheets write the empty lines below a table as well.
                    if cells.allSatisfy({ $0.trimmingBlanks.isEmpty }) { continue }
                    place.row += 1
                    return TableRow(number: place.row, cells: cells, fault: nil)
                case .broken(let code, let detail): return try broken(code, detail)
                }
            }
        }

        /// Gives up the line the record begins with; reading goes on with the next line, so one lost quote costs one row.
        private mutating func broken(_ code: String, _ detail: String) throws -> TableRow {
            var line: [UInt8] = []
            while true {
                if let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) {
                    line.append(contentsOf: buffer[start..<end].prefix(10_000))
                    advance(to: end + 1)
                    break
                }
                line.append(contentsOf: buffer[start...].prefix(10_000))
                advance(to: buffer.count)
                if isLast { break }
                try fill()
            }
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            place.row += 1
            let cells = line.split(separator: scanner.delimiter, omittingEmptySubsequences: false).map {
                String(decoding: $0, as: UTF8.self)
            }
            return TableRow(
                number: place.row, cells: cells, fault: RowFault(field: "", code: code, detail: detail))
        }

        private mutating func advance(to next: Int) {
            place.byte += next - start
            start = next
        }

        private mutating func fill() throws {
            if start > 0 {
                buffer.removeFirst(start)
                start = 0
            }
            guard let piece = try file.read(upToCount: TableFile.pieceBytes), !piece.isEmpty else {
                isLast = true
                return
            }
            buffer.append(contentsOf: piece)
        }
    }
}
