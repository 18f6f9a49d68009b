import Basics
import Foundation
import Postgres
import Web

/// One answer of a person's, as it stands in their history.
struct ConsentChange: WireType, JSONWritable {
    let id: UUID
    let purpose: ConsentPurpose
    let consent: Consent

    init(_ row: Row) throws {
        id = try row["id"]
        purpose = try row["purpose"]
        consent = Consent(granted: try row["granted"], at: try row["at"], source: try row["source"])
    }

    private init(example id: UUID) {
        self.id = id
        purpose = .phone
        consent = .example
    }

    static var example: ConsentChange { ConsentChange(example: Examples.entry) }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", ID<ConsentChange>(id))
            json.field("purpose", purpose)
            json.field("granted", consent.granted)
            json.field("source", consent.source)
            json.field("at", consent.at)
        }
    }
}
