/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Launchers for the host of programs that are in a store which only a namespace shows. */
#ifndef GX_SHELL_SHIMS_H
#define GX_SHELL_SHIMS_H

#include "shell/shell.h"

/* Make the directory of launchers for the programs of ENTRY's profile below CACHE, if it is
 * not there; *OUT is its name.  Each launcher is a script that executes `gx --in-store …'. */
int gx_shims_make(const char *cache, const struct gx_cache_entry *entry, const char *gx,
		  char **out, struct gx_err *err);

#endif
