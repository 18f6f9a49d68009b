import Basics
import Web

/// One way customers reach the company: translates between the outside and `InboundMessage`, and knows its settings.
///
/// Callers use this protocol and stay unaware which channel they hold.
package protocol Channel: Sendable {
    static var kind: ChannelKind { get }
    /// The settings a new inbox of this kind begins with.
    static var defaults: InboxSettings { get }
    /// Whether customers can be answered over it: a form only takes messages in.
    static var canAnswer: Bool { get }
}

extension Channel {
    package static var defaults: InboxSettings { InboxSettings(defaultsOf: kind) }
}

/// Chat in the widget; answers travel over the live connection.
package enum WebChatChannel: Channel {
    package static let kind = ChannelKind.chat
    package static let canAnswer = true
}

/// A form on a page; answers reach the customer in the thread of the ticket it opened.
package enum WebFormChannel: Channel {
    package static let kind = ChannelKind.form
    package static let canAnswer = false
}

/// A mailbox: mail comes in by IMAP, LMTP or HTTP, answers leave by SMTP.
package enum EmailChannel: Channel {
    package static let kind = ChannelKind.email
    package static let canAnswer = true
}

/// Calls and visits written down by the staff.
package enum PhoneChannel: Channel {
    package static let kind = ChannelKind.phone
    package static let canAnswer = false
}

/// Other programs that open tickets with an API key.
package enum APIChannel: Channel {
    package static let kind = ChannelKind.api
    package static let canAnswer = true
}
