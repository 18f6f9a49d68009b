import Basics
import Foundation
import Web

/// The files of a mail: named, decoded, told apart into those shown inside the text and those beside it.
struct AttachmentReading {
    private(set) var attachments: [MailAttachment] = []
    private(set) var errors: [String] = []
    /// The text inside a `winmail.dat`, for mails that have no other.
    private(set) var wrappedText: String?
    private(set) var wrappedHTML: String?

    private let hasHTML: Bool
    private let references: Set<String>
    private let sources: Set<String>
    private let charset: String?
    private let spool: String?

    /// - Parameters:
    ///   - html: The mail's HTML, in which inline files are referred to.
    ///   - charset: Of the mail's first text, for names in raw eight bits.
    ///   - spool: The folder in which the decoded bytes are left, if they are wanted.
    init(_ files: [BodyReading.File], html: String?, charset: String?, spool: String?) {
        hasHTML = html != nil
        self.charset = charset
        self.spool = spool
        references = files.isEmpty ? [] : html.map(ContentID.references) ?? []
        sources = files.isEmpty ? [] : html.map(ContentID.sources) ?? []
        for file in files { read(file) }
    }

    private mutating func read(_ file: BodyReading.File) {
        let part = file.part
        let bytes = part.content()
        let name = AttachmentNaming.name(of: part, bytes: bytes, charset: charset)
        if part.type == "application/ms-tnef" || part.type == "application/vnd.ms-tnef"
            || name.lowercased() == "winmail.dat", readTnef(bytes)
        {
            return
        }
        let contentID = part.fields.first("content-id").flatMap { ContentID.clean(HeaderText.decoded($0)) }
        keep(
            bytes, name: name, type: part.type, contentID: contentID,
            isInline: isInline(file, name: name, contentID: contentID))
    }

    /// Whether the HTML shows it, or it is a picture between plain texts (Apple Mail).
    private func isInline(_ file: BodyReading.File, name: String, contentID: String?) -> Bool {
        guard hasHTML else {
            return file.isAmongTexts && file.part.disposition == "inline" && file.part.mainType == "image"
        }
        if let contentID {
            if references.contains(ContentID.key(contentID)) { return true }
        } else if references.contains(ContentID.key(name)) {
            return true
        }
        guard let field = file.part.fields.first("content-location") else { return false }
        let location = HeaderText.decoded(field)
        return !location.isEmpty && sources.contains(location)
    }

    /// Takes the files out of a `winmail.dat`; `false` when it is to be kept as it is.
    private mutating func readTnef(_ bytes: [UInt8]) -> Bool {
        guard let tnef = Tnef(bytes) else {
            if Tnef.isTnef(bytes) { errors.append("A winmail.dat could not be opened.") }
            return false
        }
        wrappedText = wrappedText ?? tnef.text.map(BodyReading.cleaned)
        wrappedHTML = wrappedHTML ?? tnef.html.map(BodyReading.cleaned)
        for file in tnef.files {
            let type = file.type ?? AttachmentNaming.type(ofName: file.name) ?? "application/octet-stream"
            let name = AttachmentName.clean(file.name.isEmpty ? AttachmentNaming.generic(type) : file.name)
            let contentID = file.contentID.flatMap(ContentID.clean)
            keep(
                file.data, name: name, type: type, contentID: contentID,
                isInline: contentID.map { references.contains(ContentID.key($0)) } ?? false)
        }
        return !tnef.files.isEmpty
    }

    private mutating func keep(_ bytes: [UInt8], name: String, type: String, contentID: String?, isInline: Bool) {
        let hash = Digest.sha256(bytes).hexadecimal
        var attachment = MailAttachment(
            filename: name, contentType: type, size: bytes.count, sha256: hash, contentID: contentID,
            isInline: isInline)
        if let spool {
            attachment.path = SpoolFile.write(bytes, named: hash, in: spool)
            if attachment.path == nil { errors.append("A file of the mail could not be written to disk.") }
        }
        attachments.append(attachment)
    }
}

/// A decoded file left for the server to take.
private enum SpoolFile {
    /// The path, or `nil` when the disk refused; the same content twice is one file.
    static func write(_ bytes: [UInt8], named hash: String, in folder: String) -> String? {
        let path = folder + "/" + hash
        let fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard fd >= 0 else { return nil }
        defer { close(fd) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                bytes.baseAddress.map { Foundation.write(fd, $0 + written, bytes.count - written) } ?? 0
            }
            guard count > 0 else { return nil }
            written += count
        }
        return path
    }
}
