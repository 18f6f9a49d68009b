import Foundation
import Synchronization

/// A whole request.
package struct HTTPRequest: Sendable {
    /// What it says before the body.
    package var head: HTTPHead
    /// Its body, read completely.
    package var body: HTTPBody

    /// A request of these parts.
    package init(head: HTTPHead, body: HTTPBody) {
        self.head = head
        self.body = body
    }
}

/// The body of a request.
package enum HTTPBody: Sendable {
    case none
    case bytes([UInt8])
    case form([FormPart])
}

/// One field or file of a multipart/form-data body.
package struct FormPart: Sendable {
    /// Where the part's content is.
    package enum Content: Sendable {
        case bytes([UInt8])
        case file(SpooledFile)
    }

    /// The name of the form field.
    package var name: String
    /// The file name the client claims: text from outside, never a path.
    package var filename: String?
    /// The media type the client claims.
    package var contentType: String?
    /// The content.
    package var content: Content

    /// A part of these values.
    package init(name: String, filename: String?, contentType: String?, content: Content) {
        self.name = name
        self.filename = filename
        self.contentType = contentType
        self.content = content
    }
}

/// An uploaded file on disk.
///
/// It is deleted when the last reference to it goes, unless it was kept or moved away.
package final class SpooledFile: Sendable {
    /// Where it lies.
    package let path: String
    /// Its length in bytes.
    package let sizeBytes: Int
    /// The SHA-256 of its content in hexadecimal.
    package let sha256: String
    private let isKept = Atomic(false)

    /// Takes charge of the file at `path`.
    package init(path: String, sizeBytes: Int, sha256: String) {
        self.path = path
        self.sizeBytes = sizeBytes
        self.sha256 = sha256
    }

    /// Leaves the file where it is when the request is over.
    package func keep() { isKept.store(true, ordering: .relaxed) }

    deinit {
        if !isKept.load(ordering: .relaxed) { unlink(path) }
    }
}
