import EventLoop
import Foundation

/// Takes the bytes of one request body as they come and makes the body of them.
@Loop protocol BodyReceiver: AnyObject {
    /// - Throws: `BodyRefusal`.
    func take(_ bytes: UnsafeRawBufferPointer) throws
    /// - Throws: `BodyRefusal`.
    func finish() throws -> HTTPBody
}

/// Why a body is not accepted.
struct BodyRefusal: Error {
    let status: Int
    let sentence: String

    static func tooLarge(_ limitBytes: Int) -> BodyRefusal {
        BodyRefusal(status: 413, sentence: "The body is larger than \(limitBytes) bytes.")
    }
}

/// Collects a body in memory.
@Loop final class BodyCollector: BodyReceiver {
    private var bytes: [UInt8] = []
    private let limitBytes: Int

    init(expectedBytes: Int, limitBytes: Int) {
        self.limitBytes = limitBytes
        bytes.reserveCapacity(min(expectedBytes, limitBytes, 65536))
    }

    func take(_ chunk: UnsafeRawBufferPointer) throws {
        guard bytes.count + chunk.count <= limitBytes else { throw BodyRefusal.tooLarge(limitBytes) }
        bytes.append(contentsOf: chunk)
    }

    func finish() -> HTTPBody { .bytes(bytes) }
}

/// Parses a multipart body; files go to disk as they come, fields stay in memory.
@Loop final class FormReceiver: BodyReceiver {
    /// Fields together; a field is typed by a person, so this is plenty.
    static let fieldsLimitBytes = 1 << 20

    private enum Open {
        case none
        case field([UInt8])
        case file(FileSpool)
    }

    private var parser: MultipartParser
    private let fileLimitBytes: Int
    private let directory: String
    private var parts: [FormPart] = []
    private var current: (name: String, filename: String?, contentType: String?) = ("", nil, nil)
    private var open = Open.none
    private var fieldBytes = 0

    init(boundary: String, partLimit: Int, fileLimitBytes: Int, directory: String) {
        parser = MultipartParser(boundary: boundary, partLimit: partLimit)
        self.fileLimitBytes = fileLimitBytes
        self.directory = directory
    }

    func take(_ bytes: UnsafeRawBufferPointer) throws {
        do {
            try parser.feed(bytes) { try handle($0) }
        } catch let error as MultipartParser.Malformed {
            throw BodyRefusal(status: 400, sentence: error.sentence)
        }
    }

    func finish() throws -> HTTPBody {
        guard parser.isComplete else {
            throw BodyRefusal(status: 400, sentence: "The multipart body ends before its closing boundary.")
        }
        return .form(parts)
    }

    private func handle(_ event: MultipartParser.Event) throws {
        switch event {
        case .part(let name, let filename, let contentType):
            current = (name, filename, contentType)
            open = filename == nil ? .field([]) : .file(try FileSpool(directory: directory, limitBytes: fileLimitBytes))
        case .data(let bytes):
            try append(bytes)
        case .partEnd:
            try endPart()
        }
    }

    private func append(_ bytes: ArraySlice<UInt8>) throws {
        switch open {
        case .none: break
        case .file(let spool): try spool.append(bytes)
        case .field(var field):
            fieldBytes += bytes.count
            guard fieldBytes <= Self.fieldsLimitBytes else { throw BodyRefusal.tooLarge(Self.fieldsLimitBytes) }
            // Emptied first, so that appending does not copy what is there.
            open = .none
            field.append(contentsOf: bytes)
            open = .field(field)
        }
    }

    private func endPart() throws {
        let content: FormPart.Content
        switch open {
        case .none: return
        case .field(let bytes): content = .bytes(bytes)
        case .file(let spool): content = .file(try spool.finish())
        }
        open = .none
        parts.append(
            FormPart(name: current.name, filename: current.filename, contentType: current.contentType, content: content)
        )
    }
}
