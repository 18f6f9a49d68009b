import CWebSockets

/// One text frame to be sent, with the headroom libwebsockets writes its header into; may be shared between connections.
///
/// `@unchecked Sendable` holds because the payload never changes after `init` and the headroom is only touched by
/// lws_write on the loop thread.
package final class LiveFrameBytes: @unchecked Sendable {
    private let storage: UnsafeMutableRawBufferPointer
    /// The length of the payload.
    package let count: Int

    /// A frame with a copy of `bytes`, which must be UTF-8.
    package init(_ bytes: some Collection<UInt8>) {
        count = bytes.count
        storage = .allocate(byteCount: deskbell_lws_pre() + max(1, bytes.count), alignment: 8)
        UnsafeMutableRawBufferPointer(rebasing: storage[deskbell_lws_pre()...]).copyBytes(from: bytes)
    }

    /// A frame with this text.
    package convenience init(_ text: String) { self.init(Array(text.utf8)) }

    deinit { storage.deallocate() }

    /// Where lws_write reads; the headroom lies in front.
    var payload: UnsafeMutablePointer<UInt8>? {
        storage.baseAddress?.advanced(by: deskbell_lws_pre()).assumingMemoryBound(to: UInt8.self)
    }
}
