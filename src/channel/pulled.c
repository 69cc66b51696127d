/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `gx pull' recorded: STATE/pull/N.lock for each generation, `current' -> N.lock; for a
 * profile P of the user's own choice P-N.lock beside it, and P -> P-N.lock. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "channel/channel.h"

/* The chain of generations: its folder, its link there, what its files' names begin with. */
struct chain {
	char *dir, *link, *prefix;
};
#define CHAIN_INIT { NULL, NULL, NULL }

static void chain_clear(struct chain *c)
{
	free(c->dir);
	free(c->link);
	free(c->prefix);
}
#define gx_cleanup_chain chain_clear

static char *state_dir(void)
{
	const char *root = getenv("GX_STORE_ROOT"), *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");

	if (root && *root)
		return gx_asprintf("%s/state/pull", root);
	if (state && *state == '/')
		return gx_asprintf("%s/gx/pull", state);
	return home && *home ? gx_asprintf("%s/.local/state/gx/pull", home) : NULL;
}

/* Of PROFILE, or of the user; DIR is NULL where there is no place for it. */
static void chain_of(const char *profile, struct chain *out)
{
	GX_AUTO(free) char *full = profile ? gx_path_absolute(profile) : NULL;

	*out = (struct chain){ .dir = full ? gx_path_dir(full) : state_dir() };
	if (full)
		out->prefix = gx_asprintf("%s-", gx_path_base(full));
	else
		out->prefix = gx_strdup("");
	out->link = full ? gx_steal(&full) : out->dir ? gx_path_join(out->dir, "current") : NULL;
}

/* The file of generation N; yours. */
static char *file_of(const struct chain *c, unsigned long n)
{
	return gx_asprintf("%s/%s%lu.lock", c->dir, c->prefix, n);
}

/* The generation whose file NAME is; 0 when it is none of the chain's. */
static unsigned long number_of(const struct chain *c, const char *name)
{
	size_t len = strlen(c->prefix);
	const char *digits = name + len;
	char *end;
	unsigned long n;

	if (strncmp(name, c->prefix, len) || *digits < '1' || *digits > '9')
		return 0;
	n = strtoul(digits, &end, 10);
	return n < 1000000000 && !strcmp(end, ".lock") ? n : 0;
}

static int no_state(struct gx_err *err)
{
	return gx_fail(err, GX_EFAIL, "no place for the state of `gx pull': HOME is not set");
}

static int no_link(const char *link, struct gx_err *err)
{
	gx_fail(err, GX_EINVALID, "%s is no link to a generation of `gx pull'", link);
	return gx_err_hint(err, "remove it, and choose one: gx pull --list-generations, "
			   "gx pull --switch-generation=N");
}

char *gx_pulled_link(void)
{
	GX_AUTO(chain) struct chain c = CHAIN_INIT;

	chain_of(NULL, &c);
	return gx_steal(&c.link);
}

int gx_pulled_current(const char *profile, unsigned long *out, struct gx_err *err)
{
	GX_AUTO(chain) struct chain c = CHAIN_INIT;
	GX_AUTO(free) char *target = NULL;
	int rc;

	*out = 0;
	chain_of(profile, &c);
	if (!c.dir)
		return 0;
	rc = gx_readlink(c.link, &target, err);
	if (rc < 0)
		return -1;
	*out = rc == 0 ? number_of(&c, target) : 0;
	if (*out || (rc && access(c.link, F_OK) < 0))
		return 0;
	return profile ? gx_fail(err, GX_EEXISTS, "%s is something else than what `gx pull' makes",
				 profile)
		: no_link(c.link, err);
}

static int by_number(const void *a, const void *b)
{
	unsigned long x = *(const unsigned long *)a, y = *(const unsigned long *)b;

	return (x > y) - (x < y);
}

int gx_pulled_list(const char *profile, unsigned long **out, size_t *n, struct gx_err *err)
{
	GX_AUTO(chain) struct chain c = CHAIN_INIT;
	GX_AUTO(free) unsigned long *list = NULL;
	GX_AUTO(dir) DIR *d = NULL;
	struct dirent *e;
	size_t count = 0;

	(void)err;
	chain_of(profile, &c);
	d = c.dir ? opendir(c.dir) : NULL;
	while (d && (e = readdir(d))) {
		if (!number_of(&c, e->d_name))
			continue;
		list = gx_reallocarray(list, count + 1, sizeof *list);
		list[count++] = number_of(&c, e->d_name);
	}
	if (count)
		qsort(list, count, sizeof *list, by_number);
	*out = gx_steal(&list);
	*n = count;
	return 0;
}

/* Without it other channels would be used, silently. */
static int read_current(const char *path, struct gx_lock *out, struct gx_err *err)
{
	int rc = gx_lock_read(path, out, err);

	if (rc == 0)
		return 0;
	if (rc > 0)
		gx_fail(err, GX_ENOTFOUND, "%s, the current generation of `gx pull', is missing",
			path);
	return gx_err_hint(err, "go back to another: gx pull --list-generations, "
			   "gx pull --switch-generation=N");
}

int gx_pulled_read(const char *profile, unsigned long generation, struct gx_lock *out,
		   struct gx_err *err)
{
	GX_AUTO(chain) struct chain c = CHAIN_INIT;
	GX_AUTO(free) char *path = NULL;
	bool current = !generation;

	chain_of(profile, &c);
	if (current && gx_pulled_current(profile, &generation, err) < 0)
		return -1;
	if (!generation || !c.dir)
		return 1;
	path = file_of(&c, generation);
	return current ? read_current(path, out, err) : gx_lock_read(path, out, err);
}

int gx_pulled_time(const char *profile, unsigned long generation, int64_t *out,
		   struct gx_err *err)
{
	GX_AUTO(chain) struct chain c = CHAIN_INIT;
	GX_AUTO(free) char *path = NULL;
	struct stat st;

	chain_of(profile, &c);
	if (!c.dir)
		return no_state(err);
	path = file_of(&c, generation);
	if (stat(path, &st) < 0)
		return gx_fail_errno(err, "%s", path);
	*out = st.st_mtime;
	return 0;
}

int gx_pulled_switch(const char *profile, unsigned long generation, struct gx_err *err)
{
	GX_AUTO(chain) struct chain c = CHAIN_INIT;
	GX_AUTO(free) char *path = NULL;

	chain_of(profile, &c);
	if (!c.dir)
		return no_state(err);
	path = file_of(&c, generation);
	if (!gx_exists(path))
		return gx_fail(err, GX_ENOTFOUND, "there is no generation %lu", generation);
	return gx_symlink_replace(gx_path_base(path), c.link, err);
}

int gx_pulled_add(const char *profile, const struct gx_lock *lock, unsigned long *out,
		  struct gx_err *err)
{
	GX_AUTO(chain) struct chain c = CHAIN_INIT;
	GX_AUTO(free) char *path = NULL;
	unsigned long current;

	chain_of(profile, &c);
	if (!c.dir)
		return no_state(err);
	if (gx_mkdirs(c.dir, 0700, err) < 0 || gx_pulled_current(profile, &current, err) < 0)
		return -1;
	/* As profiles do: what was rolled back is overwritten. */
	path = file_of(&c, current + 1);
	if (gx_lock_write(path, lock, err) < 0 ||
	    gx_pulled_switch(profile, current + 1, err) < 0)
		return -1;
	*out = current + 1;
	return 0;
}

int gx_pulled_delete(const char *profile, unsigned long generation, struct gx_err *err)
{
	GX_AUTO(chain) struct chain c = CHAIN_INIT;
	GX_AUTO(free) char *path = NULL;
	unsigned long current;

	chain_of(profile, &c);
	if (!c.dir)
		return no_state(err);
	if (gx_pulled_current(profile, &current, err) < 0)
		return -1;
	if (generation == current)
		return gx_fail(err, GX_EFAIL, "generation %lu is the current one", generation);
	path = file_of(&c, generation);
	if (unlink(path) < 0 && errno != ENOENT)
		return gx_fail_errno(err, "remove %s", path);
	return 0;
}
