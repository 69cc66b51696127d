/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeping the profile of a running shell.
 *
 * All shells of one profile share one file of temporary roots (STATE/temproots), on which
 * each holds a read lock through a descriptor that it inherits across exec: nothing is written
 * when a shell is entered again, and the collector, which tries a write lock, sees it alive. */
#include "shell/shell.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Above what scripts use by number. */
#define HIGH_FD 100

/* Write the file anew: another process may have opened it, so it appears by link, complete.  It is
 * kept for good and never looked at again here: no power cut may leave it empty. */
static int make_roots(const char *file, const char *profile, struct gx_err *err)
{
	GX_AUTO(free) char *tmp = NULL;
	GX_AUTO(fd) int fd = -1;
	char random[13];
	int r;

	gx_random_name(random, 12);
	tmp = gx_asprintf("%s.%s", file, random);
	fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return gx_fail_errno(err, "create %s", tmp);
	r = gx_fd_write(fd, profile, strlen(profile) + 1, err);
	if (r == 0 && fdatasync(fd) < 0)
		r = gx_fail_errno(err, "write %s", tmp);
	if (r == 0 && link(tmp, file) < 0 && errno != EEXIST)
		r = gx_fail_errno(err, "create %s", file);
	unlink(tmp);
	return r;
}

static bool names_profile(int fd, const char *profile)
{
	char text[4096];
	ssize_t n = read(fd, text, sizeof text);

	return n == (ssize_t)strlen(profile) + 1 && !memcmp(text, profile, (size_t)n);
}

/* A power cut may have left anything, and the collector would not know the profile.  In place:
 * other shells may hold the file, and whoever repairs it writes the same. */
static int repair_roots(const char *file, const char *profile, struct gx_err *err)
{
	GX_AUTO(fd) int fd = open(file, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		return gx_fail_errno(err, "open %s", file);
	if (gx_fd_write(fd, profile, strlen(profile) + 1, err) < 0)
		return gx_err_prefix(err, "%s", file);
	if (ftruncate(fd, (off_t)strlen(profile) + 1) < 0)
		return gx_fail_errno(err, "cut %s", file);
	return 0;
}

/* Open FILE, which names PROFILE; made if need be. */
static int open_roots(const char *file, const char *profile, struct gx_err *err)
{
	GX_AUTO(fd) int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		if ((fd >= 0 || errno != ENOENT) && gx_remove_tree(file, err) < 0)
			return -1;
		gx_close(&fd);
		if (make_roots(file, profile, err) < 0)
			return -1;
		fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
		if (fd < 0)
			return gx_fail_errno(err, "open %s", file);
	}
	if (!names_profile(fd, profile) && repair_roots(file, profile, err) < 0)
		return -1;
	return gx_steal_fd(&fd);
}

int gx_shell_hold(const char *store_root, const char *store_state, const char *profile,
		  struct gx_err *err)
{
	GX_AUTO(free) char *gc_lock = gx_asprintf("%s/gc.lock", store_state);
	GX_AUTO(free) char *file = gx_asprintf("%s/temproots/shell-%.32s", store_state,
					       gx_path_base(profile));
	GX_AUTO(free) char *place = gx_asprintf("%s%s", store_root, profile);
	GX_AUTO(fd) int gc = -1;
	GX_AUTO(fd) int fd = -1;
	struct stat st;

	/* shared with all who add roots: the collector does not remove files meanwhile */
	if (gx_lock_file(gc_lock, GX_LOCK_SHARED, &gc, err) < 0)
		return -1;
	fd = open_roots(file, profile, err);
	if (fd < 0)
		return -1;
	if (gx_lock_fd(fd, GX_LOCK_SHARED) < 0)
		return gx_fail_errno(err, "%s", file);
	if (lstat(place, &st) < 0)
		return gx_fail(err, GX_ENOTFOUND, "%s is no longer in the store", profile);
	/* without close-on-exec: the command keeps the lock */
	if (fcntl(fd, F_DUPFD, HIGH_FD) < 0)
		return gx_fail_errno(err, "%s", file);
	return 0;
}
