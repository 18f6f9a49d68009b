// Starting a helper of our own program that is fed with what strangers send.
#pragma once
#include <sys/types.h>

/// A connected pair of stream sockets: ends[0] without blocking for us, ends[1] blocking for the helper; both closed on
/// exec. -1 and errno as socketpair(2).
int deskbell_socket_pair(int ends[2]);

/// Starts `path` with `argv` in a process group of its own: `channel` is its standard input and output, standard error
/// goes nowhere, every other descriptor is closed, and of the environment, which holds secrets, nothing is left.
/// The kernel kills it when the calling thread ends, so call from a thread that lives as long as the process.
/// Returns the process id, or -1 and errno.
pid_t deskbell_spawn_helper(const char *path, char *const argv[], int channel);

/// send(2) and recv(2) that neither raise SIGPIPE nor wait.
ssize_t deskbell_send(int fd, const void *bytes, size_t count);
ssize_t deskbell_receive(int fd, void *bytes, size_t count);

/// Limits the calling process to `bytes` of address space beyond what it has, `file_bytes` per file written, 32
/// descriptors and no core file; -1 and errno as setrlimit(2).
int deskbell_limit_memory(unsigned long bytes, unsigned long file_bytes);

/// Lets the calling process use `seconds` more of processor time from now; past that the kernel ends it.
int deskbell_limit_time(unsigned int seconds);
