package import Basics
import Web

/// A delivery with its body and every attempt.
package struct WebhookDeliveryDetail: WireType, JSONWritable {
    let delivery: WebhookDelivery
    /// As sent; `nil` before the first attempt.
    let body: String?
    let attempts: [WebhookAttempt]

    package static var example: WebhookDeliveryDetail {
        let delivery = WebhookDelivery.example
        return WebhookDeliveryDetail(
            delivery: delivery, body: #"{"kind":"order.created"}"#,
            attempts: [
                WebhookAttempt(number: 1, at: delivery.createdAt, status: 204, fault: "", milliseconds: 84)
            ])
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            delivery.fields(&json)
            json.field("body", body)
            json.field("log", attempts)
        }
    }
}
