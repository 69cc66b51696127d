/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading NAR: one parser of the grammar in nar.c, with two uses, unpacking and passing on.
 *
 * The bytes come from strangers.  Nothing is allocated by a length that was read: tokens are
 * compared in a fixed buffer, contents pass through one block.  Names are single path
 * components in strictly rising order, and files are made with O_EXCL | O_NOFOLLOW relative
 * to the descriptor of the directory just made, so no link is ever followed. */
#include "store/nar.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK (256 * 1024)
#define NAME_LIMIT NAME_MAX
#define TARGET_LIMIT (PATH_MAX - 1)

struct reader {
	gx_source_fn *source;
	void *source_payload;
	gx_sink_fn *sink;	/* gets every byte that was read and found right; or NULL */
	void *sink_payload;
	bool restore;		/* make files? */
	uint64_t left;		/* bytes that may still come */
	unsigned depth, max_depth;
	char *block;
	struct gx_err *err;
};

static int bad(struct reader *r, const char *what)
{
	return gx_fail(r->err, GX_EINVALID, "malformed archive: %s", what);
}

static int get(struct reader *r, void *data, size_t len)
{
	if (len > r->left)
		return bad(r, "it is larger than allowed");
	r->left -= len;
	if (len && r->source(r->source_payload, data, len, r->err) < 0)
		return -1;
	return len && r->sink ? r->sink(r->sink_payload, data, len, r->err) : 0;
}

static int get_length(struct reader *r, uint64_t *out)
{
	unsigned char bytes[8];
	uint64_t n = 0;

	if (get(r, bytes, 8) < 0)
		return -1;
	for (int i = 7; i >= 0; i--)
		n = n << 8 | bytes[i];
	*out = n;
	return 0;
}

static int get_padding(struct reader *r, uint64_t len)
{
	char zeroes[8] = { 0 };
	size_t n = (size_t)(-len & 7);

	if (get(r, zeroes, n) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (zeroes[i])
			return bad(r, "padding that is not zero");
	return 0;
}

/* A token of at most MAX bytes, without NUL, into OUT (room for MAX + 1). */
static int get_token(struct reader *r, char *out, size_t max)
{
	uint64_t n;

	if (get_length(r, &n) < 0)
		return -1;
	if (n > max)
		return bad(r, "a word that is too long");
	if (get(r, out, (size_t)n) < 0)
		return -1;
	out[n] = '\0';
	if (memchr(out, '\0', (size_t)n))
		return bad(r, "a zero byte in a word");
	return get_padding(r, n);
}

static int expect(struct reader *r, const char *want)
{
	char word[32];

	if (get_token(r, word, sizeof word - 1) < 0)
		return -1;
	if (strcmp(word, want))
		return gx_fail(r->err, GX_EINVALID, "malformed archive: `%s' where `%s' was expected",
			       word, want);
	return 0;
}

static int set_time(struct reader *r, int dirfd, const char *name)
{
	const struct timespec times[2] = { { 1, 0 }, { 1, 0 } };

	if (utimensat(dirfd, name, times, AT_SYMLINK_NOFOLLOW) < 0)
		return gx_fail_errno(r->err, "set the time of %s", name);
	return 0;
}

static int copy_contents(struct reader *r, int fd)
{
	uint64_t size, left;

	if (get_length(r, &size) < 0)
		return -1;
	if (size > r->left)
		return bad(r, "it is larger than allowed");
	for (left = size; left;) {
		size_t n = left < BLOCK ? (size_t)left : BLOCK;

		if (get(r, r->block, n) < 0)
			return -1;
		if (fd >= 0 && gx_fd_write(fd, r->block, n, r->err) < 0)
			return -1;
		left -= n;
	}
	return get_padding(r, size);
}

static int finish_file(struct reader *r, int fd, const char *name, bool executable)
{
	const struct timespec times[2] = { { 1, 0 }, { 1, 0 } };

	if (fchmod(fd, executable ? 0555 : 0444) < 0 || futimens(fd, times) < 0)
		return gx_fail_errno(r->err, "%s", name);
	return 0;
}

static int read_regular(struct reader *r, int dirfd, const char *name)
{
	GX_AUTO(fd) int fd = -1;
	bool executable = false;
	char word[32];

	if (r->restore) {
		fd = openat(dirfd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (fd < 0)
			return gx_fail_errno(r->err, "create %s", name);
	}
	if (get_token(r, word, sizeof word - 1) < 0)
		return -1;
	if (!strcmp(word, "executable")) {
		executable = true;
		if (expect(r, "") < 0 || get_token(r, word, sizeof word - 1) < 0)
			return -1;
	}
	if (strcmp(word, "contents"))
		return bad(r, "a file without contents");
	if (copy_contents(r, fd) < 0)
		return gx_err_prefix(r->err, "%s", name);
	if (fd >= 0 && finish_file(r, fd, name, executable) < 0)
		return -1;
	return expect(r, ")");
}

static int read_symlink(struct reader *r, int dirfd, const char *name)
{
	char target[TARGET_LIMIT + 1];

	if (expect(r, "target") < 0 || get_token(r, target, TARGET_LIMIT) < 0)
		return -1;
	if (!*target)
		return bad(r, "an empty link target");
	if (r->restore) {
		if (symlinkat(target, dirfd, name) < 0)
			return gx_fail_errno(r->err, "create link %s", name);
		if (set_time(r, dirfd, name) < 0)
			return -1;
	}
	return expect(r, ")");
}

static bool component_ok(const char *name)
{
	return *name && strcmp(name, ".") && strcmp(name, "..") && !strchr(name, '/');
}

static int read_node(struct reader *r, int dirfd, const char *name);

/* What follows "entry"; PREVIOUS is the last name seen and becomes this one. */
static int read_entry(struct reader *r, int fd, char previous[NAME_LIMIT + 1])
{
	char name[NAME_LIMIT + 1];

	if (expect(r, "(") < 0 || expect(r, "name") < 0 || get_token(r, name, NAME_LIMIT) < 0)
		return -1;
	if (!component_ok(name))
		return gx_fail(r->err, GX_EINVALID, "malformed archive: illegal file name `%s'", name);
	if (*previous && strcmp(previous, name) >= 0)
		return gx_fail(r->err, GX_EINVALID, "malformed archive: `%s' after `%s'", name, previous);
	strcpy(previous, name);
	if (expect(r, "node") < 0 || read_node(r, fd, name) < 0)
		return -1;
	return expect(r, ")");
}

static int read_entries(struct reader *r, int fd)
{
	char previous[NAME_LIMIT + 1] = "";
	char word[32];

	for (;;) {
		if (get_token(r, word, sizeof word - 1) < 0)
			return -1;
		if (!strcmp(word, ")"))
			return 0;
		if (strcmp(word, "entry"))
			return bad(r, "a directory holds something that is no entry");
		if (read_entry(r, fd, previous) < 0)
			return -1;
	}
}

static int read_directory(struct reader *r, int dirfd, const char *name)
{
	GX_AUTO(fd) int fd = -1;

	if (r->depth >= r->max_depth)
		return bad(r, "directories nest too deeply");
	if (r->restore) {
		if (mkdirat(dirfd, name, 0700) < 0)
			return gx_fail_errno(r->err, "create directory %s", name);
		fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0)
			return gx_fail_errno(r->err, "open %s", name);
	}
	r->depth++;
	if (read_entries(r, fd) < 0)
		return -1;
	r->depth--;
	return fd >= 0 ? finish_file(r, fd, name, true) : 0;
}

static int read_node(struct reader *r, int dirfd, const char *name)
{
	char type[32];

	if (expect(r, "(") < 0 || expect(r, "type") < 0 || get_token(r, type, sizeof type - 1) < 0)
		return -1;
	if (!strcmp(type, "regular"))
		return read_regular(r, dirfd, name);
	if (!strcmp(type, "symlink"))
		return read_symlink(r, dirfd, name);
	if (!strcmp(type, "directory"))
		return read_directory(r, dirfd, name);
	return gx_fail(r->err, GX_EINVALID, "malformed archive: unknown type `%s'", type);
}

static int read_archive(struct reader *r, const struct gx_nar_limits *limits, int dirfd,
			const char *name)
{
	GX_AUTO(free) char *block = gx_malloc(BLOCK);

	r->block = block;
	r->left = limits && limits->max_bytes ? limits->max_bytes : UINT64_MAX;
	r->max_depth = limits && limits->max_depth ? limits->max_depth : GX_NAR_DEPTH;
	if (expect(r, "nix-archive-1") < 0)
		return -1;
	return read_node(r, dirfd, name);
}

int gx_nar_restore_from(gx_source_fn *source, void *source_payload, gx_sink_fn *sink,
			void *sink_payload, const char *path,
			const struct gx_nar_limits *limits, struct gx_err *err)
{
	struct reader r = { .source = source, .source_payload = source_payload, .sink = sink,
			    .sink_payload = sink_payload, .restore = true, .err = err };
	GX_AUTO(free) char *parent = gx_path_dir(path);
	const char *name = gx_path_base(path);
	GX_AUTO(fd) int dirfd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat st;

	if (dirfd < 0)
		return gx_fail_errno(err, "open %s", parent);
	if (fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return gx_fail(err, GX_EEXISTS, "%s exists already", path);
	if (read_archive(&r, limits, dirfd, name) < 0) {
		gx_remove_tree_at(dirfd, name, NULL);
		return -1;
	}
	return 0;
}

int gx_nar_restore(gx_source_fn *source, void *payload, const char *path,
		   const struct gx_nar_limits *limits, struct gx_err *err)
{
	return gx_nar_restore_from(source, payload, NULL, NULL, path, limits, err);
}

int gx_nar_copy(gx_source_fn *source, void *source_payload, gx_sink_fn *sink,
		void *sink_payload, const struct gx_nar_limits *limits, struct gx_err *err)
{
	struct reader r = { .source = source, .source_payload = source_payload, .sink = sink,
			    .sink_payload = sink_payload, .err = err };

	return read_archive(&r, limits, -1, "");
}

int gx_nar_memory_source(void *memory, void *data, size_t len, struct gx_err *err)
{
	struct gx_nar_memory *m = memory;

	if (len > m->left)
		return gx_fail(err, GX_EINVALID, "unexpected end of data");
	memcpy(data, m->p, len);
	m->p += len;
	m->left -= len;
	return 0;
}

