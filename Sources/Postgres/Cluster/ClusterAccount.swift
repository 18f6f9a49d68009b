import Foundation

/// The user PostgreSQL runs as: ourselves, or user `postgres` when we are root, because PostgreSQL refuses root.
struct ClusterAccount: Sendable, Equatable {
    let uid: uid_t
    let gid: gid_t
    /// Whether the child must change to it.
    let isOther: Bool

    var spawnUID: UInt32 { isOther ? uid : UInt32.max }
    var spawnGID: UInt32 { isOther ? gid : UInt32.max }

    /// - Throws: `DatabaseError` when we are root and there is no user to change to.
    static func choose(clusterDirectory: String) throws -> ClusterAccount {
        guard geteuid() == 0 else { return ClusterAccount(uid: geteuid(), gid: getegid(), isOther: false) }
        var status = stat()
        if stat(clusterDirectory, &status) == 0, status.st_uid != 0 {
            return ClusterAccount(uid: status.st_uid, gid: status.st_gid, isOther: true)
        }
        guard let entry = getpwnam("postgres") else {
            throw DatabaseError(
                .unreachable,
                "PostgreSQL does not run as root and there is no user \"postgres\": start Deskbell as an ordinary user."
            )
        }
        return ClusterAccount(uid: entry.pointee.pw_uid, gid: entry.pointee.pw_gid, isOther: true)
    }

    /// - Throws: `DatabaseError` when the account cannot pass some directory above `path`.
    func checkItReaches(_ path: String) throws {
        guard isOther else { return }
        var directory = (path as NSString).deletingLastPathComponent
        while directory.count > 1 {
            var status = stat()
            let isOpen =
                stat(directory, &status) == 0
                && (status.st_mode & 0o001 != 0 || status.st_uid == uid && status.st_mode & 0o100 != 0
                    || status.st_gid == gid && status.st_mode & 0o010 != 0)
            guard isOpen else {
                throw DatabaseError(
                    .unreachable,
                    "PostgreSQL does not run as root, and its user may not enter \(directory): choose a data directory elsewhere (for example /var/lib/deskbell) or start Deskbell as an ordinary user."
                )
            }
            directory = (directory as NSString).deletingLastPathComponent
        }
    }
}
