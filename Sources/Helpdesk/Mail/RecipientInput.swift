import Access
import Basics
package import Channels
import Foundation
package import Web

/// Who should get a mail, as a client says it: addresses as texts or as `{name, address}`.
package struct RecipientInput: Decodable, Sendable {
    /// One of them.
    package struct RecipientPerson: Decodable, Sendable {
        let name: String
        let address: String

        package init(from decoder: any Decoder) throws {
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                name = ""
                address = text
                return
            }
            let container = try decoder.container(keyedBy: Keys.self)
            name = try container.decodeIfPresent(String.self, forKey: .name) ?? ""
            address = try container.decode(String.self, forKey: .address)
        }

        init(name: String, address: String) {
            self.name = name
            self.address = address
        }

        private enum Keys: String, CodingKey {
            case name
            case address
        }
    }

    package let to: [RecipientPerson]?
    package let cc: [RecipientPerson]?
    package let bcc: [RecipientPerson]?

    package static let example = RecipientInput(
        to: [RecipientPerson(name: "Mei Chen", address: "mei@example.com")], cc: nil, bcc: nil)

    /// The recipients, each once.
    package func checked(_ fields: inout Fields) -> MailRecipients {
        let result = MailRecipients(
            to: people(to, "/recipients/to", &fields), cc: people(cc, "/recipients/cc", &fields),
            bcc: people(bcc, "/recipients/bcc", &fields)
        ).without([])
        fields.check(!result.to.isEmpty, "/recipients/to", "must name somebody")
        fields.check(result.all.count <= 50, "/recipients", "may be at most 50")
        return result
    }

    private func people(_ people: [RecipientPerson]?, _ pointer: String, _ fields: inout Fields) -> [MailAddress] {
        (people ?? []).prefix(60).enumerated().compactMap { place, person in
            let address = EmailAddress.checked(person.address)
            let isWritable = address.map { $0.utf8.allSatisfy { $0 < 0x80 } } ?? false
            fields.check(isWritable, "\(pointer)/\(place)", "must be an e-mail address")
            let name = person.name.unicodeScalars.filter { $0.properties.generalCategory != .control }
            return address.map { MailAddress(name: String(String.UnicodeScalarView(name).prefix(200)), address: $0) }
        }
    }
}
