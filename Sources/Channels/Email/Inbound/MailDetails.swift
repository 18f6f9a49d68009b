import Basics
import Foundation

/// What is kept of a read mail beside its text, for showing it without reading it again.
struct MailDetails {
    let value: JSONValue

    init(_ mail: ParsedMail) {
        value = .object([
            "from": mail.from.first.map(Self.address) ?? .null,
            "reply_to": .array(mail.replyTo.prefix(10).map(Self.address)),
            "to": .array(mail.to.prefix(Self.limit).map(Self.address)),
            "cc": .array(mail.cc.prefix(Self.limit).map(Self.address)),
            "bcc": .array(mail.bcc.prefix(Self.limit).map(Self.address)),
            "folds_at": mail.foldsAt.map { .number(Double($0)) } ?? .null,
            "has_html": .bool(mail.html != nil),
            "automatic": [
                "is": .bool(mail.machine.isMachine),
                "reasons": .array(mail.machine.reasons.prefix(20).map { .string(Self.plain($0)) }),
            ],
            "bounce": mail.bounce.map(Self.bounce) ?? .null,
            "whole_size_bytes": mail.wholeSizeBytes.map { .number(Double($0)) } ?? .null,
            "errors": .array(mail.errors.prefix(20).map { .string(Self.plain($0)) }),
            "references": .array(
                (mail.inReplyTo + mail.references.suffix(60)).prefix(61).map { .string(Self.plain($0)) }),
            "locale": mail.locale.map(JSONValue.string) ?? .null,
        ])
    }

    /// A mail to a thousand people names the first ones.
    private static let limit = 200

    private static func address(_ address: MailAddress) -> JSONValue {
        ["name": .string(plain(address.name)), "address": .string(plain(address.address))]
    }

    private static func bounce(_ report: BounceReport) -> JSONValue {
        [
            "original_message_id": report.originalMessageID.map { .string(plain($0)) } ?? .null,
            "recipients": .array(
                report.recipients.prefix(50).map { recipient in
                    [
                        "address": .string(plain(recipient.address)), "kind": .string(recipient.kind.rawValue),
                        "status": recipient.status.map { .string(plain($0)) } ?? .null,
                        "detail": recipient.diagnostic.map { .string(plain(String($0.prefix(500)))) } ?? .null,
                    ]
                }),
        ]
    }

    /// PostgreSQL's JSON holds no U+0000.
    private static func plain(_ text: String) -> String { text.replacing("\0", with: "") }
}
