import Basics
import Web

/// How many customers a change would reach.
struct BulkPreview: WireType, JSONWritable {
    let count: Int
    /// Those who are not as the change wants them already.
    let changeCount: Int

    static var example: BulkPreview { BulkPreview(count: 120, changeCount: 118) }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("count", count)
            json.field("change_count", changeCount)
        }
    }
}
