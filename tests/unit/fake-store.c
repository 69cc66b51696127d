/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Just enough of a store for pack tests: items below ROOT/gnu/store, their references in
 * ROOT/refs, one "ITEM REFERENCE…" a line. */
#include "fake-store.h"

#include <stdlib.h>
#include <string.h>

struct gx_store {
	char *root;
	struct gx_strv lines;
};

struct gx_store *fake_store_open(const char *root)
{
	struct gx_store *store = gx_calloc(1, sizeof *store);
	GX_AUTO(free) char *refs = gx_path_join(root, "refs");
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	store->root = gx_strdup(root);
	if (gx_file_read(refs, 1 << 20, &text, NULL))
		abort();
	gx_strv_split(&store->lines, gx_buf_str(&text), "\n");
	return store;
}

void gx_store_close(struct gx_store *store)
{
	free(store->root);
	gx_strv_clear(&store->lines);
	free(store);
}

char *gx_store_physical(const struct gx_store *store, const char *logical)
{
	return gx_asprintf("%s%s", store->root, logical);
}

const char *gx_store_cache(const struct gx_store *store)
{
	return store->root;
}

const char *gx_store_tmp(struct gx_store *store)
{
	return store->root;
}

int gx_store_references(struct gx_store *store, const char *path, struct gx_strv *out,
			struct gx_err *err)
{
	for (size_t i = 0; i < store->lines.n; i++) {
		GX_AUTO(strv) struct gx_strv words = GX_STRV_INIT;

		gx_strv_split(&words, store->lines.v[i], " ");
		if (strcmp(words.v[0], path))
			continue;
		for (size_t k = 1; k < words.n; k++)
			gx_strv_push(out, words.v[k]);
		gx_strv_sort(out);
		return 0;
	}
	return gx_fail(err, GX_ENOTFOUND, "%s is not valid", path);
}

int gx_store_query(struct gx_store *store, const char *path, struct gx_path_info *out,
		   struct gx_err *err)
{
	GX_AUTO(free) char *physical = gx_store_physical(store, path);

	if (gx_store_references(store, path, &out->refs, err))
		return -1;
	out->path = gx_strdup(path);
	return gx_nar_hash(GX_HASH_SHA256, physical, &out->nar_hash, &out->nar_size, err);
}

void gx_path_info_clear(struct gx_path_info *info)
{
	free(info->path);
	free(info->deriver);
	gx_strv_clear(&info->refs);
}

static int visit(struct gx_store *store, const char *path, struct gx_strv *out,
		 struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv refs = GX_STRV_INIT;

	if (gx_strv_has(out, path))
		return 0;
	if (gx_store_references(store, path, &refs, err))
		return -1;
	gx_strv_push(out, path);
	for (size_t i = 0; i < refs.n; i++) {
		if (visit(store, refs.v[i], out, err))
			return -1;
	}
	return 0;
}

int gx_store_requisites(struct gx_store *store, const struct gx_strv *paths,
			struct gx_strv *out, struct gx_err *err)
{
	for (size_t i = 0; i < paths->n; i++) {
		if (visit(store, paths->v[i], out, err))
			return -1;
	}
	return 0;
}
