/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text files of the cache that end with a line "end HASH", the SHA-256 of all before it. */
#ifndef GX_SEALED_H
#define GX_SEALED_H

#include "util/util.h"

/* The text of PATH without that line into OUT (appended, at most MAX bytes); -1, without a word,
 * if it cannot be read or is damaged. */
int gx_sealed_read(const char *path, size_t max, struct gx_buf *out);
/* Write TEXT, which gets that line, and the folder DIR of PATH if needed.  Only a convenience:
 * a failure is nobody's concern. */
void gx_sealed_write(const char *dir, const char *path, struct gx_buf *text);

#endif
