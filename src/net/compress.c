/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compress a stream on several threads. */
#include "net/compress.h"
#include "net/blocks.h"

#include <lzlib.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#define GZIP_BLOCK (1u << 20)
#define GZIP_HISTORY (1u << 15)
#define GZIP_LEVEL 6
#define LZIP_BLOCK (4u << 20)
#define LZIP_DICTIONARY (1 << 20)
#define LZIP_MATCH 36
#define XZ_BLOCK (4u << 20)
#define XZ_DICTIONARY (1u << 20)
#define ZSTD_LEVEL 3
#define ZSTD_JOB (2 << 20)
#define OUT_SIZE (256u << 10)
#define MAX_THREADS 8

struct gx_compressor {
	enum gx_compress_method method;
	gx_sink_fn *sink;
	void *payload;
	struct gx_blocks *blocks;	/* gzip, lzip */
	uLong crc;			/* gzip, with the size */
	uint64_t size;
	ZSTD_CCtx *zstd;
	lzma_stream xz;
	char *out;			/* zstd, xz */
};

/* --- gzip: raw deflate blocks, each ending at a byte boundary ------------------------------- */

static int gzip_work(struct gx_block *block)
{
	z_stream z = { 0 };
	int status;

	if (deflateInit2(&z, GZIP_LEVEL, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return -1;
	if (block->nbefore)
		deflateSetDictionary(&z, block->before, (uInt)block->nbefore);
	z.next_in = (Bytef *)block->data;
	z.avail_in = (uInt)block->len;
	z.avail_out = (uInt)deflateBound(&z, (uLong)block->len) + 16;
	z.next_out = (Bytef *)gx_buf_reserve(&block->out, z.avail_out);
	status = deflate(&z, Z_SYNC_FLUSH);
	block->out.len += z.total_out;
	deflateEnd(&z);
	block->check = (uint32_t)crc32(crc32(0, NULL, 0), block->data, (uInt)block->len);
	return status == Z_OK && !z.avail_in ? 0 : -1;
}

static int gzip_done(void *payload, const struct gx_block *block, struct gx_err *err)
{
	struct gx_compressor *c = payload;

	c->crc = crc32_combine(c->crc, block->check, (z_off_t)block->len);
	c->size += block->len;
	return c->sink(c->payload, block->out.data, block->out.len, err);
}

static int gzip_end(struct gx_compressor *c, struct gx_err *err)
{
	unsigned char end[10] = { 3, 0 };	/* an empty last block */

	if (gx_blocks_end(c->blocks, false, err))
		return -1;
	for (int i = 0; i < 4; i++) {
		end[2 + i] = (unsigned char)(c->crc >> 8 * i);
		end[6 + i] = (unsigned char)(c->size >> 8 * i);
	}
	return c->sink(c->payload, end, sizeof end, err);
}

/* --- lzip: one member a block ---------------------------------------------------------------- */

static int lzip_drain(struct LZ_Encoder *lz, struct gx_buf *out)
{
	for (;;) {
		int n = LZ_compress_read(lz, (uint8_t *)gx_buf_reserve(out, OUT_SIZE), OUT_SIZE);

		if (n <= 0)
			return n;
		out->len += (size_t)n;
	}
}

static int lzip_work(struct gx_block *block)
{
	struct LZ_Encoder *lz = LZ_compress_open(LZIP_DICTIONARY, LZIP_MATCH, INT64_MAX);
	size_t at = 0;
	int result = LZ_compress_errno(lz) == LZ_ok ? 0 : -1;

	while (!result && at < block->len) {
		int n = LZ_compress_write(lz, block->data + at, (int)(block->len - at));

		at += n > 0 ? (size_t)n : 0;
		result = n < 0 ? -1 : lzip_drain(lz, &block->out);
	}
	if (!result && (LZ_compress_finish(lz) || lzip_drain(lz, &block->out)))
		result = -1;
	LZ_compress_close(lz);
	return result;
}

static int lzip_done(void *payload, const struct gx_block *block, struct gx_err *err)
{
	struct gx_compressor *c = payload;

	return c->sink(c->payload, block->out.data, block->out.len, err);
}

/* --- zstd and xz bring their own threads ----------------------------------------------------- */

static int zstd_step(struct gx_compressor *c, const void *data, size_t len,
		     ZSTD_EndDirective mode, struct gx_err *err)
{
	ZSTD_inBuffer in = { data, len, 0 };
	size_t left;

	do {
		ZSTD_outBuffer out = { c->out, OUT_SIZE, 0 };

		left = ZSTD_compressStream2(c->zstd, &out, &in, mode);
		if (ZSTD_isError(left))
			return gx_fail(err, GX_EFAIL, "zstd: %s", ZSTD_getErrorName(left));
		if (out.pos && c->sink(c->payload, c->out, out.pos, err))
			return -1;
	} while (in.pos < in.size || (mode == ZSTD_e_end && left));
	return 0;
}

static int zstd_open(struct gx_compressor *c, unsigned threads, struct gx_err *err)
{
	c->zstd = ZSTD_createCCtx();
	c->out = gx_malloc(OUT_SIZE);
	ZSTD_CCtx_setParameter(c->zstd, ZSTD_c_compressionLevel, ZSTD_LEVEL);
	ZSTD_CCtx_setParameter(c->zstd, ZSTD_c_checksumFlag, 1);
	/* even one worker: without any the output would be another */
	if (ZSTD_isError(ZSTD_CCtx_setParameter(c->zstd, ZSTD_c_nbWorkers, (int)threads)))
		return gx_fail(err, GX_EFAIL, "this zstd library cannot use threads");
	ZSTD_CCtx_setParameter(c->zstd, ZSTD_c_jobSize, ZSTD_JOB);
	return 0;
}

static int xz_step(struct gx_compressor *c, const void *data, size_t len, lzma_action action,
		   struct gx_err *err)
{
	lzma_ret status;

	c->xz.next_in = data;
	c->xz.avail_in = len;
	do {
		c->xz.next_out = (uint8_t *)c->out;
		c->xz.avail_out = OUT_SIZE;
		status = lzma_code(&c->xz, action);
		if (status != LZMA_OK && status != LZMA_STREAM_END)
			return gx_fail(err, GX_EFAIL, "xz: error %d", (int)status);
		if (c->xz.avail_out < OUT_SIZE &&
		    c->sink(c->payload, c->out, OUT_SIZE - c->xz.avail_out, err))
			return -1;
	} while (action == LZMA_FINISH ? status != LZMA_STREAM_END
				       : c->xz.avail_in || c->xz.avail_out == 0);
	return 0;
}

static int xz_open(struct gx_compressor *c, unsigned threads, struct gx_err *err)
{
	lzma_options_lzma options;
	lzma_filter filters[] = { { LZMA_FILTER_LZMA2, &options }, { LZMA_VLI_UNKNOWN, NULL } };
	lzma_mt mt = { .threads = threads, .block_size = XZ_BLOCK, .filters = filters,
		       .check = LZMA_CHECK_CRC64 };

	lzma_lzma_preset(&options, 6);
	options.dict_size = XZ_DICTIONARY;
	c->out = gx_malloc(OUT_SIZE);
	if (lzma_stream_encoder_mt(&c->xz, &mt) != LZMA_OK)
		return gx_fail(err, GX_EFAIL, "xz: the encoder does not start");
	return 0;
}

/* --- the door ---------------------------------------------------------------------------------- */

static int open_method(struct gx_compressor *c, unsigned threads, struct gx_err *err)
{
	static const unsigned char gzip_head[10] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3 };
	struct gx_blocks_opts opts = { .threads = threads, .payload = c };

	switch (c->method) {
	case GX_COMPRESS_ZSTD:
		return zstd_open(c, threads, err);
	case GX_COMPRESS_XZ:
		return xz_open(c, threads, err);
	case GX_COMPRESS_LZIP:
		opts.size = LZIP_BLOCK;
		opts.work = lzip_work;
		opts.done = lzip_done;
		c->blocks = gx_blocks_new(&opts);
		return 0;
	case GX_COMPRESS_GZIP:
		break;
	}
	opts.size = GZIP_BLOCK;
	opts.history = GZIP_HISTORY;
	opts.work = gzip_work;
	opts.done = gzip_done;
	c->blocks = gx_blocks_new(&opts);
	c->crc = crc32(0, NULL, 0);
	return c->sink(c->payload, gzip_head, sizeof gzip_head, err);
}

const char *gx_compress_version(enum gx_compress_method method)
{
	switch (method) {
	case GX_COMPRESS_ZSTD:
		return ZSTD_versionString();
	case GX_COMPRESS_XZ:
		return lzma_version_string();
	case GX_COMPRESS_LZIP:
		return LZ_version();
	case GX_COMPRESS_GZIP:
		break;
	}
	return zlibVersion();
}

/* One for each processor, but a thread of xz or lzip takes 16 MiB, and a pack shall do with
 * 64 MB. */
static unsigned default_threads(enum gx_compress_method method)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	long most = method == GX_COMPRESS_XZ || method == GX_COMPRESS_LZIP ? 2 : MAX_THREADS;

	return processors < 1 ? 1 : (unsigned)(processors < most ? processors : most);
}

int gx_compressor_new(enum gx_compress_method method, unsigned threads, gx_sink_fn *sink,
		      void *payload, struct gx_compressor **out, struct gx_err *err)
{
	struct gx_compressor *c = gx_calloc(1, sizeof *c);

	if (!threads)
		threads = default_threads(method);
	*c = (struct gx_compressor){ method, sink, payload, .xz = LZMA_STREAM_INIT };
	if (open_method(c, threads > MAX_THREADS ? MAX_THREADS : threads, err)) {
		gx_compressor_free(c);
		return -1;
	}
	*out = c;
	return 0;
}

int gx_compressor_write(void *compressor, const void *data, size_t len, struct gx_err *err)
{
	struct gx_compressor *c = compressor;

	switch (c->method) {
	case GX_COMPRESS_ZSTD:
		return zstd_step(c, data, len, ZSTD_e_continue, err);
	case GX_COMPRESS_XZ:
		return xz_step(c, data, len, LZMA_RUN, err);
	default:
		return gx_blocks_write(c->blocks, data, len, err);
	}
}

int gx_compressor_end(struct gx_compressor *c, struct gx_err *err)
{
	switch (c->method) {
	case GX_COMPRESS_ZSTD:
		return zstd_step(c, NULL, 0, ZSTD_e_end, err);
	case GX_COMPRESS_XZ:
		return xz_step(c, NULL, 0, LZMA_FINISH, err);
	case GX_COMPRESS_LZIP:
		return gx_blocks_end(c->blocks, true, err);
	default:
		return gzip_end(c, err);
	}
}

void gx_compressor_free(struct gx_compressor *c)
{
	if (!c)
		return;
	gx_blocks_free(c->blocks);
	ZSTD_freeCCtx(c->zstd);
	lzma_end(&c->xz);
	free(c->out);
	free(c);
}

void gx_cleanup_compressor(struct gx_compressor **compressor)
{
	gx_compressor_free(*compressor);
	*compressor = NULL;
}
