import Foundation
import Web

/// A text as one person gets it.
package struct CampaignLetter: Sendable, Equatable {
    package let locale: String
    package let subject: String
    package let text: String

    private static var link: Regex<(Substring, label: Substring?, target: Substring?, bare: Substring?)> {
        #/\[(?<label>[^\]\n]+)\]\((?<target>https?://[^)\s]+)\)|(?<bare>https?://[^\s<>"')，。；！？）】》]*[^\s<>"')，。；！？）】》.,;:!?])/#
    }

    /// - Parameter track: Where a link leads instead, so that it can be counted.
    package init(
        _ text: LetterText, locale: String, values: [String: String], company: String, optOut: String,
        track: (String) -> String
    ) {
        self.locale = locale
        var text = text
        text.body = text.body.replacing(Self.link) { found in
            let target = String(found.output.target ?? found.output.bare ?? "")
            let label = found.output.label.map(String.init) ?? target
            let tracked = track(target)
            return tracked == target && found.output.label == nil ? target : "[\(label)](\(tracked))"
        }
        let farewell =
            locale == "zh-Hans"
            ? "您收到此邮件，是因为您同意接收 \(company) 的消息。[退订](\(optOut))"
            : "You get this mail because you agreed to news from \(company). [Unsubscribe](\(optOut))"
        let filled = text.filled(values)
        subject = filled.subject
        self.text = filled.body + "\n\n" + farewell
    }

    package static func links(in body: String) -> [String] {
        body.matches(of: link).map { String($0.output.target ?? $0.output.bare ?? "") }
    }
}
