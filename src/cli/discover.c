/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding a project's manifest; needs libc only, for the thin gx. */
#include "cli/discover.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *in_directory(const char *dir)
{
	static const char *const names[] = { "manifest.scm", "guix.scm" };

	for (size_t i = 0; i < GX_ARRAY_SIZE(names); i++) {
		GX_AUTO(free) char *file = gx_path_join(dir, names[i]);
		struct stat st;

		if (stat(file, &st) == 0 && S_ISREG(st.st_mode))
			return gx_steal(&file);
	}
	return NULL;
}

char *gx_discover_find(const char *dir)
{
	GX_AUTO(free) char *at = gx_path_absolute(dir);

	for (;;) {
		char *file = in_directory(at), *parent;

		if (file || !strcmp(at, "/"))
			return file;
		parent = gx_path_dir(at);
		free(at);
		at = parent;
	}
}

char *gx_discover_dir(void)
{
	const char *root = getenv("GX_STORE_ROOT"), *xdg = getenv("XDG_CONFIG_HOME");
	const char *home = getenv("HOME");

	if (root && *root)
		return gx_path_join(root, "config/allowed");
	if (xdg && *xdg == '/')
		return gx_path_join(xdg, "gx/allowed");
	return gx_path_join(home && *home ? home : "/", ".config/gx/allowed");
}

void gx_discover_key(const char *file, struct gx_buf *key)
{
	gx_cache_key_add(key, "allow");
	gx_cache_key_add(key, file);
}

int gx_discover_read(const char *file, struct gx_cache_entry **out)
{
	GX_AUTO(free) char *dir = gx_discover_dir();
	GX_AUTO(buf) struct gx_buf key = GX_BUF_INIT;

	gx_discover_key(file, &key);
	return gx_cache_read(dir, &key, out, NULL);
}

void gx_discover_use(struct gx_shell_args *args, const char *file)
{
	if (!strcmp(gx_path_base(file), "guix.scm")) {
		/* a package: what is needed to work on it */
		gx_shell_args_add(args, 'D', NULL);
		gx_shell_args_add(args, 'f', file);
	} else {
		gx_shell_args_add(args, 'm', file);
	}
	free(args->project);
	args->project = gx_path_dir(file);
}

bool gx_discover_quick(struct gx_shell_args *args)
{
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = NULL;
	GX_AUTO(free) char *file = args->no_discovery ? NULL : gx_discover_find(".");

	if (!file || gx_discover_read(file, &entry) != 0 ||
	    gx_cache_check_quick(entry, NULL) != GX_CACHE_FRESH)
		return false;
	gx_discover_use(args, file);
	return true;
}
