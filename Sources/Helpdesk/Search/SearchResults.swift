package import Basics
package import Foundation
import Web

/// What the quick search finds.
package struct SearchResults: WireType, JSONWritable {
    package let tickets: [Ticket]
    package let customers: [CustomerFound]

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("tickets", tickets)
            json.field("customers", customers)
        }
    }

    package static let example = SearchResults(tickets: [.example], customers: [.example])
}

/// A customer in the results of a search.
package struct CustomerFound: Sendable, JSONWritable {
    package let id: UUID
    package let name: String
    package let email: String?
    package let phone: String?
    package let isVIP: Bool
    package let companyName: String?

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", ID<CustomerFound>(id))
            json.field("name", name)
            json.field("email", email)
            json.array("emails") { json in
                if let email {
                    json.object { json in
                        json.field("address", email); json.field("primary", true)
                    }
                }
            }
            json.array("phones") { json in
                if let phone {
                    json.object { json in
                        json.field("number", phone); json.field("primary", true)
                    }
                }
            }
            json.field("vip", isVIP)
            json.field("company_name", companyName)
        }
    }

    package static let example = CustomerFound(
        id: ExampleIDs.customer, name: "Mei Chen", email: "mei@example.com", phone: nil, isVIP: false,
        companyName: nil)
}
