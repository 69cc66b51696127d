/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files about git share among themselves. */
#ifndef GX_CHANNEL_CLONE_H
#define GX_CHANNEL_CLONE_H

#include "channel/git.h"

struct gx_git {
	struct git_repository *repo;
	char *path;
	char *url;	/* made absolute */
};

/* libgit2, once per process. */
void gx_git_init(void);

/* The proxy through which URL, an https one, is fetched; yours, or NULL (proxy.c). */
char *gx_git_proxy(struct git_repository *repo, const char *url);

/* --- the embedded base channel (base.c) -------------------------------------------------------- */

/* Is URL where the base channel is fetched from? */
bool gx_base_is_url(const char *url);
const char *gx_base_url(void);	/* GX_BASE_NO_URL where none was configured */
/* The bundle that came with gx, or NULL; yours. */
char *gx_base_bundle(void);

#endif
