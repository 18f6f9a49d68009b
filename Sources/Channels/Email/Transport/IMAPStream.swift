import Basics
internal import CCurl
import Foundation

/// Bytes to and from a server; its methods block, each at most as long as it is told.
protocol IMAPStream: AnyObject {
    func send(_ bytes: [UInt8], seconds: Double) throws(MailFault)
    /// What has come; empty when nothing came in time.
    func receive(seconds: Double) throws(MailFault) -> [UInt8]
}

/// Ends a wait from another thread.
final class IMAPWakeUp: Sendable {
    /// A pair of sockets with a byte between them once the bell was rung; nobody takes the byte out.
    private let out: Int32
    private let into: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        // Without descriptors left every poll fails at once, and the next connection says so.
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        if socketpair(AF_UNIX, Int32(kind), 0, &ends) != 0 { ends = [-1, -1] }
        (out, into) = (ends[0], ends[1])
    }

    deinit {
        close(out)
        close(into)
    }

    /// From now on every wait ends at once.
    func ring() { _ = write(into, [1], 1) }

    var isRung: Bool {
        var look = pollfd(fd: out, events: Int16(POLLIN), revents: 0)
        return poll(&look, 1, 0) > 0
    }

    /// Waits for `socket`, for the bell, or for the time to pass.
    ///
    /// - Returns: Whether the socket can be used.
    func wait(for socket: Int32, writing: Bool, seconds: Double) -> Bool {
        var looks = [
            pollfd(fd: socket, events: Int16(writing ? POLLOUT : POLLIN), revents: 0),
            pollfd(fd: out, events: Int16(POLLIN), revents: 0),
        ]
        let milliseconds = Int32(max(0, min(seconds, 3600)) * 1000)
        return poll(&looks, 2, milliseconds) > 0 && looks[0].revents != 0
    }
}

/// A connection libcurl opened and signed in; from then on the protocol is ours (`CURLOPT_CONNECT_ONLY`).
final class CurlStream: IMAPStream {
    private let curl: CurlHandle
    private let socket: Int32
    private let wakeUp: IMAPWakeUp
    private let server: MailServer

    /// Connects, encrypts as the settings say, verifies the certificate and signs in.
    init(_ server: MailServer, _ network: MailNetwork, wakeUp: IMAPWakeUp) throws(MailFault) {
        self.server = server
        self.wakeUp = wakeUp
        let curl = try CurlHandle()
        self.curl = curl
        curl.trust(network)
        let scheme = server.security == .tls ? "imaps" : "imap"
        curl.set(CURLOPT_URL, "\(scheme)://\(server.urlHost):\(server.port)/")
        curl.set(CURLOPT_PROTOCOLS_STR, "imap,imaps")
        curl.set(CURLOPT_USE_SSL, Int((server.security == .none ? CURLUSESSL_NONE : CURLUSESSL_ALL).rawValue))
        curl.set(CURLOPT_TIMEOUT, network.connectSeconds + network.answerSeconds)
        curl.set(CURLOPT_CONNECT_ONLY, 1)
        curl.signIn(server.credentials)
        let words = ServerWords()
        _ = deskbell_curl_set_debug(
            curl.raw,
            { _, kind, text, length, context in
                guard kind == CURLINFO_HEADER_IN, let text, let context else { return 0 }
                let words = Unmanaged<ServerWords>.fromOpaque(context).takeUnretainedValue()
                words.last = String(decoding: UnsafeRawBufferPointer(start: text, count: length), as: UTF8.self)
                return 0
            }, Unmanaged.passUnretained(words).toOpaque())
        let code = withExtendedLifetime(words) { curl.perform() }
        curl.set(CURLOPT_VERBOSE, 0)
        guard code == CURLE_OK else {
            let said = code == CURLE_LOGIN_DENIED ? words.refusal : nil
            throw MailFault.of(code, said ?? curl.explanation(code), server)
        }
        var socket = curl_socket_t(-1)
        guard deskbell_curl_get_socket(curl.raw, &socket) == CURLE_OK, socket >= 0 else {
            throw MailFault(.connectionLost, "\(server.host) ended the connection at once.")
        }
        self.socket = socket
    }

    func send(_ bytes: [UInt8], seconds: Double) throws(MailFault) {
        let end = ContinuousClock.now + .seconds(seconds)
        var sent = 0
        while sent < bytes.count {
            var count = 0
            let code = bytes.withUnsafeBytes { buffer -> CURLcode in
                guard let start = buffer.baseAddress else { return CURLE_OK }
                return curl_easy_send(curl.raw, start + sent, buffer.count - sent, &count)
            }
            if code == CURLE_OK {
                sent += count
                continue
            }
            guard code == CURLE_AGAIN else { throw MailFault.of(code, curl.explanation(code), server) }
            let left = (end - .now) / .seconds(1)
            guard left > 0, !wakeUp.isRung else { throw MailFault.of(CURLE_OPERATION_TIMEDOUT, "", server) }
            _ = wakeUp.wait(for: socket, writing: true, seconds: left)
        }
    }

    func receive(seconds: Double) throws(MailFault) -> [UInt8] {
        let end = ContinuousClock.now + .seconds(seconds)
        while true {
            // Asked first: bytes already decrypted may wait where poll cannot see them.
            var count = 0
            var code = CURLE_OK
            let bytes = [UInt8](unsafeUninitializedCapacity: 32_768) { buffer, filled in
                code = curl_easy_recv(curl.raw, buffer.baseAddress, buffer.count, &count)
                filled = code == CURLE_OK ? count : 0
            }
            if code == CURLE_OK {
                guard count > 0 else { throw MailFault(.connectionLost, "\(server.host) ended the connection.") }
                return bytes
            }
            guard code == CURLE_AGAIN else { throw MailFault.of(code, curl.explanation(code), server) }
            let left = (end - .now) / .seconds(1)
            guard left > 0, !wakeUp.isRung else { return [] }
            _ = wakeUp.wait(for: socket, writing: false, seconds: left)
        }
    }
}

/// What the server said last while libcurl signed in.
private final class ServerWords {
    var last = ""

    /// The words of a refusal, without tag and status.
    var refusal: String? {
        let words = last.trimmingBlanks.split(separator: " ", maxSplits: 2)
        guard words.count == 3, words[1] == "NO" || words[1] == "BAD" else { return nil }
        return String(words[2])
    }
}
