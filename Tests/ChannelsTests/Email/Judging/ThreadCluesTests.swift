import Foundation
import Testing
import Web

@testable import Channels

@Suite("Clues to a mail's conversation") struct ThreadCluesTests {
    private let identity: MailIdentity
    private let parcel = UUID(uuid: (1, 0x93, 0x58, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0xA1))
    private let refund = UUID(uuid: (1, 0x93, 0x58, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0xA2))
    private let first = UUID(uuid: (1, 0x93, 0x58, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0xB1))
    private let second = UUID(uuid: (1, 0x93, 0x58, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0xB2))

    init() throws {
        identity = MailIdentity(secrets: try #require(MasterKey(bytes: Array(1...32))))
    }

    private func mail(_ fill: (inout ParsedMail) -> Void) -> ParsedMail {
        var mail = ParsedMail()
        mail.from = [MailAddress(address: "mei@example.com")]
        fill(&mail)
        return mail
    }

    @Test("every kind of clue is found, the surest first")
    func order() {
        let signed = identity.messageID(conversation: parcel, message: first, domain: "shop.example")
        let older = identity.messageID(conversation: parcel, message: second, domain: "shop.example")
        let hidden = identity.messageID(conversation: refund, message: first, domain: "shop.example")
        let mail = mail {
            $0.subject = "Re: [#1042] Late parcel"
            $0.cc = [MailAddress(address: identity.replyAddress(conversation: refund, mailbox: "help@shop.example"))]
            $0.inReplyTo = ["<theirs@example.com>"]
            $0.references = [older, "<other@example.com>", signed]
            $0.text = "Thanks\n\n> Ref: \(hidden)\n"
        }
        #expect(
            ThreadClues.extract(from: mail, identity: identity) == [
                .replyAddress(conversation: refund),
                .ourMessageID(conversation: parcel, message: first),
                .ourMessageID(conversation: parcel, message: second),
                .knownMessageID("<theirs@example.com>"),
                .knownMessageID("<other@example.com>"),
                .hiddenReference(conversation: refund, message: first),
                .subjectNumber(1042),
                .sameSubject("late parcel"),
            ])
    }

    @Test("a reference is found in HTML, in capitals and with its @ written otherwise; a forged one is not")
    func hidden() throws {
        let signed = identity.messageID(conversation: parcel, message: first, domain: "shop.example")
        for written in [
            signed.uppercased(), signed.replacing("<", with: "&lt;").replacing(">", with: "&gt;"),
            signed.replacing("@", with: "%40"), signed.replacing("@", with: "&#64;"),
        ] {
            let mail = mail { $0.html = "<span style=\"display:none\">\(written)</span>" }
            #expect(
                ThreadClues.extract(from: mail, identity: identity) == [
                    .hiddenReference(conversation: parcel, message: first)
                ])
        }
        let others = MailIdentity(secrets: try #require(MasterKey(bytes: Array(2...33))))
        let forged = others.messageID(conversation: parcel, message: first, domain: "shop.example")
        #expect(ThreadClues.extract(from: mail { $0.text = forged }, identity: identity) == [])
    }

    @Test("mail from our own address joins nothing by its subject")
    func own() {
        let mail = mail { $0.subject = "Late parcel" }
        #expect(ThreadClues.extract(from: mail, identity: identity) == [.sameSubject("late parcel")])
        #expect(ThreadClues.extract(from: mail, identity: identity, ownAddresses: ["Mei@example.com"]) == [])
    }

    @Test("a text full of would-be references is read through at once")
    func pathological() {
        let piece =
            "t." + String(repeating: "a", count: 26) + "." + String(repeating: "a", count: 26) + ".aaaaaaaaaaaaaaaa@ "
        for piece in [piece, "t.", "t", "t.aaaaaaaaaaaaaaaaaaaaaaaaaa."] {
            let text = Pace.text(of: piece)
            let time = ContinuousClock().measure {
                _ = ThreadClues.extract(from: mail { $0.text = text }, identity: identity)
            }
            #expect(time < Pace.bound)
        }
    }
}
