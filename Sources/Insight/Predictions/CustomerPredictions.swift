package import Basics
import Web

/// Everything predicted of one customer.
package struct CustomerPredictions: WireType, JSONWritable {
    let churn: PredictionView
    let purchase: PredictionView
    /// `nil` for somebody who never ordered.
    let lifetimeValue: CustomerWorth?
    let segments: [CustomerSegment]

    package static var example: CustomerPredictions {
        CustomerPredictions(
            churn: .example, purchase: .example, lifetimeValue: .example, segments: CustomerWorth.example.segments)
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("churn", churn)
            json.field("purchase", purchase)
            json.field("lifetime_value", lifetimeValue)
            json.field("segments", segments)
        }
    }
}
