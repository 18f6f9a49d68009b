import Access
import Testing

@Suite("E-mail addresses")
struct EmailAddressTests {
    @Test(
        "accepts what people have",
        arguments: ["mei@shop.example", "o'neil+desk@mail.shop.example", "客服@公司.example", "root@localhost"])
    func accepted(address: String) {
        #expect(EmailAddress.checked("  \(address)\n") == address)
    }

    @Test(
        "refuses what is no address or could add a recipient",
        arguments: [
            "", "mei", "@shop.example", "mei@", "mei@shop@example", "mei@.example", "mei@shop..example",
            "mei lin@shop.example", "mei@shop.example,eve@evil.example", "mei@shop.example\r\nBcc: eve@evil.example",
            "<mei@shop.example>", "me\u{200B}i@shop.example", String(repeating: "m", count: 65) + "@shop.example",
        ])
    func refused(address: String) {
        #expect(EmailAddress.checked(address) == nil)
    }
}
