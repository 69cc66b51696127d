/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing NAR, the archive whose hash identifies a tree (doc/formats.md 2).
 *
 *	token   = u64 little-endian length, the bytes, zeroes up to a multiple of 8
 *	archive = "nix-archive-1" node
 *	node    = "(" "type" "regular" ["executable" ""] "contents" BYTES ")"
 *	        | "(" "type" "symlink" "target" BYTES ")"
 *	        | "(" "type" "directory" { "entry" "(" "name" BYTES "node" node ")" } ")"
 *
 * Entries are in byte order of their names.  Only the owner's execute bit counts. */
#include "store/nar.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK (256 * 1024)

struct dumper {
	char *block;		/* tokens and contents are gathered here: few calls to SINK */
	size_t used;
	gx_sink_fn *sink;
	void *payload;
	gx_select_fn *select;
	void *select_payload;
	struct gx_buf path;	/* of the node at hand, for SELECT and for messages */
	unsigned depth;
	struct gx_err *err;
};

static int flush(struct dumper *d)
{
	size_t n = d->used;

	d->used = 0;
	return n ? d->sink(d->payload, d->block, n, d->err) : 0;
}

static int put(struct dumper *d, const void *data, size_t len)
{
	const char *p = data;

	while (len) {
		size_t n = len < BLOCK - d->used ? len : BLOCK - d->used;

		memcpy(d->block + d->used, p, n);
		d->used += n;
		p += n;
		len -= n;
		if (d->used == BLOCK && flush(d) < 0)
			return -1;
	}
	return 0;
}

static int put_length(struct dumper *d, uint64_t n)
{
	unsigned char bytes[8];

	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(n >> (8 * i));
	return put(d, bytes, 8);
}

static int put_padding(struct dumper *d, uint64_t len)
{
	return put(d, "\0\0\0\0\0\0\0", (size_t)(-len & 7));
}

static int put_token(struct dumper *d, const char *text)
{
	size_t n = strlen(text);

	if (put_length(d, n) < 0 || put(d, text, n) < 0)
		return -1;
	return put_padding(d, n);
}

static int put_tokens(struct dumper *d, const char *const *tokens)
{
	for (; *tokens; tokens++)
		if (put_token(d, *tokens) < 0)
			return -1;
	return 0;
}
#define PUT_TOKENS(d, ...) put_tokens(d, (const char *const []){ __VA_ARGS__, NULL })

/* Exactly SIZE bytes of FD, read straight into the block. */
static int put_contents(struct dumper *d, int fd, uint64_t size)
{
	uint64_t left = size;

	if (put_length(d, size) < 0)
		return -1;
	while (left) {
		size_t room = BLOCK - d->used;
		ssize_t n = read(fd, d->block + d->used, left < room ? (size_t)left : room);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return gx_fail_errno(d->err, "read %s", d->path.data);
		if (n == 0)
			return gx_fail(d->err, GX_EFAIL, "%s became shorter while it was read",
				       d->path.data);
		d->used += (size_t)n;
		left -= (uint64_t)n;
		if (d->used == BLOCK && flush(d) < 0)
			return -1;
	}
	return put_padding(d, size);
}

static int dump_regular(struct dumper *d, int dirfd, const char *name)
{
	GX_AUTO(fd) int fd = openat(dirfd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return gx_fail_errno(d->err, "open %s", d->path.data);
	posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	if (!S_ISREG(st.st_mode))
		return gx_fail(d->err, GX_EFAIL, "%s changed while it was read", d->path.data);
	if (PUT_TOKENS(d, "(", "type", "regular") < 0)
		return -1;
	if ((st.st_mode & S_IXUSR) && PUT_TOKENS(d, "executable", "") < 0)
		return -1;
	if (PUT_TOKENS(d, "contents") < 0 || put_contents(d, fd, (uint64_t)st.st_size) < 0)
		return -1;
	return PUT_TOKENS(d, ")");
}

static int dump_symlink(struct dumper *d, int dirfd, const char *name)
{
	char target[PATH_MAX];
	ssize_t n = readlinkat(dirfd, name, target, sizeof target - 1);

	if (n < 0)
		return gx_fail_errno(d->err, "read link %s", d->path.data);
	target[n] = '\0';
	return PUT_TOKENS(d, "(", "type", "symlink", "target", target, ")");
}

static int dump_node(struct dumper *d, int dirfd, const char *name, mode_t mode);

static int dump_entry(struct dumper *d, int dirfd, const char *name)
{
	size_t len = d->path.len;
	struct stat st;

	gx_buf_addc(&d->path, '/');
	gx_buf_adds(&d->path, name);
	if (fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return gx_fail_errno(d->err, "%s", d->path.data);
	if (!d->select || d->select(d->select_payload, d->path.data, st.st_mode)) {
		if (PUT_TOKENS(d, "entry", "(", "name", name, "node") < 0
		    || dump_node(d, dirfd, name, st.st_mode) < 0 || PUT_TOKENS(d, ")") < 0)
			return -1;
	}
	d->path.len = len;
	d->path.data[len] = '\0';
	return 0;
}

static int dump_directory(struct dumper *d, int dirfd, const char *name)
{
	GX_AUTO(fd) int fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;

	if (fd < 0)
		return gx_fail_errno(d->err, "open %s", d->path.data);
	if (d->depth >= GX_NAR_DEPTH)
		return gx_fail(d->err, GX_EFAIL, "%s lies deeper than %d directories", d->path.data,
			       GX_NAR_DEPTH);
	if (gx_dir_names(fd, &names) < 0)
		return gx_fail_errno(d->err, "read directory %s", d->path.data);
	gx_strv_sort(&names);
	if (PUT_TOKENS(d, "(", "type", "directory") < 0)
		return -1;
	d->depth++;
	for (size_t i = 0; i < names.n; i++)
		if (dump_entry(d, fd, names.v[i]) < 0)
			return -1;
	d->depth--;
	return PUT_TOKENS(d, ")");
}

static int dump_node(struct dumper *d, int dirfd, const char *name, mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return dump_regular(d, dirfd, name);
	case S_IFLNK:
		return dump_symlink(d, dirfd, name);
	case S_IFDIR:
		return dump_directory(d, dirfd, name);
	default:
		return gx_fail(d->err, GX_EINVALID, "%s is neither a file, a directory nor a symbolic "
			       "link", d->path.data);
	}
}

static int dump_at(int dirfd, const char *path, gx_select_fn *select, void *select_payload,
		   gx_sink_fn *sink, void *payload, struct gx_err *err)
{
	GX_AUTO(free) char *block = gx_malloc(BLOCK);
	GX_AUTO(free) char *trimmed = gx_strdup(path);
	struct dumper d = { block, 0, sink, payload, select, select_payload, GX_BUF_INIT, 0, err };
	size_t n = strlen(trimmed);
	struct stat st;
	int r;

	while (n > 1 && trimmed[n - 1] == '/')
		trimmed[--n] = '\0';
	if (fstatat(dirfd, trimmed, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return gx_fail_errno(err, "%s", path);
	gx_buf_adds(&d.path, trimmed);
	r = PUT_TOKENS(&d, "nix-archive-1");
	if (r == 0)
		r = dump_node(&d, dirfd, trimmed, st.st_mode);
	if (r == 0)
		r = flush(&d);
	gx_buf_clear(&d.path);
	return r;
}

int gx_nar_dump(const char *path, gx_select_fn *select, void *select_payload,
		gx_sink_fn *sink, void *payload, struct gx_err *err)
{
	return dump_at(AT_FDCWD, path, select, select_payload, sink, payload, err);
}

int gx_nar_hash_sink(void *hasher, const void *data, size_t len, struct gx_err *err)
{
	struct gx_nar_hasher *h = hasher;

	gx_hasher_add(h->hasher, data, len);
	h->size += len;
	return 0;
}

int gx_nar_hash_at(enum gx_hash_algo algo, int dirfd, const char *name, struct gx_hash *hash,
		   uint64_t *size, struct gx_err *err)
{
	struct gx_nar_hasher hasher = GX_NAR_HASHER_INIT(algo);

	if (dump_at(dirfd, name, NULL, NULL, gx_nar_hash_sink, &hasher, err) < 0) {
		gx_hasher_free(hasher.hasher);
		return -1;
	}
	gx_hasher_end(hasher.hasher, hash);
	if (size)
		*size = hasher.size;
	return 0;
}

int gx_nar_hash(enum gx_hash_algo algo, const char *path, struct gx_hash *hash,
		uint64_t *size, struct gx_err *err)
{
	return gx_nar_hash_at(algo, AT_FDCWD, path, hash, size, err);
}
