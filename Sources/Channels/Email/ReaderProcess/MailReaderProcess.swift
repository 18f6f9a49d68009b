package import EventLoop
import Foundation

/// Reads mails in a helper process: the same program under limits of memory and time, so that a hostile mail takes at
/// most itself down.
///
/// One helper works through one queue; it starts with the first mail and ends a minute after the last, so that a server
/// at rest pays nothing for it.
@Loop package final class MailReaderProcess {
    /// What one mail may cost.
    package struct Limits: Sendable {
        /// Until the helper is killed.
        package var seconds: Double
        /// Of the raw mail.
        package var bytes: Int
        /// Until a helper without work ends.
        package var idleSeconds: Double

        package init(seconds: Double = 20, bytes: Int = 100 << 20, idleSeconds: Double = 60) {
            self.seconds = seconds
            self.bytes = bytes
            self.idleSeconds = idleSeconds
        }
    }

    private let program: String
    private let limits: Limits
    private var helper: MailReaderHelper?
    private var idle: LoopTimer?
    private var isBusy = false
    private var queue: [CheckedContinuation<Void, Never>] = []

    /// - Parameter program: The `deskbell` to run as helper; this very program by default.
    nonisolated package init(program: String = "/proc/self/exe", limits: Limits = Limits()) {
        self.program = program
        self.limits = limits
    }

    /// The helper's process id; `nil` when none runs.
    package var processID: Int32? { helper.flatMap { $0.isAlive ? $0.pid : nil } }

    /// The mail in the file `path`.
    ///
    /// - Parameter spool: A folder in which the decoded bytes of the attachments are left, mode 0600, named by SHA-256;
    ///   the caller takes them from there and removes it.
    /// - Throws: `MailReaderFault`.
    package func parse(_ path: String, spool: String? = nil) async throws -> ParsedMail {
        guard let size = Self.size(of: path) else { throw MailReaderFault.unreadable }
        guard size <= limits.bytes else { throw MailReaderFault.tooLarge }
        let request = Array(try JSONEncoder().encode(MailReaderFrames.Request(path: path, spool: spool)))
        await takeTurn()
        let answer: [UInt8]
        do {
            answer = try await ask(request)
            endTurn()
        } catch {
            endTurn()
            throw error
        }
        return try await Self.mail(in: answer)
    }

    /// Ends the helper; the next mail starts another.
    package func stop() {
        idle?.cancel()
        idle = nil
        helper?.stop()
        helper = nil
    }

    /// A helper that has read other mails may have died of those: only a fresh one convicts this mail.
    private func ask(_ request: [UInt8]) async throws -> [UInt8] {
        if let helper, helper.isAlive {
            do {
                return try await helper.answer(to: request, withinSeconds: limits.seconds)
            } catch MailReaderFault.crashed {
                // Once more below.
            }
        }
        let fresh = try MailReaderHelper(program: program)
        helper = fresh
        return try await fresh.answer(to: request, withinSeconds: limits.seconds)
    }

    private func takeTurn() async {
        idle?.cancel()
        idle = nil
        if isBusy {
            await withCheckedContinuation { queue.append($0) }
        } else {
            isBusy = true
        }
    }

    private func endTurn() {
        if !queue.isEmpty {
            queue.removeFirst().resume()
        } else {
            isBusy = false
            idle = LoopTimer(afterSeconds: limits.idleSeconds) { [weak self] in self?.stop() }
        }
    }

    private static func size(of path: String) -> Int? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    /// Decoding a large answer takes milliseconds, which the loop does not have.
    @concurrent private static func mail(in answer: [UInt8]) async throws -> ParsedMail {
        switch answer.first.flatMap(MailReaderFrames.Outcome.init(rawValue:)) {
        case .parsed:
            guard let mail = try? JSONDecoder().decode(ParsedMail.self, from: Data(answer.dropFirst())) else {
                throw MailReaderFault.crashed
            }
            return mail
        case .tooLarge: throw MailReaderFault.tooLarge
        case .unreadable: throw MailReaderFault.unreadable
        case nil: throw MailReaderFault.crashed
        }
    }
}
