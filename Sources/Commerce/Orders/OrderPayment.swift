package import Basics
package import Foundation
import Web

extension Order {
    /// Money noted as received; a refund is negative.
    package struct Payment: Sendable, Equatable, JSONWritable {
        package let id: ID<Payment>
        package let amount: Money
        package let method: String
        package let reference: String
        package let paidAt: Date

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("id", id)
                json.field("amount", amount)
                json.field("method", method)
                json.field("reference", reference)
                json.field("paid_at", paidAt)
            }
        }
    }
}
