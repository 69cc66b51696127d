/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compressions of packs, on src/net's compressor. */
#include "pack/compression.h"

#include <stdio.h>

static const struct {
	enum gx_compress_method method;
	const char *suffix;
} methods[] = {
	[GX_PACK_GZIP] = { GX_COMPRESS_GZIP, ".gz" },
	[GX_PACK_ZSTD] = { GX_COMPRESS_ZSTD, ".zst" },
	[GX_PACK_XZ] = { GX_COMPRESS_XZ, ".xz" },
	[GX_PACK_LZIP] = { GX_COMPRESS_LZIP, ".lz" },
};

int gx_compression_open(enum gx_pack_compression compression, unsigned threads,
			gx_sink_fn *sink, void *payload, struct gx_compressor **out,
			struct gx_err *err)
{
	return gx_compressor_new(methods[compression].method, threads, sink, payload, out, err);
}

const char *gx_compression_id(enum gx_pack_compression compression)
{
	static _Thread_local char text[64];

	if (compression == GX_PACK_NONE)
		return "none";
	snprintf(text, sizeof text, "%s %s", gx_pack_compression_name(compression),
		 gx_compress_version(methods[compression].method));
	return text;
}

const char *gx_pack_compression_suffix(enum gx_pack_compression compression)
{
	return compression == GX_PACK_NONE ? "" : methods[compression].suffix;
}
