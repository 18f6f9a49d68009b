package import Basics
import Commerce
import Foundation
import Postgres
import Web

/// The body and the answer of `PUT /forecast/targets/{month}`.
package struct ForecastTarget: Decodable, WireType, JSONWritable {
    /// 0 takes the target away.
    let amount: MoneyInput

    package static var example: ForecastTarget {
        ForecastTarget(amount: MoneyInput(amountMinor: 5_000_000, currency: "CNY"))
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in json.field("amount", Money(amount.amountMinor, amount.currency)) }
    }
}

/// The body of `PATCH /forecast/settings`.
package struct ForecastSettingsInput: WireType, Decodable {
    /// By how much deals of unhappy customers count, from 0 to 1.
    let unhappyRatio: Double

    package static var example: ForecastSettingsInput { ForecastSettingsInput(unhappyRatio: 0.8) }
}

/// The settings of the forecast.
package struct ForecastSettings: WireType, JSONWritable {
    /// By how much deals of unhappy customers count, from 0 to 1.
    let unhappyRatio: Double
    let version: Int

    private init(unhappyRatio: Double, version: Int) {
        self.unhappyRatio = unhappyRatio
        self.version = version
    }

    init(_ row: Row) throws {
        self.init(unhappyRatio: try row["unhappy_ratio"], version: try row["version"])
    }

    package static var example: ForecastSettings { ForecastSettings(unhappyRatio: 0.8, version: 1) }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("unhappy_ratio", unhappyRatio)
            json.field("version", version)
        }
    }
}
