import Basics
import Postgres
import Web

/// The kinds of entrances.
package enum ChannelKind: String, CaseIterable, Codable, Sendable, JSONWritable, SQLText {
    case chat
    case form
    case email
    case phone
    case api
    /// Staff among themselves.
    case `internal`
}
