package import Basics
import Foundation
import Web

/// What a rule would have done lately, and what the newest customer would have read.
package struct LateParcelPreview: WireType, JSONWritable {
    package struct Sample: Sendable {
        let locale: String
        let subject: String
        let body: String
    }

    /// Of how many days the parcels are.
    package let days: Int
    package let lateCount: Int
    package let wouldTellCount: Int
    /// Parcels by the reason nobody would be told of them.
    package let withheld: [String: Int]
    /// Of the newest late parcel, or of a made-up one; a text with a gap is left out.
    package let samples: [Sample]
    /// The languages whose text has a gap there.
    package let unfilled: [String]

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("days", days)
            json.field("late_count", lateCount)
            json.field("would_tell_count", wouldTellCount)
            json.object("withheld") { json in
                for (reason, count) in withheld.sorted(by: { $0.key < $1.key }) { json.field(reason, count) }
            }
            json.array("samples") { json in
                for sample in samples {
                    json.object { json in
                        json.field("locale", sample.locale)
                        json.field("subject", sample.subject)
                        json.field("body", sample.body)
                    }
                }
            }
            json.field("unfilled", unfilled)
        }
    }

    package static var example: LateParcelPreview {
        LateParcelPreview(
            days: 30, lateCount: 14, wouldTellCount: 12, withheld: ["paused": 2],
            samples: [Sample(locale: "en", subject: "Order 5017 is late", body: "Hello Mei, your parcel is late.")],
            unfilled: ["zh-Hans"])
    }
}
