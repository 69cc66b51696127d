/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The directory of cache entries. */
#include "cache/cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MAX_ENTRY (32 << 20)
#define DAY 86400

char *gx_cache_dir(void)
{
	const char *root = getenv("GX_STORE_ROOT"), *xdg = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");

	if (root && *root)
		return gx_path_join(root, "cache/eval-1");
	if (xdg && *xdg == '/')
		return gx_path_join(xdg, "gx/eval-1");
	return gx_path_join(home && *home ? home : "/", ".cache/gx/eval-1");
}

void gx_cache_key_add(struct gx_buf *key, const char *word)
{
	gx_buf_add(key, word, strlen(word) + 1);
}

void gx_cache_key_name(const struct gx_buf *key, char out[33])
{
	struct gx_digest d = gx_digest(key->data, key->len);

	snprintf(out, 33, "%016llx%016llx", (unsigned long long)d.v[0],
		 (unsigned long long)d.v[1]);
}

static char *entry_path(const char *dir, const struct gx_buf *key)
{
	char name[33];

	gx_cache_key_name(key, name);
	return gx_path_join(dir, name);
}

/* Read a regular file of ours with one read: its size is known. */
static bool read_whole(const char *path, struct gx_buf *out)
{
	GX_AUTO(fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size > MAX_ENTRY ||
	    st.st_uid != geteuid())
		return false;
	if (gx_fd_read(fd, gx_buf_reserve(out, (size_t)st.st_size), (size_t)st.st_size, NULL) < 0)
		return false;
	out->len = (size_t)st.st_size;
	return true;
}

int gx_cache_read_named(const char *dir, const char *name, struct gx_cache_entry **out,
			struct gx_err *err)
{
	GX_AUTO(free) char *path = gx_path_join(dir, name);
	GX_AUTO(buf) struct gx_buf data = GX_BUF_INIT;

	(void)err;
	if (!read_whole(path, &data) || gx_cache_parse(data.data, data.len, out, NULL) < 0)
		return 1;
	return 0;
}

int gx_cache_read(const char *dir, const struct gx_buf *key, struct gx_cache_entry **out,
		  struct gx_err *err)
{
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = NULL;
	char name[33];

	gx_cache_key_name(key, name);
	if (gx_cache_read_named(dir, name, &entry, err) != 0 || entry->key.len != key->len ||
	    memcmp(entry->key.data, key->data, key->len))
		return 1;
	*out = gx_steal(&entry);
	return 0;
}

/* Without fsync: a file that a power cut leaves damaged is a miss. */
static int replace(const char *path, const struct gx_buf *data, struct gx_err *err)
{
	GX_AUTO(free) char *tmp = NULL;
	GX_AUTO(fd) int fd = -1;
	char suffix[13];

	gx_random_name(suffix, 12);
	tmp = gx_asprintf("%s.%s", path, suffix);
	fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return gx_fail_errno(err, "create %s", tmp);
	gx_make_way(path);
	if (gx_fd_write(fd, data->data, data->len, err) < 0 || rename(tmp, path) < 0) {
		gx_fail_errno(err, "write %s", path);
		unlink(tmp);
		return -1;
	}
	return 0;
}

int gx_cache_write(const char *dir, const struct gx_cache_entry *entry, struct gx_err *err)
{
	GX_AUTO(free) char *path = entry_path(dir, &entry->key);
	GX_AUTO(buf) struct gx_buf data = GX_BUF_INIT;

	if (gx_mkdirs(dir, 0700, err) < 0)
		return -1;
	gx_cache_format(entry, &data);
	return replace(path, &data, err);
}

void gx_cache_touch(const char *dir, const struct gx_buf *key)
{
	GX_AUTO(free) char *path = entry_path(dir, key);
	struct stat st;

	if (stat(path, &st) == 0 && st.st_mtime + DAY < time(NULL))
		utimensat(AT_FDCWD, path, NULL, 0);
}

void gx_cache_remove(const char *dir, const struct gx_buf *key)
{
	GX_AUTO(free) char *path = entry_path(dir, key);

	unlink(path);
}

static bool is_entry_name(const char *name)
{
	return strlen(name) == 32 && strspn(name, "0123456789abcdef") == 32;
}

int gx_cache_expire(const char *dir, int64_t max_age, struct gx_strv *kept,
		    struct gx_err *err)
{
	GX_AUTO(dir) DIR *d = opendir(dir);
	int64_t now = time(NULL);
	struct dirent *file;

	if (!d)
		return errno == ENOENT ? 0 : gx_fail_errno(err, "open %s", dir);
	while ((file = readdir(d))) {
		struct stat st;

		if (file->d_name[0] == '.' ||
		    fstatat(dirfd(d), file->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		/* a temporary file of a process that died is useless after an hour */
		if (st.st_mtime + (is_entry_name(file->d_name) ? max_age : 3600) < now)
			unlinkat(dirfd(d), file->d_name, 0);
		else if (is_entry_name(file->d_name))
			gx_strv_push(kept, file->d_name);
	}
	return 0;
}
