package import Basics
import Foundation
import Web

/// What is likely to be won, by month and by stage, against the targets, and what changed since a moment.
///
/// The rule: each open deal counts its amount times the chance of its stage, and times the service ratio when its customer is
/// unhappy; sums are made of unrounded figures and rounded half up at the end, so a total may differ from the sum of the
/// rows above it.
package struct Forecast: WireType, JSONWritable {
    /// `YYYY-MM`, by the company's calendar.
    let thisMonth: String
    let settings: ForecastSettings
    /// The company's own currency first.
    let currencies: [ForecastCurrency]
    let changes: ForecastChanges

    package static var example: Forecast {
        Forecast(thisMonth: "2026-11", settings: .example, currencies: [.example], changes: .example)
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("this_month", thisMonth)
            json.field("unhappy_ratio", settings.unhappyRatio)
            json.field("settings_version", settings.version)
            json.field("currencies", currencies)
            json.field("changes", changes)
        }
    }
}

/// The forecast in one currency.
struct ForecastCurrency: Sendable, JSONWritable {
    let currency: String
    let rows: [ForecastRow]
    let total: ForecastRow
    let stages: [ForecastStage]

    static var example: ForecastCurrency {
        ForecastCurrency(currency: "CNY", rows: [.example], total: .example, stages: [.example])
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("currency", currency)
            json.field("rows", rows)
            json.field("total", total)
            json.field("stages", stages)
        }
    }
}
