package import Basics
package import Foundation
import Web

extension Order {
    /// Pieces that came back.
    package struct Return: Sendable, Equatable, JSONWritable {
        package let id: ID<Return>
        package let reason: String
        /// `[{"position", "quantity"}]`.
        package let lines: JSONValue
        package let refund: Money
        package let returnedAt: Date

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("id", id)
                json.field("reason", reason)
                json.field("lines", lines)
                json.field("refund", refund)
                json.field("returned_at", returnedAt)
            }
        }
    }
}
