import Foundation

/// Who wrote a message another program brings in, as far as the program knows.
struct ProgramSender: Decodable, Sendable {
    /// The program's own id of the person, which never changes.
    let id: String?
    let name: String?
    let email: String?
    let phone: String?
    /// The name they have on the platform.
    let handle: String?
}

/// A message another program brings in, checked.
struct ProgramMessage: Sendable {
    let conversation: String
    let id: String
    let sender: ProgramSender
    let text: String
    let attachments: [UUID]
    /// Empty for nowhere in particular.
    let platform: String
    let subject: String?
    let locale: String

    /// Under which account of the customer's the person is known; none where the platform is not named.
    var handle: String? { platform.isEmpty ? nil : sender.handle ?? sender.id }

    /// The name of the message within its conversation; no agent's can be the same.
    var clientID: String { "in:" + id }
}
