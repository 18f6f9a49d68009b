package import Basics

/// Where a customer stands in one segmentation.
package struct CustomerSegment: Sendable, Equatable, JSONWritable {
    /// `rfm`, `frequency`, `order_value` or `age`.
    let by: String
    let name: String

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("by", by)
            json.field("name", name)
        }
    }
}
