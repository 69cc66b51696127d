/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compressions of packs, on src/net's compressor. */
#ifndef GX_PACK_COMPRESSION_H
#define GX_PACK_COMPRESSION_H

#include "net/compress.h"
#include "pack/pack.h"

/* COMPRESSION is a real one: neither GX_PACK_DEFAULT nor GX_PACK_NONE. */
int gx_compression_open(enum gx_pack_compression compression, unsigned threads,
			gx_sink_fn *sink, void *payload, struct gx_compressor **out,
			struct gx_err *err);
/* "none", or the name with the version of the library. */
const char *gx_compression_id(enum gx_pack_compression compression);

#endif
