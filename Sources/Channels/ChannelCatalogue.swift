/// Every channel there is.
///
/// A new one is added here and nowhere else.
package enum ChannelCatalogue {
    package static let all: [any Channel.Type] = [
        WebChatChannel.self, WebFormChannel.self, EmailChannel.self, PhoneChannel.self, APIChannel.self,
    ]

    /// The channel of this kind; `nil` for a kind nothing serves.
    package static func channel(_ kind: ChannelKind) -> (any Channel.Type)? {
        all.first { $0.kind == kind }
    }
}
