#define _GNU_SOURCE
#include "helper.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int deskbell_socket_pair(int ends[2]) {
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return -1;
    return fcntl(ends[0], F_SETFL, O_NONBLOCK);
}

pid_t deskbell_spawn_helper(const char *path, char *const argv[], int channel) {
    pid_t parent = getpid();
    int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nothing < 0) return -1;
    pid_t child = fork();
    if (child != 0) {
        int saved = errno;
        close(nothing);
        errno = saved;
        return child;
    }
    /* Only async-signal-safe calls from here on. */
    setpgid(0, 0);
    int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGCHLD, SIGUSR1, SIGUSR2, SIGXCPU, SIGXFSZ};
    for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++) signal(signals[i], SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, 0);
    umask(077);
    dup2(channel, 0);
    dup2(channel, 1);
    dup2(nothing, 2);
    syscall(SYS_close_range, 3u, ~0u, 0u);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(125);
    /* Swift's own report of a crash would take seconds and much memory. */
    char *const environment[] = {"SWIFT_BACKTRACE=enable=no", "LANG=C.UTF-8", 0};
    execve(path, argv, environment);
    _exit(127);
}

ssize_t deskbell_send(int fd, const void *bytes, size_t count) {
    return send(fd, bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT);
}

ssize_t deskbell_receive(int fd, void *bytes, size_t count) { return recv(fd, bytes, count, MSG_DONTWAIT); }

int deskbell_limit_memory(unsigned long bytes, unsigned long file_bytes) {
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (file) {
        if (fscanf(file, "%lu", &pages) != 1) pages = 0;
        fclose(file);
    }
    unsigned long most = pages * (unsigned long)sysconf(_SC_PAGESIZE) + bytes;
    struct rlimit memory = {most, most}, files = {file_bytes, file_bytes}, core = {0, 0}, descriptors = {32, 32};
    if (setrlimit(RLIMIT_AS, &memory) != 0 || setrlimit(RLIMIT_FSIZE, &files) != 0) return -1;
    if (setrlimit(RLIMIT_CORE, &core) != 0) return -1;
    return setrlimit(RLIMIT_NOFILE, &descriptors);
}

int deskbell_limit_time(unsigned int seconds) {
    struct rusage used;
    if (getrusage(RUSAGE_SELF, &used) != 0) return -1;
    struct rlimit limit;
    if (getrlimit(RLIMIT_CPU, &limit) != 0) return -1;
    limit.rlim_cur = (rlim_t)used.ru_utime.tv_sec + (rlim_t)used.ru_stime.tv_sec + seconds + 1;
    return setrlimit(RLIMIT_CPU, &limit);
}
