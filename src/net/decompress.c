/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Read a compressed stream, whichever of the four methods made it. */
#include "net/decompress.h"

#include <errno.h>
#include <lzlib.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#define IN_SIZE (64u << 10)
#define MAGIC_MAX 6
#define XZ_MEMORY (160u << 20)		/* a window of 128 MiB and what goes with it */

struct gx_decompressor {
	int fd;
	const struct method *method;
	bool eof;			/* FD has no more */
	bool between;			/* between two members or frames: the end may come here */
	unsigned char *in;
	size_t at, len;			/* what of IN is still to be used */
	z_stream gzip;
	ZSTD_DCtx *zstd;
	lzma_stream xz;
	struct LZ_Decoder *lzip;
};

/* One step of a method: use some of the input, write up to LEN bytes, *GOT of them. */
struct method {
	const char *name;
	const char *magic;
	size_t magic_len;
	int (*open)(struct gx_decompressor *d, struct gx_err *err);
	int (*step)(struct gx_decompressor *d, unsigned char *out, size_t len, size_t *got,
		    struct gx_err *err);
};

static int damaged(const struct gx_decompressor *d, const char *why, struct gx_err *err)
{
	return gx_fail(err, GX_EINVALID, "%s: %s", d->method->name, why ? why : "damaged data");
}

/* What FD has, behind the LEN bytes that are there; nothing sets d->eof. */
static int read_more(struct gx_decompressor *d, struct gx_err *err)
{
	ssize_t n;

	do {
		n = read(d->fd, d->in + d->len, IN_SIZE - d->len);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return gx_fail_errno(err, "read");
	d->len += (size_t)n;
	d->eof = !n;
	return 0;
}

/* More input, once all was used. */
static int fill(struct gx_decompressor *d, struct gx_err *err)
{
	if (d->at < d->len || d->eof)
		return 0;
	d->at = d->len = 0;
	return read_more(d, err);
}

/* --- none ------------------------------------------------------------------------------------- */

static int plain_open(struct gx_decompressor *d, struct gx_err *err)
{
	d->between = true;
	return 0;
}

static int plain_step(struct gx_decompressor *d, unsigned char *out, size_t len, size_t *got,
		      struct gx_err *err)
{
	size_t n = d->len - d->at < len ? d->len - d->at : len;

	memcpy(out, d->in + d->at, n);
	d->at += n;
	*got = n;
	return 0;
}

/* --- gzip ------------------------------------------------------------------------------------- */

static int gzip_open(struct gx_decompressor *d, struct gx_err *err)
{
	if (inflateInit2(&d->gzip, 15 + 16) != Z_OK)
		return damaged(d, "the decoder does not start", err);
	return 0;
}

static int gzip_step(struct gx_decompressor *d, unsigned char *out, size_t len, size_t *got,
		     struct gx_err *err)
{
	int status;

	/* members may follow one another */
	if (d->between && d->at < d->len)
		inflateReset(&d->gzip);
	d->gzip.next_in = d->in + d->at;
	d->gzip.avail_in = (uInt)(d->len - d->at);
	d->gzip.next_out = out;
	d->gzip.avail_out = (uInt)len;
	status = inflate(&d->gzip, Z_NO_FLUSH);
	d->at = d->len - d->gzip.avail_in;
	*got = len - d->gzip.avail_out;
	d->between = status == Z_STREAM_END;
	if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
		return damaged(d, d->gzip.msg, err);
	return 0;
}

/* --- zstd ------------------------------------------------------------------------------------- */

static int zstd_open(struct gx_decompressor *d, struct gx_err *err)
{
	d->zstd = ZSTD_createDCtx();
	return d->zstd ? 0 : damaged(d, "the decoder does not start", err);
}

static int zstd_step(struct gx_decompressor *d, unsigned char *out, size_t len, size_t *got,
		     struct gx_err *err)
{
	ZSTD_inBuffer from = { d->in, d->len, d->at };
	ZSTD_outBuffer to = { out, len, 0 };
	size_t left = ZSTD_decompressStream(d->zstd, &to, &from);

	d->at = from.pos;
	*got = to.pos;
	d->between = !left;
	return ZSTD_isError(left) ? damaged(d, ZSTD_getErrorName(left), err) : 0;
}

/* --- xz --------------------------------------------------------------------------------------- */

static int xz_open(struct gx_decompressor *d, struct gx_err *err)
{
	if (lzma_stream_decoder(&d->xz, XZ_MEMORY, LZMA_CONCATENATED) != LZMA_OK)
		return damaged(d, "the decoder does not start", err);
	return 0;
}

static int xz_step(struct gx_decompressor *d, unsigned char *out, size_t len, size_t *got,
		   struct gx_err *err)
{
	lzma_ret status;

	d->xz.next_in = d->in + d->at;
	d->xz.avail_in = d->len - d->at;
	d->xz.next_out = out;
	d->xz.avail_out = len;
	status = lzma_code(&d->xz, d->eof ? LZMA_FINISH : LZMA_RUN);
	d->at = d->len - d->xz.avail_in;
	*got = len - d->xz.avail_out;
	d->between = status == LZMA_STREAM_END;
	if (status == LZMA_MEMLIMIT_ERROR)
		return damaged(d, "the window is too large", err);
	if (status != LZMA_OK && status != LZMA_STREAM_END && status != LZMA_BUF_ERROR)
		return damaged(d, NULL, err);
	return 0;
}

/* --- lzip ------------------------------------------------------------------------------------- */

static int lzip_open(struct gx_decompressor *d, struct gx_err *err)
{
	d->lzip = LZ_decompress_open();
	if (!d->lzip || LZ_decompress_errno(d->lzip) != LZ_ok)
		return damaged(d, "the decoder does not start", err);
	return 0;
}

static int lzip_step(struct gx_decompressor *d, unsigned char *out, size_t len, size_t *got,
		     struct gx_err *err)
{
	int n = LZ_decompress_write(d->lzip, d->in + d->at, (int)(d->len - d->at));

	d->at += n > 0 ? (size_t)n : 0;
	if (d->eof)
		LZ_decompress_finish(d->lzip);
	n = LZ_decompress_read(d->lzip, out, (int)len);
	if (n < 0)
		return damaged(d, LZ_strerror(LZ_decompress_errno(d->lzip)), err);
	*got = (size_t)n;
	d->between = LZ_decompress_finished(d->lzip) == 1;
	return 0;
}

/* --- the door --------------------------------------------------------------------------------- */

static const struct method methods[] = {
	{ "gzip", "\x1f\x8b\x08", 3, gzip_open, gzip_step },
	{ "zstd", "\x28\xb5\x2f\xfd", 4, zstd_open, zstd_step },
	{ "xz", "\xfd" "7zXZ\0", 6, xz_open, xz_step },
	{ "lzip", "LZIP\x01", 5, lzip_open, lzip_step },
	{ NULL, "", 0, plain_open, plain_step },	/* takes whatever is left */
};

int gx_decompressor_new(int fd, struct gx_decompressor **out, struct gx_err *err)
{
	GX_AUTO(decompressor) struct gx_decompressor *d = gx_calloc(1, sizeof *d);

	*d = (struct gx_decompressor){ .fd = fd, .in = gx_malloc(IN_SIZE),
				       .method = methods, .xz = LZMA_STREAM_INIT };
	/* enough to know the method by; a pipe may give the bytes one by one */
	while (d->len < MAGIC_MAX && !d->eof) {
		if (read_more(d, err))
			return -1;
	}
	while (d->method->magic_len > d->len ||
	       memcmp(d->in, d->method->magic, d->method->magic_len))
		d->method++;
	if (d->method->open(d, err))
		return -1;
	*out = gx_steal(&d);
	return 0;
}

const char *gx_decompressor_method(const struct gx_decompressor *d)
{
	return d->method->name;
}

int gx_decompressor_read(struct gx_decompressor *d, void *out, size_t len, size_t *got,
			 struct gx_err *err)
{
	*got = 0;
	while (!*got && len) {
		size_t before, left;

		if (fill(d, err))
			return -1;
		if (d->eof && d->between)
			return 0;
		before = d->len - d->at;
		if (d->method->step(d, out, len, got, err))
			return -1;
		left = d->len - d->at;
		/* at the end of the input, a step that does nothing will never do more */
		if (d->eof && !*got && !d->between && left == before)
			return damaged(d, "the data end early", err);
	}
	return 0;
}

void gx_decompressor_free(struct gx_decompressor *d)
{
	if (!d)
		return;
	inflateEnd(&d->gzip);
	ZSTD_freeDCtx(d->zstd);
	lzma_end(&d->xz);
	if (d->lzip)
		LZ_decompress_close(d->lzip);
	free(d->in);
	free(d);
}

void gx_cleanup_decompressor(struct gx_decompressor **d)
{
	gx_decompressor_free(*d);
	*d = NULL;
}
