import Testing

@testable import Channels

@Suite("Pictures of a page") struct HTMLPicturesTests {
    @Test("web addresses are found once each, with their entities resolved")
    func addresses() {
        let html = """
            <p>x</p><img alt="a > b" src="https://a.example/1.png?x=1&amp;y=2"><IMG SRC='http://b.example/2.gif'><img
            src=//c.example/3.jpg><img src="https://a.example/1.png?x=1&amp;y=2"><img src="cid:logo"><img src="data:image/png;base64,x">
            <!-- <img src="https://hidden.example/4.png"> --><imgx src="https://no.example/5.png"><img
            """
        #expect(
            HTMLPictures.addresses(html) == [
                "https://a.example/1.png?x=1&y=2", "http://b.example/2.gif", "https://c.example/3.jpg",
            ])
    }

    @Test("of a page made of pictures the first five hundred count")
    func many() {
        let html = (0..<600).map { "<img src='https://a.example/\($0)'>" }.joined()
        #expect(HTMLPictures.addresses(html).count == 500)
        #expect(HTMLPictures.addresses(String(repeating: "<img src=\"", count: 20_000)).isEmpty)
    }
}
