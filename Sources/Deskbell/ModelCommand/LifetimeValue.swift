import ArgumentParser
import Basics
import Foundation
import Models

/// `deskbell model clv --csv FILE`: how often customers buy again, and for how much.
struct LifetimeValue: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clv", abstract: "Fit the lifetime models on purchases (customer, date, amount).")

    @Option(help: "The CSV file, with a header line.")
    var csv: String

    @Option(help: "The column that names the customer; else the first.")
    var customer: String?

    @Option(help: "The column with the day (ISO 8601 or yyyymmdd); else the second.")
    var date: String?

    @Option(help: "The column with the amount; else the third.")
    var amount: String?

    @Option(help: "The last day to fit on; else the middle of the time seen.")
    var until: String?

    func run() throws {
        let table = try Trial.table(csv)
        let customers = try Trial.column(table, customer, usual: ["customer", "customer_id", "id"], place: 0)
        let days = try Trial.column(table, date, usual: ["date", "day", "ordered_at"], place: 1)
        let amounts = try Trial.column(table, amount, usual: ["amount", "value", "total"], place: 2)
        let purchases = try table.rows.indices.map { row in
            guard let amount = Double(amounts[row].trimmingBlanks) else {
                throw StartupFault("Line \(row + 2): \"\(amounts[row])\" is no amount.")
            }
            return LifetimeTrial.Purchase(
                customer: customers[row], day: try Self.day(days[row], row + 2), amount: amount)
        }
        let end = try until.map { try Self.day($0, 0) }
        let trial = try Trial.run { try LifetimeTrial(purchases, calibrationEnd: end) }
        let original = trial.betaGeometric(.original)
        let modified = trial.betaGeometric(.modified)
        let pareto = trial.paretoNBD()
        try Trial.write(
            Report(
                data: trial.facts,
                purchases: [
                    "bg_nbd": original.findings, "mbg_nbd": modified.findings, "pareto_nbd": pareto.findings,
                    "same_again": trial.sameAgain(),
                ],
                value: [
                    "bg_nbd_gamma_gamma": trial.value(original.model),
                    "mbg_nbd_gamma_gamma": trial.value(modified.model),
                    "pareto_nbd_gamma_gamma": trial.value(pareto.model), "simple_clv": trial.simpleValue(),
                ]))
    }

    private struct Report: Encodable {
        let data: LifetimeTrial.Facts
        let purchases: [String: LifetimeTrial.Findings]
        let value: [String: LifetimeTrial.ValueFindings?]
    }

    /// Days since 1970-01-01.
    private static func day(_ text: String, _ line: Int) throws -> Int {
        let digits = text.filter(\.isWholeNumber)
        let parts = text.trimmingBlanks.prefix(10)
        let iso =
            digits.count == text.trimmingBlanks.count && digits.count == 8
            ? "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))" : String(parts)
        guard let instant = Date(rfc3339: iso) else {
            throw StartupFault(line > 0 ? "Line \(line): \"\(text)\" is no date." : "--until: \"\(text)\" is no date.")
        }
        return Int((instant.timeIntervalSince1970 / 86_400).rounded(.down))
    }
}
