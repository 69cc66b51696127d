/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text files of the cache that end with a line "end HASH", the SHA-256 of all before it. */
#include "eval/sealed.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define KEPT 16
#define DAY (24 * 3600)

#define TRAILER_SIZE (strlen("end ") + 2 * GX_SHA256_SIZE + 1)

static char *seal(const char *text, size_t len)
{
	struct gx_hash hash;
	GX_AUTO(free) char *digits = NULL;

	gx_hash_data(GX_HASH_SHA256, text, len, &hash);
	digits = gx_base16_str(hash.bytes, hash.len);
	return gx_asprintf("end %s\n", digits);
}

/* Its date tells when it was used last, to the day. */
static void note_use(const char *path)
{
	struct stat st;

	if (!stat(path, &st) && st.st_mtime + DAY < time(NULL))
		utimensat(AT_FDCWD, path, NULL, 0);
}

int gx_sealed_read(const char *path, size_t max, struct gx_buf *out)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *wanted = NULL;
	size_t len;

	if (gx_file_read(path, max, out, &err) || out->len < TRAILER_SIZE)
		return -1;
	len = out->len - TRAILER_SIZE;
	wanted = seal(out->data, len);
	if (memcmp(out->data + len, wanted, TRAILER_SIZE))
		return -1;
	out->len = len;
	out->data[len] = '\0';
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

void gx_sealed_list(const char *dir, const char *name, struct gx_strv *paths)
{
	GX_AUTO(dir) DIR *entries = opendir(dir);
	size_t kind = strcspn(name, "-") + 1, n = 0;
	GX_AUTO(free) struct found *all = NULL;
	struct dirent *e;
	struct stat st;

	while (entries && (e = readdir(entries))) {
		if (strncmp(e->d_name, name, kind) || !strcmp(e->d_name, name)
		    || fstatat(dirfd(entries), e->d_name, &st, 0))
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

	gx_sealed_list(dir, name, &paths);
	for (size_t i = KEPT; i < paths.n; i++)
		unlink(paths.v[i]);
}

void gx_sealed_write(const char *dir, const char *name, struct gx_buf *text)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *trailer = seal(gx_buf_str(text), text->len);
	GX_AUTO(free) char *path = gx_path_join(dir, name);

	gx_buf_adds(text, trailer);
	if (!gx_mkdirs(dir, 0755, &err))
		gx_file_write(path, text->data, text->len, 0644, &err);
	drop_old(dir, name);
}
