import Foundation
import Synchronization

/// Temporary directories named after the process, removed when it ends or by a later run if it was killed.
package enum TestDirectory {
    private static let prefix = "deskbell-test-"
    private static let root = "/tmp"
    private static let made = Mutex<[String]>([])

    /// Makes a directory that is gone after the run.
    package static func make(_ name: String) -> String {
        made.withLock { made in
            if made.isEmpty {
                removeLeftovers()
                atexit { TestDirectory.removeAll() }
            }
            let path = "\(root)/\(prefix)\(getpid())-\(made.count)-\(name)"
            mkdir(path, 0o711)
            made.append(path)
            return path
        }
    }

    private static func removeAll() {
        for path in made.withLock({ $0 }) {
            stopPostgres(in: path)
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    /// A fast end, because the files go with it.
    private static func stopPostgres(in path: String) {
        guard let text = try? String(contentsOfFile: path + "/pg/postmaster.pid", encoding: .utf8),
            let pid = text.split(separator: "\n").first.flatMap({ pid_t($0) })
        else { return }
        kill(pid, SIGQUIT)
        for _ in 0..<200 where kill(pid, 0) == 0 {
            waitpid(pid, nil, WNOHANG)
            usleep(10_000)
        }
    }

    private static func removeLeftovers() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [] where name.hasPrefix(prefix) {
            guard let pid = name.dropFirst(prefix.count).split(separator: "-").first.flatMap({ pid_t($0) }),
                kill(pid, 0) != 0, errno == ESRCH
            else { continue }
            try? FileManager.default.removeItem(atPath: "\(root)/\(name)")
        }
    }
}
