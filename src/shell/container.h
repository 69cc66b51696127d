/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An environment by itself: only its closure, the working directory, and what is shared. */
#ifndef GX_SHELL_CONTAINER_H
#define GX_SHELL_CONTAINER_H

#include "util/util.h"

struct gx_container {
	struct gx_strv items;		/* the closure: store paths */
	struct gx_strv shares;		/* "HOST=INSIDE", writable */
	struct gx_strv exposes;		/* the same, read-only */
	struct gx_strv symlinks;	/* "LINK=FILE": LINK points to FILE of the profile */
	bool network;			/* keep the host's */
	bool no_cwd;			/* do not share the working directory */
	bool writable_root;
	bool link_profile;		/* ~/.guix-profile points to the profile */
	bool fhs;			/* the usual directories lead into the profile */
	bool nest;			/* gx can be used inside: … */
	struct gx_strv gx;		/* … "HOST=INSIDE" that it needs, read-only, … */
	char *library_path;		/* … and where its libraries are inside */
	char *shell;			/* a bash for /bin/sh and the user, where the profile has
					 * none; or NULL */
	char *user;			/* be called so, with /home/USER, which stands for
					 * the home outside in what is shared; NULL: as outside */
};
void gx_container_clear(struct gx_container *container);

/* Where gx is then, for PATH. */
#define GX_CONTAINER_BIN "/run/gx/bin"
/* Let gx be used inside; its store's directories are for the caller to share. */
void gx_container_add_gx(struct gx_container *container);

/* What PATH, of a host on which the user's home is HOME, is called inside; yours. */
char *gx_container_inside(const struct gx_container *container, const char *home,
			  const char *path);

/* Enter it.  Returns 0 in a process inside that is to execute the command, without privileges;
 * the calling process waits for that one and exits with its status.  -1: nothing was entered.
 * HOME and USER are set, and what gx needs where CONTAINER->nest. */
int gx_container_enter(const struct gx_container *container, const char *store_root,
		       const char *profile, struct gx_err *err);

#endif
