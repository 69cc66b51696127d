/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Child processes: fork and exec with chosen descriptors. */
#ifndef GX_SPAWN_H
#define GX_SPAWN_H

/* Give the child OUR descriptor as number THEIRS. */
struct gx_spawn_fd {
	int ours;
	int theirs;
};

struct gx_spawn_opts {
	char *const *argv;		/* argv[0] is looked up in PATH if it has no slash */
	char *const *envp;		/* NULL: our own environment */
	const char *cwd;		/* NULL: unchanged */
	const struct gx_spawn_fd *fds;	/* 0, 1, 2 are inherited unless listed */
	size_t nfds;
	bool new_session;		/* setsid: signals reach the whole group */
	bool die_with_parent;		/* SIGKILL when we die */
};

/* Start it; all descriptors but 0, 1, 2 and the listed ones are closed in the
 * child, signal handlers and mask are reset.  A failure to execute is reported
 * here, with the program named. */
int gx_spawn(const struct gx_spawn_opts *opts, pid_t *out, struct gx_err *err);
/* Wait for PID: its exit status, or 128 + the signal that ended it. */
int gx_wait(pid_t pid, int *status, struct gx_err *err);
/* Run it and capture its standard output (at most MAX bytes). */
int gx_spawn_capture(const struct gx_spawn_opts *opts, size_t max, struct gx_buf *out,
		     int *status, struct gx_err *err);

#endif
