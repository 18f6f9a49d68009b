// Starting a child that must not outlive us, under another user if need be.
#pragma once
#include <stdint.h>
#include <sys/types.h>

/// Starts `path` with `argv` in a process group of its own, with standard output and error on `log_fd`.
/// As root it becomes user `uid` and group `gid` first; pass (uint32_t)-1 to stay who we are.
/// With `dies_with_us` the kernel sends it SIGINT when the calling thread ends, so call from a thread that lives as long
/// as the process. Returns the process id, or -1 and errno.
pid_t deskbell_spawn(
    const char *path, char *const argv[], uint32_t uid, uint32_t gid, int log_fd, int dies_with_us);

/// pidfd_open(2): a descriptor that becomes readable when the process ends; -1 and errno as there.
int deskbell_pidfd(pid_t pid);

/// open(2) for appending, mode 0600, created if missing, closed on exec; -1 and errno as there.
int deskbell_open_log(const char *path);

/// Opens and locks `path` (flock(2)) without waiting, closed on exec; -1 and errno, EWOULDBLOCK when another process
/// has the lock.
int deskbell_lock_file(const char *path);
