#define _GNU_SOURCE
#include "shims.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

int deskbell_accept(int listener) {
    return accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

void deskbell_hang_up(int fd) {
    shutdown(fd, SHUT_RDWR);
}

int deskbell_ticking_fd(int milliseconds) {
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (fd < 0) return -1;
    struct timespec period = {milliseconds / 1000, (milliseconds % 1000) * 1000000L};
    struct itimerspec schedule = {period, period};
    if (timerfd_settime(fd, 0, &schedule, NULL) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

int deskbell_create_file(const char *path) {
    return open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
}
