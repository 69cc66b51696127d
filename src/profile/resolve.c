/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Following links of a store that may be elsewhere than /gnu/store. */
#include "profile/profile.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_LINKS 40

struct walk {
	const char *store_dir;
	char at[PATH_MAX];	/* physical, all links followed; "" is the root */
	char rest[PATH_MAX];	/* what is still to be walked, relative to AT */
	int links;
};

static bool in_store(const char *path)
{
	size_t n = sizeof GX_STORE_DIR - 1;

	return !strncmp(path, GX_STORE_DIR, n) && (path[n] == '/' || !path[n]);
}

/* Continue at PATH, then MORE; false when it does not fit. */
static bool restart(struct walk *w, const char *path, const char *more)
{
	char rest[PATH_MAX];
	bool mapped = in_store(path);

	if (mapped)
		path += sizeof GX_STORE_DIR - 1;
	if (snprintf(rest, sizeof rest, "%s/%s", path, more) >= (int)sizeof rest)
		return false;
	if (*path == '/' || mapped)
		snprintf(w->at, sizeof w->at, "%s", mapped ? w->store_dir : "");
	memcpy(w->rest, rest, sizeof rest);
	return true;
}

/* Follow the link at AT, whose parent ends at PARENT. */
static bool follow(struct walk *w, size_t parent)
{
	char target[PATH_MAX], more[PATH_MAX];
	ssize_t n = readlink(w->at, target, sizeof target - 1);

	if (n <= 0 || ++w->links > MAX_LINKS)
		return false;
	target[n] = '\0';
	w->at[parent] = '\0';
	memcpy(more, w->rest, sizeof more);
	return restart(w, target, more);
}

static bool step(struct walk *w, const char *name, size_t len)
{
	size_t at = strlen(w->at);
	struct stat st;

	if (len == 0 || (len == 1 && name[0] == '.'))
		return true;
	if (len == 2 && name[0] == '.' && name[1] == '.') {
		char *slash = strrchr(w->at, '/');

		if (slash)
			*slash = '\0';
		return true;
	}
	if (at + len + 2 > sizeof w->at)
		return false;
	snprintf(w->at + at, sizeof w->at - at, "/%.*s", (int)len, name);
	if (lstat(w->at, &st) < 0)
		return false;
	return !S_ISLNK(st.st_mode) || follow(w, at);
}

static bool walk(struct walk *w)
{
	while (*w->rest) {
		char name[NAME_MAX + 1];
		size_t len = strcspn(w->rest, "/"), skip = len + (w->rest[len] == '/');

		if (len > NAME_MAX)
			return false;
		memcpy(name, w->rest, len);
		memmove(w->rest, w->rest + skip, strlen(w->rest + skip) + 1);
		if (!step(w, name, len))
			return false;
	}
	return true;
}

/* Where the store is at its place the kernel follows links for us. */
static int resolve_directly(const char *path, char **out)
{
	char *real = realpath(path, NULL);

	if (!real)
		return 1;
	*out = real;
	return 0;
}

int gx_profile_resolve(const char *store_dir, const char *path, char **out, struct gx_err *err)
{
	struct walk w = { .store_dir = store_dir };

	if (*path != '/')
		return gx_fail(err, GX_EFAIL, "'%s' is not absolute", path);
	if (!strcmp(store_dir, GX_STORE_DIR))
		return resolve_directly(path, out);
	if (!restart(&w, path, "") || !walk(&w))
		return 1;
	*out = gx_strdup(*w.at ? w.at : "/");
	return 0;
}
