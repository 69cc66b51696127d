/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `gx pull' recorded: STATE/pull/N.lock for each generation, `current' -> N.lock. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "channel/channel.h"

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

static unsigned long number_of(const char *name)
{
	char *end;
	unsigned long n = strtoul(name, &end, 10);

	return n > 0 && n < 1000000000 && !strcmp(end, ".lock") && *name != '0' ? n : 0;
}

static int no_state(struct gx_err *err)
{
	return gx_fail(err, GX_EFAIL, "no place for the state of `gx pull': HOME is not set");
}

char *gx_pulled_link(void)
{
	GX_AUTO(free) char *dir = state_dir();

	return dir ? gx_path_join(dir, "current") : NULL;
}

int gx_pulled_current(unsigned long *out, struct gx_err *err)
{
	GX_AUTO(free) char *dir = state_dir(), *link = NULL, *target = NULL;
	int rc;

	*out = 0;
	if (!dir)
		return 0;
	link = gx_path_join(dir, "current");
	rc = gx_readlink(link, &target, err);
	if (rc < 0)
		return -1;
	*out = rc == 0 ? number_of(target) : 0;
	return 0;
}

static int by_number(const void *a, const void *b)
{
	unsigned long x = *(const unsigned long *)a, y = *(const unsigned long *)b;

	return (x > y) - (x < y);
}

int gx_pulled_list(unsigned long **out, size_t *n, struct gx_err *err)
{
	GX_AUTO(free) char *dir = state_dir();
	GX_AUTO(free) unsigned long *list = NULL;
	GX_AUTO(dir) DIR *d = dir ? opendir(dir) : NULL;
	struct dirent *e;
	size_t count = 0;

	while (d && (e = readdir(d))) {
		if (!number_of(e->d_name))
			continue;
		list = gx_reallocarray(list, count + 1, sizeof *list);
		list[count++] = number_of(e->d_name);
	}
	if (count)
		qsort(list, count, sizeof *list, by_number);
	*out = gx_steal(&list);
	*n = count;
	return 0;
}

int gx_pulled_read(unsigned long generation, struct gx_lock *out, struct gx_err *err)
{
	GX_AUTO(free) char *dir = state_dir(), *path = NULL;

	if (!generation && gx_pulled_current(&generation, err) < 0)
		return -1;
	if (!generation || !dir)
		return 1;
	path = gx_asprintf("%s/%lu.lock", dir, generation);
	return gx_lock_read(path, out, err);
}

int gx_pulled_time(unsigned long generation, int64_t *out, struct gx_err *err)
{
	GX_AUTO(free) char *dir = state_dir(), *path = NULL;
	struct stat st;

	if (!dir)
		return no_state(err);
	path = gx_asprintf("%s/%lu.lock", dir, generation);
	if (stat(path, &st) < 0)
		return gx_fail_errno(err, "%s", path);
	*out = st.st_mtime;
	return 0;
}

int gx_pulled_switch(unsigned long generation, struct gx_err *err)
{
	GX_AUTO(free) char *dir = state_dir(), *link = NULL, *target = NULL, *path = NULL;

	if (!dir)
		return no_state(err);
	target = gx_asprintf("%lu.lock", generation);
	path = gx_path_join(dir, target);
	if (!gx_exists(path))
		return gx_fail(err, GX_ENOTFOUND, "there is no generation %lu", generation);
	link = gx_path_join(dir, "current");
	return gx_symlink_replace(target, link, err);
}

int gx_pulled_add(const struct gx_lock *lock, unsigned long *out, struct gx_err *err)
{
	GX_AUTO(free) char *dir = state_dir(), *path = NULL;
	unsigned long current;

	if (!dir)
		return no_state(err);
	if (gx_mkdirs(dir, 0700, err) < 0 || gx_pulled_current(&current, err) < 0)
		return -1;
	/* As profiles do: what was rolled back is overwritten. */
	path = gx_asprintf("%s/%lu.lock", dir, current + 1);
	if (gx_lock_write(path, lock, err) < 0 || gx_pulled_switch(current + 1, err) < 0)
		return -1;
	*out = current + 1;
	return 0;
}

int gx_pulled_delete(unsigned long generation, struct gx_err *err)
{
	GX_AUTO(free) char *dir = state_dir(), *path = NULL;
	unsigned long current;

	if (!dir)
		return no_state(err);
	if (gx_pulled_current(&current, err) < 0)
		return -1;
	if (generation == current)
		return gx_fail(err, GX_EFAIL, "generation %lu is the current one", generation);
	path = gx_asprintf("%s/%lu.lock", dir, generation);
	if (unlink(path) < 0 && errno != ENOENT)
		return gx_fail_errno(err, "remove %s", path);
	return 0;
}
