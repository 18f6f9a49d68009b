// libev as Swift sees it. Its initialisers are macros, which Swift cannot import, so each one that is used has a function.
#pragma once
#include <ev.h>

static inline void deskbell_ev_io_init(
    ev_io *watcher, void (*ready)(struct ev_loop *, ev_io *, int), int fd, int events, void *owner) {
    ev_io_init(watcher, ready, fd, events);
    watcher->data = owner;
}

static inline void deskbell_ev_io_set(ev_io *watcher, int fd, int events) {
    ev_io_set(watcher, fd, events);
}

static inline void deskbell_ev_timer_init(
    ev_timer *watcher, void (*fired)(struct ev_loop *, ev_timer *, int), double after, double every, void *owner) {
    ev_timer_init(watcher, fired, after, every);
    watcher->data = owner;
}

static inline void deskbell_ev_async_init(ev_async *watcher, void (*woken)(struct ev_loop *, ev_async *, int)) {
    ev_async_init(watcher, woken);
}

static inline int deskbell_ev_error(void) { return (int)EV_ERROR; }

static inline unsigned int deskbell_ev_flags(void) { return EVFLAG_NOENV; }
