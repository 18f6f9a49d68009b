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
        func day(_ row: Int) throws -> Int {
            guard let day = Self.day(days[row]) else { throw Trial.fault(row, days[row], "date") }
            return day
        }
        let purchases = try table.rows.indices.compactMap { row -> LifetimeTrial.Purchase? in
            if customers[row].trimmingBlanks.isEmpty { return nil }
            guard let amount = Trial.number(amounts[row]), abs(amount) < 1e15 else {
                throw Trial.fault(row, amounts[row], "amount")
            }
            return LifetimeTrial.Purchase(
                customer: customers[row].trimmingBlanks, day: try day(row), amount: amount)
        }
        let end = try until.map { text in
            guard let day = Self.day(text) else { throw StartupFault("--until: \"\(text)\" is no date.") }
            return day
        }
        let trial = try Trial.run { try LifetimeTrial(purchases, calibrationEnd: end) }
        let original = trial.betaGeometric(.original)
        let modified = trial.betaGeometric(.modified)
        let pareto = trial.paretoNBD()
        try Trial.write(
            Report(
                data: trial.facts, rowsWithoutCustomer: table.rows.count - purchases.count,
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
        let rowsWithoutCustomer: Int
        let purchases: [String: LifetimeTrial.Findings]
        let value: [String: LifetimeTrial.ValueFindings?]

        private enum CodingKeys: String, CodingKey {
            case data, purchases, value
            case rowsWithoutCustomer = "rows_without_customer"
        }
    }

    /// Days since 1970-01-01.
    private static func day(_ text: String) -> Int? {
        let text = text.trimmingBlanks
        let isCompact = text.count == 8 && text.allSatisfy { $0.isASCII && $0.isWholeNumber }
        let iso =
            isCompact ? "\(text.prefix(4))-\(text.dropFirst(4).prefix(2))-\(text.suffix(2))" : String(text.prefix(10))
        return Date(rfc3339: iso).map { Int(($0.timeIntervalSince1970 / 86_400).rounded(.down)) }
    }
}
