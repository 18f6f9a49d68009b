package import Basics
import Foundation
import Web

/// Who gets a mail.
package struct MailRecipients: Codable, Sendable, Equatable, JSONWritable {
    /// What a place among the recipients is called.
    package enum Role: String, CaseIterable, Codable, Sendable {
        case to
        case cc
        case bcc
    }

    package var to: [MailAddress]
    package var cc: [MailAddress]
    /// Seen by nobody but us.
    package var bcc: [MailAddress]

    package init(to: [MailAddress] = [], cc: [MailAddress] = [], bcc: [MailAddress] = []) {
        self.to = to
        self.cc = cc
        self.bcc = bcc
    }

    /// The recipients a `jsonb` column holds; nil when it is NULL.
    package init?(jsonb bytes: [UInt8]?) {
        guard let bytes, let kept = try? JSONDecoder().decode(MailRecipients.self, from: Data(bytes)) else {
            return nil
        }
        self = kept
    }

    /// The text a `jsonb` column keeps.
    package var json: String { String(decoding: JSONWriter.write(self), as: UTF8.self) }

    package var isEmpty: Bool { to.isEmpty && cc.isEmpty && bcc.isEmpty }

    /// Everybody in the order To, Cc, Bcc; each address once, in its first place.
    package var all: [(role: Role, address: MailAddress)] {
        var seen: Set<String> = []
        let places = to.map { (role: Role.to, address: $0) } + cc.map { (.cc, $0) } + bcc.map { (.bcc, $0) }
        return places.filter { seen.insert($0.address.key).inserted }
    }

    /// The same people without those whose address is in `keys`, and each of them once.
    package func without(_ keys: Set<String>) -> MailRecipients {
        var result = MailRecipients()
        for (role, address) in all where !keys.contains(address.key) {
            switch role {
            case .to: result.to.append(address)
            case .cc: result.cc.append(address)
            case .bcc: result.bcc.append(address)
            }
        }
        return result
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("to", to)
            json.field("cc", cc)
            json.field("bcc", bcc)
        }
    }
}

extension MailAddress: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("name", name)
            json.field("address", address)
        }
    }
}
