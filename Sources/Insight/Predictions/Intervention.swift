package import Basics
import Foundation
import Web

/// What somebody did about a risk.
package struct Intervention: WireType, Decodable, JSONWritable {
    package enum Action: String, CaseIterable, Sendable, Decodable, JSONWritable {
        case called
        case wrote
        case offered
        case handedOver = "handed_over"
        case other
    }

    package let kind: AtRisk.Kind
    /// The customer or the ticket.
    package let subjectID: ID<Intervention>
    package let action: Action
    package let note: String?

    package static var example: Intervention {
        Intervention(
            kind: .customers, subjectID: ID("0192e4a0-7c1f-7abc-8def-0123456789ab") ?? ID(UUID()), action: .called,
            note: "Will order again after the holidays.")
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("kind", kind)
            json.field("subject_id", subjectID)
            json.field("action", action)
            json.field("note", note)
        }
    }
}
