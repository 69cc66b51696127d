/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compress a stream on several threads.  The output depends on the input and the method, not
 * on the number of threads nor on how the input was cut: blocks of a fixed size are
 * compressed apart and joined in order. */
#ifndef GX_NET_COMPRESS_H
#define GX_NET_COMPRESS_H

#include "store/nar.h"
#include "util/util.h"

enum gx_compress_method {
	GX_COMPRESS_GZIP,	/* one member; 1 MiB blocks, each with the 32 KiB before it */
	GX_COMPRESS_ZSTD,	/* one frame, level 3, jobs of 2 MiB */
	GX_COMPRESS_XZ,		/* one stream of 4 MiB blocks, dictionary 1 MiB */
	GX_COMPRESS_LZIP,	/* one member for every 4 MiB, dictionary 1 MiB */
};

/* The version of the method's library, which decides the output beside the input. */
const char *gx_compress_version(enum gx_compress_method method);

struct gx_compressor;
/* THREADS: 0 means one for each processor; at most 8, and 2 of xz and lzip unless more are
 * asked for.  The output goes to SINK, on the
 * caller's thread. */
int gx_compressor_new(enum gx_compress_method method, unsigned threads, gx_sink_fn *sink,
		      void *payload, struct gx_compressor **out, struct gx_err *err);
int gx_compressor_write(void *compressor, const void *data, size_t len, struct gx_err *err);
/* Send what is left; the compressor must still be freed. */
int gx_compressor_end(struct gx_compressor *compressor, struct gx_err *err);
void gx_compressor_free(struct gx_compressor *compressor);
void gx_cleanup_compressor(struct gx_compressor **compressor);

#endif
