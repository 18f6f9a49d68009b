import Testing

@testable import Channels

@Suite("Language of a text") struct TextLocaleTests {
    @Test(
        "Chinese in both writings and English are told, others are not",
        arguments: [
            ("您好，我的包裹还没有收到，请帮忙查一下。", "zh-Hans"), ("請問我的訂單什麼時候會到？謝謝", "zh-Hant"), ("退款", "zh-Hans"),
            ("你好", "zh-Hans"), ("我的 order A-1042 has 没有收到 iPhone 15 Pro Max 手机壳，请尽快处理", "zh-Hans"),
            ("Hello, where is my parcel? It is late.", "en"), ("Please refund my order.", "en"), ("Thanks!", "en"),
            ("Wo ist mein Paket? Ich warte und warte, bitte helfen Sie mir.", nil),
            ("Où est mon colis ? Je ne l'ai pas reçu.", nil),
            ("Hola, mi pedido no ha llegado. Gracias", nil), ("荷物はまだ届いていません。確認してください。", nil), ("제 소포는 어디에 있나요?", nil),
            ("Где моя посылка?", nil), ("12345", nil), ("", nil), ("xqzt plm", nil),
        ] as [(String, String?)])
    func guess(text: String, locale: String?) {
        #expect(TextLocale.guess(text) == locale)
    }
}
