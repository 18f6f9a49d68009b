package import Basics
package import Foundation

/// What a live session can follow: one ticket, or the inbox with hints about all of them.
package enum Topic: Hashable, Sendable, CustomStringConvertible, JSONWritable {
    case ticket(UUID)
    case inbox

    /// `ticket:<UUID>` or `inbox`; `nil` for anything else.
    package init?(_ text: some StringProtocol) {
        if text == "inbox" {
            self = .inbox
        } else if text.hasPrefix("ticket:"), text.utf8.count == 43, let id = UUID(text: text.dropFirst(7)) {
            self = .ticket(id)
        } else {
            return nil
        }
    }

    package var description: String {
        switch self {
        case .ticket(let id): "ticket:\(id.text)"
        case .inbox: "inbox"
        }
    }

    package func write(to json: inout JSONWriter) {
        json.string(description)
    }
}
