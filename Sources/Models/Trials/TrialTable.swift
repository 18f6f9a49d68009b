/// A table with a header, as text: what a model is tried on outside the product.
package struct TrialTable: Sendable {
    package let columns: [String]
    package let rows: [[String]]

    package init(columns: [String], rows: [[String]]) {
        self.columns = columns
        self.rows = rows
    }

    /// - Throws: `TrialFault` naming the column.
    package func column(_ name: String) throws(TrialFault) -> [String] {
        let place = try place(of: name)
        return rows.map { $0[place] }
    }

    func place(of name: String) throws(TrialFault) -> Int {
        guard let place = columns.firstIndex(of: name) else {
            throw TrialFault("There is no column \"\(name)\"; there are: \(columns.joined(separator: ", ")).")
        }
        return place
    }
}

/// Why a model cannot be tried, in one sentence.
package struct TrialFault: Error, Sendable, Equatable {
    package let sentence: String

    package init(_ sentence: String) {
        self.sentence = sentence
    }
}

/// Which rows a model is fitted on and which it is judged by.
package enum TrialSplit: Sendable, Equatable {
    /// CRC-32 of the row's id modulo `folds`; rows with the remainder `test` are for judging. The same row falls on the
    /// same side wherever it stands in the file.
    case folds(Int, test: Int)
    /// The latest share of the rows, by the time column.
    case latest(Double)
    /// A share drawn by a seed.
    case random(Double, seed: UInt64)
    /// Everything is fitted on, and judged by itself: for looking at coefficients only.
    case none

    /// Reads `fold`, `fold:5:0`, `time`, `time:0.2`, `random`, `random:0.2:1` and `none`.
    package init(_ text: String) throws(TrialFault) {
        let parts = text.split(separator: ":").map(String.init)
        let share = parts.count > 1 ? Double(parts[1]) : 0.2
        switch parts.first {
        case "fold":
            let folds = parts.count > 1 ? Int(parts[1]) : 5
            let test = parts.count > 2 ? Int(parts[2]) : 0
            if let folds, let test, folds > 1, (0..<folds).contains(test) {
                self = .folds(folds, test: test)
                return
            }
        case "time":
            if let share, share > 0, share < 1 {
                self = .latest(share)
                return
            }
        case "random":
            let seed = parts.count > 2 ? UInt64(parts[2]) : 1
            if let share, let seed, share > 0, share < 1 {
                self = .random(share, seed: seed)
                return
            }
        case "none":
            self = .none
            return
        default: break
        }
        throw TrialFault("\"\(text)\" is no split: use fold:5:0, time:0.2, random:0.2:1 or none.")
    }

    /// - Parameters:
    ///   - ids: One per row.
    ///   - times: One per row, when there is a time column; compared as numbers when all are numbers, else as text, which
    ///     orders ISO 8601 dates rightly.
    func rows(ids: [String], times: [String]?) throws(TrialFault) -> (fit: [Int], test: [Int]) {
        let all = Array(ids.indices)
        switch self {
        case .none: return (all, all)
        case .folds(let folds, let test):
            let isTest = ids.map { Int(CRC32.of($0)) % folds == test }
            return (all.filter { !isTest[$0] }, all.filter { isTest[$0] })
        case .random(let share, let seed):
            var random = SplitMix64(seed: seed)
            let test = random.permutation(all.count).prefix(Int(Double(all.count) * share)).sorted()
            let chosen = Set(test)
            return (all.filter { !chosen.contains($0) }, test)
        case .latest(let share):
            guard let times else { throw TrialFault("A split by time needs --time COLUMN.") }
            let numbers = times.compactMap(Double.init)
            let order =
                numbers.count == times.count
                ? all.sorted { (numbers[$0], $0) < (numbers[$1], $1) }
                : all.sorted { (times[$0], $0) < (times[$1], $1) }
            let fitCount = all.count - Int(Double(all.count) * share)
            return (Array(order.prefix(fitCount)), Array(order.dropFirst(fitCount)))
        }
    }
}

/// CRC-32 as zlib computes it (IEEE 802.3).
package enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in (value >> 1) ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
    }

    package static func of(_ text: String) -> UInt32 {
        ~text.utf8.reduce(~UInt32(0)) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ ($0 >> 8) }
    }
}
