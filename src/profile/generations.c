/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Generations of a profile: reading, adding, switching, deleting. */
#include "profile/generations.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOPS 16
#define LINK_END "-link"

void gx_generations_clear(struct gx_generations *all)
{
	for (size_t i = 0; i < all->n; i++)
		free(all->v[i].item);
	free(all->v);
	*all = (struct gx_generations)GX_GENERATIONS_INIT;
}

/* --- names ------------------------------------------------------------------------------- */

/* Is NAME "BASE-N-link", with BASE of LEN bytes (or any, when LEN is 0)?  *NUMBER and *LEN
 * are set then. */
static bool parse_link(const char *name, size_t *len, unsigned long *number)
{
	size_t n = strlen(name), end = strlen(LINK_END), at;

	if (n <= end || strcmp(name + n - end, LINK_END))
		return false;
	for (at = n - end; at > 0 && isdigit((unsigned char)name[at - 1]); at--)
		;
	if (at == n - end || n - end - at > 9 || at < 2 || name[at - 1] != '-')
		return false;
	if (name[at] == '0' && n - end - at > 1)
		return false;
	*len = at - 1;
	*number = strtoul(name + at, NULL, 10);
	return true;
}

char *gx_generation_profile(const char *link)
{
	const char *base = gx_path_base(link);
	unsigned long number;
	size_t len;

	if (!parse_link(base, &len, &number))
		return NULL;
	return gx_strndup(link, (size_t)(base - link) + len);
}

char *gx_generation_link(const char *profile, unsigned long number)
{
	return gx_asprintf("%s-%lu" LINK_END, profile, number);
}

/* Does TARGET, of the link PROFILE, name one of its generations? */
static bool is_generation_of(const char *profile, const char *target, unsigned long *number)
{
	const char *base = gx_path_base(profile), *name = gx_path_base(target);
	size_t len;

	return parse_link(name, &len, number) && len == strlen(base) && !strncmp(name, base, len);
}

/* Does TARGET lead into the store, whatever it is called on disk? */
static bool is_item(const char *target)
{
	const char *logical = strstr(target, GX_STORE_DIR "/");
	GX_AUTO(free) char *item = logical ? gx_store_path_item(logical) : NULL;

	return item;
}

int gx_profile_place(const char *name, char **out, struct gx_err *err)
{
	GX_AUTO(free) char *at = gx_path_absolute(name);

	for (int hop = 0; hop < HOPS; hop++) {
		GX_AUTO(free) char *target = NULL, *dir = gx_path_dir(at), *next = NULL;
		unsigned long number;
		int r = gx_readlink(at, &target, err);

		if (r < 0)
			return -1;
		if (r > 0 || is_generation_of(at, target, &number) ||
		    is_item(target)) {
			*out = gx_steal(&at);
			return 0;
		}
		next = *target == '/' ? gx_steal(&target) : gx_path_join(dir, target);
		free(at);
		at = gx_path_absolute(next);
	}
	return gx_fail(err, GX_EINVALID, "%s: too many links", name);
}

/* --- reading ------------------------------------------------------------------------------- */

/* The store path that the link LINK names, physically or logically; NULL when it leads
 * nowhere. */
static char *item_of(const char *store_dir, const char *link)
{
	GX_AUTO(free) char *target = NULL, *item = NULL, *physical = NULL;
	size_t n = strlen(store_dir);

	if (gx_readlink(link, &target, NULL))
		return NULL;
	if (!strncmp(target, store_dir, n) && target[n] == '/')
		item = gx_asprintf(GX_STORE_DIR "%s", target + n);
	else
		item = gx_strdup(target);
	if (!gx_store_path_ok(item))
		return NULL;
	physical = gx_path_join(store_dir, gx_path_base(item));
	return gx_exists(physical) ? gx_steal(&item) : NULL;
}

static int by_number(const void *a, const void *b)
{
	const struct gx_generation *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

static void add_generation(const char *store_dir, const char *profile, unsigned long number,
			   struct gx_generations *out)
{
	GX_AUTO(free) char *link = gx_generation_link(profile, number);
	struct stat st;

	if (lstat(link, &st) < 0 || !S_ISLNK(st.st_mode))
		return;
	out->v = gx_reallocarray(out->v, out->n + 1, sizeof *out->v);
	out->v[out->n++] = (struct gx_generation){ number, st.st_mtime,
						   item_of(store_dir, link) };
}

static int read_current(const char *profile, struct gx_generations *out, struct gx_err *err)
{
	GX_AUTO(free) char *target = NULL;
	struct stat st;

	if (lstat(profile, &st) < 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 : gx_fail_errno(err, "%s", profile);
	if (S_ISLNK(st.st_mode) && gx_readlink(profile, &target, NULL) == 0 &&
	    is_generation_of(profile, target, &out->current)) {
		out->exists = true;
		return 0;
	}
	gx_fail(err, GX_EEXISTS, "%s is not a profile with generations", profile);
	return gx_err_hint(err, "such a profile is a link to %s-N-link",
			   gx_path_base(profile));
}

int gx_generations_read(const char *store_dir, const char *profile, struct gx_generations *out,
			struct gx_err *err)
{
	GX_AUTO(generations) struct gx_generations all = GX_GENERATIONS_INIT;
	GX_AUTO(free) char *parent = gx_path_dir(profile);
	GX_AUTO(dir) DIR *dir = NULL;
	struct dirent *entry;
	unsigned long number;

	if (read_current(profile, &all, err) < 0)
		return -1;
	dir = opendir(parent);
	if (!dir && errno != ENOENT)
		return gx_fail_errno(err, "read %s", parent);
	while (dir && (entry = readdir(dir)))
		if (is_generation_of(profile, entry->d_name, &number))
			add_generation(store_dir, profile, number, &all);
	if (all.n)
		qsort(all.v, all.n, sizeof *all.v, by_number);
	*out = all;
	all = (struct gx_generations)GX_GENERATIONS_INIT;
	return 0;
}

const struct gx_generation *gx_generations_find(const struct gx_generations *all,
						unsigned long number)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].number == number)
			return &all->v[i];
	return NULL;
}

unsigned long gx_generations_previous(const struct gx_generations *all)
{
	unsigned long previous = 0;

	for (size_t i = 0; i < all->n && all->v[i].number < all->current; i++)
		previous = all->v[i].number;
	return previous;
}

/* --- changing ------------------------------------------------------------------------------ */

int gx_profile_lock(const char *profile, bool wait, struct gx_profile_lock *out,
		    struct gx_err *err)
{
	GX_AUTO(free) char *file = gx_asprintf("%s.lock", profile), *dir = gx_path_dir(profile);
	GX_AUTO(fd) int fd = -1;
	int r;

	if (gx_mkdirs(dir, 0755, err) < 0)
		return -1;
	r = gx_lock_file(file, wait ? GX_LOCK_EXCLUSIVE : GX_LOCK_TRY, &fd, err);
	if (r)
		return r;
	*out = (struct gx_profile_lock){ gx_steal(&file), gx_steal_fd(&fd) };
	return 0;
}

void gx_profile_unlock(struct gx_profile_lock *lock)
{
	/* While it is held: who waits for it sees that the name is gone. */
	if (lock->fd >= 0)
		unlink(lock->file);
	gx_close(&lock->fd);
	free(lock->file);
	lock->file = NULL;
}

/* Is PROFILE in the store's own directory of profiles, where each link is a root? */
static bool is_in_state(const struct gx_store *store, const char *profile)
{
	GX_AUTO(free) char *profiles = gx_path_join(gx_store_state(store), "profiles/");

	return !strncmp(profile, profiles, strlen(profiles));
}

int gx_generation_add(struct gx_store *store, const char *profile, unsigned long number,
		      const char *item, struct gx_err *err)
{
	GX_AUTO(free) char *link = gx_generation_link(profile, number);
	GX_AUTO(free) char *physical = gx_store_physical(store, item);

	if (gx_store_add_temp_root(store, item, err) < 0)
		return -1;
	/* It is not the current one, so it need not be replaced in one step; a temporary
	 * name that a crash leaves would be a root for ever. */
	if (unlink(link) < 0 && errno != ENOENT)
		return gx_fail_errno(err, "remove %s", link);
	if (symlink(physical, link) < 0)
		return gx_fail_errno(err, "link %s", link);
	if (!is_in_state(store, profile) && gx_store_protect_link(store, link, err) < 0)
		return -1;
	return gx_generation_switch(profile, number, err);
}

int gx_generation_switch(const char *profile, unsigned long number, struct gx_err *err)
{
	GX_AUTO(free) char *link = gx_generation_link(profile, number);
	GX_AUTO(free) char *new = gx_asprintf("%s-new" LINK_END, profile);
	GX_AUTO(free) char *dir = gx_path_dir(profile);
	struct stat st;

	if (lstat(link, &st) < 0)
		return gx_fail(err, GX_ENOTFOUND, "%s has no generation %lu", profile, number);
	if (unlink(new) < 0 && errno != ENOENT)
		return gx_fail_errno(err, "remove %s", new);
	if (symlink(gx_path_base(link), new) < 0 || rename(new, profile) < 0)
		return gx_fail_errno(err, "link %s", profile);
	return gx_dir_sync(dir, err);
}

int gx_generation_delete(const char *profile, unsigned long number, struct gx_err *err)
{
	GX_AUTO(free) char *link = gx_generation_link(profile, number);

	if (unlink(link) < 0 && errno != ENOENT)
		return gx_fail_errno(err, "remove %s", link);
	return 0;
}
