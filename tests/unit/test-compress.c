/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compression in threads: real programs read it, and threads and cuts do not matter. */
#include "net/compress.h"
#include "net/decompress.h"
#include "tap.h"

#include <sys/mman.h>
#include <unistd.h>

static const struct { enum gx_compress_method method; const char *name, *program; } methods[] = {
	{ GX_COMPRESS_GZIP, "gzip", "gzip -dc" }, { GX_COMPRESS_ZSTD, "zstd", "zstd -dc" },
	{ GX_COMPRESS_XZ, "xz", "xz -dc" }, { GX_COMPRESS_LZIP, "lzip", "lzip -dc" },
};

static int append(void *buf, const void *data, size_t len, struct gx_err *err)
{
	gx_buf_add(buf, data, len);
	return 0;
}

static void compress(enum gx_compress_method method, unsigned threads, size_t cut,
		     const struct gx_buf *in, struct gx_buf *out)
{
	GX_AUTO(compressor) struct gx_compressor *c = NULL;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;

	gx_buf_reset(out);
	if (gx_compressor_new(method, threads, append, out, &c, &err))
		printf("Bail out! %s\n", gx_err_text(&err));
	for (size_t at = 0; at < in->len; at += cut)
		gx_compressor_write(c, in->data + at, in->len - at < cut ? in->len - at : cut, &err);
	gx_compressor_end(c, &err);
}

/* Does PROGRAM turn PACKED into PLAIN again? */
static bool unpacks(const char *program, const struct gx_buf *packed, const struct gx_buf *plain)
{
	GX_AUTO(free) char *file = NULL, *command = NULL;
	GX_AUTO(buf) struct gx_buf got = GX_BUF_INIT;
	char block[4096];
	size_t n;
	FILE *pipe;
	int status;

	file = gx_asprintf("/tmp/test-compress.%d", (int)getpid());
	command = gx_asprintf("%s <%s", program, file);
	gx_file_write(file, packed->data, packed->len, 0600, NULL);
	pipe = popen(command, "r");
	while ((n = fread(block, 1, sizeof block, pipe)) > 0)
		gx_buf_add(&got, block, n);
	status = pclose(pipe);
	unlink(file);
	return !status && got.len == plain->len &&
	       !memcmp(gx_buf_str(&got), gx_buf_str(plain), got.len);
}

/* PACKED decompressed into OUT, STEP bytes at a time. */
static int decompress(const struct gx_buf *packed, size_t step, struct gx_buf *out,
		      struct gx_err *err)
{
	GX_AUTO(decompressor) struct gx_decompressor *d = NULL;
	GX_AUTO(fd) int fd = memfd_create("packed", MFD_CLOEXEC);
	size_t got = 1;

	gx_buf_reset(out);
	if (gx_fd_write(fd, packed->data, packed->len, err) || lseek(fd, 0, SEEK_SET) ||
	    gx_decompressor_new(fd, &d, err))
		return -1;
	while (got) {
		if (gx_decompressor_read(d, gx_buf_reserve(out, step), step, &got, err))
			return -1;
		out->len += got;
	}
	return 0;
}

static bool equal(const struct gx_buf *a, const struct gx_buf *b)
{
	return a->len == b->len && !memcmp(gx_buf_str(a), gx_buf_str(b), a->len);
}

/* There and back; two streams in one file; what is cut off or changed is noticed. */
static void test_decompress(size_t i, const struct gx_buf *text)
{
	GX_AUTO(buf) struct gx_buf packed = GX_BUF_INIT, two = GX_BUF_INIT, got = GX_BUF_INIT;
	GX_AUTO(buf) struct gx_buf twice = GX_BUF_INIT;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	const char *name = methods[i].name;
	size_t len;

	compress(methods[i].method, 2, 1 << 16, text, &packed);
	ok(!decompress(&packed, 70001, &got, &err) && equal(&got, text), "%s: there and back", name);
	len = packed.len;
	gx_buf_add(&two, packed.data, len);
	gx_buf_add(&two, packed.data, len);
	gx_buf_add(&twice, text->data, text->len);
	gx_buf_add(&twice, text->data, text->len);
	ok(!decompress(&two, 1 << 20, &got, &err) && equal(&got, &twice),
	   "%s: one stream after another", name);
	packed.len = len - 3;
	ok(decompress(&packed, 1 << 16, &got, &err) && err.code == GX_EINVALID,
	   "%s: what is cut off is noticed", name);
	packed.len = len;
	packed.data[len / 2] ^= 0x10;
	ok(decompress(&packed, 1 << 16, &got, &err) && err.code == GX_EINVALID,
	   "%s: what was changed is noticed", name);
}

static void test_method(size_t i, const struct gx_buf *text, const char *what)
{
	GX_AUTO(buf) struct gx_buf one = GX_BUF_INIT, many = GX_BUF_INIT;
	GX_AUTO(free) char *probe = gx_asprintf("command -v %s >/dev/null", methods[i].name);

	compress(methods[i].method, 1, 1 << 16, text, &one);
	compress(methods[i].method, 3, 99991, text, &many);
	ok(one.len == many.len && !memcmp(one.data, many.data, one.len),
	   "%s: threads and cuts do not change %s", methods[i].name, what);
	if (system(probe))
		skip(methods[i].name, "it is not installed");
	else
		ok(unpacks(methods[i].program, &many, text), "%s reads %s", methods[i].name, what);
}

int main(void)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT, empty = GX_BUF_INIT, small = GX_BUF_INIT;
	GX_AUTO(buf) struct gx_buf out = GX_BUF_INIT;
	unsigned long state = 1;

	gx_buf_adds(&empty, "");
	gx_buf_adds(&small, "hello\n");
	while (text.len < 4500000) {
		state = state * 6364136223846793005ul + 1442695040888963407ul;
		gx_buf_addf(&text, "line %lu of %lu\n", state >> 56, text.len / 1000);
	}
	for (size_t i = 0; i < GX_ARRAY_SIZE(methods); i++) {
		test_method(i, &text, "four megabytes");
		test_method(i, &small, "six bytes");
		test_method(i, &empty, "nothing");
		test_decompress(i, &text);
	}
	ok(!decompress(&small, 4, &out, NULL) && equal(&out, &small), "what is plain stays so");
	return done();
}
