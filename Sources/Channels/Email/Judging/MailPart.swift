/// One part of a mail as handed to the judges: its type and its decoded text.
///
/// For `message/rfc822`, the text is the whole inner mail from its first header line.
package struct MailPart: Sendable, Equatable {
    /// Lower case `type/subtype`, without parameters.
    package var contentType: String
    package var text: String

    package init(contentType: String, text: String) {
        self.contentType = contentType
        self.text = text
    }
}
