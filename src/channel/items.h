/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Channels' trees as store items. */
#ifndef GX_CHANNEL_ITEMS_H
#define GX_CHANNEL_ITEMS_H

#include "channel/git.h"

/* The folder of clones and of what was verified, borrowed from OPTS. */
const char *gx_channel_cache(const struct gx_channel_opts *opts);
/* Open the clone that has CHANNEL's commits. */
int gx_channel_git(const struct gx_channel_opts *opts, const struct gx_channel *c,
		   struct gx_git **out, struct gx_err *err);
/* The store item of C's tree at its full commit, added if it is not valid; checked against
 * C's NAR hash where it has one. */
int gx_channel_item(const struct gx_channel_opts *opts, struct gx_git *git,
		    const struct gx_channel *c, char **out, struct gx_err *err);
/* The store item of C's tree, if it is there and has the NAR hash that C must have; else NULL.
 * Does without git. */
char *gx_channel_known_item(const struct gx_channel_opts *opts, const struct gx_channel *c);
/* "sha256:…" of an instance's tree; yours.  NULL where the installed copy came without its
 * history. */
int gx_channel_nar_hash(const struct gx_channel_opts *opts,
			const struct gx_channel_instance *i, char **out, struct gx_err *err);
/* What .guix-channel says in C's commit, or in its tree on disk; the defaults without one. */
int gx_channel_meta_of_commit(struct gx_git *git, const struct gx_channel *c,
			      struct gx_channel_meta *out, struct gx_err *err);
int gx_channel_meta_of_tree(const char *tree, const struct gx_channel *c,
			    struct gx_channel_meta *out, struct gx_err *err);

#endif
