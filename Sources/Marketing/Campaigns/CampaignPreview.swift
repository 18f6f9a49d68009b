import Basics
import Channels
import Web

/// One text as a customer would get it.
struct CampaignPreview: WireType, JSONWritable {
    let variant: String
    let locale: String
    let subject: String
    let text: String
    let html: String

    init(variant: CampaignContent.Variant, letter: CampaignLetter) {
        self.variant = variant.rawValue
        locale = letter.locale
        subject = letter.subject
        text = MailMarkup.plain(letter.text)
        html = MailMarkup.html(letter.text)
    }

    static var example: CampaignPreview {
        let letter = CampaignLetter(
            .init(subject: "New teas", body: "They are here."), locale: "en", values: [:], company: "Qinghe Tea",
            optOut: "https://help.example.com/unsubscribe/preview", track: { $0 })
        return CampaignPreview(variant: .a, letter: letter)
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("variant", variant)
            json.field("locale", locale)
            json.field("subject", subject)
            json.field("text", text)
            json.field("html", html)
        }
    }
}
