import Channels
import Foundation

/// What Deskbell itself says in mails to customers, in the languages they see.
struct MailWords {
    private let isChinese: Bool

    init(_ locale: String) {
        isChinese = Words.closest(to: locale) == "zh-Hans"
    }

    private func say(_ english: String, _ chinese: String) -> String { isChinese ? chinese : english }

    func wrote(_ name: String, at date: Date) -> String {
        say("On \(day(date)), \(name) wrote:", "在 \(day(date))，\(name) 写道：")
    }

    /// Below a subject that has the number already.
    var received: String {
        say(
            "Thank you for your message. We have received it and will answer as soon as we can.",
            "感谢您的来信。我们已经收到，会尽快回复您。")
    }

    func receivedSubject(_ subject: String, number: Int) -> String {
        say("We have received: ", "已收到：") + "\(MailSubject.clean(subject)) [#\(number)]"
    }

    func missed(_ company: String) -> String {
        say(
            "While you were away from the chat\(company.isEmpty ? "" : " with \(company)"), you got an answer:",
            "您离开聊天期间，\(company.isEmpty ? "我们" : company)回复了您：")
    }

    var howToAnswer: String {
        say(
            "Just answer this mail: your answer goes on in the same chat.",
            "直接回复这封邮件即可，您的回复会出现在同一个聊天中。")
    }

    func missedSubject(_ company: String, number: Int) -> String {
        say("Your chat\(company.isEmpty ? "" : " with \(company)")", "您\(company.isEmpty ? "" : "与\(company)")的聊天")
            + " [#\(number)]"
    }

    func transcriptSubject(_ company: String, number: Int) -> String {
        say(
            "Transcript of your chat\(company.isEmpty ? "" : " with \(company)")",
            "聊天记录\(company.isEmpty ? "" : "：\(company)")")
            + " [#\(number)]"
    }

    var transcript: String {
        say("Here is the transcript you asked for.", "以下是您要求的聊天记录。")
    }

    func file(_ name: String) -> String { say("File: \(name)", "附件：\(name)") }

    func day(_ date: Date) -> String {
        var seconds = time_t(date.timeIntervalSince1970)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let (year, month, day) = (1900 + Int(parts.tm_year), Int(parts.tm_mon), Int(parts.tm_mday))
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return say("\(day) \(months[month]) \(year)", "\(year)年\(month + 1)月\(day)日")
    }

    func moment(_ date: Date) -> String {
        var seconds = time_t(date.timeIntervalSince1970)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
        return "\(day(date)) \(two(parts.tm_hour)):\(two(parts.tm_min)) UTC"
    }
}
