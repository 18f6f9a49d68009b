import Foundation
import Gateway
import TestSupport
import Testing
import Web

@Suite("Static files")
struct StaticFilesTests {
    private static let files: StaticFiles = {
        let root = TestDirectory.make("static")
        for (name, text) in [
            ("assets/app.1a2b3c.js", "let a = 1"), ("assets/app.1a2b3c.js.br", "brotli"),
            ("assets/app.1a2b3c.js.gz", "gzip"), ("console/index.html", "<!doctype html>"), ("widget.js", "widget"),
        ] {
            let path = "\(root)/\(name)"
            try? FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try? text.write(toFile: path, atomically: true, encoding: .utf8)
        }
        return StaticFiles(root: root)
    }()

    private func answer(_ name: String, _ headers: [(String, String)] = []) throws -> (
        status: Int, headers: [String: String], text: String
    ) {
        let head = HTTPHead(
            method: "GET", path: "/" + name, query: "", headers: HTTPHeaders(headers), remoteAddress: "127.0.0.1",
            isSecure: false)
        let response = try #require(Self.files.response(name, for: head))
        guard case .bytes(let bytes) = response.body else {
            return (response.status, Dictionary(response.headers) { $1 }, "")
        }
        return (response.status, Dictionary(response.headers) { $1 }, String(decoding: bytes, as: UTF8.self))
    }

    @Test(
        "the best coding the browser accepts is sent, and said so",
        arguments: [
            ("gzip, deflate, br", "br", "brotli"), ("gzip", "gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip", "gzip"),
            ("GZIP", "gzip", "gzip"), ("identity", nil, "let a = 1"), ("", nil, "let a = 1"),
            ("gzip;q=0.0", nil, "let a = 1"), ("brotli", nil, "let a = 1"),
        ] as [(String, String?, String)])
    func codings(accepted: String, coding: String?, text: String) throws {
        let found = try answer("assets/app.1a2b3c.js", [("accept-encoding", accepted)])
        #expect(found.text == text)
        #expect(found.headers["Content-Encoding"] == coding)
        #expect(found.headers["Vary"] == "Accept-Encoding")
    }

    @Test("each coding has a strong ETag of its own")
    func etags() throws {
        let plain = try answer("assets/app.1a2b3c.js").headers["ETag"]
        let brotli = try answer("assets/app.1a2b3c.js", [("accept-encoding", "br")]).headers["ETag"]
        #expect(plain?.hasPrefix("\"") == true)
        #expect(plain != brotli)
    }

    @Test("a browser that has the file is told so without its bytes", arguments: ["%", "\"other\", %", "W/%", "*"])
    func notModified(pattern: String) throws {
        let etag = try #require(try answer("console/index.html").headers["ETag"])
        let found = try answer("console/index.html", [("if-none-match", pattern.replacing("%", with: etag))])
        #expect(found.status == 304)
        #expect(found.text.isEmpty)
        #expect(found.headers["ETag"] == etag)
    }

    @Test("a browser that has another version gets the file")
    func modified() throws {
        #expect(try answer("console/index.html", [("if-none-match", "\"old\"")]).status == 200)
    }

    @Test("names with a hash in them never change; pages are asked for again")
    func caching() throws {
        #expect(try answer("assets/app.1a2b3c.js").headers["Cache-Control"] == "public, max-age=31536000, immutable")
        #expect(try answer("console/index.html").headers["Cache-Control"] == "no-cache")
    }

    @Test("pages carry a policy without inline script; the loader may be used by other sites, assets may not")
    func policies() throws {
        let policy = try #require(try answer("console/index.html").headers["Content-Security-Policy"])
        #expect(policy.contains("script-src 'self';"))
        #expect(!policy.contains("unsafe-inline"))
        #expect(try answer("widget.js").headers["Cross-Origin-Resource-Policy"] == "cross-origin")
        #expect(try answer("assets/app.1a2b3c.js").headers["Cross-Origin-Resource-Policy"] == "same-origin")
    }

    @Test("compressed copies, missing files and paths out of the folder have no name here")
    func missing() throws {
        let head = HTTPHead(
            method: "GET", path: "/", query: "", headers: HTTPHeaders([]), remoteAddress: "127.0.0.1", isSecure: false)
        for name in ["assets/app.1a2b3c.js.br", "nothing", "../static", "/etc/passwd"] {
            #expect(Self.files.response(name, for: head) == nil)
        }
    }
}
