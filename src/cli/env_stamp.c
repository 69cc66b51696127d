/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stamps are named by their time: all files of one age, in all shells, share one. */
#include "cli/env_stamp.h"

#include "cache/cache.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Stamps that no shell asked for so long are removed; one that is missed means no more than
 * that the environment is asked for again. */
#define KEPT (60 * 24 * 3600)

static char *stamp_dir(void)
{
	GX_AUTO(free) char *entries = gx_cache_dir();
	GX_AUTO(free) char *cache = gx_path_dir(entries);

	return gx_path_join(cache, "hook-1");
}

static void remove_old(const char *path)
{
	GX_AUTO(dir) DIR *dir = opendir(path);
	time_t now = time(NULL);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		struct stat st;

		if (fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISREG(st.st_mode) && now - st.st_ctime > KEPT)
			unlinkat(dirfd(dir), entry->d_name, 0);
	}
}

/* Make the stamp, or show (by its change time) that it is used. */
static int set_time(const char *stamp, const struct timespec *mtime, struct gx_err *err)
{
	struct timespec times[2] = { *mtime, *mtime };
	GX_AUTO(fd) int fd = open(stamp, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0 || futimens(fd, times) < 0)
		return gx_fail_errno(err, "%s", stamp);
	return 0;
}

int gx_env_stamp(const char *file, char **out, struct gx_err *err)
{
	GX_AUTO(free) char *dir = stamp_dir(), *stamp = NULL;
	struct stat st;

	if (stat(file, &st) < 0) {
		*out = gx_path_join(dir, "absent");
		return 0;
	}
	stamp = gx_asprintf("%s/%lld.%09ld", dir, (long long)st.st_mtim.tv_sec,
			    st.st_mtim.tv_nsec);
	if (!gx_exists(stamp)) {
		if (gx_mkdirs(dir, 0700, err) < 0)
			return -1;
		remove_old(dir);
	}
	if (set_time(stamp, &st.st_mtim, err) < 0)
		return -1;
	*out = gx_steal(&stamp);
	return 0;
}
