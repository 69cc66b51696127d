/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The walk over a store item: sorted, canonical, one directory in memory at a time. */
#include "pack/entry.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_DEPTH 1000

struct walk {
	const struct gx_walk_opts *opts;
	gx_entry_fn *fn;
	void *payload;
	struct gx_buf path;	/* of the current entry */
	unsigned depth;
};

static int walk_entry(struct walk *w, int dirfd, const char *name, struct gx_err *err);

int gx_entry_compare(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	/* the end sorts first, then the slash, then everything else by value */
	unsigned x = *a == '/' ? 1 : *a ? (unsigned char)*a + 1u : 0;
	unsigned y = *b == '/' ? 1 : *b ? (unsigned char)*b + 1u : 0;

	return x < y ? -1 : x > y;
}

char *gx_entry_relative(const char *path, const char *target)
{
	struct gx_buf out = GX_BUF_INIT;

	for (const char *p = path; *p; p++) {
		if (*p == '/')
			gx_buf_adds(&out, "../");
	}
	gx_buf_adds(&out, target + strspn(target, "/"));
	return gx_buf_take(&out);
}

int gx_entry_open(const struct gx_entry *entry, int *fd, struct gx_err *err)
{
	int n = openat(entry->dirfd, entry->name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (n < 0)
		return gx_fail_errno(err, "open %s", entry->path);
	*fd = n;
	return 0;
}

int gx_entry_read(const struct gx_entry *entry, gx_sink_fn *sink, void *payload,
		  struct gx_err *err)
{
	GX_AUTO(fd) int fd = -1;
	GX_AUTO(free) char *block = NULL;
	uint64_t left = entry->size;

	if (entry->data)
		return sink(payload, entry->data, entry->size, err);
	if (gx_entry_open(entry, &fd, err))
		return -1;
	block = gx_malloc(1 << 16);
	while (left) {
		size_t want = left < (1 << 16) ? (size_t)left : 1 << 16;

		if (gx_fd_read(fd, block, want, err))
			return gx_err_prefix(err, "%s", entry->path);
		if (sink(payload, block, want, err))
			return -1;
		left -= want;
	}
	return 0;
}

static int read_names(int fd, struct gx_strv *names, struct gx_err *err)
{
	GX_AUTO(dir) DIR *dir = fdopendir(fd);
	struct dirent *d;

	if (!dir) {
		close(fd);
		return gx_fail_errno(err, "list a directory");
	}
	while (errno = 0, (d = readdir(dir))) {
		if (strcmp(d->d_name, ".") && strcmp(d->d_name, ".."))
			gx_strv_push(names, d->d_name);
	}
	if (errno)
		return gx_fail_errno(err, "list a directory");
	gx_strv_sort(names);
	return 0;
}

static int walk_children(struct walk *w, int fd, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;
	size_t len = w->path.len;
	/* fdopendir takes its descriptor over, and ours stays for the *at() calls */
	int again = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (again < 0)
		return gx_fail_errno(err, "open %s", gx_buf_str(&w->path));
	if (read_names(again, &names, err))
		return gx_err_prefix(err, "%s", gx_buf_str(&w->path));
	for (size_t i = 0; i < names.n; i++) {
		gx_buf_addc(&w->path, '/');
		gx_buf_adds(&w->path, names.v[i]);
		if (walk_entry(w, fd, names.v[i], err))
			return -1;
		w->path.len = len;
		w->path.data[len] = '\0';
	}
	return 0;
}

static int walk_dir(struct walk *w, int dirfd, const char *name, struct gx_err *err)
{
	struct gx_entry e = { gx_buf_str(&w->path), GX_ENTRY_DIR,
			      w->opts->writable ? 0755 : 0555 };
	GX_AUTO(fd) int fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		return gx_fail_errno(err, "open %s", e.path);
	if (w->depth >= MAX_DEPTH)
		return gx_fail(err, GX_EINVALID, "%s: too many nested directories", e.path);
	if (w->fn(w->payload, &e, err))
		return -1;
	w->depth++;
	if (walk_children(w, fd, err))
		return -1;
	w->depth--;
	return 0;
}

static int walk_link(struct walk *w, int dirfd, const char *name, struct gx_err *err)
{
	struct gx_entry e = { gx_buf_str(&w->path), GX_ENTRY_LINK, 0777 };
	GX_AUTO(free) char *relative = NULL;
	char target[4097];
	ssize_t n = readlinkat(dirfd, name, target, sizeof target - 1);

	if (n < 0 || n == sizeof target - 1)
		return gx_fail_errno(err, "read the link %s", e.path);
	target[n] = '\0';
	e.target = target;
	if (w->opts->relative && !strncmp(target, GX_STORE_DIR "/", sizeof GX_STORE_DIR))
		e.target = relative = gx_entry_relative(e.path, target);
	return w->fn(w->payload, &e, err);
}

static int walk_entry(struct walk *w, int dirfd, const char *name, struct gx_err *err)
{
	struct gx_entry e = { gx_buf_str(&w->path), GX_ENTRY_FILE };
	struct stat st;

	if (fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW))
		return gx_fail_errno(err, "look at %s", e.path);
	if (S_ISDIR(st.st_mode))
		return walk_dir(w, dirfd, name, err);
	if (S_ISLNK(st.st_mode))
		return walk_link(w, dirfd, name, err);
	if (!S_ISREG(st.st_mode))
		return gx_fail(err, GX_EINVALID, "%s is neither file, directory nor link", e.path);
	e.mode = (st.st_mode & S_IXUSR ? 0555 : 0444) | (w->opts->writable ? 0200 : 0);
	e.size = (uint64_t)st.st_size;
	e.dirfd = dirfd;
	e.name = name;
	return w->fn(w->payload, &e, err);
}

int gx_walk_item(const char *physical, const char *path, const struct gx_walk_opts *opts,
		 gx_entry_fn *fn, void *payload, struct gx_err *err)
{
	static const struct gx_walk_opts defaults;
	struct walk w = { opts ? opts : &defaults, fn, payload, GX_BUF_INIT, 0 };
	int result;

	gx_buf_adds(&w.path, path);
	result = walk_entry(&w, AT_FDCWD, physical, err);
	gx_buf_clear(&w.path);
	return result;
}
