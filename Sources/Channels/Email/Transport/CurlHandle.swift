internal import CCurl
import Foundation

/// One libcurl transfer: options in, a code and words out.
///
/// Used by one thread at a time.
final class CurlHandle {
    let raw: UnsafeMutableRawPointer
    private let words: UnsafeMutablePointer<CChar>
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init() throws(MailFault) {
        guard Self.isReady, let raw = curl_easy_init() else {
            throw MailFault(.unexpectedAnswer, "libcurl cannot be started.")
        }
        self.raw = raw
        words = .allocate(capacity: Int(CURL_ERROR_SIZE))
        words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        _ = deskbell_curl_set_pointer(raw, CURLOPT_ERRORBUFFER, words)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_TCP_KEEPIDLE, 60)
        set(CURLOPT_TCP_KEEPINTVL, 30)
        // A proxy of the environment is for web pages, and a redirect could leave the place we were told to go.
        set(CURLOPT_PROXY, "")
        set(CURLOPT_FOLLOWLOCATION, 0)
    }

    deinit {
        curl_easy_cleanup(raw)
        for list in lists { curl_slist_free_all(list) }
        words.deallocate()
    }

    func set(_ option: CURLoption, _ value: Int) { _ = deskbell_curl_set_long(raw, option, value) }
    func set(_ option: CURLoption, _ value: String) { _ = deskbell_curl_set_text(raw, option, value) }

    /// A list of texts, such as recipients or header lines.
    func set(_ option: CURLoption, _ values: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for value in values { list = curl_slist_append(list, value) }
        guard let list else { return }
        lists.append(list)
        _ = deskbell_curl_set_list(raw, option, list)
    }

    /// Certificates are verified always; what a company trusts beside the system's authorities is added.
    func trust(_ network: MailNetwork) {
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        set(CURLOPT_CONNECTTIMEOUT, network.connectSeconds)
        // The folder of the system's certificates stays in use beside it (CURLOPT_CAPATH as libcurl was built).
        if let file = network.certificatesFile { set(CURLOPT_CAINFO, file) }
    }

    func signIn(_ credentials: MailServer.Credentials) {
        switch credentials {
        case .none: break
        case .password(let user, let password):
            set(CURLOPT_USERNAME, user)
            set(CURLOPT_PASSWORD, password)
        case .token(let user, let token):
            set(CURLOPT_USERNAME, user)
            set(CURLOPT_XOAUTH2_BEARER, token)
            set(CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2")
        }
    }

    /// Blocks until the transfer ended.
    func perform() -> CURLcode { curl_easy_perform(raw) }

    /// What went wrong, in libcurl's words.
    func explanation(_ code: CURLcode) -> String {
        let text = String(cString: words)
        return text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
    }

    /// The protocol's last reply code.
    var responseCode: Int {
        var code = 0
        _ = deskbell_curl_get_long(raw, CURLINFO_RESPONSE_CODE, &code)
        return code
    }
}
