/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The root of a container in the making: private to src/shell.
 *
 * Between gx_root_turn and gx_root_finish the root is ours, in memory and writable, and the
 * host's is at GX_OLD.  File names "of the host" are given as the host has them. */
#ifndef GX_SHELL_CONTAINER_ROOT_H
#define GX_SHELL_CONTAINER_ROOT_H

#include "shell/container.h"

#define GX_OLD "/old"

struct gx_root {
	const struct gx_container *c;
	const char *store_root;
	const char *profile;
	char *home;		/* inside */
	char *host_home;
	char *user;
	char *cwd;		/* outside; or NULL: not shared */
	struct gx_err *err;	/* set by every function here that returns -1 */
};

/* Make everything that the container asks for. */
int gx_root_make(struct gx_root *root);

/* The system call behind WHAT failed: sets the error from errno, returns -1. */
int gx_root_failed(struct gx_root *root, const char *what);
/* Bind SOURCE, a file or directory of the host, to TARGET. */
int gx_root_show(struct gx_root *root, const char *source, const char *target, bool read_only);
/* The same with SPEC, "HOST=INSIDE". */
int gx_root_show_spec(struct gx_root *root, const char *spec, bool read_only);
/* Is the directory DIR in the new root itself?  What was shared is not written to. */
bool gx_root_is_ours(const char *dir);
/* Make the link PATH to TARGET; what is there already stays. */
int gx_root_link(struct gx_root *root, const char *target, const char *path);
int gx_root_write(struct gx_root *root, const char *path, const char *text);

/* What container->fhs asks for: the usual directories, full of links into the profile, and the
 * dynamic linker's cache of them. */
int gx_root_add_fhs(struct gx_root *root);
/* What container->nest asks for: gx, with the libraries of the host that it needs. */
int gx_root_add_gx(struct gx_root *root);

#endif
