import CWebSockets
import EventLoop
import Foundation

/// Reads what libwebsockets parsed of a request's head.
@Loop struct RequestReader {
    private static let methods: [(token: lws_token_indexes, name: String)] = [
        (WSI_TOKEN_GET_URI, "GET"), (WSI_TOKEN_POST_URI, "POST"), (WSI_TOKEN_PUT_URI, "PUT"),
        (WSI_TOKEN_PATCH_URI, "PATCH"), (WSI_TOKEN_DELETE_URI, "DELETE"), (WSI_TOKEN_HEAD_URI, "HEAD"),
        (WSI_TOKEN_OPTIONS_URI, "OPTIONS"),
    ]

    /// The header fields libwebsockets knows by number.
    ///
    /// Its names end in a colon; those of HTTP/2 begin with one.
    private static let knownFields: [(token: lws_token_indexes, name: String)] =
        (0..<WSI_TOKEN_COUNT.rawValue).compactMap { number in
            let token = lws_token_indexes(rawValue: number)
            guard let text = lws_token_to_string(token) else { return nil }
            let name = String(cString: UnsafeRawPointer(text).assumingMemoryBound(to: CChar.self))
            return name.count > 1 && name.hasSuffix(":") && !name.hasPrefix(":")
                ? (token, String(name.dropLast())) : nil
        }

    private let wsi: OpaquePointer
    private let scratch: UnsafeMutableBufferPointer<CChar>

    /// - Parameter scratch: Room for the longest header field.
    init(_ wsi: OpaquePointer, scratch: UnsafeMutableBufferPointer<CChar>) {
        self.wsi = wsi
        self.scratch = scratch
    }

    /// The head, with the peer as the client; nil when the method is none of ours.
    func head(customHeaders: [String], peer: String) -> HTTPHead? {
        guard let method = Self.methods.first(where: { has($0.token) }) else { return nil }
        let path = bytes(of: method.token).map { PercentCoding.encode($0, keeping: "/!$&'()*+,;=:@") } ?? "/"
        let headers = HTTPHeaders(fields(customHeaders))
        return HTTPHead(
            method: method.name, path: path, query: query(), headers: headers, remoteAddress: peer,
            isSecure: lws_is_ssl(wsi) != 0, host: headers["host"])
    }

    func has(_ token: lws_token_indexes) -> Bool { lws_hdr_total_length(wsi, token) > 0 }

    func text(_ token: lws_token_indexes) -> String? { bytes(of: token).map { String(decoding: $0, as: UTF8.self) } }

    /// libwebsockets has decoded the arguments already; they are encoded again, so that there is one spelling.
    private func query() -> String {
        var items: [String] = []
        var number: Int32 = 0
        while number < 1000 {
            let length = lws_hdr_copy_fragment(
                wsi, scratch.baseAddress, Int32(scratch.count), WSI_TOKEN_HTTP_URI_ARGS, number)
            guard length >= 0 else { break }
            let item = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(scratch)[..<Int(length)])
            if !item.isEmpty {
                let equals = item.firstIndex(of: UInt8(ascii: "="))
                var encoded = PercentCoding.encode(item[..<(equals ?? item.endIndex)], keeping: "[]:,")
                if let equals { encoded += "=" + PercentCoding.encode(item[(equals + 1)...], keeping: "=:,/@!*()[]") }
                items.append(encoded)
            }
            number += 1
        }
        return items.joined(separator: "&")
    }

    private func fields(_ customHeaders: [String]) -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        for field in Self.knownFields {
            if has(field.token), let value = text(field.token) { fields.append((field.name, value)) }
        }
        for name in customHeaders {
            let key = name + ":"
            let length = lws_hdr_custom_length(wsi, key, Int32(key.utf8.count))
            guard length >= 0, Int(length) < scratch.count else { continue }
            guard lws_hdr_custom_copy(wsi, scratch.baseAddress, Int32(scratch.count), key, Int32(key.utf8.count)) >= 0
            else { continue }
            let value = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(scratch)[..<Int(length)])
            fields.append((name, String(decoding: value, as: UTF8.self)))
        }
        return fields
    }

    private func bytes(of token: lws_token_indexes) -> UnsafeRawBufferPointer? {
        let length = lws_hdr_copy(wsi, scratch.baseAddress, Int32(scratch.count), token)
        guard length >= 0 else { return nil }
        return UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(scratch)[..<Int(length)])
    }
}
