/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files about git share among themselves. */
#ifndef GX_CHANNEL_CLONE_H
#define GX_CHANNEL_CLONE_H

#include "channel/git.h"

struct gx_git {
	struct git_repository *repo;
	char *path;
	char *url;	/* made absolute */
	char *shown;	/* the same for messages, without what is secret */
	struct gx_web *web;	/* once something was fetched by HTTP; or NULL */
};

/* libgit2, once per process. */
void gx_git_init(void);

/* Fetch by reference specifications, the clone being locked; +1 when the remote lacks the
 * reference NEEDED (may be NULL). */
int gx_clone_fetch(struct gx_git *git, const struct gx_git_fetch_opts *opts, char **specs,
		   size_t n, bool tags, const char *needed, struct gx_err *err);
/* The remote's HEAD, as a branch's name; yours, or NULL when it tells none. */
char *gx_clone_head(struct gx_git *git);

/* --- the embedded base channel (base.c) -------------------------------------------------------- */

/* Is URL where the base channel is fetched from? */
bool gx_base_is_url(const char *url);
const char *gx_base_url(void);	/* GX_BASE_NO_URL where none was configured */
/* The bundle that came with gx, or NULL; yours. */
char *gx_base_bundle(void);

#endif
