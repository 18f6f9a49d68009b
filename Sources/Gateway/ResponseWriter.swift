import CWebSockets
import EventLoop
import Foundation

/// Sends one answer in pieces of at most 32 KiB, each when the socket has room.
///
/// Head and first piece go in one write: that is the biggest single saving per request (GATEWAY.md section 2).
@Loop final class ResponseWriter {
    enum Progress {
        case more
        case done
        case failed
    }

    static let pieceBytes = 32768

    private var head: [UInt8]
    private let body: HTTPResponse.Body
    private let length: Int
    private var sent = 0
    private var file: Int32 = -1

    init(_ response: HTTPResponse, isHead: Bool, keepsAlive: Bool) {
        let response = Self.sane(response)
        head = Self.head(response, keepsAlive: keepsAlive)
        let hasBody = !isHead && Self.mayHaveBody(response.status)
        body = hasBody ? response.body : .none
        length = hasBody ? response.contentLength : 0
    }

    deinit {
        if file >= 0 { close(file) }
    }

    /// Writes the next piece through `scratch`, which holds the headroom, a head and a piece.
    func writeNext(_ wsi: OpaquePointer, scratch: UnsafeMutableRawBufferPointer, sentBytes: inout Int) -> Progress {
        let room = UnsafeMutableRawBufferPointer(rebasing: scratch[deskbell_lws_pre()...])
        var count = 0
        if !head.isEmpty {
            guard head.count <= room.count - Self.pieceBytes else { return .failed }
            room.copyBytes(from: head)
            count = head.count
            head = []
        }
        let piece = min(Self.pieceBytes, length - sent)
        guard fill(UnsafeMutableRawBufferPointer(rebasing: room[count..<count + piece])) else { return .failed }
        sent += piece
        count += piece
        let isLast = sent == length
        let kind = isLast ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP
        guard lws_write(wsi, room.baseAddress?.assumingMemoryBound(to: UInt8.self), count, kind) >= 0 else {
            return .failed
        }
        sentBytes += count
        return isLast ? .done : .more
    }

    private func fill(_ target: UnsafeMutableRawBufferPointer) -> Bool {
        guard !target.isEmpty else { return true }
        switch body {
        case .none: return false
        case .bytes(let bytes):
            target.copyBytes(from: bytes[sent..<sent + target.count])
            return true
        case .file(let path, _):
            if file < 0 { file = open(path, O_RDONLY | O_CLOEXEC) }
            guard file >= 0 else { return false }
            var filled = 0
            while filled < target.count {
                let count = pread(
                    file, target.baseAddress?.advanced(by: filled), target.count - filled, off_t(sent + filled))
                if count < 0, errno == EINTR { continue }
                // A file shorter than promised: the length is already told, so only a closed connection is honest.
                guard count > 0 else { return false }
                filled += count
            }
            return true
        }
    }

    /// A handler's answer as it may go out: a final status, a readable file, a head that fits its buffer.
    private static func sane(_ response: HTTPResponse) -> HTTPResponse {
        guard (200...599).contains(response.status) else { return .plain(500, "The answer could not be made.") }
        if case .file(let path, let sizeBytes) = response.body, sizeBytes > 0, access(path, R_OK) != 0 {
            return .plain(404, "This file is no longer here.")
        }
        let headBytes = response.headers.reduce(128) { $0 + $1.0.utf8.count + $1.1.utf8.count + 4 }
        guard headBytes <= GatewayServer.headRoomBytes else { return .plain(500, "The answer could not be made.") }
        return response
    }

    private static func mayHaveBody(_ status: Int) -> Bool { status != 204 && status != 304 }

    private static func head(_ response: HTTPResponse, keepsAlive: Bool) -> [UInt8] {
        var text = "HTTP/1.1 \(response.status) \(ReasonPhrase.of(response.status))\r\n"
        for (name, value) in response.headers where isFieldName(name) {
            text += "\(name.lowercased()): "
            // A line break in a value would begin a field of somebody else's choosing (response splitting).
            text.unicodeScalars.append(contentsOf: value.unicodeScalars.filter { $0.value >= 32 || $0 == "\t" })
            text += "\r\n"
        }
        if mayHaveBody(response.status) { text += "content-length: \(response.contentLength)\r\n" }
        text += keepsAlive ? "\r\n" : "connection: close\r\n\r\n"
        return Array(text.utf8)
    }

    /// A token of RFC 9110 section 5.6.2 and not one of the fields the gateway writes itself.
    private static func isFieldName(_ name: String) -> Bool {
        let reserved: Set = ["content-length", "connection", "transfer-encoding", "keep-alive", "upgrade"]
        return !name.isEmpty && !reserved.contains(name.lowercased())
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}

/// The words that go with a status (RFC 9110 section 15); clients read only the number.
enum ReasonPhrase {
    static func of(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 411: "Length Required"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 415: "Unsupported Media Type"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 507: "Insufficient Storage"
        default: "Status"
        }
    }
}
