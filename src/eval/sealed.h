/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text files of the cache that end with a line "end HASH", the SHA-256 of all before it.  They are
 * named KIND-KEY; of each kind a folder keeps the few that were used last. */
#ifndef GX_SEALED_H
#define GX_SEALED_H

#include "util/util.h"

/* The text of PATH without that line into OUT (appended, at most MAX bytes); -1, without a word,
 * if it cannot be read or is damaged. */
int gx_sealed_read(const char *path, size_t max, struct gx_buf *out);
/* Write TEXT, which gets that line, as NAME in DIR, which is made if needed.  Only a convenience:
 * a failure is nobody's concern. */
void gx_sealed_write(const char *dir, const char *name, struct gx_buf *text);
/* The files of the kind of NAME in DIR, those used last first, without NAME itself. */
void gx_sealed_list(const char *dir, const char *name, struct gx_strv *paths);

#endif
