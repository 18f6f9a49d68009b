// System calls whose glibc declarations hide behind _GNU_SOURCE or use variadics, so Swift cannot call them directly.
#pragma once
#include <stdint.h>

/// accept4(2) with SOCK_NONBLOCK | SOCK_CLOEXEC and no peer address; -1 and errno as there.
int deskbell_accept(int listener);

/// A CLOCK_MONOTONIC timerfd that becomes readable every `milliseconds`; -1 and errno when refused.
int deskbell_ticking_fd(int milliseconds);

/// shutdown(2) of both directions; Swift's release builds do not always find the constant SHUT_RDWR.
void deskbell_hang_up(int fd);

/// open(2) for a new file of mode 0600 that must not exist yet; -1 and errno as there.
int deskbell_create_file(const char *path);
