/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Temporary roots: a file of this process that keeps items from the collector.
 *
 * R/var/guix/temproots/RANDOM holds NUL-terminated store paths; its owner holds a write lock
 * of the open file description, which survives fork and (with the close-on-exec flag
 * cleared) exec, and ends with the last of them.  Process ids would not do: they are not
 * unique across namespaces.  Needs no database: the warm path links this file alone. */
#ifndef GX_TEMPROOTS_H
#define GX_TEMPROOTS_H

#include "util/util.h"

struct gx_temp_roots;
/* A new file in STATE (R/var/guix). */
int gx_temp_roots_open(const char *state, struct gx_temp_roots **out, struct gx_err *err);
/* Add paths, before looking whether they are valid: the collector may be at work.  Each is
 * written once. */
int gx_temp_roots_add(struct gx_temp_roots *roots, const char *const *paths, size_t n,
		      struct gx_err *err);
/* The locked descriptor, borrowed, and the file's base name. */
int gx_temp_roots_fd(const struct gx_temp_roots *roots);
const char *gx_temp_roots_name(const struct gx_temp_roots *roots);
/* Did this process (not a parent of it) make them? */
bool gx_temp_roots_mine(const struct gx_temp_roots *roots);
/* Remove the file, if this process made it, and free ROOTS. */
void gx_temp_roots_close(struct gx_temp_roots *roots);

/* For the collector, which holds the gc lock exclusively: all paths of living processes;
 * files of dead ones are removed.  ALIVE gets the base names of the living files. */
int gx_temp_roots_read(const char *state, struct gx_strv *paths, struct gx_strv *alive,
		       struct gx_err *err);

#endif
