import Basics
import Foundation
package import Gateway

/// The built web applications, held in memory: strong ETags, immutable caching of hashed names, bodies compressed when
/// they were built.
package struct StaticFiles: Sendable {
    private struct File: Sendable {
        let contentType: String
        let etag: String
        let plain: [UInt8]
        let brotli: [UInt8]?
        let gzip: [UInt8]?
    }

    private let files: [String: File]

    /// - Parameter root: The folder `web/build.mjs` writes; a missing one gives no files.
    package init(root: String) {
        var files: [String: File] = [:]
        let manager = FileManager.default
        for case let name as String in manager.enumerator(atPath: root) ?? .init() {
            guard !name.hasSuffix(".br"), !name.hasSuffix(".gz"), let data = manager.contents(atPath: "\(root)/\(name)")
            else { continue }
            let bytes = Array(data)
            files[name] = File(
                contentType: Self.contentType(of: name), etag: Digest.sha256(bytes).prefix(12).hexadecimal,
                plain: bytes, brotli: manager.contents(atPath: "\(root)/\(name).br").map(Array.init),
                gzip: manager.contents(atPath: "\(root)/\(name).gz").map(Array.init))
        }
        self.files = files
    }

    package var isEmpty: Bool { files.isEmpty }

    package func text(_ name: String) -> String? {
        files[name].map { String(decoding: $0.plain, as: UTF8.self) }
    }

    /// The file as an answer to `head`, or `nil` when there is none of that name.
    package func response(_ name: String, for head: HTTPHead) -> Response? {
        guard let file = files[name] else { return nil }
        let accepted = head.headers["accept-encoding"]?.lowercased() ?? ""
        var headers = [("Content-Type", file.contentType), ("Vary", "Accept-Encoding")]
        var bytes = file.plain
        var etag = file.etag
        if let brotli = file.brotli, Self.accepts("br", accepted) {
            bytes = brotli
            etag += "-br"
            headers.append(("Content-Encoding", "br"))
        } else if let gzip = file.gzip, Self.accepts("gzip", accepted) {
            bytes = gzip
            etag += "-gz"
            headers.append(("Content-Encoding", "gzip"))
        }
        headers.append(("ETag", "\"\(etag)\""))
        headers.append(
            ("Cache-Control", name.hasPrefix("assets/") ? "public, max-age=31536000, immutable" : "no-cache"))
        if file.contentType.hasPrefix("text/html") {
            headers.append(("Content-Security-Policy", SecurityHeaders.contentSecurityPolicy()))
        } else {
            headers.append(("Cross-Origin-Resource-Policy", name == "widget.js" ? "cross-origin" : "same-origin"))
        }
        if let known = head.headers["if-none-match"],
            known.split(separator: ",").contains(where: {
                $0.trimmingBlanks.replacingOccurrences(of: "W/", with: "") == "\"\(etag)\"" || $0.trimmingBlanks == "*"
            })
        {
            return Response(
                status: 304, headers: headers.filter { $0.0 != "Content-Type" && $0.0 != "Content-Encoding" })
        }
        return Response(status: 200, headers: headers, body: .bytes(bytes))
    }

    private static func accepts(_ coding: String, _ header: String) -> Bool {
        header.split(separator: ",").contains { part in
            let fields = part.split(separator: ";").map(\.trimmingBlanks)
            return fields.first == coding && !fields.dropFirst().contains { $0 == "q=0" || $0.hasPrefix("q=0.0") }
        }
    }

    private static func contentType(of name: String) -> String {
        switch name.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "js", "mjs": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "json", "map": "application/json; charset=utf-8"
        case "webmanifest": "application/manifest+json"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "ico": "image/x-icon"
        case "jpg", "jpeg": "image/jpeg"
        case "webp": "image/webp"
        case "woff2": "font/woff2"
        case "txt": "text/plain; charset=utf-8"
        default: "application/octet-stream"
        }
    }
}
