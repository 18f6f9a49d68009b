import Foundation

/// The name of a file that came with a mail: what the sender says, else what it is.
enum AttachmentNaming {
    static func name(of part: MimePart, bytes: [UInt8], charset: String?) -> String {
        if let claimed = claimed(part, charset: charset) { return AttachmentName.clean(claimed) }
        if part.type == "message/rfc822" || part.type == "message/global" {
            let block = bytes.withUnsafeBufferPointer { FieldBlock($0, 0..<bytes.count, isWhole: true) }
            let subject = block.fields.first("subject").map { HeaderText.decoded($0, charset: charset) } ?? ""
            return AttachmentName.clean(
                (subject.isEmpty ? "message" : String(subject.map { $0 == "/" || $0 == "\\" ? "-" : $0 })) + ".eml")
        }
        return generic(part.type)
    }

    /// By Content-Disposition, else by Content-Type, else a description that looks like a name.
    private static func claimed(_ part: MimePart, charset: String?) -> String? {
        let disposition = parameters(part, "content-disposition", part.dispositionParameters, charset)
        let type = parameters(part, "content-type", part.typeParameters, charset)
        for value in [disposition["filename"], type["name"], type["filename"], disposition["name"]] {
            guard let value else { continue }
            let name = HeaderText.clean(EncodedWords.decode(value))
            if !name.isEmpty { return name }
        }
        guard
            let description = part.fields.first("content-description").map({ HeaderText.decoded($0, charset: charset) }
            ),
            description.contains(/^[^\s\/\\][^\/\\]{0,150}\.[A-Za-z0-9]{2,5}$/)
        else { return nil }
        return description
    }

    /// Read once more with the set of the mail's text when the field has eight bits that are no UTF-8.
    private static func parameters(
        _ part: MimePart, _ field: String, _ known: MimeParameters, _ charset: String?
    ) -> MimeParameters {
        guard let charset, let bytes = part.fields.first(field), !bytes.isASCII else { return known }
        return MimeParameters.parse(bytes, charset: charset).parameters
    }

    /// A name by type for a part that has none.
    static func generic(_ type: String) -> String {
        switch type {
        case "text/calendar": return "invite.ics"
        case "text/rfc822-headers": return "headers.txt"
        case "message/delivery-status", "message/global-delivery-status": return "delivery-report.txt"
        case "message/disposition-notification": return "read-report.txt"
        case "message/feedback-report": return "complaint.txt"
        case "application/pgp-signature": return "signature.asc"
        case "application/pgp-encrypted": return "encrypted.asc"
        case "application/ms-tnef", "application/vnd.ms-tnef": return "winmail.dat"
        default: break
        }
        let ending = endings.first { $0.type == type }?.ending
        switch type.prefix(while: { $0 != "/" }) {
        case "image": return "image." + (ending ?? subtype(type))
        case "audio": return "audio." + (ending ?? subtype(type))
        case "video": return "video." + (ending ?? subtype(type))
        case "text": return "text." + (ending ?? "txt")
        case "message": return "message." + (ending ?? "txt")
        default: return "file." + (ending ?? "bin")
        }
    }

    static func type(ofName name: String) -> String? {
        guard let dot = name.lastIndex(of: ".") else { return nil }
        let ending = name[name.index(after: dot)...].lowercased()
        return endings.first { $0.ending == ending }?.type
    }

    private static func subtype(_ type: String) -> String {
        let name = type.drop { $0 != "/" }.dropFirst()
        return name.count <= 5 && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } ? String(name) : "bin"
    }

    private static let endings: [(type: String, ending: String)] = [
        ("image/jpeg", "jpg"), ("image/jpeg", "jpeg"), ("image/jpg", "jpg"), ("image/pjpeg", "jpg"),
        ("image/png", "png"), ("image/gif", "gif"), ("image/svg+xml", "svg"), ("image/tiff", "tiff"),
        ("image/webp", "webp"), ("image/heic", "heic"), ("image/bmp", "bmp"),
        ("application/pdf", "pdf"), ("application/zip", "zip"), ("application/x-zip-compressed", "zip"),
        ("application/rtf", "rtf"), ("application/json", "json"), ("application/xml", "xml"),
        ("application/ics", "ics"), ("application/msword", "doc"), ("application/vnd.ms-excel", "xls"),
        ("application/vnd.ms-powerpoint", "ppt"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
        ("application/pkcs7-signature", "p7s"), ("application/x-pkcs7-signature", "p7s"),
        ("application/pkcs7-mime", "p7m"), ("application/x-pkcs7-mime", "p7m"), ("application/gzip", "gz"),
        ("audio/mpeg", "mp3"), ("audio/wav", "wav"), ("audio/x-wav", "wav"), ("audio/ogg", "ogg"), ("audio/amr", "amr"),
        ("video/mp4", "mp4"), ("video/quicktime", "mov"), ("video/mpeg", "mpeg"),
        ("text/plain", "txt"), ("text/html", "html"), ("text/csv", "csv"), ("text/vcard", "vcf"),
        ("text/x-vcard", "vcf"), ("text/directory", "vcf"), ("text/rtf", "rtf"), ("text/xml", "xml"),
        ("message/rfc822", "eml"),
    ]
}
