/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door of src/profile: a profile is a store item that joins packages by symbolic links.
 *
 *	PROFILE/manifest	what is in it (below: struct gx_manifest)
 *	PROFILE/etc/profile	a shell script that sets the search paths
 *	PROFILE/bin, …		a directory of one package is one link; a shared one is a real
 *				directory of links
 *
 * Links name /gnu/store, wherever the store is; functions that follow them take the physical
 * store directory and map /gnu/store/… to it, so they also work where the store is shown at
 * its place in a namespace only.
 *
 *	GX_AUTO(manifest) struct gx_manifest *manifest = NULL;
 *	gx_manifest_read(gx_store_dir(store), profile, &manifest, err);
 *	gx_manifest_search_paths(manifest, &specs);
 *	gx_search_path_eval(gx_store_dir(store), profile, &specs.v[0], &list, err);
 */
#ifndef GX_PROFILE_H
#define GX_PROFILE_H

#include "profile/generations.h"
#include "store/drv.h"
#include "store/store.h"
#include "util/util.h"

/* --- search paths ------------------------------------------------------------------------ */

/* How a variable is computed from the files of a profile. */
struct gx_search_path {
	char *variable;		/* "PKG_CONFIG_PATH" */
	struct gx_strv files;	/* "lib/pkgconfig", … below the profile */
	char *separator;	/* ":"; NULL: the variable holds one file name only */
	char *type;		/* "directory", "regular" or "symlink": what counts */
	char *pattern;		/* NULL, or a regular expression for base names below FILES */
};
struct gx_search_paths {
	struct gx_search_path *v;
	size_t n;
};
#define GX_SEARCH_PATHS_INIT { NULL, 0 }
void gx_search_paths_clear(struct gx_search_paths *paths);
#define gx_cleanup_search_paths gx_search_paths_clear
/* A new row at the end of PATHS, to be filled in. */
struct gx_search_path *gx_search_paths_add(struct gx_search_paths *paths);
/* Add a copy of SPEC unless an equal one is there. */
void gx_search_paths_copy(struct gx_search_paths *paths, const struct gx_search_path *spec);
/* PATH, from bin and sbin, first; it is added if missing. */
void gx_search_paths_want_path(struct gx_search_paths *paths);
/* Lines "VARIABLE\tSEPARATOR\tTYPE\tPATTERN\tFILE[\tFILE]…"; an empty separator: one file
 * only; an empty type: directory; an empty pattern: none. */
int gx_search_paths_parse(const char *lines, struct gx_search_paths *out, struct gx_err *err);

/* Which files of SPEC exist below ROOT: their names relative to ROOT, in order.  STORE_DIR is
 * the physical store. */
int gx_search_path_eval(const char *store_dir, const char *root,
			const struct gx_search_path *spec, struct gx_strv *out,
			struct gx_err *err);

/* --- the manifest ------------------------------------------------------------------------ */

struct gx_manifest_entry {
	char *name, *version, *output;
	char *item;			/* store path */
	struct gx_manifest_entry *deps;	/* propagated inputs */
	size_t ndeps;
	struct gx_search_paths paths;
	char *properties;		/* an association list as text, or NULL */
	bool repeated;			/* an entry of that name, version and item came before:
					 * only these three are set */
};
struct gx_manifest {
	int version;			/* 3 or 4 */
	struct gx_manifest_entry *v;
	size_t n;
};
int gx_manifest_parse(const char *text, size_t len, struct gx_manifest **out,
		      struct gx_err *err);
/* PROFILE/manifest, PROFILE being a store path or any directory. */
int gx_manifest_read(const char *store_dir, const char *profile, struct gx_manifest **out,
		     struct gx_err *err);
void gx_manifest_free(struct gx_manifest *manifest);
void gx_cleanup_manifest(struct gx_manifest **manifest);
/* ENTRY itself, or the earlier entry that describes it when it is repeated; borrowed. */
const struct gx_manifest_entry *gx_manifest_described(const struct gx_manifest *manifest,
						      const struct gx_manifest_entry *entry);
/* The text of the file, in the format of VERSION (3 or 4). */
void gx_manifest_format(const struct gx_manifest *manifest, int version, struct gx_buf *out);
/* All specifications in Guix's order, PATH first, without duplicates. */
void gx_manifest_search_paths(const struct gx_manifest *manifest, struct gx_search_paths *out);
/* The store items in the order of precedence: entries, then what they propagate, breadth
 * first; without duplicates. */
void gx_manifest_items(const struct gx_manifest *manifest, struct gx_strv *out);

/* --- making one -------------------------------------------------------------------------- */

/* Join INPUTS (store paths, the first has precedence) in the new directory OUT.  WARNINGS
 * (may be NULL) gets one line for each collision of different files, where the first wins. */
int gx_profile_union(const char *store_dir, const struct gx_strv *inputs, const char *out,
		     struct gx_strv *warnings, struct gx_err *err);
/* OUT/etc/profile for the profile that will be called LOGICAL, from what OUT holds. */
int gx_profile_write_etc(const char *store_dir, const char *out, const char *logical,
			 const struct gx_search_paths *paths, struct gx_err *err);
/* builtin:profile-1.  Environment of DRV: manifest (store path of the file's text), inputs
 * (store paths, separated by spaces), search-paths (see gx_search_paths_parse). Warns on
 * stderr, the log of the build.  Needs no database: it runs inside a sandbox. */
int gx_profile_build(const struct gx_drv *drv, const char *store_dir, const char *physical_out,
		     struct gx_err *err);

/* --- following links --------------------------------------------------------------------- */

/* The physical file that PATH leads to, with every symbolic link followed and /gnu/store
 * mapped to STORE_DIR; yours.  +1 when it does not exist (or links run in a circle). */
int gx_profile_resolve(const char *store_dir, const char *path, char **out, struct gx_err *err);

#endif
