import CWebSockets
package import EventLoop

/// A live connection. It outlives its socket harmlessly: after the close, sending does nothing.
@Loop package final class WebSocketConnection {
    /// The request that opened it, with only the header fields worth keeping.
    package let head: HTTPHead
    /// Called with each complete text message.
    package var onText: ((String) -> Void)?
    /// Called once when the connection is gone, with the code of the close; 1006 when there was none.
    package var onClose: ((_ code: Int) -> Void)?
    /// Whether frames are still taken.
    package private(set) var isOpen = true
    /// Frames waiting to be written.
    package var queuedFrames: Int { queue.count }

    private var queue: [LiveFrameBytes] = []

    init(head: HTTPHead) { self.head = head }

    /// Sends a frame after those before it.
    package func send(_ frame: LiveFrameBytes) {}
    /// Sends what waits, then closes with this code and reason.
    package func close(code: Int, reason: String) {}
    /// Stops taking bytes from the socket, so that the sender has to wait.
    package func pauseReading() {}
    /// Takes bytes again.
    package func resumeReading() {}
}
