internal import CCurl
import Foundation

/// One request to a web server; its method blocks.
final class CurlRequest {
    private let url: String
    private let limitBytes: Int
    private var body: [UInt8] = []

    init(_ url: String, limitBytes: Int) {
        self.url = url
        self.limitBytes = limitBytes
    }

    /// - Parameters:
    ///   - form: Sent urlencoded by POST; without one the request is a GET.
    ///   - pinned: `host:port:address`: where the host is, whatever the name service says by now.
    /// - Throws: `MailFault`; its kind is `unexpectedAnswer` when the answer is too long.
    func perform(form: [(String, String)]? = nil, pinned: String? = nil, seconds: Int = 30, _ network: MailNetwork)
        throws(MailFault) -> (status: Int, body: [UInt8])
    {
        let curl = try CurlHandle()
        curl.trust(network)
        curl.set(CURLOPT_URL, url)
        curl.set(CURLOPT_PROTOCOLS_STR, "https,http")
        curl.set(CURLOPT_USERAGENT, "Deskbell")
        curl.set(CURLOPT_TIMEOUT, seconds)
        curl.set(CURLOPT_CONNECTTIMEOUT, min(seconds, network.connectSeconds))
        if let pinned { curl.set(CURLOPT_RESOLVE, [pinned]) }
        if let form {
            let bytes = Array(Self.encoded(form).utf8)
            _ = deskbell_curl_set_body(curl.raw, bytes, bytes.count)
        }
        _ = deskbell_curl_set_callback(curl.raw, CURLOPT_WRITEFUNCTION) { buffer, size, count, context in
            guard let buffer, let context else { return 0 }
            let request = Unmanaged<CurlRequest>.fromOpaque(context).takeUnretainedValue()
            guard request.body.count + size * count <= request.limitBytes else { return 0 }
            request.body.append(contentsOf: UnsafeRawBufferPointer(start: buffer, count: size * count))
            return size * count
        }
        _ = deskbell_curl_set_pointer(curl.raw, CURLOPT_WRITEDATA, Unmanaged.passUnretained(self).toOpaque())
        let code = curl.perform()
        guard code == CURLE_OK else {
            let place = URL(string: url)
            let server = MailServer(host: place?.host() ?? url, port: place?.port ?? 443, security: .tls)
            throw MailFault.of(code, curl.explanation(code), server)
        }
        return (curl.responseCode, body)
    }

    /// A form as `application/x-www-form-urlencoded` (RFC 1866 section 8.2.1).
    static func encoded(_ form: [(String, String)]) -> String {
        form.map { "\(escaped($0.0))=\(escaped($0.1))" }.joined(separator: "&")
    }

    static func escaped(_ text: String) -> String {
        let plain = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }
}
