import Basics
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@testable import Channels

@Suite("Pictures that lie elsewhere", .serialized, .timeLimit(.minutes(2)))
@Loop struct MailPictureTests {
    @Test("only web addresses on usual ports without a user are ever fetched")
    func addresses() {
        for text in ["https://shop.example/a.png", "http://shop.example/", "https://shop.example:443/a?b=c"] {
            #expect(MailPictureAddress(text) != nil)
        }
        for text in [
            "ftp://shop.example/a", "file:///etc/passwd", "https://shop.example:8080/", "https://user@shop.example/",
            "https:///a", "javascript:alert(1)", "https://shop.example/ü", "https://a b/", "//shop.example/a",
        ] {
            #expect(MailPictureAddress(text) == nil, "\(text)")
        }
    }

    @Test("names of this machine and of private networks lead nowhere")
    func inside() {
        for host in ["127.0.0.1", "localhost", "10.1.2.3", "[::1]", "169.254.169.254", "[::ffff:127.0.0.1]", "0.0.0.0"]
        {
            #expect(MailPictureAddress("http://\(host)/a.png")?.publicAddresses() == [], "\(host)")
        }
    }

    @Test("a picture is passed on by its content; everything else, and every address not signed, is not found")
    func fetched() async throws {
        let server = try await MailServerProcess.start("pictures.py")
        let database = try await TestDatabase.fresh()
        let key = try #require(MasterKey(bytes: [UInt8](repeating: 7, count: 32)))
        let context = AppContext(
            database: database, dataDirectory: TestDirectory.make("pictures"), webRoot: "/nonexistent",
            publicURL: "http://127.0.0.1:8080", secrets: key)
        let place = "http://127.0.0.1:\(server.port)"
        let pictures = MailPictures(
            context: context, network: MailNetwork(), threads: MailThreads("test", width: 1),
            fetch: { address, network in
                // The stranger's server stands on this machine.
                try CurlRequest(
                    address.text.replacing("http://shop.example", with: place), limitBytes: MailPictures.limitBytes
                ).perform(network)
            })
        let client = RouteClient(
            pictures.routes, as: Principal(kind: .anonymous, id: UUID(), name: "", permissions: []))
        func get(_ path: String) async throws -> RouteClient.Answer {
            let link = try #require(MailPictures.link("http://shop.example\(path)", secrets: key))
            return await client.call("GET", String(link.dropFirst("/api/v1".count)))
        }
        let good = try await get("/a.png")
        #expect(good.status == 200)
        #expect(good.header("Content-Type") == "image/png")
        #expect(good.header("Cache-Control") == "private, max-age=86400")
        for path in ["/page.html", "/redirect", "/big.png", "/missing.png", "/vector.svg"] {
            #expect(try await get(path).status == 404, "\(path)")
        }
        let link = try #require(MailPictures.link("http://shop.example/a.png", secrets: key))
        let forged = link.replacing("a.png", with: "b.png").dropFirst("/api/v1".count)
        #expect(await client.call("GET", String(forged)).status == 404)
        await database.stop()
    }
}
