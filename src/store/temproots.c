/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Temporary roots, and the lock between those who add them and the collector. */
#include "store/temproots.h"

#include "util/map.h"
#include "store/private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_LEN 20
#define FILE_MAX (256u << 20)

struct gx_temp_roots {
	char *state;
	char *file;
	int fd;
	pid_t owner;
	struct gx_map written;
};

int gx_gc_lock(const char *state, bool exclusive, int *out, struct gx_err *err)
{
	GX_AUTO(free) char *file = gx_path_join(state, "gc.lock");

	return gx_lock_file(file, exclusive ? GX_LOCK_EXCLUSIVE : GX_LOCK_SHARED, out, err);
}

int gx_temp_roots_open(const char *state, struct gx_temp_roots **out, struct gx_err *err)
{
	GX_AUTO(fd) int gc = -1;
	GX_AUTO(fd) int fd = -1;
	GX_AUTO(free) char *dir = gx_path_join(state, "temproots");
	GX_AUTO(free) char *file = NULL;
	struct gx_temp_roots *roots;
	char name[NAME_LEN + 1];

	if (gx_gc_lock(state, false, &gc, err) < 0)
		return -1;	/* without it the collector could take the file for a dead one */
	gx_random_name(name, NAME_LEN);
	file = gx_path_join(dir, name);
	fd = open(file, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0 && errno == ENOENT && gx_mkdirs(dir, 0755, err) == 0)
		fd = open(file, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0 || gx_lock_fd(fd, GX_LOCK_TRY))
		return gx_fail_errno(err, "create %s", file);
	roots = gx_calloc(1, sizeof *roots);
	roots->state = gx_strdup(state);
	roots->file = gx_steal(&file);
	roots->fd = gx_steal_fd(&fd);
	roots->owner = getpid();
	*out = roots;
	return 0;
}

int gx_temp_roots_add(struct gx_temp_roots *roots, const char *const *paths, size_t n,
		      struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(fd) int gc = -1;

	for (size_t i = 0; i < n; i++)
		if (!gx_map_has(&roots->written, paths[i]))
			gx_buf_add(&text, paths[i], strlen(paths[i]) + 1);
	if (!text.len)
		return 0;
	if (gx_gc_lock(roots->state, false, &gc, err) < 0)
		return -1;
	if (gx_fd_write(roots->fd, text.data, text.len, err) < 0)
		return gx_err_prefix(err, "%s", roots->file);
	for (size_t i = 0; i < n; i++)
		gx_map_put(&roots->written, paths[i], 0, NULL);
	return 0;
}

int gx_temp_roots_fd(const struct gx_temp_roots *roots)
{
	return roots->fd;
}

const char *gx_temp_roots_name(const struct gx_temp_roots *roots)
{
	return gx_path_base(roots->file);
}

bool gx_temp_roots_mine(const struct gx_temp_roots *roots)
{
	return roots->owner == getpid();
}

void gx_temp_roots_close(struct gx_temp_roots *roots)
{
	if (!roots)
		return;
	if (gx_temp_roots_mine(roots))
		unlink(roots->file);
	gx_close(&roots->fd);
	gx_map_clear(&roots->written);
	free(roots->state);
	free(roots->file);
	free(roots);
}

/* Add the complete paths of one file; a write that was cut short is no root yet. */
static int read_roots(int fd, struct gx_strv *paths, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	size_t at = 0;

	if (gx_fd_read_all(fd, FILE_MAX, &text, err) < 0)
		return -1;
	while (at < text.len) {
		const char *end = memchr(text.data + at, '\0', text.len - at);

		if (!end)
			break;
		gx_strv_push(paths, text.data + at);
		at = (size_t)(end - text.data) + 1;
	}
	return 0;
}

static int read_one(int dirfd, const char *name, struct gx_strv *paths, struct gx_strv *alive,
		    struct gx_err *err)
{
	GX_AUTO(fd) int fd = openat(dirfd, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		return errno == ENOENT ? 0 : gx_fail_errno(err, "open temporary roots %s", name);
	if (gx_lock_fd(fd, GX_LOCK_TRY) == 0) {
		unlinkat(dirfd, name, 0);	/* nobody lives who would hold it */
		return 0;
	}
	gx_strv_push(alive, name);
	return read_roots(fd, paths, err);
}

int gx_temp_roots_read(const char *state, struct gx_strv *paths, struct gx_strv *alive,
		       struct gx_err *err)
{
	GX_AUTO(free) char *path = gx_path_join(state, "temproots");
	GX_AUTO(dir) DIR *dir = opendir(path);
	struct dirent *entry;

	if (!dir)
		return errno == ENOENT ? 0 : gx_fail_errno(err, "read %s", path);
	while (errno = 0, (entry = readdir(dir)))
		if (entry->d_name[0] != '.'
		    && read_one(dirfd(dir), entry->d_name, paths, alive, err) < 0)
			return -1;
	return errno ? gx_fail_errno(err, "read %s", path) : 0;
}
