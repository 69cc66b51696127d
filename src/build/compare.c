/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where two trees that ought to be equal differ. */
#include "build/output.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct compare {
	struct gx_buf *out;
	unsigned left;		/* differences still to be reported */
};

static void tell(struct compare *c, const char *path, const char *what)
{
	if (c->left) {
		gx_buf_addf(c->out, "  %s: %s\n", *path ? path : ".", what);
		if (--c->left == 0)
			gx_buf_adds(c->out, "  …\n");
	}
}

static void list(const char *path, struct gx_strv *names)
{
	GX_AUTO(dir) DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			gx_strv_push(names, entry->d_name);
	gx_strv_sort(names);
}

/* The offset of the first byte that differs, or -1. */
static long long first_difference(const char *a, const char *b)
{
	GX_AUTO(file) FILE *fa = fopen(a, "re"), *fb = fopen(b, "re");
	long long at = 0;
	int x, y;

	if (!fa || !fb)
		return 0;
	do {
		x = getc_unlocked(fa);
		y = getc_unlocked(fb);
		if (x != y)
			return at;
		at++;
	} while (x != EOF);
	return -1;
}

static void compare_files(struct compare *c, const char *a, const char *b, const char *path,
			  const struct stat *sa, const struct stat *sb)
{
	long long at = first_difference(a, b);
	GX_AUTO(free) char *what = NULL;

	if ((sa->st_mode ^ sb->st_mode) & S_IXUSR)
		tell(c, path, "only one of the two is executable");
	if (at < 0)
		return;
	what = gx_asprintf("differs from byte %lld on (sizes %lld and %lld)", at,
			   (long long)sa->st_size, (long long)sb->st_size);
	tell(c, path, what);
}

static void compare_links(struct compare *c, const char *a, const char *b, const char *path)
{
	GX_AUTO(free) char *ta = NULL, *tb = NULL;

	if (gx_readlink(a, &ta, NULL) == 0 && gx_readlink(b, &tb, NULL) == 0 && strcmp(ta, tb)) {
		GX_AUTO(free) char *what = gx_asprintf("links to %s and to %s", ta, tb);

		tell(c, path, what);
	}
}

static void compare(struct compare *c, const char *a, const char *b, const char *path);

static void compare_dirs(struct compare *c, const char *a, const char *b, const char *path)
{
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;

	list(a, &names);
	list(b, &names);
	gx_strv_sort(&names);
	gx_strv_uniq(&names);
	for (size_t i = 0; i < names.n && c->left; i++) {
		GX_AUTO(free) char *pa = gx_path_join(a, names.v[i]);
		GX_AUTO(free) char *pb = gx_path_join(b, names.v[i]);
		GX_AUTO(free) char *sub = *path ? gx_path_join(path, names.v[i]) :
					  gx_strdup(names.v[i]);

		compare(c, pa, pb, sub);
	}
}

static void compare(struct compare *c, const char *a, const char *b, const char *path)
{
	struct stat sa, sb;
	bool have_a = lstat(a, &sa) == 0, have_b = lstat(b, &sb) == 0;

	if (!have_a || !have_b)
		tell(c, path, have_a ? "is missing the second time" : "is new the second time");
	else if ((sa.st_mode & S_IFMT) != (sb.st_mode & S_IFMT))
		tell(c, path, "is of another kind");
	else if (S_ISDIR(sa.st_mode))
		compare_dirs(c, a, b, path);
	else if (S_ISLNK(sa.st_mode))
		compare_links(c, a, b, path);
	else
		compare_files(c, a, b, path, &sa, &sb);
}

void gx_build_compare(const char *a, const char *b, struct gx_buf *out)
{
	struct compare c = { out, 8 };

	compare(&c, a, b, "");
}
