package import Basics
import Web

/// A link that lets a person choose a password: once, and for 72 hours.
package struct Invitation: Sendable {
    package static let validSeconds = 72 * 3600.0

    static let used = Problem.gone(
        "invitation-over", "This invitation was used, replaced or is older than 72 hours. Ask for a new one.")
}

/// Whom an invitation is for.
package struct InvitationView: WireType, JSONWritable {
    package let email: String
    package let name: String

    package static var example: InvitationView {
        InvitationView(email: "mei@shop.example", name: "Mei Lin")
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("email", email)
            json.field("name", name)
        }
    }
}

/// How a person accepts.
package struct AcceptedInvitation: WireType, Decodable {
    package var name: String?
    package let password: String

    package static var example: AcceptedInvitation {
        AcceptedInvitation(name: "Mei Lin", password: "six green lanterns")
    }
}
