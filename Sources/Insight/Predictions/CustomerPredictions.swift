package import Basics
import Web

/// Everything predicted of one customer.
package struct CustomerPredictions: WireType, JSONWritable {
    let churn: PredictionView
    let purchase: PredictionView

    package static var example: CustomerPredictions {
        CustomerPredictions(
            churn: .example, purchase: .example)
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("churn", churn)
            json.field("purchase", purchase)
        }
    }
}
