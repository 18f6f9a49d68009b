import Basics
import Foundation
import Postgres

/// One line of the forecast: a month, or deals that belong to none of those shown.
struct ForecastRow: Sendable, JSONWritable {
    enum Period: String, CaseIterable, Sendable, JSONWritable, SQLText {
        /// Expected to close in a month that is over, and still open.
        case overdue
        case month
        /// After the last month shown.
        case later
        /// Without an expected day.
        case undated
        case total
    }

    let period: Period
    /// `YYYY-MM`.
    let month: String?
    let currency: String
    var targetMinor: Int?
    /// 0 before a target was ever set.
    var targetVersion = 0
    let wonCount: Int
    let wonMinor: Int
    let openCount: Int
    let openMinor: Int
    let weightedMinor: Int
    let unhappyCount: Int
    let unhappyMinor: Int

    init(_ row: Row) throws {
        period = try row["period"]
        month = try row["month"]
        currency = try row["currency"]
        wonCount = try row["won_count"]
        wonMinor = try row["won_minor"]
        openCount = try row["open_count"]
        openMinor = try row["open_minor"]
        weightedMinor = try row["weighted_minor"]
        unhappyCount = try row["unhappy_count"]
        unhappyMinor = try row["unhappy_minor"]
    }

    /// A line without deals.
    init(_ period: Period, month: String? = nil, currency: String) {
        self.period = period
        self.month = month
        self.currency = currency
        wonCount = 0
        wonMinor = 0
        openCount = 0
        openMinor = 0
        weightedMinor = 0
        unhappyCount = 0
        unhappyMinor = 0
    }

    static var example: ForecastRow {
        var row = ForecastRow(.month, month: "2026-12", currency: "CNY")
        row.targetMinor = 5_000_000
        return row
    }

    /// What was won and what is likely to come.
    private var expectedMinor: Int { wonMinor + weightedMinor }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("period", period)
            json.field("month", month)
            json.field("target", targetMinor.map { Money($0, currency) })
            json.field("target_version", targetVersion)
            json.field("won", Money(wonMinor, currency))
            json.field("won_count", wonCount)
            json.field("open", Money(openMinor, currency))
            json.field("open_count", openCount)
            json.field("weighted", Money(weightedMinor, currency))
            json.field("expected", Money(expectedMinor, currency))
            json.field("unhappy", Money(unhappyMinor, currency))
            json.field("unhappy_count", unhappyCount)
        }
    }
}

/// The open deals of one stage.
struct ForecastStage: Sendable, JSONWritable {
    let stage: Pipeline.Stage
    let count: Int
    let sum: Money
    let weighted: Money

    init(_ row: Row) throws {
        let currency: String = try row["currency"]
        stage = Pipeline.Stage(
            id: try row["stage_id"], name: try row["name"], knownAs: try row["known_as"], kind: .open,
            winRatio: try row["win_ratio"])
        count = try row["open_count"]
        sum = Money(try row["open_minor"], currency)
        weighted = Money(try row["weighted_minor"], currency)
    }

    private init(exampleStage: Pipeline.Stage) {
        stage = exampleStage
        count = 2
        sum = Money(1_280_000, "CNY")
        weighted = Money(128_000, "CNY")
    }

    static var example: ForecastStage { ForecastStage(exampleStage: Pipeline.example.stages[0]) }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("stage", stage)
            json.field("count", count)
            json.field("sum", sum)
            json.field("weighted", weighted)
        }
    }
}
