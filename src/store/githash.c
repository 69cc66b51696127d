/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hash of a tree as git computes it (git-hash-object(1), git's "Git Objects"), with any
 * algorithm:
 *
 *	object  = hash of TYPE " " LENGTH NUL BYTES
 *	blob    = the file's contents, or where the link leads
 *	tree    = { MODE " " NAME NUL HASH }, MODE 100644, 100755, 120000 or 40000
 *
 * Entries are in byte order of their names, those of directories counted as ending in "/".
 * Directories without files are left out: git knows none. */
#include "store/githash.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK (128 * 1024)

struct walk {
	enum gx_hash_algo algo;
	gx_select_fn *select;
	void *payload;
	struct gx_buf path;	/* of the node at hand, for SELECT and for messages */
	unsigned depth;
	struct gx_err *err;
};

/* Make the path LEN bytes long again. */
static void leave(struct walk *w, size_t len)
{
	w->path.len = len;
	w->path.data[len] = '\0';
}

static struct gx_hasher *begin(enum gx_hash_algo algo, const char *type, uint64_t len)
{
	struct gx_hasher *hasher = gx_hasher_new(algo);
	char head[40];
	int n = snprintf(head, sizeof head, "%s %" PRIu64, type, len);

	gx_hasher_add(hasher, head, (size_t)n + 1);
	return hasher;
}

static void hash_object(struct walk *w, const char *type, const void *data, size_t len,
			struct gx_hash *out)
{
	struct gx_hasher *hasher = begin(w->algo, type, len);

	gx_hasher_add(hasher, data, len);
	gx_hasher_end(hasher, out);
}

/* Exactly SIZE bytes of FD. */
static int add_contents(struct walk *w, struct gx_hasher *hasher, int fd, uint64_t size)
{
	GX_AUTO(free) char *block = gx_malloc(BLOCK);

	while (size) {
		ssize_t n = read(fd, block, size < BLOCK ? (size_t)size : BLOCK);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return gx_fail_errno(w->err, "read %s", w->path.data);
		if (n == 0)
			return gx_fail(w->err, GX_EFAIL, "%s became shorter while it was read",
				       w->path.data);
		gx_hasher_add(hasher, block, (size_t)n);
		size -= (uint64_t)n;
	}
	return 0;
}

static int hash_regular(struct walk *w, int dirfd, const char *name, struct gx_hash *out)
{
	GX_AUTO(fd) int fd = openat(dirfd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	struct gx_hasher *hasher;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return gx_fail_errno(w->err, "open %s", w->path.data);
	if (!S_ISREG(st.st_mode))
		return gx_fail(w->err, GX_EFAIL, "%s changed while it was read", w->path.data);
	hasher = begin(w->algo, "blob", (uint64_t)st.st_size);
	if (add_contents(w, hasher, fd, (uint64_t)st.st_size) < 0) {
		gx_hasher_free(hasher);
		return -1;
	}
	gx_hasher_end(hasher, out);
	return 0;
}

static int hash_link(struct walk *w, int dirfd, const char *name, struct gx_hash *out)
{
	char target[PATH_MAX];
	ssize_t n = readlinkat(dirfd, name, target, sizeof target);

	if (n < 0)
		return gx_fail_errno(w->err, "read link %s", w->path.data);
	hash_object(w, "blob", target, (size_t)n, out);
	return 0;
}

/* --- trees --------------------------------------------------------------------------------- */

/* The selected entries of the directory FD in git's order: names, those of directories with a
 * slash at the end. */
static int list_entries(struct walk *w, int fd, struct gx_strv *entries)
{
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;
	size_t len = w->path.len;

	if (gx_dir_names(fd, &names) < 0)
		return gx_fail_errno(w->err, "read directory %s", w->path.data);
	for (size_t i = 0; i < names.n; i++) {
		struct stat st;

		gx_buf_addf(&w->path, "/%s", names.v[i]);
		if (fstatat(fd, names.v[i], &st, AT_SYMLINK_NOFOLLOW) < 0)
			return gx_fail_errno(w->err, "%s", w->path.data);
		if (!w->select || w->select(w->payload, w->path.data, st.st_mode))
			gx_strv_pushf(entries, S_ISDIR(st.st_mode) ? "%s/" : "%s", names.v[i]);
		leave(w, len);
	}
	gx_strv_sort(entries);
	return 0;
}

static int hash_node(struct walk *w, int dirfd, const char *name, const char **mode,
		     struct gx_hash *out);

/* Append the entry for ENTRY of the directory FD to TREE, unless it is a directory of none. */
static int add_entry(struct walk *w, int fd, const char *entry, struct gx_buf *tree)
{
	GX_AUTO(free) char *name = gx_strndup(entry, strcspn(entry, "/"));
	size_t len = w->path.len;
	const char *mode = NULL;
	struct gx_hash hash;

	gx_buf_addf(&w->path, "/%s", name);
	if (hash_node(w, fd, name, &mode, &hash) < 0)
		return -1;
	leave(w, len);
	if (!mode)
		return 0;
	gx_buf_addf(tree, "%s %s", mode, name);
	gx_buf_addc(tree, '\0');
	gx_buf_add(tree, hash.bytes, hash.len);
	return 0;
}

/* EMPTY is set for a directory without files. */
static int hash_directory(struct walk *w, int dirfd, const char *name, bool *empty,
			  struct gx_hash *out)
{
	GX_AUTO(fd) int fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	GX_AUTO(strv) struct gx_strv entries = GX_STRV_INIT;
	GX_AUTO(buf) struct gx_buf tree = GX_BUF_INIT;

	if (fd < 0)
		return gx_fail_errno(w->err, "open %s", w->path.data);
	if (w->depth >= GX_NAR_DEPTH)
		return gx_fail(w->err, GX_EFAIL, "%s lies deeper than %d directories",
			       w->path.data, GX_NAR_DEPTH);
	if (list_entries(w, fd, &entries) < 0)
		return -1;
	w->depth++;
	for (size_t i = 0; i < entries.n; i++)
		if (add_entry(w, fd, entries.v[i], &tree) < 0)
			return -1;
	w->depth--;
	*empty = !tree.len;
	hash_object(w, "tree", gx_buf_str(&tree), tree.len, out);
	return 0;
}

/* MODE becomes the node's in a tree; it stays as it is for what no tree holds. */
static int hash_node(struct walk *w, int dirfd, const char *name, const char **mode,
		     struct gx_hash *out)
{
	struct stat st;
	bool empty = false;

	if (fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return gx_fail_errno(w->err, "%s", w->path.data);
	switch (st.st_mode & S_IFMT) {
	case S_IFREG:
		*mode = st.st_mode & S_IXUSR ? "100755" : "100644";
		return hash_regular(w, dirfd, name, out);
	case S_IFLNK:
		*mode = "120000";
		return hash_link(w, dirfd, name, out);
	case S_IFDIR:
		if (hash_directory(w, dirfd, name, &empty, out) < 0)
			return -1;
		*mode = empty ? *mode : "40000";
		return 0;
	default:
		return gx_fail(w->err, GX_EINVALID, "%s is neither a file, a directory nor a "
			       "symbolic link", w->path.data);
	}
}

int gx_git_hash(enum gx_hash_algo algo, const char *path, gx_select_fn *select, void *payload,
		struct gx_hash *out, struct gx_err *err)
{
	GX_AUTO(free) char *real = realpath(path, NULL);
	struct walk w = { algo, select, payload, GX_BUF_INIT, 0, err };
	const char *mode = NULL;
	int rc;

	if (!real)
		return gx_fail_errno(err, "%s", path);
	gx_buf_adds(&w.path, path);
	rc = hash_node(&w, AT_FDCWD, real, &mode, out);
	gx_buf_clear(&w.path);
	return rc;
}
