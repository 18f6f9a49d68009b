import Basics
import Foundation

/// Puts the figures of the forecast together: every month shown has a line, other periods only with deals.
struct ForecastParts: Sendable {
    let months: [String]
    /// The company's own.
    let currency: String
    let rows: [ForecastRow]
    let stages: [ForecastStage]
    let targets: [MonthTarget]

    var currencies: [ForecastCurrency] {
        let others = Set(rows.map(\.currency) + targets.filter { $0.amount.amountMinor > 0 }.map(\.amount.currency))
            .subtracting([currency]).sorted()
        return ([currency] + others).map { currency in
            let own = rows.filter { $0.currency == currency }
            var total = own.first { $0.period == .total } ?? ForecastRow(.total, currency: currency)
            let targets = targets.filter { $0.amount.currency == currency }
            let sum = targets.reduce(0) { $0 + $1.amount.amountMinor }
            total.targetMinor = sum > 0 ? sum : nil
            return ForecastCurrency(
                currency: currency, rows: lines(own, targets, currency), total: total,
                stages: stages.filter { $0.sum.currency == currency })
        }
    }

    private func lines(
        _ own: [ForecastRow], _ targets: [MonthTarget], _ currency: String
    ) -> [ForecastRow] {
        let monthly = months.map { month in
            var row = own.first { $0.month == month } ?? ForecastRow(.month, month: month, currency: currency)
            if let target = targets.first(where: { $0.month == month }) {
                row.targetMinor = target.amount.amountMinor > 0 ? target.amount.amountMinor : nil
                row.targetVersion = target.version
            }
            return row
        }
        return own.filter { $0.period == .overdue } + monthly + own.filter { $0.period == .later }
            + own.filter { $0.period == .undated }
    }
}
