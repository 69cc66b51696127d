/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door of src/daemon: the store behind Guix's worker protocol (doc/formats.md 8).
 *
 * A session answers one client over a pair of descriptors and does not care who it is: the
 * evaluator over a socket pair, or another program over a Unix socket.  Invariants:
 *   - a request's arguments are bounded and read completely before anything is done;
 *   - a failed operation is answered with an error and the session goes on; bytes that do not
 *     follow the protocol end it;
 *   - derivations are checked (their output paths are recomputed) before they are accepted.
 *
 * With `lazy', text items (derivations and builders, by the thousand) stay in memory until an
 * operation needs them in the store or gx_daemon_commit is called: then those that are wanted
 * are written in one transaction.
 *
 *	struct gx_daemon_opts opts = { .lazy = true };
 *	struct gx_daemon *d = gx_daemon_new(store, fd, fd, &opts);
 *	if (gx_daemon_run(d, err) == 0)
 *		gx_daemon_commit(d, &drvs, err);
 *	gx_daemon_free(d);
 */
#ifndef GX_DAEMON_H
#define GX_DAEMON_H

#include "build/build.h"
#include "store/store.h"

struct gx_daemon_opts {
	bool lazy;			/* keep text items in memory, see above */
	bool trusted;			/* may collect garbage, import without signature, … */
	const struct gx_build_opts *build;	/* defaults for build-things; may be NULL.  With
					 * an event function the events go there and are not
					 * sent to the client */
	const char *user;		/* for messages; may be NULL */
};

/* What a session did, for tests and --verbose. */
struct gx_daemon_stats {
	uint64_t requests;
	uint64_t texts;			/* text items that came in */
	uint64_t written;		/* of these, written by commits */
};

struct gx_daemon;
/* A session of STORE with the client at descriptors IN and OUT, which stay the caller's. */
struct gx_daemon *gx_daemon_new(struct gx_store *store, int in, int out,
				const struct gx_daemon_opts *opts);
void gx_daemon_free(struct gx_daemon *d);
void gx_cleanup_daemon(struct gx_daemon **d);
/* Serve until the client hangs up (0) or breaks the protocol (GX_EINVALID). */
int gx_daemon_run(struct gx_daemon *d, struct gx_err *err);
/* Write the text items that WANTED (all if NULL) and what they refer to need; the others
 * are kept in memory. */
int gx_daemon_commit(struct gx_daemon *d, const struct gx_strv *wanted, struct gx_err *err);
/* Is PATH an item that waits in memory? */
bool gx_daemon_is_pending(const struct gx_daemon *d, const char *path);
const struct gx_daemon_stats *gx_daemon_stats(const struct gx_daemon *d);


#endif
