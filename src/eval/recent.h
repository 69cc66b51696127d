/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealed files (util/sealed.h) named KIND-KEY, of each kind of which a folder keeps the few that
 * were used last. */
#ifndef GX_EVAL_RECENT_H
#define GX_EVAL_RECENT_H

#include "util/util.h"

/* As gx_sealed_read; and PATH was used. */
int gx_recent_read(const char *path, size_t max, struct gx_buf *out);
/* Write TEXT, which is sealed, as NAME in DIR, and remove the oldest of its kind. */
void gx_recent_write(const char *dir, const char *name, struct gx_buf *text);
/* The files of the kind of NAME in DIR, those used last first, without NAME itself. */
void gx_recent_list(const char *dir, const char *name, struct gx_strv *paths);

#endif
