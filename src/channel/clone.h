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
	char *head;	/* the branch of the remote's HEAD, where one was looked for in vain */
	struct gx_web *web;	/* once something was fetched by HTTP; or NULL */
};

/* libgit2, once per process. */
void gx_git_init(void);

/* Where the clones keep the branches of their remotes. */
#define GX_REMOTE_REFS "refs/remotes/origin/"

/* URL with a path made absolute, from DIR (NULL: the working directory) or from the home
 * directory that ~/ stands for; yours (place.c). */
char *gx_git_full_url(const char *url, const char *dir);
/* Fail where gx cannot fetch from URL: another protocol, no directory, names of SHA-256. */
int gx_git_check_place(const char *url, struct gx_err *err);

/* Does REMOTE, which is connected, have the reference NAME (remote.c)? */
struct git_remote;
bool gx_remote_has(struct git_remote *remote, const char *name);
/* Forget the branches and tags of REPO in whose places REMOTE has folders of others, or the other
 * way round, and references to no commits, with which no fetch is possible. */
void gx_remote_clear_way(struct git_repository *repo, struct git_remote *remote);

/* Fetch by reference specifications, the clone being locked; +1 when the remote lacks the
 * reference NEEDED (may be NULL): then the clone's HEAD is set, if the remote tells it. */
int gx_clone_fetch(struct gx_git *git, const struct gx_git_fetch_opts *opts, char **specs,
		   size_t n, bool tags, const char *needed, struct gx_err *err);

/* Are all files of the clone PATH as git wrote them?  Reads them all. */
bool gx_clone_is_sound(const char *path);

/* --- the embedded base channel (base.c) -------------------------------------------------------- */

/* Is URL where the base channel is fetched from? */
bool gx_base_is_url(const char *url);
const char *gx_base_url(void);	/* GX_BASE_NO_URL where none was configured */
/* The bundle that came with gx, or NULL; yours. */
char *gx_base_bundle(void);

#endif
