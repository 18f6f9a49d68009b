#define _GNU_SOURCE
#include "cluster.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

extern char **environ;

/* Between fork and exec of a threaded program only async-signal-safe calls are allowed. glibc's setuid family talks to
   the threads that the child does not have, so the system calls are made directly. */
static int become(uint32_t uid, uint32_t gid) {
    if (uid == (uint32_t)-1) return 0;
    if (syscall(SYS_setgroups, 0, 0) != 0) return -1;
    if (syscall(SYS_setresgid, gid, gid, gid) != 0) return -1;
    if (syscall(SYS_setresuid, uid, uid, uid) != 0) return -1;
    return 0;
}

static void complain(const char *text, size_t length) {
    ssize_t ignored = write(2, text, length);
    (void)ignored;
}

#define COMPLAIN(text) complain(text, sizeof(text) - 1)

pid_t deskbell_spawn(
    const char *path, char *const argv[], uint32_t uid, uint32_t gid, int log_fd, int dies_with_us) {
    pid_t parent = getpid();
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing < 0) return -1;
    pid_t child = fork();
    if (child != 0) {
        int saved = errno;
        close(nothing);
        errno = saved;
        return child;
    }
    /* Its own group, so that Ctrl-C at a terminal reaches us alone and we stop it in our order. */
    setpgid(0, 0);
    int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGCHLD, SIGUSR1, SIGUSR2};
    for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++) signal(signals[i], SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, 0);
    umask(077);
    dup2(nothing, 0);
    dup2(log_fd, 1);
    dup2(log_fd, 2);
    syscall(SYS_close_range, 3u, ~0u, 0u);
    if (chdir("/") != 0 || become(uid, gid) != 0) {
        COMPLAIN("deskbell: cannot become the user PostgreSQL runs as\n");
        _exit(126);
    }
    if (dies_with_us) {
        /* After the change of user, which clears it. */
        prctl(PR_SET_PDEATHSIG, SIGINT);
        if (getppid() != parent) _exit(125);
    }
    execve(path, argv, environ);
    COMPLAIN("deskbell: cannot run the PostgreSQL program\n");
    _exit(127);
}

int deskbell_pidfd(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int deskbell_open_log(const char *path) { return open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600); }

int deskbell_lock_file(const char *path) {
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return -1;
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        int saved = errno;
        close(fd);
        errno = saved;
        return -1;
    }
    return fd;
}
