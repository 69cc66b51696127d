/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A helper of the shell tests: make a profile from trees, without evaluation or builds.
 *
 *	fake-profile SPECS TREE… [-- SHELL-ARGUMENT…]
 *
 * SPECS: a file of lines as gx_search_paths_parse reads them.  The last component of TREE is
 * the package's name.  Prints the profile's store path; with SHELL-ARGUMENTs also writes the
 * cache entry by which `gx shell SHELL-ARGUMENT…' enters it. */
#include "cli/remember.h"
#include "profile/profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int die(const struct gx_err *err)
{
	gx_complain(err);
	return 1;
}

static int read_specs(const char *file, struct gx_search_paths *out, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	if (gx_file_read(file, 1 << 20, &text, err))
		return -1;
	return gx_search_paths_parse(gx_buf_str(&text), out, err);
}

/* With its references, as a build would register it. */
static int add_profile(struct gx_store *store, const char *dir, const struct gx_strv *items,
		       char **out, struct gx_err *err)
{
	GX_AUTO(free) char *path = NULL;
	struct gx_new_item item = { .physical = dir, .refs = items };
	struct gx_strv *refs = (struct gx_strv *)items;

	gx_strv_sort(refs);
	gx_strv_uniq(refs);
	if (gx_store_canonicalise(store, dir, err) < 0 ||
	    gx_nar_hash(GX_HASH_SHA256, dir, &item.nar_hash, &item.nar_size, err) < 0 ||
	    gx_store_path_fixed("profile", &item.nar_hash, true, &path, err) < 0)
		return -1;
	item.path = path;
	if (gx_store_register(store, &item, 1, NULL, err) < 0)
		return -1;
	*out = gx_steal(&path);
	return 0;
}

static int make_profile(struct gx_store *store, const char *specs, const struct gx_strv *trees,
			char **out, struct gx_err *err)
{
	GX_AUTO(free) char *dir = gx_path_join(gx_store_tmp(store), "fake-profile");
	GX_AUTO(free) char *file = gx_path_join(dir, "manifest");
	GX_AUTO(strv) struct gx_strv items = GX_STRV_INIT;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(manifest) struct gx_manifest *manifest = gx_calloc(1, sizeof *manifest);

	manifest->v = gx_calloc(trees->n, sizeof *manifest->v);
	manifest->n = trees->n;
	for (size_t i = 0; i < trees->n; i++) {
		const char *name = gx_path_base(trees->v[i]);
		char *item = NULL;

		if (gx_store_add_path(store, name, trees->v[i], true, GX_HASH_SHA256, NULL, NULL,
				      &item, err) < 0)
			return -1;
		gx_strv_take(&items, item);
		manifest->v[i].name = gx_strdup(name);
		manifest->v[i].version = gx_strdup("1");
		manifest->v[i].output = gx_strdup("out");
		manifest->v[i].item = gx_strdup(item);
	}
	if (trees->n && read_specs(specs, &manifest->v[0].paths, err) < 0)
		return -1;
	gx_manifest_format(manifest, 4, &text);
	if (gx_remove_tree(dir, err) < 0 ||
	    gx_profile_union(gx_store_dir(store), &items, dir, NULL, err) < 0 ||
	    gx_file_write(file, text.data, text.len, 0444, err) < 0)
		return -1;
	return add_profile(store, dir, &items, out, err);
}

static int remember(struct gx_store *store, const char *profile, int argc, char **argv,
		    struct gx_err *err)
{
	GX_AUTO(shell_args) struct gx_shell_args args = GX_SHELL_ARGS_INIT;
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = NULL;
	struct gx_trace none = { 0 };

	if (gx_shell_args_parse(&args, argc, argv, err) != 0 ||
	    gx_remember_make(store, &args, profile, &entry, err) < 0)
		return -1;
	for (size_t i = 0; i < args.nwords; i++)
		if (args.words[i].id == 'm') {
			struct gx_fact *fact = gx_cache_add_fact(entry, GX_FACT_FILE,
								 args.words[i].value);

			if (gx_fact_record(fact, err) < 0)
				return -1;
			fact->settled = true;	/* tests do not wait for two seconds */
		}
	gx_remember_write(store, entry, &none);
	return 0;
}

int main(int argc, char **argv)
{
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(strv) struct gx_strv trees = GX_STRV_INIT;
	GX_AUTO(free) char *profile = NULL;
	int i;

	for (i = 2; i < argc && strcmp(argv[i], "--"); i++)
		gx_strv_push(&trees, argv[i]);
	if (argc < 2 ||
	    gx_store_open(&(struct gx_store_opts){ .create = true }, &store, &err) < 0 ||
	    make_profile(store, argv[1], &trees, &profile, &err) < 0)
		return die(&err);
	/* argv[i] is "--", in the place of the command's name */
	if (i < argc && remember(store, profile, argc - i, argv + i, &err) < 0)
		return die(&err);
	puts(profile);
	return 0;
}
