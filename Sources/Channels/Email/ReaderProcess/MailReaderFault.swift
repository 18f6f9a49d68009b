/// Why a mail was not read; the next mail is not affected.
package enum MailReaderFault: Error, Sendable, Equatable {
    /// The helper died of this mail, twice.
    case crashed
    /// The helper had no answer within its time.
    case timedOut
    /// The mail or what was read from it is larger than may be.
    case tooLarge
    /// The raw file is not there or cannot be read.
    case unreadable
    /// The helper cannot be started; the text says what the system said.
    case unavailable(String)
}
