import Gateway
import Testing
import Web

@Suite("Origin check")
struct OriginCheckTests {
    private let check = OriginCheck(
        publicURL: "https://Help.example.com/desk", allowed: ["https://intranet.example.com"])

    private func accepts(_ headers: [(String, String)], isSecure: Bool = false) -> Bool {
        check.accepts(
            HTTPHead(
                method: "POST", path: "/", query: "", headers: HTTPHeaders(headers),
                isSecure: isSecure, host: "127.0.0.1:8080"))
    }

    @Test(
        "our own pages, those the operator trusts and those of the address asked for may act",
        arguments: ["https://help.example.com", "https://intranet.example.com", "http://127.0.0.1:8080"])
    func own(origin: String) {
        #expect(accepts([("origin", origin)]))
    }

    @Test(
        "pages of other sites, schemes and ports may not, nor may a page without an origin",
        arguments: [
            "https://evil.example", "http://help.example.com", "https://help.example.com.evil.example",
            "https://help.example.com:8443", "https://127.0.0.1:8080", "http://127.0.0.1", "null", "",
        ])
    func others(origin: String) {
        #expect(!accepts([("origin", origin)]))
    }

    @Test("the scheme of the connection counts")
    func scheme() {
        #expect(accepts([("origin", "https://127.0.0.1:8080")], isSecure: true))
        #expect(!accepts([("origin", "http://127.0.0.1:8080")], isSecure: true))
    }

    @Test("a browser that sends no origin says by Sec-Fetch-Site where it comes from")
    func fetchSite() {
        #expect(accepts([("sec-fetch-site", "same-origin")]))
        #expect(accepts([("sec-fetch-site", "none")]))
        #expect(!accepts([("sec-fetch-site", "same-site")]))
        #expect(!accepts([("sec-fetch-site", "cross-site")]))
    }

    @Test("a program that is no browser sends neither")
    func program() {
        #expect(accepts([]))
    }
}
