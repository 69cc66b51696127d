/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text files of a cache that end with a line "end HASH", the SHA-256 of all before it: what a
 * power cut, a full disk or a failing disk left of one is as good as none. */
#ifndef GX_SEALED_H
#define GX_SEALED_H

/* The text of PATH without that line, at most MAX bytes, into OUT, which is empty; -1, without a
 * word, if it cannot be read or is damaged: OUT then stays empty. */
int gx_sealed_read(const char *path, size_t max, struct gx_buf *out);
/* Write TEXT, which gets that line, as PATH, whose directory is made if needed (0700).  Whatever
 * is there is replaced, a directory too.  Only a convenience: a failure is nobody's concern. */
void gx_sealed_write(const char *path, mode_t mode, struct gx_buf *text);

#endif
