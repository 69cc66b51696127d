/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The members of a tar archive (the header is drawn in tar.c). */
#include "pack/untar.h"
#include "net/decompress.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK 512
#define MAX_MEMBERS 100000
#define MAX_EXTENSION (64u << 10)
#define MAX_DOCUMENT (16u << 20)
#define MAX_DOCUMENTS (64u << 20)	/* all that are kept of a stream */
#define CHUNK (128u << 10)

struct reader {
	int fd;
	struct gx_decompressor *stream;	/* NULL: FD can be read anywhere */
	uint64_t at, end;	/* END: UINT64_MAX when it is not known */
	uint64_t kept;		/* bytes of documents */
	char *chunk;		/* for a stream */
	char *long_path;	/* for the next member, or NULL */
	bool long_size;
	uint64_t size;		/* for the next member, if long_size */
};

static int read_at(int fd, uint64_t at, void *out, size_t len, struct gx_err *err)
{
	char *p = out;

	while (len) {
		ssize_t n = pread(fd, p, len, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return gx_fail_errno(err, "read the archive");
		if (n == 0)
			return gx_fail(err, GX_EINVALID, "the archive ends early");
		p += n;
		at += (uint64_t)n;
		len -= (size_t)n;
	}
	return 0;
}

/* The next LEN bytes; +1 when a stream is at its end before the first. */
static int take(struct reader *r, void *out, size_t len, struct gx_err *err)
{
	char *p = out;

	if (!r->stream) {
		if (read_at(r->fd, r->at, out, len, err))
			return -1;
		r->at += len;
		return 0;
	}
	while (len) {
		size_t got;

		if (gx_decompressor_read(r->stream, p, len, &got, err))
			return -1;
		if (!got)
			return p == out ? 1 : gx_fail(err, GX_EINVALID, "the archive ends early");
		p += got;
		r->at += got;
		len -= got;
	}
	return 0;
}

static int must_take(struct reader *r, void *out, size_t len, struct gx_err *err)
{
	int found = len ? take(r, out, len, err) : 0;

	return found > 0 ? gx_fail(err, GX_EINVALID, "the archive ends early") : found;
}

static int skip(struct reader *r, uint64_t size, struct gx_err *err)
{
	if (!r->stream) {
		r->at = size > r->end - r->at ? r->end : r->at + size;
		return 0;
	}
	while (size) {
		size_t n = size < CHUNK ? (size_t)size : CHUNK;

		if (must_take(r, r->chunk, n, err))
			return -1;
		size -= n;
	}
	return 0;
}

/* Octal digits up to a blank or NUL, or GNU's big-endian binary with the high bit set. */
static bool parse_number(const unsigned char *p, size_t len, uint64_t *out)
{
	uint64_t value = 0;

	if (p[0] & 0x80) {
		for (size_t i = 1; i < len; i++) {
			if (value >> 55)
				return false;
			value = value << 8 | p[i];
		}
		*out = value;
		return !(p[0] & 0x7f);
	}
	while (len && *p == ' ')
		p++, len--;
	for (; len && *p >= '0' && *p <= '7'; p++, len--) {
		if (value >> 60)
			return false;
		value = value << 3 | (uint64_t)(*p - '0');
	}
	*out = value;
	return !len || *p == '\0' || *p == ' ';
}

static bool checksum_ok(const unsigned char *h)
{
	uint64_t stored;
	unsigned sum = 0;

	for (int i = 0; i < BLOCK; i++)
		sum += i >= 148 && i < 156 ? ' ' : h[i];
	return parse_number(h + 148, 8, &stored) && stored == sum;
}

static char *header_path(const unsigned char *h)
{
	const char *name = (const char *)h, *prefix = (const char *)h + 345;

	if (memcmp(h + 257, "ustar", 5) || h[262] == ' ' || !*prefix)
		return gx_strndup(name, 100);
	return gx_asprintf("%.*s/%.*s", (int)strnlen(prefix, 155), prefix,
			   (int)strnlen(name, 100), name);
}

/* One "LEN KEY=VALUE\n" of a pax header; its length, 0 when malformed. */
static size_t pax_record(struct reader *r, const char *p, size_t left)
{
	size_t len = 0, i = 0;
	const char *equals;

	for (; i < left && i < 6 && p[i] >= '0' && p[i] <= '9'; i++)
		len = len * 10 + (size_t)(p[i] - '0');
	if (i == 0 || i >= left || p[i] != ' ' || len > left || len < i + 4 || p[len - 1] != '\n')
		return 0;
	p += i + 1;
	left = len - i - 2;	/* key, "=" and value */
	equals = memchr(p, '=', left);
	if (!equals)
		return 0;
	if (equals - p == 4 && !memcmp(p, "path", 4)) {
		free(r->long_path);
		r->long_path = gx_strndup(equals + 1, left - 5);
	} else if (equals - p == 4 && !memcmp(p, "size", 4)) {
		GX_AUTO(free) char *text = gx_strndup(equals + 1, left - 5);
		char *end;

		errno = 0;
		r->size = strtoull(text, &end, 10);
		if (errno || *end || !*text)
			return 0;
		r->long_size = true;
	}
	return len;
}

/* The contents of an 'x' or 'L' member. */
static int read_extension(struct reader *r, char type, uint64_t size, struct gx_err *err)
{
	GX_AUTO(free) char *text = NULL;

	if (size > MAX_EXTENSION)
		return gx_fail(err, GX_EINVALID, "the archive has a header of %llu bytes",
			       (unsigned long long)size);
	text = gx_calloc(size + 1, 1);
	if (must_take(r, text, size, err))
		return -1;
	if (type == 'L') {
		free(r->long_path);
		r->long_path = gx_strdup(text);
		return 0;
	}
	for (size_t at = 0; at < size;) {
		size_t n = pax_record(r, text + at, size - at);

		if (!n)
			return gx_fail(err, GX_EINVALID, "the archive has a malformed pax header");
		at += n;
	}
	return 0;
}

static void clean(char *path)
{
	size_t skip = strncmp(path, "./", 2) ? 0 : 2, len = strlen(path + skip);

	memmove(path, path + skip, len + 1);
	while (len && path[len - 1] == '/')
		path[--len] = '\0';
}

/* Is this the start of a document worth keeping?  Layers start with a file name. */
static bool is_document(const struct reader *r, const struct gx_member *member)
{
	return (r->chunk[0] == '{' || r->chunk[0] == '[') && member->size <= MAX_DOCUMENT &&
	       r->kept + member->size <= MAX_DOCUMENTS;
}

/* A stream's member goes by once: hash it, and keep it if it is a document. */
static int digest(struct reader *r, struct gx_member *member, struct gx_hasher *hasher,
		  struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf data = GX_BUF_INIT;
	bool keep = false;

	for (uint64_t done = 0; done < member->size;) {
		uint64_t left = member->size - done;
		size_t n = left < CHUNK ? (size_t)left : CHUNK;

		if (must_take(r, r->chunk, n, err))
			return -1;
		if (!done)
			keep = is_document(r, member);
		if (keep)
			gx_buf_add(&data, r->chunk, n);
		gx_hasher_add(hasher, r->chunk, n);
		done += n;
	}
	if (keep) {
		r->kept += member->size;
		member->data = gx_buf_take(&data);
	}
	return 0;
}

static int digest_member(struct reader *r, struct gx_member *member, struct gx_err *err)
{
	struct gx_hasher *hasher = gx_hasher_new(GX_HASH_SHA256);

	if (digest(r, member, hasher, err)) {
		gx_hasher_free(hasher);
		return -1;
	}
	gx_hasher_end(hasher, &member->hash);
	return 0;
}

static int add_member(struct reader *r, const unsigned char *h, uint64_t size,
		      struct gx_untar *out, struct gx_err *err)
{
	if (out->n >= MAX_MEMBERS)
		return gx_fail(err, GX_EINVALID, "the archive has too many members");
	if (out->n == out->cap) {
		out->cap = out->cap * 2 + 64;
		out->v = gx_reallocarray(out->v, out->cap, sizeof *out->v);
	}
	out->v[out->n] = (struct gx_member){ r->long_path ? gx_steal(&r->long_path)
							   : header_path(h), r->at, size };
	clean(out->v[out->n++].path);
	return r->stream ? digest_member(r, &out->v[out->n - 1], err) : 0;
}

static bool is_zero(const unsigned char *h)
{
	for (int i = 0; i < BLOCK; i++) {
		if (h[i])
			return false;
	}
	return true;
}

/* What a member header announces: a member, or something about the next one. */
static int read_contents(struct reader *r, const unsigned char *h, uint64_t size,
			 struct gx_untar *out, struct gx_err *err)
{
	uint64_t end = r->at + (size + BLOCK - 1) / BLOCK * BLOCK;

	if ((h[156] == 'x' || h[156] == 'L') && read_extension(r, (char)h[156], size, err))
		return -1;
	if ((h[156] == '0' || h[156] == '\0') && add_member(r, h, size, out, err))
		return -1;
	return skip(r, end - r->at, err);
}

/* +1 at the end of the archive. */
static int read_member(struct reader *r, struct gx_untar *out, struct gx_err *err)
{
	unsigned char h[BLOCK];
	uint64_t size;
	bool extension;
	int found;

	if (r->at == r->end)
		return 1;
	found = take(r, h, BLOCK, err);
	if (found)
		return found;
	if (is_zero(h))
		return 1;
	if (!checksum_ok(h) || !parse_number(h + 124, 12, &size))
		return gx_fail(err, GX_EINVALID, "this is no tar archive");
	extension = h[156] == 'x' || h[156] == 'L' || h[156] == 'K' || h[156] == 'g';
	if (!extension && r->long_size)
		size = r->size;
	if (size > r->end - r->at || size > INT64_MAX / 2)
		return gx_fail(err, GX_EINVALID, "the archive ends early");
	if (read_contents(r, h, size, out, err))
		return -1;
	if (!extension) {
		free(gx_steal(&r->long_path));
		r->long_size = false;
	}
	return 0;
}

/* The rest of a stream holds nothing but the end of the compression's own checks. */
static void drain(struct reader *r, struct gx_untar *out)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	size_t got = 1;

	while (got) {
		if (gx_decompressor_read(r->stream, r->chunk, CHUNK, &got, &err)) {
			out->fault = gx_strdup(gx_err_text(&err));
			return;
		}
	}
}

/* A plain file is read where needed, anything else from the front. */
static int open_source(struct reader *r, struct gx_untar *out, struct gx_err *err)
{
	struct stat st;

	if (fstat(r->fd, &st))
		return gx_fail_errno(err, "look at the archive");
	if (gx_decompressor_new(r->fd, &r->stream, err))
		return -1;
	out->stream = gx_decompressor_method(r->stream) || !S_ISREG(st.st_mode);
	if (out->stream) {
		r->end = UINT64_MAX;
		r->chunk = gx_malloc(CHUNK);
		return 0;
	}
	gx_decompressor_free(gx_steal(&r->stream));
	r->end = (uint64_t)st.st_size;
	return 0;
}

/* What follows a damaged byte may look sound for a while: its place is here or before. */
static int name_place(const struct gx_untar *untar, struct gx_err *err)
{
	if (!untar->n)
		return -1;
	return gx_err_prefix(err, "damaged in or before %s", untar->v[untar->n - 1].path);
}

int gx_untar_index(int fd, struct gx_untar *out, struct gx_err *err)
{
	GX_AUTO(untar) struct gx_untar untar = { 0 };
	struct reader r = { .fd = fd };
	int result = open_source(&r, &untar, err);

	while (!result)
		result = read_member(&r, &untar, err);
	if (result > 0 && r.stream)
		drain(&r, &untar);
	free(r.long_path);
	free(r.chunk);
	gx_decompressor_free(r.stream);
	if (result < 0)
		return name_place(&untar, err);
	*out = untar;
	untar = (struct gx_untar){ 0 };
	return 0;
}

void gx_untar_clear(struct gx_untar *untar)
{
	for (size_t i = 0; i < untar->n; i++) {
		free(untar->v[i].path);
		free(untar->v[i].data);
	}
	free(untar->v);
	free(untar->fault);
	*untar = (struct gx_untar){ 0 };
}

const struct gx_member *gx_untar_find(const struct gx_untar *untar, const char *path)
{
	for (size_t i = untar->n; i > 0; i--) {
		if (!strcmp(untar->v[i - 1].path, path))
			return &untar->v[i - 1];
	}
	return NULL;
}

int gx_untar_read(int fd, const struct gx_member *member, size_t max, struct gx_buf *out,
		  struct gx_err *err)
{
	if (member->size > max)
		return gx_fail(err, GX_EINVALID, "%s in the archive is too large", member->path);
	if (member->data)
		gx_buf_add(out, member->data, member->size);
	else if (member->hash.len)
		return gx_fail(err, GX_EINVALID, "%s in the archive is no JSON document",
			       member->path);
	else if (read_at(fd, member->offset, gx_buf_reserve(out, member->size), member->size, err))
		return -1;
	else
		out->len += member->size;
	gx_buf_adds(out, "");
	return 0;
}

static int hash_at(int fd, const struct gx_member *member, struct gx_hasher *hasher,
		   struct gx_err *err)
{
	GX_AUTO(free) char *chunk = gx_malloc(CHUNK);

	for (uint64_t done = 0; done < member->size;) {
		uint64_t left = member->size - done;
		size_t n = left < CHUNK ? (size_t)left : CHUNK;

		if (read_at(fd, member->offset + done, chunk, n, err))
			return -1;
		gx_hasher_add(hasher, chunk, n);
		done += n;
	}
	return 0;
}

int gx_untar_hash(int fd, const struct gx_member *member, struct gx_hash *out,
		  struct gx_err *err)
{
	struct gx_hasher *hasher;

	if (member->hash.len) {
		*out = member->hash;
		return 0;
	}
	hasher = gx_hasher_new(GX_HASH_SHA256);
	if (hash_at(fd, member, hasher, err)) {
		gx_hasher_free(hasher);
		return -1;
	}
	gx_hasher_end(hasher, out);
	return 0;
}
