// libwebsockets as Swift sees it, plus the values that are macros there.
#pragma once
#include <libwebsockets.h>

/// Bytes libwebsockets overwrites in front of every payload handed to lws_write.
static inline size_t deskbell_lws_pre(void) { return LWS_PRE; }

static inline int deskbell_lws_no_listen(void) { return CONTEXT_PORT_NO_LISTEN_SERVER; }

static inline int deskbell_lws_kill_now(void) { return LWS_TO_KILL_SYNC; }
