package import Basics
package import Foundation
import Web

extension Order {
    /// Whose order it is.
    package struct Buyer: Sendable, Equatable, JSONWritable {
        package let id: UUID
        package let name: String

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("id", ID<Buyer>(id))
                json.field("name", name)
            }
        }
    }
}
