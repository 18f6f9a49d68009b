import Basics
import Foundation
import Web

/// The body of `POST /widget/sessions`.
struct WidgetSessionInput: Decodable, WireType {
    let inbox: String
    let visitorToken: String?
    let identity: String?
    let pageURL: String?
    let locale: String?

    static var example: WidgetSessionInput {
        WidgetSessionInput(
            inbox: "K7QM2XWP", visitorToken: "dv_…", identity: "eyJhbGciOi…", pageURL: "https://shop.example/cart",
            locale: "zh-Hans")
    }
}

/// The answer to `POST /widget/sessions`.
struct WidgetSession: WireType, JSONWritable {
    struct Person: Sendable, JSONWritable {
        let name: String?
        let email: String?

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("name", name)
                json.field("email", email)
            }
        }
    }

    struct PendingSurvey: Sendable, JSONWritable {
        let token: String

        func write(to json: inout JSONWriter) {
            json.object { json in json.field("token", token) }
        }
    }

    let visitorToken: String
    let ticket: JSONBytes?
    let messages: JSONBytes
    let settings: WidgetSettings
    let customer: Person?
    let pendingSurvey: PendingSurvey?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("visitor_token", visitorToken)
            json.field("ticket", ticket)
            json.field("messages", messages)
            json.field("settings", settings)
            json.field("customer", customer)
            json.field("pending_survey", pendingSurvey)
        }
    }

    static var example: WidgetSession {
        WidgetSession(
            visitorToken: "dv_…", ticket: JSONBytes(Array("null".utf8)), messages: JSONBytes(Array("[]".utf8)),
            settings: .example, customer: Person(name: "陈美", email: "mei@example.com"),
            pendingSurvey: PendingSurvey(token: "…"))
    }
}

/// What the widget needs to know to draw itself.
struct WidgetSettings: WireType, JSONWritable {
    struct InboxName: Sendable, JSONWritable {
        let name: String
        let key: String

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("name", name)
                json.field("key", key)
            }
        }
    }

    struct PreChat: Sendable, JSONWritable {
        let enabled: Bool
        let fields: [String]
        let required: [String]

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("enabled", enabled)
                json.field("fields", fields)
                json.field("required", required)
            }
        }
    }

    struct Office: Sendable, JSONWritable {
        let open: Bool
        let opensAt: Date?

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("open", open)
                json.field("opens_at", opensAt)
            }
        }
    }

    struct Availability: Sendable, JSONWritable {
        /// Whether somebody of the staff is connected and not away.
        let online: Bool
        /// The median of the last seven days, or what the inbox promises.
        let typicalReplySeconds: Int?

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("online", online)
                json.field("typical_reply_seconds", typicalReplySeconds)
            }
        }
    }

    let inbox: InboxName
    let greeting: JSONValue
    let color: String
    let position: String
    let preChat: PreChat
    let attachments: Bool
    let emoji: Bool
    let office: Office
    let availability: Availability
    /// Whether to ask for an e-mail address, because nobody is in.
    let askEmail: Bool
    /// Whether a mailbox can mail the conversation to an address given here.
    let transcript: Bool
    /// Whether the visitor may follow their orders here: the shop vouched for them.
    let orders: Bool
    let locale: String

    init(
        _ inbox: Inbox, _ chat: ChatSettings, office: Office, availability: Availability, transcript: Bool,
        orders: Bool, locale: String
    ) {
        self.inbox = InboxName(name: inbox.name, key: inbox.key)
        greeting = chat.greeting.value
        color = chat.color
        position = chat.position.rawValue
        preChat = PreChat(
            enabled: chat.preChatEnabled, fields: chat.preChatFields.map(\.rawValue),
            required: chat.preChatRequired.map(\.rawValue))
        attachments = chat.attachments
        emoji = chat.emoji
        self.office = office
        self.availability = availability
        askEmail = chat.asksEmailWhenOffline && !(office.open && availability.online)
        self.transcript = transcript
        self.orders = orders
        self.locale = locale
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("inbox", inbox)
            json.field("greeting", greeting)
            json.field("color", color)
            json.field("position", position)
            json.field("pre_chat", preChat)
            json.field("attachments", attachments)
            json.field("emoji", emoji)
            json.field("office", office)
            json.field("availability", availability)
            json.field("ask_email", askEmail)
            json.field("transcript", transcript)
            json.field("orders", orders)
            json.field("locale", locale)
        }
    }

    static var example: WidgetSettings {
        WidgetSettings(
            Inbox(id: ID(Examples.inbox), key: "K7QM2XWP", kind: .chat, name: "Shop", createdAt: Examples.instant),
            ChatSettings(), office: Office(open: true, opensAt: Examples.instant),
            availability: Availability(online: true, typicalReplySeconds: 180), transcript: true,
            orders: true, locale: "zh-Hans")
    }
}
