import ArgumentParser
import Basics
import Foundation
import Models

/// What `model fit` and `model score` ask about.
struct TrialOptions: ParsableArguments {
    @Argument(help: "logistic, linear, tree, founding_tree, network, or all.")
    var kind: String

    @Option(help: "The CSV file, with a header line.")
    var csv: String

    @Option(help: "The column to predict; it has two different values.")
    var target: String

    @Option(help: "The column that names a row; never a feature.")
    var id: String?

    @Option(help: "The column that tells when a row was; never a feature. With it the latest rows judge.")
    var time: String?

    @Option(help: "fold:5:0 (by CRC-32 of the id), time:0.2, random:0.2:SEED or none.")
    var split: String?

    @Option(help: "The value of the target that counts as yes.")
    var positive: String?

    @Option(parsing: .upToNextOption, help: "Columns not to look at.")
    var ignore: [String] = []

    @Option(help: "What a missing number counts as: zero or median; a mark says that it is missing.")
    var missing = "zero"

    @Option(help: "The network's seed.")
    var seed: UInt64 = 0

    @Option(name: .customLong("c"), help: "The logistic regression's inverse penalty C.")
    var inverseStrength = 1.0

    func trial() throws -> ClassifierTrial {
        guard let standIn = Encoder.StandIn(rawValue: missing) else {
            throw StartupFault("--missing must be zero or median, not \"\(missing)\".")
        }
        var question = ClassifierTrial.Question(target: target)
        question.id = id
        question.time = time
        question.positive = positive
        question.ignored = ignore
        question.standIn = standIn
        question.seed = seed
        question.inverseStrength = inverseStrength
        guard inverseStrength > 0, inverseStrength.isFinite else { throw StartupFault("--c must be above 0.") }
        return try Trial.run {
            question.split = try split.map { text throws(TrialFault) in try TrialSplit(text) }
            return try ClassifierTrial(try Trial.table(csv), question)
        }
    }

    func kinds() throws -> [ClassifierKind] {
        if kind == "all" { return ClassifierKind.allCases }
        guard let kind = ClassifierKind(rawValue: kind) else {
            let known = ClassifierKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw StartupFault("There is no model \"\(kind)\": use \(known) or all.")
        }
        return [kind]
    }
}

/// What the model commands share: tables in, JSON out, one sentence for what is wrong.
enum Trial {
    static func table(_ path: String) throws -> TrialTable {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw StartupFault("The file \(path) cannot be read.")
        }
        do {
            let csv = try CSVReader(String(decoding: data, as: UTF8.self))
            return TrialTable(columns: csv.header, rows: csv.rows)
        } catch let problem as Problem {
            throw StartupFault("\(path): \(problem.detail.trimmingBlanks).")
        }
    }

    /// The column called `name`, else the one called by one of `usual`, else the one at `place`.
    static func column(_ table: TrialTable, _ name: String?, usual: [String], place: Int) throws -> [String] {
        if let name { return try run { try table.column(name) } }
        let named = table.columns.first { usual.contains($0.lowercased()) }
        guard let chosen = named ?? (place < table.columns.count ? table.columns[place] : nil) else {
            throw StartupFault("The table has only \(table.columns.count) columns.")
        }
        return try run { try table.column(chosen) }
    }

    /// A finite number, blanks around it allowed.
    static func number(_ text: String) -> Double? {
        Double(text.trimmingBlanks).flatMap { $0.isFinite ? $0 : nil }
    }

    /// Seconds since 1970 of an ISO 8601 instant or day; without a zone it is UTC.
    static func moment(_ text: String) -> Double? {
        let text = text.trimmingBlanks
        return (Date(rfc3339: text) ?? Date(rfc3339: "\(text)Z"))?.timeIntervalSince1970
    }

    /// What is wrong in row `row` of the table, counted from the line of the header.
    static func fault(_ row: Int, _ text: String, _ what: String) -> StartupFault {
        StartupFault("Row \(row + 1): \(text.trimmingBlanks.isEmpty ? "there is" : "\"\(text)\" is") no \(what).")
    }

    static func run<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let fault as TrialFault {
            throw StartupFault(fault.sentence)
        }
    }

    static func timed<T>(_ body: () throws -> T) rethrows -> (result: T, seconds: Double) {
        let started = ContinuousClock.now
        let result = try body()
        let spent = (ContinuousClock.now - started).components
        return (result, Double(spent.seconds) + Double(spent.attoseconds) / 1e18)
    }

    /// Prints one JSON document with sorted keys; what cannot be computed is null.
    static func write(_ value: some Encodable, pretty: Bool = true) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        // JSON has no word for these; the encoder knows no null for a number, so it writes a word nobody uses.
        let unknown = "\u{E000}unknown\u{E000}"
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: unknown, negativeInfinity: unknown, nan: unknown)
        print(String(decoding: try encoder.encode(value), as: UTF8.self).replacing("\"\(unknown)\"", with: "null"))
    }
}
