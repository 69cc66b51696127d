/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lasting roots: links below gcroots and profiles (doc/formats.md 7).
 *
 *	gcroots/NAME      -> /gnu/store/ITEM           a direct root
 *	gcroots/auto/HASH -> /home/me/result           an indirect one: the user's link counts,
 *	                                               HASH = nix-base32(sha1 of its name)
 *	profiles/…        -> P-N-link -> /gnu/store/…  generations of profiles */
#include "store/private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOPS 16		/* links that are followed from a root to its item */

void gx_roots_clear(struct gx_roots *roots)
{
	for (size_t i = 0; i < roots->n; i++) {
		free(roots->v[i].link);
		free(roots->v[i].path);
	}
	free(roots->v);
	*roots = (struct gx_roots){ NULL, 0 };
}

static void add_root(struct gx_roots *roots, const char *link, char *path)
{
	roots->v = gx_reallocarray(roots->v, roots->n + 1, sizeof *roots->v);
	roots->v[roots->n++] = (struct gx_root){ gx_strdup(link), path };
}

/* The item that a link's text points into, by its logical or its physical name. */
static char *item_of(const struct gx_store *store, const char *target)
{
	size_t n = strlen(store->dir);
	GX_AUTO(free) char *logical = NULL;

	if (strncmp(target, store->dir, n) || target[n] != '/')
		return gx_store_path_item(target);
	logical = gx_asprintf("%s%s", GX_STORE_DIR, target + n);
	return gx_store_path_item(logical);
}

/* Follow LINK to a store item.  +1 when it leads elsewhere; *STALE when it leads to nothing. */
static int follow(const struct gx_store *store, const char *link, char **last, char **item,
		  bool *stale)
{
	GX_AUTO(free) char *at = gx_strdup(link);

	*stale = false;
	for (int hop = 0; hop < HOPS; hop++) {
		GX_AUTO(free) char *target = NULL;
		GX_AUTO(free) char *dir = gx_path_dir(at);
		struct stat st;

		if (lstat(at, &st) < 0) {
			*stale = errno == ENOENT || errno == ENOTDIR;
			return 1;
		}
		if (gx_readlink(at, &target, NULL))
			return 1;
		if ((*item = item_of(store, target))) {
			*last = gx_steal(&at);
			return 0;
		}
		free(at);
		at = *target == '/' ? gx_steal(&target) : gx_path_join(dir, target);
	}
	return 1;
}

static int scan_link(struct gx_store *store, const char *link, bool prune, struct gx_roots *out)
{
	GX_AUTO(free) char *last = NULL;
	char *item;
	bool stale;

	if (follow(store, link, &last, &item, &stale) == 0)
		add_root(out, last, item);
	else if (stale && prune)
		unlink(link);
	return 0;
}

/* Below DIR; with PRUNE links to nothing are removed (those in gcroots/auto). */
static int scan_dir(struct gx_store *store, const char *path, unsigned depth, bool prune,
		    struct gx_roots *out, struct gx_err *err)
{
	GX_AUTO(dir) DIR *dir = opendir(path);
	struct dirent *entry;

	if (!dir)
		return errno == ENOENT ? 0 : gx_fail_errno(err, "read %s", path);
	while (errno = 0, (entry = readdir(dir))) {
		GX_AUTO(free) char *child = gx_path_join(path, entry->d_name);
		struct stat st;

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (lstat(child, &st) < 0)
			continue;	/* gone meanwhile */
		if (S_ISLNK(st.st_mode))
			scan_link(store, child, prune, out);
		else if (S_ISDIR(st.st_mode) && depth < 32
			 && scan_dir(store, child, depth + 1, prune, out, err) < 0)
			return -1;
	}
	return errno ? gx_fail_errno(err, "read %s", path) : 0;
}

static int scan_all(struct gx_store *store, bool prune, struct gx_roots *out, struct gx_err *err)
{
	GX_AUTO(free) char *gcroots = gx_path_join(store->state, "gcroots");
	GX_AUTO(free) char *automatic = gx_path_join(store->state, "gcroots/auto");
	GX_AUTO(free) char *profiles = gx_path_join(store->state, "profiles");
	GX_AUTO(roots) struct gx_roots pruned = { NULL, 0 };

	if (prune && scan_dir(store, automatic, 0, true, &pruned, err) < 0)
		return -1;
	if (scan_dir(store, gcroots, 0, false, out, err) < 0)
		return -1;
	return scan_dir(store, profiles, 0, false, out, err);
}

int gx_store_roots(struct gx_store *store, struct gx_roots *out, struct gx_err *err)
{
	GX_AUTO(roots) struct gx_roots found = { NULL, 0 };

	if (scan_all(store, false, &found, err) < 0)
		return -1;
	*out = found;
	found = (struct gx_roots){ NULL, 0 };
	return 0;
}

int gx_store_prune_roots(struct gx_store *store, struct gx_err *err)
{
	GX_AUTO(roots) struct gx_roots ignored = { NULL, 0 };

	return scan_all(store, true, &ignored, err);
}

/* --- making them -------------------------------------------------------------------------- */

/* Root PATH for this process first: between now and the link nobody may collect it. */
static int need_rooted(struct gx_store *store, const char *path, struct gx_err *err)
{
	int r;

	if (!gx_store_path_ok(path))
		return gx_fail(err, GX_EINVALID, "`%s' is not a store path", path);
	if (gx_store_add_temp_root(store, path, err) < 0)
		return -1;
	r = gx_store_is_valid(store, path, err);
	if (r == 0)
		return gx_fail(err, GX_ENOTFOUND, "path `%s' is not valid", path);
	return r < 0 ? -1 : 0;
}

/* Put the link LINK -> TARGET below gcroots.  A crash must not leave a root under a temporary
 * name, so that is made in a folder of its own, which the collector empties; the shared
 * lock keeps it away meanwhile. */
static int put_root(struct gx_store *store, const char *target, const char *link,
		    struct gx_err *err)
{
	GX_AUTO(free) char *dir = gx_path_join(store->state, GX_NEW_ROOTS);
	GX_AUTO(free) char *tmp = NULL;
	GX_AUTO(fd) int lock = -1;
	char name[17];

	gx_random_name(name, sizeof name - 1);
	tmp = gx_path_join(dir, name);
	if (gx_gc_lock(store->state, false, &lock, err) < 0 || gx_mkdirs(dir, 0755, err) < 0)
		return -1;
	if (symlink(target, tmp) < 0 || rename(tmp, link) < 0) {
		gx_fail_errno(err, "link %s", link);
		unlink(tmp);
		return -1;
	}
	return 0;
}

int gx_store_add_direct_root(struct gx_store *store, const char *name, const char *path,
			     struct gx_err *err)
{
	GX_AUTO(free) char *link = gx_asprintf("%s/gcroots/%s", store->state, name);
	GX_AUTO(free) char *dir = gx_path_dir(link);

	if (strstr(name, "..") || *name == '/')
		return gx_fail(err, GX_EINVALID, "`%s' is not a name for a root", name);
	if (need_rooted(store, path, err) < 0 || gx_mkdirs(dir, 0755, err) < 0)
		return -1;
	return put_root(store, path, link, err);
}

/* May LINK be replaced: is it absent, or a link into a store? */
static int check_replaceable(struct gx_store *store, const char *link, struct gx_err *err)
{
	GX_AUTO(free) char *target = NULL;
	GX_AUTO(free) char *item = NULL;
	struct stat st;

	if (lstat(link, &st) < 0)
		return errno == ENOENT ? 0 : gx_fail_errno(err, "%s", link);
	if (gx_readlink(link, &target, err) == 0 && (item = item_of(store, target)))
		return 0;
	gx_fail(err, GX_EEXISTS, "%s exists and is not a link that gx made", link);
	return gx_err_hint(err, "remove it, or choose another name");
}

int gx_store_protect_link(struct gx_store *store, const char *link, struct gx_err *err)
{
	GX_AUTO(free) char *absolute = gx_path_absolute(link);
	GX_AUTO(free) char *name = NULL;
	GX_AUTO(free) char *root = NULL;
	struct gx_hash hash;

	if (gx_store_writable(store, err) < 0)
		return -1;
	gx_hash_data(GX_HASH_SHA1, absolute, strlen(absolute), &hash);
	name = gx_base32_str(hash.bytes, hash.len);
	root = gx_asprintf("%s/gcroots/auto/%s", store->state, name);
	return put_root(store, absolute, root, err);
}

int gx_store_add_indirect_root(struct gx_store *store, const char *link, const char *path,
			       struct gx_err *err)
{
	GX_AUTO(free) char *physical = gx_store_physical(store, path);

	if (need_rooted(store, path, err) < 0 || check_replaceable(store, link, err) < 0)
		return -1;
	/* The link first: a root that points at nothing would be taken for stale. */
	if (gx_symlink_replace(physical, link, err) < 0)
		return -1;
	return gx_store_protect_link(store, link, err);
}
