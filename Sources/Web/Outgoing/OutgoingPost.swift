internal import CCurl
import Dispatch
package import EventLoop
import Foundation

/// Posts to other people's servers on threads of its own, because libcurl and name look-ups block.
@Loop package final class OutgoingPost {
    private static let width = 4
    private nonisolated static let timeoutSeconds = 15
    private let threads = DispatchQueue(label: "deskbell.outgoing", attributes: .concurrent)
    private let places = DispatchSemaphore(value: OutgoingPost.width)
    private let allowsLoopback: Bool

    /// - Parameter allowsLoopback: A test's receiver may live on this machine.
    package init(allowsLoopback: Bool) {
        self.allowsLoopback = allowsLoopback
    }

    /// What the other server answered.
    package enum Answer: Sendable, Equatable {
        case status(Int)
        /// The host leads into a private network.
        case refused
        /// No answer, with libcurl's reason.
        case unreachable(String)
    }

    /// Posts `body`; a redirect is an answer like any other and is not followed.
    package func post(_ body: [UInt8], headers: [String], to address: PublicAddress) async -> Answer {
        await withCheckedContinuation { continuation in
            threads.async { [places, allowsLoopback] in
                places.wait()
                defer { places.signal() }
                switch address.resolved(allowsLoopback: allowsLoopback) {
                case .pinned(let pinned):
                    continuation.resume(returning: Self.perform(body, headers, address, pinned))
                case .inside: continuation.resume(returning: .refused)
                case .unknown: continuation.resume(returning: .unreachable("the host is not known"))
                }
            }
        }
    }

    private nonisolated static func perform(
        _ body: [UInt8], _ headers: [String], _ address: PublicAddress, _ pinned: String
    ) -> Answer {
        guard let handle = curl_easy_init() else { return .unreachable("libcurl does not start") }
        defer { curl_easy_cleanup(handle) }
        var fields: UnsafeMutablePointer<curl_slist>?
        for header in headers { fields = curl_slist_append(fields, header) }
        let pins = curl_slist_append(nil, "\(address.host):\(address.port):\(pinned)")
        defer {
            curl_slist_free_all(fields)
            curl_slist_free_all(pins)
        }
        _ = deskbell_curl_set_text(handle, CURLOPT_URL, address.url.absoluteString)
        _ = deskbell_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, address.url.scheme)
        _ = deskbell_curl_set_text(handle, CURLOPT_PROXY, "")
        _ = deskbell_curl_set_list(handle, CURLOPT_RESOLVE, pins)
        _ = deskbell_curl_set_list(handle, CURLOPT_HTTPHEADER, fields)
        _ = deskbell_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
        _ = deskbell_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        _ = deskbell_curl_set_long(handle, CURLOPT_TIMEOUT, timeoutSeconds)
        _ = deskbell_curl_set_long(handle, CURLOPT_POST, 1)
        // Whatever it says beyond its status is of no use, and must not be endless.
        _ = deskbell_curl_set_callback(handle, CURLOPT_WRITEFUNCTION) { _, size, count, _ in size * count }
        _ = deskbell_curl_set_long(handle, CURLOPT_MAXFILESIZE, 65_536)
        _ = deskbell_curl_set_body(handle, body, body.count)
        let code = curl_easy_perform(handle)
        var status = 0
        _ = deskbell_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        guard code == CURLE_OK || status > 0 else { return .unreachable(String(cString: curl_easy_strerror(code))) }
        return .status(status)
    }
}
