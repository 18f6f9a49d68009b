import Foundation
import Testing
import Web

@testable import Channels

@Suite("Names on our mail") struct MailIdentityTests {
    private let identity: MailIdentity
    private let conversation = UUID(uuid: (1, 0x93, 0x58, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0xA1))
    private let message = UUID(uuid: (1, 0x93, 0x58, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0xB2))

    init() throws {
        identity = MailIdentity(secrets: try #require(MasterKey(bytes: Array(1...32))))
    }

    @Test("a Message-ID of ours names its conversation and message, whatever its case")
    func messageID() {
        let id = identity.messageID(conversation: conversation, message: message, domain: "shop.example")
        #expect(id.hasSuffix("@shop.example>"))
        let named = MailIdentity.Named(conversationID: conversation, messageID: message)
        #expect(identity.named(by: id) == named)
        #expect(identity.named(by: id.uppercased()) == named)
    }

    @Test("a changed letter or another company's key is not recognised")
    func forged() throws {
        let id = identity.messageID(conversation: conversation, message: message, domain: "shop.example")
        let at = try #require(id.firstIndex(of: "@"))
        for place in id.indices.dropFirst(3)
        where id[place] != "@" && id[place] != "." && place < at {
            var forged = id
            forged.replaceSubrange(place...place, with: id[place] == "a" ? "b" : "a")
            #expect(identity.named(by: forged) == nil)
        }
        let others = MailIdentity(secrets: try #require(MasterKey(bytes: Array(2...33))))
        #expect(others.named(by: id) == nil)
        #expect(identity.named(by: "<1042@shop.example>") == nil)
    }

    @Test("a reply address leads back to its conversation and fits before the @")
    func replyAddress() {
        let address = identity.replyAddress(conversation: conversation, mailbox: "support@shop.example")
        #expect(address.prefix { $0 != "@" }.utf8.count <= 64)
        #expect(identity.conversation(inReplyAddress: address.uppercased()) == conversation)
        #expect(identity.mail(inBounceAddress: address) == nil)
        #expect(identity.conversation(inReplyAddress: "support+1042@shop.example") == nil)
    }

    @Test("a bounce address names the mail and nothing else")
    func bounceAddress() {
        let address = identity.bounceAddress(mail: message, mailbox: "support@shop.example")
        #expect(identity.mail(inBounceAddress: address) == message)
        #expect(identity.conversation(inReplyAddress: address) == nil)
    }
}
