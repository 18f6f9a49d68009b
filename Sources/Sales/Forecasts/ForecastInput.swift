package import Basics
import Commerce
import Foundation
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

/// The settings of the forecast.
package struct ForecastSettings: WireType, Decodable, JSONWritable {
    /// By how much deals of unhappy customers count, from 0 to 1.
    let unhappyRatio: Double

    package static var example: ForecastSettings { ForecastSettings(unhappyRatio: 0.8) }

    package func write(to json: inout JSONWriter) {
        json.object { json in json.field("unhappy_ratio", unhappyRatio) }
    }
}
