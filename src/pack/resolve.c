/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Follow links inside the store, wherever the store really is. */
#include "pack/resolve.h"

#include <stdlib.h>
#include <string.h>

#define MAX_LINKS 40

/* DONE/TARGET/REST, or TARGET/REST for an absolute TARGET; without "." and "..". */
static char *follow(const char *done, const char *target, const char *rest)
{
	GX_AUTO(free) char *whole = gx_asprintf("%s%s%s%s%s", target[0] == '/' ? "" : done,
						target[0] == '/' ? "" : "/", target,
						*rest ? "/" : "", rest);

	return gx_path_absolute(whole);
}

/* Step through PATH up to its first link.  1: *NEXT is the path to go on with; 0: no link;
 * -1: nothing there. */
static int step(struct gx_store *store, const char *path, struct stat *st, char **next)
{
	size_t at = sizeof GX_STORE_DIR - 1;

	while (path[at]) {
		size_t end = at + 1 + strcspn(path + at + 1, "/");
		GX_AUTO(free) char *here = gx_strndup(path, end);
		GX_AUTO(free) char *physical = gx_store_physical(store, here);
		GX_AUTO(free) char *target = NULL, *parent = gx_strndup(path, at);

		if (lstat(physical, st))
			return -1;
		if (S_ISLNK(st->st_mode)) {
			if (gx_readlink(physical, &target, NULL))
				return -1;
			*next = follow(parent, target, path + end + (path[end] == '/'));
			return 1;
		}
		at = end;
	}
	return 0;
}

char *gx_resolve(struct gx_store *store, const char *logical, struct stat *st)
{
	GX_AUTO(free) char *path = gx_path_absolute(logical);

	for (int links = 0; links < MAX_LINKS; links++) {
		char *next = NULL;
		int result;

		if (strncmp(path, GX_STORE_DIR "/", sizeof GX_STORE_DIR))
			return NULL;
		result = step(store, path, st, &next);
		if (result < 0)
			return NULL;
		if (result == 0)
			return gx_steal(&path);
		free(path);
		path = next;
	}
	return NULL;
}
