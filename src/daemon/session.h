/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of src/daemon share: one session and its operations. */
#ifndef GX_DAEMON_SESSION_H
#define GX_DAEMON_SESSION_H

#include "daemon/daemon.h"
#include "daemon/texts.h"
#include "daemon/wire.h"

#define GX_WORKER_HELLO 0x6e697863u	/* from the client */
#define GX_WORKER_ANSWER 0x6478696fu	/* from us */
#define GX_WORKER_VERSION 0x164u	/* major 1, minor 0x64 */
#define GX_WORKER_OLDEST 0x161u

enum gx_worker_message {		/* what we send before a result */
	GX_WORKER_NEXT = 0x6f6c6d67,	/* a piece of log */
	GX_WORKER_READ = 0x64617461,	/* we want data */
	GX_WORKER_WRITE = 0x64617416,	/* data of ours */
	GX_WORKER_ERROR = 0x63787470,	/* message and status */
	GX_WORKER_LAST = 0x616c7473,	/* the result follows */
};

struct gx_daemon {
	struct gx_store *store;
	struct gx_daemon_opts opts;
	struct gx_wire wire;
	struct gx_texts *texts;
	struct gx_build_opts build;	/* as set-options left it */
	bool trace;			/* send "@ build-started …" */
	bool multiplexed;		/* send "@ build-log PID LEN" */
	int status;			/* that goes with the next error */
	struct gx_daemon_stats stats;
};

/* An operation reads its arguments, acts, and puts "last" and its result.  -1: the error is
 * sent instead; nothing of a result may have been put. */
typedef int gx_daemon_op_fn(struct gx_daemon *d, struct gx_err *err);

struct gx_daemon_op {
	uint64_t code;
	const char *name;
	gx_daemon_op_fn *fn;
	bool in_memory;		/* works while text items are pending */
	bool trusted;		/* only for trusted clients */
};
/* The rows of ops_query.c and so on, ended by a NULL fn. */
extern const struct gx_daemon_op gx_daemon_query_ops[];
extern const struct gx_daemon_op gx_daemon_add_ops[];
extern const struct gx_daemon_op gx_daemon_build_ops[];
extern const struct gx_daemon_op gx_daemon_gc_ops[];

/* The words that end the messages before an answer, and a message before that. */
void gx_daemon_put_last(struct gx_daemon *d);
void gx_daemon_put_next(struct gx_daemon *d, const char *text, size_t len);
/* "last", 1: the answer of operations that have none. */
int gx_daemon_done(struct gx_daemon *d);
/* Read a path argument and check that it is in the store. */
int gx_daemon_path(struct gx_daemon *d, char **out, struct gx_err *err);

#endif
