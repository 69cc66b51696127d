/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Relocatable packs: a twin of the profile whose programs are launchers.
 *
 *	gnu/store/HASH-profileR/.launcher	src/pack/launcher, static
 *	gnu/store/HASH-profileR/bin/NAME	the same file, for each program; sbin, libexec too
 *	gnu/store/HASH-profileR/ENTRY		-> ../HASH-profile/ENTRY, for everything else */
#include "pack/relocate.h"
#include "pack/resolve.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const program_dirs[] = { "bin", "sbin", "libexec" };

char *gx_relocate_twin(const struct gx_pack_opts *opts)
{
	return gx_asprintf("%s%s", opts->profile, opts->relocatable > 1 ? "RR" : "R");
}

static int list_names(const char *physical, struct gx_strv *out, struct gx_err *err)
{
	GX_AUTO(dir) DIR *dir = opendir(physical);
	struct dirent *d;

	if (!dir)
		return gx_fail_errno(err, "list %s", physical);
	while ((d = readdir(dir))) {
		if (strcmp(d->d_name, ".") && strcmp(d->d_name, ".."))
			gx_strv_push(out, d->d_name);
	}
	gx_strv_sort(out);
	return 0;
}

/* The names in LOGICAL, a directory once its links are followed; +1 when there is none. */
static int list_logical(struct gx_content *c, const char *logical, struct gx_strv *out,
			struct gx_err *err)
{
	struct stat st;
	GX_AUTO(free) char *found = gx_resolve(c->store, logical, &st);
	GX_AUTO(free) char *physical = found ? gx_store_physical(c->store, found) : NULL;

	if (!found || !S_ISDIR(st.st_mode))
		return 1;
	return list_names(physical, out, err);
}

static int add_program(struct gx_content *c, const char *twin, const char *dir, const char *name,
		       struct gx_err *err)
{
	GX_AUTO(free) char *logical = gx_asprintf("%s/%s/%s", c->opts->profile, dir, name);
	GX_AUTO(free) char *path = gx_asprintf("%s/%s/%s", twin, dir, name);
	GX_AUTO(free) char *launcher = gx_path_join(twin, ".launcher");
	struct stat st;
	GX_AUTO(free) char *found = gx_resolve(c->store, logical, &st);

	if (!found)
		return 0;
	if (S_ISREG(st.st_mode) && (st.st_mode & S_IXUSR))
		return gx_rootfs_hard(&c->rootfs, path, launcher, err);
	return gx_rootfs_link(&c->rootfs, path, logical, err);
}

static int add_programs(struct gx_content *c, const char *twin, const char *dir,
			struct gx_err *err)
{
	GX_AUTO(free) char *logical = gx_path_join(c->opts->profile, dir);
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;

	if (list_logical(c, logical, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.n; i++) {
		if (add_program(c, twin, dir, names.v[i], err))
			return -1;
	}
	return 0;
}

static bool is_program_dir(const char *name)
{
	for (size_t i = 0; i < GX_ARRAY_SIZE(program_dirs); i++) {
		if (!strcmp(name, program_dirs[i]))
			return true;
	}
	return false;
}

static int add_others(struct gx_content *c, const char *twin, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;

	if (list_logical(c, c->opts->profile, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.n; i++) {
		GX_AUTO(free) char *path = gx_path_join(twin, names.v[i]);
		GX_AUTO(free) char *target = gx_asprintf("../%s/%s", gx_path_base(c->opts->profile),
							 names.v[i]);

		if (!is_program_dir(names.v[i]) &&
		    gx_rootfs_link(&c->rootfs, path, target, err))
			return -1;
	}
	return 0;
}

int gx_relocate_add(struct gx_content *c, struct gx_err *err)
{
	GX_AUTO(free) char *twin = gx_relocate_twin(c->opts);
	GX_AUTO(free) char *launcher = gx_path_join(twin, ".launcher");

	if (!c->opts->launcher || !gx_exists(c->opts->launcher))
		return gx_fail(err, GX_ENOTFOUND, "the launcher of relocatable packs (%s) is not "
			       "installed", c->opts->launcher ? c->opts->launcher : "gx-launcher");
	if (gx_rootfs_copy(&c->rootfs, launcher, 0555, c->opts->launcher, err))
		return -1;
	for (size_t i = 0; i < GX_ARRAY_SIZE(program_dirs); i++) {
		if (add_programs(c, twin, program_dirs[i], err))
			return -1;
	}
	return add_others(c, twin, err);
}
