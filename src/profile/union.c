/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Joining packages in one tree of symbolic links. */
#include "profile/profile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_DEPTH 256

/* One directory that takes part: how links name it, and where it can be read. */
struct provider {
	const char *logical;
	const char *physical;
};

/* One name in one provider. */
struct child {
	char *name;
	size_t provider;	/* index: the order of precedence */
	unsigned char type;	/* DT_* */
};
struct children {
	struct child *v;
	size_t n, cap;
};

struct join {
	const char *store_dir;
	struct gx_strv *warnings;
	struct gx_err *err;
};

static void clear_children(struct children *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->v[i].name);
	free(list->v);
}
#define gx_cleanup_children clear_children

static int read_provider(const struct provider *from, size_t index, struct children *out,
			 struct gx_err *err)
{
	GX_AUTO(dir) DIR *dir = opendir(from->physical);
	struct dirent *entry;

	if (!dir)
		return gx_fail_errno(err, "open %s", from->logical);
	while (errno = 0, (entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (out->n == out->cap) {
			out->cap = out->cap ? out->cap * 2 : 64;
			out->v = gx_reallocarray(out->v, out->cap, sizeof *out->v);
		}
		out->v[out->n++] = (struct child){ gx_strdup(entry->d_name), index,
						   entry->d_type };
	}
	return errno ? gx_fail_errno(err, "read %s", from->logical) : 0;
}

static int by_name_then_provider(const void *a, const void *b)
{
	const struct child *x = a, *y = b;
	int r = strcmp(x->name, y->name);

	return r ? r : x->provider < y->provider ? -1 : 1;
}

/* The physical place of a child with links followed; its mode, 0 when it leads nowhere. */
static int look_at(struct join *j, const struct provider *from, const struct child *child,
		   char **physical, mode_t *mode)
{
	GX_AUTO(free) char *path = gx_path_join(from->physical, child->name);
	struct stat st;
	int r;

	if (child->type == DT_DIR) {
		*physical = gx_steal(&path);
		*mode = S_IFDIR;
		return 0;
	}
	r = gx_profile_resolve(j->store_dir, path, physical, j->err);
	*mode = r == 0 && lstat(*physical, &st) == 0 ? st.st_mode & S_IFMT : 0;
	if (r == 1)
		*physical = gx_steal(&path);
	return r < 0 ? -1 : 0;
}

static bool same_content(const char *a, const char *b)
{
	GX_AUTO(file) FILE *x = fopen(a, "re");
	GX_AUTO(file) FILE *y = fopen(b, "re");
	char left[16384], right[16384];
	size_t n;

	if (!x || !y)
		return false;
	do {
		n = fread(left, 1, sizeof left, x);
		if (fread(right, 1, sizeof right, y) != n || memcmp(left, right, n))
			return false;
	} while (n);
	return true;
}

static bool same_file(const char *a, const char *b)
{
	struct stat x, y;

	if (lstat(a, &x) < 0 || lstat(b, &y) < 0)
		return false;
	if (x.st_dev == y.st_dev && x.st_ino == y.st_ino)
		return true;
	return S_ISREG(x.st_mode) && S_ISREG(y.st_mode) && x.st_size == y.st_size &&
	       same_content(a, b);
}

/* Files that packages make anew for all packages together: which one wins is of no
 * importance. */
static bool is_harmless(const char *name)
{
	static const char *const names[] = {
		"icon-theme.cache", "gschemas.compiled", "ld.so.cache", "dir",
		"mimeinfo.cache", "perllocal.pod", NULL
	};

	for (size_t i = 0; names[i]; i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

/* The store item that LOGICAL lies in, or LOGICAL itself. */
static char *owner(const char *logical)
{
	char *item = gx_store_path_item(logical);

	return item ? item : gx_strdup(logical);
}

static void warn_collision(struct join *j, const struct provider *first,
			   const struct provider *other, const char *name)
{
	GX_AUTO(free) char *winner = NULL, *loser = NULL;
	const char *below;

	if (!j->warnings || is_harmless(name))
		return;
	winner = owner(first->logical);
	loser = owner(other->logical);
	below = first->logical + strlen(winner);
	gx_strv_pushf(j->warnings, "%s%s%s is in both %s and %s; the first one is taken",
		      *below == '/' ? below + 1 : below, *below ? "/" : "", name, winner, loser);
}

static int join_dirs(struct join *j, int dirfd, const char *name,
		     const struct provider *providers, size_t n, unsigned depth);

static int link_child(struct join *j, int dirfd, const struct provider *from, const char *name)
{
	GX_AUTO(free) char *target = gx_path_join(from->logical, name);

	if (symlinkat(target, dirfd, name) < 0)
		return gx_fail_errno(j->err, "link %s", name);
	return 0;
}

/* Several providers have NAME: directories are joined, else the first one wins. */
static int join_children(struct join *j, int dirfd, const struct provider *providers,
			 const struct child *same, size_t n, unsigned depth)
{
	GX_AUTO(free) struct provider *below = gx_calloc(n, sizeof *below);
	GX_AUTO(strv) struct gx_strv physical = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv logical = GX_STRV_INIT;
	bool all_dirs = true;

	for (size_t i = 0; i < n; i++) {
		const struct provider *from = &providers[same[i].provider];
		char *place = NULL;
		mode_t mode;

		if (look_at(j, from, &same[i], &place, &mode) < 0)
			return -1;
		gx_strv_take(&physical, place);
		gx_strv_take(&logical, gx_path_join(from->logical, same[i].name));
		below[i] = (struct provider){ logical.v[i], physical.v[i] };
		all_dirs = all_dirs && mode == S_IFDIR;
	}
	if (all_dirs)
		return join_dirs(j, dirfd, same->name, below, n, depth);
	for (size_t i = 1; i < n; i++)
		if (!same_file(physical.v[0], physical.v[i]))
			warn_collision(j, &providers[same[0].provider],
				       &providers[same[i].provider], same->name);
	return link_child(j, dirfd, &providers[same[0].provider], same->name);
}

/* What a profile has of its own. */
static bool is_own(const char *name, unsigned depth, bool in_etc)
{
	return (depth == 0 && !strcmp(name, "manifest")) || (in_etc && !strcmp(name, "profile"));
}

static int join_all(struct join *j, int fd, const struct provider *providers, size_t n,
		    unsigned depth, bool in_etc)
{
	GX_AUTO(children) struct children list = { NULL, 0, 0 };
	size_t i, end;

	for (i = 0; i < n; i++)
		if (read_provider(&providers[i], i, &list, j->err) < 0)
			return -1;
	if (list.n)
		qsort(list.v, list.n, sizeof *list.v, by_name_then_provider);
	for (i = 0; i < list.n; i = end) {
		const struct child *same = &list.v[i];
		/* etc is a real directory, since etc/profile goes there */
		bool etc = depth == 0 && !strcmp(same->name, "etc");
		int r = 0;

		for (end = i + 1; end < list.n && !strcmp(same->name, list.v[end].name); end++)
			;
		if (is_own(same->name, depth, in_etc))
			continue;
		if (end - i > 1 || etc)
			r = join_children(j, fd, providers, same, end - i, depth + 1);
		else
			r = link_child(j, fd, &providers[same->provider], same->name);
		if (r < 0)
			return -1;
	}
	return 0;
}

static int join_dirs(struct join *j, int dirfd, const char *name,
		     const struct provider *providers, size_t n, unsigned depth)
{
	GX_AUTO(fd) int fd = -1;

	if (depth > MAX_DEPTH)
		return gx_fail(j->err, GX_EFAIL, "%s is nested too deeply",
			       providers[0].logical);
	if (mkdirat(dirfd, name, 0755) < 0 && errno != EEXIST)
		return gx_fail_errno(j->err, "create directory %s", name);
	fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return gx_fail_errno(j->err, "open %s", name);
	return join_all(j, fd, providers, n, depth, depth == 1 && !strcmp(name, "etc"));
}

int gx_profile_union(const char *store_dir, const struct gx_strv *inputs, const char *out,
		     struct gx_strv *warnings, struct gx_err *err)
{
	GX_AUTO(free) struct provider *providers = gx_calloc(inputs->n, sizeof *providers);
	GX_AUTO(strv) struct gx_strv physical = GX_STRV_INIT;
	struct join j = { store_dir, warnings, err };
	size_t n = 0;

	for (size_t i = 0; i < inputs->n; i++) {
		char *place = NULL;
		struct stat st;
		int r = gx_profile_resolve(store_dir, inputs->v[i], &place, err);

		if (r)
			return r < 0 ? -1 : gx_fail(err, GX_ENOTFOUND, "%s is not in the store",
						    inputs->v[i]);
		gx_strv_take(&physical, place);
		if (lstat(place, &st) == 0 && !S_ISDIR(st.st_mode)) {
			if (warnings)
				gx_strv_pushf(warnings, "%s is a file, not a package's directory",
					      inputs->v[i]);
			continue;
		}
		providers[n++] = (struct provider){ inputs->v[i], place };
	}
	return join_dirs(&j, AT_FDCWD, out, providers, n, 0);
}
