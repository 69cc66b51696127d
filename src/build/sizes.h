/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How large files are, known before a server tells: what a derivation says itself, and the table
 * download-sizes of the base channel, which no derivation depends on. */
#ifndef GX_BUILD_SIZES_H
#define GX_BUILD_SIZES_H

#include "store/drv.h"

/* Lines "HASH BYTES", HASH being a sha256 in base16; read once. */
struct gx_sizes {
	struct gx_buf table;
};
#define GX_SIZES_INIT { GX_BUF_INIT }

/* A table that cannot be read knows nothing. */
void gx_sizes_read(struct gx_sizes *sizes);
void gx_sizes_clear(struct gx_sizes *sizes);
#define gx_cleanup_sizes gx_sizes_clear
/* The bytes of what DRV downloads, 0 if that is not known. */
uint64_t gx_sizes_get(const struct gx_sizes *sizes, const struct gx_drv *drv);

#endif
