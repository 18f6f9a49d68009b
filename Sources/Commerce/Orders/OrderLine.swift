package import Basics
package import Foundation
import Web

extension Order {
    /// One line: so many pieces of something at a price.
    package struct Line: Sendable, Equatable, JSONWritable {
        package let position: Int
        package let productID: UUID?
        package let sku: String
        package let name: String
        package let quantity: Int
        package let unitPrice: Money

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("position", position)
                json.field("product_id", productID.map { ID<Product>($0) })
                json.field("sku", sku)
                json.field("name", name)
                json.field("quantity", quantity)
                json.field("unit_price", unitPrice)
            }
        }
    }
}
