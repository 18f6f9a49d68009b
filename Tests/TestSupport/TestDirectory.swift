import EventLoop
import Foundation
package import Postgres
import Synchronization

/// Temporary directories named after the process, removed when it ends or by a later run if it was killed.
package enum TestDirectory {
    private static let prefix = "deskbell-test-"
    private static let root = "/tmp"
    private static let made = Mutex<[String]>([])
    private static let clusters = Mutex<[EmbeddedCluster]>([])

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

    /// Stops `cluster` before its files are removed.
    package static func stopAtExit(_ cluster: EmbeddedCluster) {
        clusters.withLock { $0.append(cluster) }
    }

    private static func removeAll() {
        let clusters = clusters.withLock { $0 }
        let stopped = DispatchSemaphore(value: 0)
        Task { @Loop in
            for cluster in clusters { await cluster.stop() }
            stopped.signal()
        }
        // What does not stop in time is stopped by the kernel when this process ends.
        _ = stopped.wait(timeout: .now() + 5)
        for path in made.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: path) }
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
