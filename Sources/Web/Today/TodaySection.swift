import Basics
import EventLoop

/// What needs somebody now, of one kind: a part of the today list, given by the module that knows.
package struct TodaySection: Sendable {
    /// The parts there are in the order of the day: the most urgent first.
    package enum Name: String, CaseIterable, Sendable, JSONWritable {
        /// Visitors waiting for an answer.
        case chats
        /// Mailboxes that cannot fetch or send.
        case mailboxes
        /// Mails that did not leave, or perhaps not.
        case mails
        /// Customers waiting for an answer by mail, form or phone.
        case tickets
        case activities
        /// What is to go out on social platforms.
        case posts
        /// Parcels that are late, and orders nobody sends.
        case shipments
        /// Quotes about to lapse.
        case quotes
        /// Contracts about to end or to run on.
        case contracts
        /// The customers one stands to lose most with.
        case risks
        /// Tickets that come back today.
        case snoozed
        /// Replies that leave today.
        case scheduled

        /// Whether its lines wait for the reader; the others tell of what may be done, or happens by itself.
        package var waits: Bool {
            switch self {
            case .risks, .snoozed, .scheduled: false
            default: true
            }
        }
    }

    package let name: Name
    /// Without all of these it stays out of sight.
    package let permissions: [Permission]
    package let lines: @Loop @Sendable (TodayQuestion) throws -> TodayLines

    package init(
        _ name: Name, _ permissions: [Permission],
        _ lines: @escaping @Loop @Sendable (TodayQuestion) throws -> TodayLines
    ) {
        self.name = name
        self.permissions = permissions
        self.lines = lines
    }
}
