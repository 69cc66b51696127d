/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine's side of a sandbox: write the script, start gx-builder. */
#ifndef GX_BUILD_SANDBOX_H
#define GX_BUILD_SANDBOX_H

#include "build/build.h"
#include "build/userpool.h"

/* What differs between builds (sandbox_script.h); all borrowed. */
struct gx_sandbox {
	struct gx_store *store;
	const char *scratch;		/* absolute, below the store's prefix */
	const struct gx_build_user *user;
	bool host_network;
	struct gx_strv inputs;		/* store paths */
	struct gx_strv hosts;		/* directories of the host */
	struct gx_strv links;		/* target, path, … */
	struct gx_strv env;
	struct gx_strv args;
	const char *chdir;
	const char *program;
	bool program_is_host;
};
void gx_sandbox_clear(struct gx_sandbox *box);
#define gx_cleanup_sandbox gx_sandbox_clear

struct gx_sandbox_process {
	pid_t pid;
	int pidfd;	/* readable when it has ended */
	int log;	/* its output, non-blocking */
	int report;	/* why the sandbox could not be made */
	int progress;	/* what a builtin builder tells on descriptor 5, or -1 */
};
#define GX_SANDBOX_PROCESS_INIT { -1, -1, -1, -1, -1 }

/* Start it.  PROGRESS: give the program descriptor 5. */
int gx_sandbox_start(const struct gx_sandbox *box, bool progress,
		     struct gx_sandbox_process *out, struct gx_err *err);
/* After its end: 0, or -1 with the reason when the program was never run. */
int gx_sandbox_report(struct gx_sandbox_process *process, struct gx_err *err);
void gx_sandbox_process_clear(struct gx_sandbox_process *process);
#define gx_cleanup_sandbox_process gx_sandbox_process_clear

#endif
