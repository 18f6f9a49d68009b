package import Basics
import Postgres
import Web

/// How many customers are at risk mainly for one reason, by band.
package struct MainRisk: WireType, JSONWritable {
    /// The feature; `nil` where nothing raises the risk above everybody's.
    let reason: String?
    let highCount: Int
    let typicalCount: Int

    init(_ row: Row) throws {
        reason = try row["main_reason"]
        highCount = try row["high_count"]
        typicalCount = try row["typical_count"]
    }

    private init() {
        reason = "recency_days"
        highCount = 4
        typicalCount = 11
    }

    package static var example: MainRisk { MainRisk() }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("main_reason", reason)
            json.field("high_count", highCount)
            json.field("typical_count", typicalCount)
            json.field("customer_count", highCount + typicalCount)
        }
    }

    /// One line per reason.
    static func csv(_ risks: [MainRisk]) -> CSVText {
        var csv = CSVText()
        csv.line(["main_reason", "high_count", "typical_count", "customer_count"])
        for risk in risks {
            csv.line(
                [
                    risk.reason ?? "", String(risk.highCount), String(risk.typicalCount),
                    String(risk.highCount + risk.typicalCount),
                ])
        }
        return csv
    }
}
