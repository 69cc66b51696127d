/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door of src/shell: entering an environment (doc/architecture.md, design of `gx shell').
 *
 * An environment is a profile and a list of changes to variables.  Entering it replaces the
 * process: the store is shown at /gnu/store (in a namespace, if it is elsewhere), the
 * variables change, and the command or the user's interactive shell is executed.  Nothing of
 * gx stays behind.  What runs in the shell itself is src/shell/rc: small files that each kind
 * of shell reads after the user's own, which find their data in variables named __GX_….
 *
 * Everything but gx_shell_environment needs libc only: the thin gx links it. */
#ifndef GX_SHELL_H
#define GX_SHELL_H

#include "cache/cache.h"
#include "shell/container.h"
#include "util/util.h"

/* --- what an environment is ---------------------------------------------------------------- */

/* Add to ENTRY the changes that PROFILE's search paths ask for.  STORE_DIR: the physical
 * store. */
int gx_shell_environment(const char *store_dir, const char *profile,
			 struct gx_cache_entry *entry, struct gx_err *err);
/* The changes as shell commands (--search-paths). */
void gx_shell_format(const struct gx_env_change *env, size_t n, bool pure,
		     struct gx_buf *out);

/* --- entering --------------------------------------------------------------------------------- */

struct gx_shell_plan {
	const char *profile;		/* /gnu/store/…-profile; in GX_ENVIRONMENT */
	const char *store_root;		/* prefix R of the store that holds it */
	const struct gx_env_change *env;
	size_t nenv;
	bool pure;			/* start from an empty environment … */
	const struct gx_strv *keep;	/* … but keep variables that match one of these */
	const char *project;		/* GX_PROJECT; NULL: leave it as it is */
	const char *setup;		/* file to source at entry, or NULL */
	char *const *argv;		/* NULL: the user's interactive shell */
	const struct gx_container *container;	/* by itself, or NULL; implies pure */
};

/* Replace the process; gx_shell_hold comes first.  Returns only on failure, and then the
 * process is good for nothing but a message. */
int gx_shell_enter(const struct gx_shell_plan *plan, struct gx_err *err);
/* The exit status for that failure: as a shell's, 127 when there is no such command. */
int gx_shell_exit_status(const struct gx_err *err);

/* One of the files that shells read (src/shell/rc); yours. */
char *gx_shell_rc_file(const char *name);

/* The setup-env.sh beside the manifest of PROJECT, if there is one; yours, or NULL. */
char *gx_shell_find_setup(const char *project);

/* --- the store in a namespace ------------------------------------------------------------------ */

/* Is the store below R already visible at /gnu/store? */
bool gx_shell_sees_store(const char *store_root);
/* Enter a mount namespace (and a user namespace, unless root) in which R/gnu/store is shown,
 * read-only, at /gnu/store; the working directory is kept.  The process must have one thread.
 * Fails with a hint where the kernel forbids it. */
int gx_shell_show_store(const char *store_root, struct gx_err *err);

/* What namespaces are needed for. */
enum gx_shell_need { GX_FOR_STORE, GX_FOR_CONTAINER };
/* An error for a system call WHAT that failed since the kernel allows no namespaces: the knob,
 * how to turn it, and the way without if there is one; returns -1. */
int gx_shell_forbidden(enum gx_shell_need need, const char *what, struct gx_err *err);

/* Keep PROFILE of the store below STORE_ROOT, whose state is in STORE_STATE, from the collector
 * while this process, or what it executes, lives.  GX_ENOTFOUND: it is not there any more. */
int gx_shell_hold(const char *store_root, const char *store_state, const char *profile,
		  struct gx_err *err);

#endif
