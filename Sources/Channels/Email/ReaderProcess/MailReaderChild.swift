import CShims
import Foundation

/// The helper's side: reads requests from standard input and answers on standard output until its end.
package enum MailReaderChild {
    /// Address space beyond what the program needs to start.
    private static let memoryLimit: UInt = 768 << 20
    /// Largest file it may write.
    private static let fileLimit: UInt = 256 << 20
    private static let secondsPerMail: UInt32 = 20

    /// Answers until standard input ends.
    package static func run() {
        guard deskbell_limit_memory(memoryLimit, fileLimit) == 0 else { return }
        while let request = readFrame() {
            _ = deskbell_limit_time(secondsPerMail)
            guard write(MailReaderFrames.frame(answer(to: request))) else { return }
        }
    }

    private static func answer(to request: [UInt8]) -> [UInt8] {
        guard let request = try? JSONDecoder().decode(MailReaderFrames.Request.self, from: Data(request)),
            let bytes = readFile(request.path)
        else { return [MailReaderFrames.Outcome.unreadable.rawValue] }
        let mail = MailReader.read(bytes, spool: request.spool)
        guard let json = try? JSONEncoder().encode(mail), json.count < MailReaderFrames.answerLimit else {
            return [MailReaderFrames.Outcome.tooLarge.rawValue]
        }
        return [MailReaderFrames.Outcome.parsed.rawValue] + json
    }

    private static func readFile(_ path: String) -> [UInt8]? {
        let fd = open(path, O_RDONLY | O_CLOEXEC)
        guard fd >= 0 else { return nil }
        defer { close(fd) }
        var status = stat()
        guard fstat(fd, &status) == 0 else { return nil }
        return read(Int(status.st_size), from: fd)
    }

    private static func readFrame() -> [UInt8]? {
        guard let head = read(4, from: 0), let length = MailReaderFrames.length(head), length < 64 << 10 else {
            return nil
        }
        return read(length, from: 0)
    }

    /// Exactly `count` bytes, or `nil`.
    private static func read(_ count: Int, from fd: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes { bytes in
                bytes.baseAddress.map { Foundation.read(fd, $0 + filled, count - filled) } ?? 0
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { return nil }
            filled += got
        }
        return bytes
    }

    private static func write(_ bytes: [UInt8]) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                bytes.baseAddress.map { Foundation.write(1, $0 + written, bytes.count - written) } ?? 0
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }
}
