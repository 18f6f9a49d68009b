import Basics

/// Whether a person can be reached: the server's truth, from open connections.
package enum PresenceState: String, Sendable, CaseIterable, JSONWritable {
    case online
    case away
    case offline
}
