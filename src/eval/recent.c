/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealed files of which those that were used last are kept. */
#include "eval/recent.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define KEPT 16
#define DAY (24 * 3600)

/* Its date tells when it was used last, to the day. */
static void note_use(const char *path)
{
	struct stat st;

	if (!stat(path, &st) && st.st_mtime + DAY < time(NULL))
		utimensat(AT_FDCWD, path, NULL, 0);
}

int gx_recent_read(const char *path, size_t max, struct gx_buf *out)
{
	if (gx_sealed_read(path, max, out))
		return -1;
	note_use(path);
	return 0;
}

struct found {
	char *path;
	time_t used;
};

static int last_used_first(const void *a, const void *b)
{
	time_t x = ((const struct found *)a)->used, y = ((const struct found *)b)->used;

	return x < y ? 1 : x > y ? -1 : 0;
}

void gx_recent_list(const char *dir, const char *name, struct gx_strv *paths)
{
	GX_AUTO(dir) DIR *entries = opendir(dir);
	size_t kind = strcspn(name, "-") + 1, n = 0;
	GX_AUTO(free) struct found *all = NULL;
	struct dirent *e;
	struct stat st;

	while (entries && (e = readdir(entries))) {
		if (strncmp(e->d_name, name, kind) || !strcmp(e->d_name, name)
		    || fstatat(dirfd(entries), e->d_name, &st, AT_SYMLINK_NOFOLLOW))
			continue;
		all = gx_reallocarray(all, n + 1, sizeof *all);
		all[n++] = (struct found){ gx_path_join(dir, e->d_name), st.st_mtime };
	}
	if (n)
		qsort(all, n, sizeof *all, last_used_first);
	for (size_t i = 0; i < n; i++)
		gx_strv_take(paths, all[i].path);
}

static void drop_old(const char *dir, const char *name)
{
	GX_AUTO(strv) struct gx_strv paths = GX_STRV_INIT;

	gx_recent_list(dir, name, &paths);
	for (size_t i = KEPT; i < paths.n; i++)
		gx_remove_tree(paths.v[i], NULL);
}

void gx_recent_write(const char *dir, const char *name, struct gx_buf *text)
{
	GX_AUTO(free) char *path = gx_path_join(dir, name);

	gx_sealed_write(path, 0644, text);
	drop_old(dir, name);
}
