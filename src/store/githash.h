/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hash of a tree as git computes it. */
#ifndef GX_GITHASH_H
#define GX_GITHASH_H

#include "store/nar.h"

/* The hash ALGO of PATH, a file or a directory (or a link to one), as git's object for it has:
 * that of a blob or a tree, with sha1 the one `git rev-parse COMMIT:PATH` prints.  Only what
 * SELECT (NULL: all) admits counts; PAYLOAD is handed to it.  GX_EINVALID for a file of another
 * kind. */
int gx_git_hash(enum gx_hash_algo algo, const char *path, gx_select_fn *select, void *payload,
		struct gx_hash *out, struct gx_err *err);

#endif
