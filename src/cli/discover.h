/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding the manifest of the project that one is in, and whether its user allowed it.
 *
 * A manifest is code, and so is the hook beside it; one that was not named on the command line
 * is used only after `gx allow'.  What is allowed is bound to path and content: an entry in the
 * format of the evaluation cache (src/cache), below $XDG_CONFIG_HOME/gx/allowed, whose facts
 * are the contents of manifest.scm or guix.scm, setup-env.sh and channels.scm. */
#ifndef GX_DISCOVER_H
#define GX_DISCOVER_H

#include "cache/cache.h"
#include "cli/shell_args.h"

/* manifest.scm or guix.scm in DIR or the nearest parent that has one; yours, or NULL. */
char *gx_discover_find(const char *dir);
/* Where permissions are kept; yours. */
char *gx_discover_dir(void);
void gx_discover_key(const char *file, struct gx_buf *key);
/* The permission for FILE; +1 when it has none. */
int gx_discover_read(const char *file, struct gx_cache_entry **out);
/* Put FILE into ARGS as if it had been named. */
void gx_discover_use(struct gx_shell_args *args, const char *file);
/* With system calls only: find the project's file and use it if it surely is allowed. */
bool gx_discover_quick(struct gx_shell_args *args);

#endif
