/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of the user's that decide an environment, for who wants to know when to ask again;
 * gx's own are left out.  FOUND: the manifest that was discovered, or NULL. */
#ifndef GX_ENV_WATCH_H
#define GX_ENV_WATCH_H

#include "cache/cache.h"
#include "cli/shell_args.h"

/* Add to OUT the files that ENTRY depends on, sorted. */
void gx_env_watch(const struct gx_cache_entry *entry, const char *found, struct gx_strv *out);
/* Where there is no environment: what may be changed so that there is one. */
void gx_env_watch_failed(const struct gx_shell_args *args, const char *found, struct gx_strv *out);

#endif
