/// How often mailboxes are looked into, in seconds.
package struct MailboxTimings: Sendable {
    /// Whatever the server announces, this often we ask.
    package var poll = 300.0
    /// Before a lost connection is made again the first time, and at most.
    package var firstRetry = 5.0
    package var longestRetry = 300.0
    /// How long a node's right to read a mailbox lasts unless renewed.
    package var lease = 60.0
    /// How often settings and leases are looked at.
    package var look = 5.0
    /// Without a successful look for so long people are told.
    package var alarm = 900.0

    package init() {}
}
