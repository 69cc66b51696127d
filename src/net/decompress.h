/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Read a compressed stream, whichever of the four methods made it. */
#ifndef GX_NET_DECOMPRESS_H
#define GX_NET_DECOMPRESS_H

#include "util/util.h"

struct gx_decompressor;
/* Look at what FD (borrowed) gives from where it stands, which may be a pipe.  Data that no
 * method made comes out as it went in. */
int gx_decompressor_new(int fd, struct gx_decompressor **out, struct gx_err *err);
/* "gzip", "zstd", "xz", "lzip", or NULL when nothing is compressed. */
const char *gx_decompressor_method(const struct gx_decompressor *d);
/* Up to LEN bytes into OUT, *GOT of them; none at the end only.  GX_EINVALID: the data are
 * damaged.  A window over 128 MiB is refused (zstd, xz). */
int gx_decompressor_read(struct gx_decompressor *d, void *out, size_t len, size_t *got,
			 struct gx_err *err);
void gx_decompressor_free(struct gx_decompressor *d);
void gx_cleanup_decompressor(struct gx_decompressor **d);

#endif
