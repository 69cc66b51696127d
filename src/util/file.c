/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files and directories. */
#include "util/util.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

char *gx_path_join(const char *dir, const char *name)
{
	size_t n = strlen(dir);

	while (n > 0 && dir[n - 1] == '/')
		n--;
	while (*name == '/')
		name++;
	return gx_asprintf("%.*s/%s", (int)n, dir, name);
}

const char *gx_path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

char *gx_path_dir(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return gx_strdup(".");
	while (slash > path && slash[-1] == '/')
		slash--;
	return slash == path ? gx_strdup("/") : gx_strndup(path, (size_t)(slash - path));
}

char *gx_path_absolute(const char *path)
{
	GX_AUTO(strv) struct gx_strv parts = GX_STRV_INIT;
	struct gx_strv kept = GX_STRV_INIT;
	GX_AUTO(free) char *joined = NULL;
	char *result;

	if (*path != '/') {
		GX_AUTO(free) char *cwd = getcwd(NULL, 0);

		gx_strv_split(&parts, cwd ? cwd : "/", "/");
	}
	gx_strv_split(&parts, path, "/");
	for (size_t i = 0; i < parts.n; i++) {
		if (!strcmp(parts.v[i], "."))
			continue;
		if (strcmp(parts.v[i], ".."))
			gx_strv_push(&kept, parts.v[i]);
		else if (kept.n)
			free(kept.v[--kept.n]);
	}
	joined = gx_strv_join(&kept, "/");
	result = gx_asprintf("/%s", joined);
	gx_strv_clear(&kept);
	return result;
}

bool gx_path_is_stdin(const char *path)
{
	return !strcmp(path, "-") || !strcmp(path, "/dev/stdin") || !strcmp(path, "/dev/fd/0") ||
	       !strcmp(path, "/proc/self/fd/0");
}

bool gx_path_is_stream(const char *path)
{
	struct stat st;

	return gx_path_is_stdin(path) || !strncmp(path, "/dev/fd/", 8) ||
	       !strncmp(path, "/proc/self/fd/", 14) ||
	       (stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode));
}

int gx_fd_read_all(int fd, size_t max, struct gx_buf *buf, struct gx_err *err)
{
	size_t total = 0;

	for (;;) {
		char *p = gx_buf_reserve(buf, 65536);
		ssize_t n = read(fd, p, 65536);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return gx_fail_errno(err, "read");
		if (n == 0)
			break;
		total += (size_t)n;
		if (total > max)
			return gx_fail(err, GX_EINVALID, "more than %zu bytes", max);
		buf->len += (size_t)n;
	}
	gx_buf_reserve(buf, 0)[0] = '\0';
	return 0;
}

int gx_file_read(const char *path, size_t max, struct gx_buf *buf, struct gx_err *err)
{
	GX_AUTO(fd) int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? 1 : gx_fail_errno(err, "open %s", path);
	if (gx_fd_read_all(fd, max, buf, err) < 0)
		return gx_err_prefix(err, "%s", path);
	return 0;
}

int gx_fd_write(int fd, const void *data, size_t len, struct gx_err *err)
{
	const char *p = data;

	while (len) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return gx_fail_errno(err, "write");
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

int gx_fd_read(int fd, void *data, size_t len, struct gx_err *err)
{
	char *p = data;

	while (len) {
		ssize_t n = read(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return gx_fail_errno(err, "read");
		if (n == 0)
			return gx_fail(err, GX_EINVALID, "unexpected end of data");
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

int gx_fd_copy(int in, int out, struct gx_err *err)
{
	GX_AUTO(free) char *block = NULL;

	for (;;) {
		ssize_t n = copy_file_range(in, NULL, out, NULL, 1 << 30, 0);

		if (n == 0)
			return 0;
		if (n < 0 && errno != EINTR)
			break;
	}
	/* The kernel cannot copy between these two: carry the bytes. */
	block = gx_malloc(1 << 17);
	for (;;) {
		ssize_t n = read(in, block, 1 << 17);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return gx_fail_errno(err, "read");
		if (n == 0)
			return 0;
		if (gx_fd_write(out, block, (size_t)n, err) < 0)
			return -1;
	}
}

int gx_dir_sync(const char *path, struct gx_err *err)
{
	GX_AUTO(fd) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || fsync(fd) < 0)
		return gx_fail_errno(err, "sync %s", path);
	return 0;
}

static int write_and_sync(const char *tmp, const void *data, size_t len, mode_t mode,
			  struct gx_err *err)
{
	GX_AUTO(fd) int fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

	if (fd < 0)
		return gx_fail_errno(err, "create %s", tmp);
	if (gx_fd_write(fd, data, len, err) < 0)
		return gx_err_prefix(err, "%s", tmp);
	if (fchmod(fd, mode) < 0 || fsync(fd) < 0)
		return gx_fail_errno(err, "%s", tmp);
	return 0;
}

int gx_file_write(const char *path, const void *data, size_t len, mode_t mode,
		  struct gx_err *err)
{
	GX_AUTO(free) char *dir = gx_path_dir(path);
	GX_AUTO(free) char *tmp = NULL;
	char suffix[13];

	gx_random_name(suffix, 12);
	tmp = gx_asprintf("%s.%s", path, suffix);
	if (write_and_sync(tmp, data, len, mode, err) < 0) {
		unlink(tmp);
		return -1;
	}
	if (rename(tmp, path) < 0) {
		gx_fail_errno(err, "rename %s", path);
		unlink(tmp);
		return -1;
	}
	return gx_dir_sync(dir, err);
}

int gx_dir_names(int fd, struct gx_strv *names)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3), error;
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;

	while (dir && (errno = 0, (entry = readdir(dir))))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			gx_strv_push(names, entry->d_name);
	error = errno;
	if (dir)
		closedir(dir);
	else
		gx_close(&copy);
	errno = error;
	return error ? -1 : 0;
}

int gx_mkdirs(const char *path, mode_t mode, struct gx_err *err)
{
	GX_AUTO(free) char *parent = NULL;
	struct stat st;

	if (mkdir(path, mode) == 0)
		return 0;
	if (errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return 0;
	if (errno != ENOENT)
		return gx_fail_errno(err, "create directory %s", path);
	parent = gx_path_dir(path);
	if (gx_mkdirs(parent, mode, err) < 0)
		return -1;
	if (mkdir(path, mode) < 0 && errno != EEXIST)
		return gx_fail_errno(err, "create directory %s", path);
	return 0;
}

/* A tree may be deeper than we may have files open: what is so deep moves up first. */
#define DEEP 64

struct removal {
	int top;		/* the outermost directory, open */
	unsigned depth;
	bool moved;		/* something came there that may not have been seen */
	struct gx_err *err;
};

static int remove_node(struct removal *r, int dirfd, const char *name);

static int open_own(int dirfd, const char *name)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(dirfd, name, flags);

	if (fd < 0 && errno == EACCES && fchmodat(dirfd, name, 0700, 0) == 0)
		fd = openat(dirfd, name, flags);
	if (fd >= 0)
		fchmod(fd, 0700);
	return fd;
}

static int remove_entries(struct removal *r, int fd, DIR *dir)
{
	struct dirent *entry;

	rewinddir(dir);
	while (errno = 0, (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") &&
		    remove_node(r, fd, entry->d_name) < 0)
			return -1;
	return errno ? gx_fail_errno(r->err, "read directory") : 0;
}

static int remove_children(struct removal *r, int dirfd, const char *name)
{
	GX_AUTO(dir) DIR *dir = NULL;
	int fd = open_own(dirfd, name);

	if (fd < 0 || !(dir = fdopendir(fd))) {
		gx_fail_errno(r->err, "open %s", name);
		gx_close(&fd);
		return -1;
	}
	if (r->depth == 0)
		r->top = fd;
	r->depth++;
	do {
		r->moved = r->moved && r->depth > 1;
		if (remove_entries(r, fd, dir) < 0)
			return gx_err_prefix(r->err, "%s", name);
	} while (r->moved && r->depth == 1);
	r->depth--;
	return 0;
}

/* The directory NAME goes to the outermost one, which will be looked at again. */
static int move_up(struct removal *r, int dirfd, const char *name)
{
	GX_AUTO(fd) int own = open_own(dirfd, name);	/* its ".." changes, so we must own it */
	char other[21];

	gx_random_name(other, sizeof other - 1);
	if (own < 0 || renameat(dirfd, name, r->top, other) < 0)
		return gx_fail_errno(r->err, "remove %s", name);
	r->moved = true;
	return 0;
}

static int remove_node(struct removal *r, int dirfd, const char *name)
{
	if (unlinkat(dirfd, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return gx_fail_errno(r->err, "remove %s", name);
	if (r->depth == DEEP)
		return move_up(r, dirfd, name);
	if (remove_children(r, dirfd, name) < 0)
		return -1;
	if (unlinkat(dirfd, name, AT_REMOVEDIR) < 0 && errno != ENOENT)
		return gx_fail_errno(r->err, "remove %s", name);
	return 0;
}

int gx_remove_tree_at(int dirfd, const char *name, struct gx_err *err)
{
	struct removal r = { .top = -1, .err = err };

	return remove_node(&r, dirfd, name);
}

int gx_remove_tree(const char *path, struct gx_err *err)
{
	return gx_remove_tree_at(AT_FDCWD, path, err);
}

void gx_make_way(const char *path)
{
	struct stat st;

	if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
		gx_remove_tree(path, NULL);
}

int gx_mkdtemp(const char *prefix, char **out, struct gx_err *err)
{
	char *path = gx_asprintf("%s.XXXXXX", prefix);

	if (!mkdtemp(path)) {
		gx_fail_errno(err, "create directory %s", path);
		free(path);
		return -1;
	}
	*out = path;
	return 0;
}

int gx_symlink_replace(const char *target, const char *path, struct gx_err *err)
{
	GX_AUTO(free) char *tmp = NULL;
	char suffix[13];

	gx_random_name(suffix, 12);
	tmp = gx_asprintf("%s.%s", path, suffix);
	if (symlink(target, tmp) < 0)
		return gx_fail_errno(err, "link %s", path);
	if (rename(tmp, path) < 0) {
		gx_fail_errno(err, "link %s", path);
		unlink(tmp);
		return -1;
	}
	return 0;
}

int gx_readlink(const char *path, char **out, struct gx_err *err)
{
	char target[4097];
	ssize_t n = readlink(path, target, sizeof target - 1);

	if (n < 0)
		return errno == EINVAL || errno == ENOENT || errno == ENOTDIR
			? 1 : gx_fail_errno(err, "read link %s", path);
	*out = gx_strndup(target, (size_t)n);
	return 0;
}

bool gx_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

void gx_random_name(char *out, size_t len)
{
	static const char alphabet[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	unsigned char bytes[64];

	if (len > sizeof bytes || getrandom(bytes, len, 0) != (ssize_t)len)
		abort();
	for (size_t i = 0; i < len; i++)
		out[i] = alphabet[bytes[i] % 36];
	out[len] = '\0';
}
