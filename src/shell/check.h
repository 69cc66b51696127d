/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which line of the user's start-up files undoes the environment. */
#ifndef GX_SHELL_CHECK_H
#define GX_SHELL_CHECK_H

#include "shell/shell.h"

enum gx_clobber_kind {
	GX_CLOBBER_REPLACED,	/* the variable has nothing of the environment's any more */
	GX_CLOBBER_UNSET,
	GX_CLOBBER_BEHIND,	/* something comes before the environment's */
	GX_CLOBBER_SET,		/* a variable that the environment unsets */
	GX_CLOBBER_END,		/* the shell ends there */
};
struct gx_clobber {
	enum gx_clobber_kind kind;
	char *variable;		/* NULL for GX_CLOBBER_END */
	char *file;
	unsigned line;
};
struct gx_clobbers {
	struct gx_clobber *v;
	size_t n;
};
#define GX_CLOBBERS_INIT { NULL, 0 }
void gx_clobbers_clear(struct gx_clobbers *list);
#define gx_cleanup_clobbers gx_clobbers_clear

/* Enter the environment of PLAN, read the start-up files of SHELL (bash, zsh or fish; a file
 * name) there, and add to OUT what of them undid it in the end, in their order.  GX_EUSAGE: a
 * shell that gx does not know.  The process is good for nothing else afterwards. */
int gx_shell_check(const struct gx_shell_plan *plan, const char *shell, struct gx_clobbers *out,
		   struct gx_err *err);

/* The parts, for tests. */

/* The lines of a trace, SIZE bytes at TEXT, each
 *	0x1e… FILE 0x1f LINE 0x1f VALUE 0x1f …  COMMAND
 * with a VALUE for each of the N changes ENV, as it was before COMMAND; 0x02 or the name itself
 * (an expansion that was not made) when it is not known. */
void gx_check_trace(const struct gx_env_change *env, size_t n, bool pure, const char *text,
		    size_t size, struct gx_clobbers *out);

#endif
