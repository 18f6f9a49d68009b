import Channels

/// What Deskbell itself writes on tickets about mail, in the company's language.
enum MailNotices {
    static let unreadSubject = Words(["en": "This mail could not be read", "zh-Hans": "这封邮件无法读取"])
    static let unreadText = Words([
        "en": "A mail arrived that Deskbell could not read. It is attached as it came: open it with a mail program.",
        "zh-Hans": "收到一封无法读取的邮件。原始邮件已作为附件保存，请用邮件程序打开查看。",
    ])
    static let unknownSender = Words(["en": "Unknown sender", "zh-Hans": "未知发件人"])
    static let floodSubject = Words(["en": "Very many mails from one sender", "zh-Hans": "同一发件人大量来信"])
}
