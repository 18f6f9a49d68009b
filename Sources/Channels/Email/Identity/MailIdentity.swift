import Basics
package import Foundation
package import Web

/// Names we put on outgoing mail and recognise again: Message-IDs, reply addresses and bounce addresses, each signed, so
/// that nobody writes into a conversation by guessing (CVE-2026-47123 of a peer was exactly that).
///
/// A conversation is an opaque id here; the channel knows nothing of tickets. All names are lower case letters, digits
/// and dots, because mail systems change the case of what stands before the `@`.
package struct MailIdentity: Sendable {
    private let secrets: MasterKey

    package init(secrets: MasterKey) {
        self.secrets = secrets
    }

    /// What one of our Message-IDs names.
    package struct Named: Sendable, Equatable {
        package let conversationID: UUID
        package let messageID: UUID
    }

    /// `<t.CONVERSATION.MESSAGE.SIGNATURE@domain>`.
    package func messageID(conversation: UUID, message: UUID, domain: String) -> String {
        let name = "t.\(conversation.base32).\(message.base32)"
        return "<\(name).\(signature("mail.message-id", name))@\(domain)>"
    }

    /// What a Message-ID of ours names; `nil` for anybody else's and for a forged one.
    package func named(by messageID: String) -> Named? {
        let local = messageID.trimmingPrefix("<").prefix { $0 != "@" }.lowercased()
        let parts = local.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, parts[0] == "t", let conversation = UUID(base32: parts[1]),
            let message = UUID(base32: parts[2]),
            isSigned("mail.message-id", "t.\(parts[1]).\(parts[2])", by: parts[3])
        else { return nil }
        return Named(conversationID: conversation, messageID: message)
    }

    /// The mailbox's address with the conversation in it: `support+CONVERSATION.SIGNATURE@example.com`.
    package func replyAddress(conversation: UUID, mailbox: String) -> String {
        tagged(mailbox, conversation, purpose: "mail.reply-address", mark: "")
    }

    /// The conversation a reply address of ours names.
    package func conversation(inReplyAddress address: String) -> UUID? {
        tag(in: address, purpose: "mail.reply-address", mark: "")
    }

    /// Where reports about one outgoing mail go, when the mailbox's domain takes tagged addresses.
    package func bounceAddress(mail: UUID, mailbox: String) -> String {
        tagged(mailbox, mail, purpose: "mail.bounce-address", mark: "b-")
    }

    /// The outgoing mail a bounce address of ours names.
    package func mail(inBounceAddress address: String) -> UUID? {
        tag(in: address, purpose: "mail.bounce-address", mark: "b-")
    }

    /// The header field that holds the mark below.
    package static let markHeader = "X-Deskbell-Instance"

    /// What stands in a header of every mail we send, so that it is known when it comes back.
    package func instanceMark(_ instance: UUID) -> String {
        "\(instance.base32).\(signature("mail.instance", instance.base32))"
    }

    /// The mark of this Deskbell: whoever has its master key is it.
    package var ownMark: String {
        let bytes = secrets.signature("mail.instance-id", "")
        return instanceMark(
            UUID(
                uuid: (
                    bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7], bytes[8], bytes[9],
                    bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]
                )))
    }

    /// Whether a mail with this mark was sent by us.
    package func isOurMark(_ mark: String) -> Bool {
        mark.trimmingBlanks.lowercased() == ownMark
    }

    private func tagged(_ mailbox: String, _ id: UUID, purpose: String, mark: String) -> String {
        let parts = mailbox.split(separator: "@", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return mailbox }
        let base = parts[0].prefix { $0 != "+" }
        return "\(base)+\(mark)\(id.base32).\(signature(purpose, id.base32))@\(parts[1])"
    }

    private func tag(in address: String, purpose: String, mark: String) -> UUID? {
        let local = address.prefix { $0 != "@" }.lowercased()
        guard let plus = local.firstIndex(of: "+") else { return nil }
        let tag = local[local.index(after: plus)...]
        guard tag.hasPrefix(mark) else { return nil }
        let parts = tag.dropFirst(mark.count).split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let id = UUID(base32: parts[0]), isSigned(purpose, parts[0], by: parts[1]) else {
            return nil
        }
        return id
    }

    /// 80 bits: 16 letters fit beside 26 for the id within the 64 that stand before an `@` (RFC 5321 4.5.3.1.1).
    private func signature(_ purpose: String, _ name: String) -> String {
        Base32.text(Array(secrets.signature(purpose, name).prefix(10)))
    }

    private func isSigned(_ purpose: String, _ name: String, by text: String) -> Bool {
        // Compared as a whole whatever differs, so that the time tells nothing.
        let expected = Array(signature(purpose, name).utf8)
        let given = Array(text.utf8)
        guard expected.count == given.count else { return false }
        return zip(expected, given).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension UUID {
    fileprivate var base32: String { withUnsafeBytes(of: uuid) { Base32.text(Array($0)) } }

    fileprivate init?(base32 text: String) {
        guard let bytes = Base32.bytes(text), bytes.count == 16 else { return nil }
        self = bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
    }
}
