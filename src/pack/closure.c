/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store items of a pack, and how they are spread over layers. */
#include "pack/closure.h"

#include <stdlib.h>
#include <string.h>

static int compare_path(const void *a, const void *b)
{
	const struct gx_pack_item *x = a, *y = b;

	return strcmp(x->path, y->path);
}

const struct gx_pack_item *gx_closure_find(const struct gx_closure *closure, const char *path)
{
	struct gx_pack_item key = { .path = (char *)path };

	return closure->n ? bsearch(&key, closure->items, closure->n, sizeof key, compare_path)
			  : NULL;
}

static int fill_item(struct gx_store *store, struct gx_closure *closure,
		     struct gx_pack_item *item, struct gx_err *err)
{
	struct gx_path_info info = GX_PATH_INFO_INIT;
	int found = gx_store_query(store, item->path, &info, err);

	if (found < 0)
		return -1;
	if (found > 0)
		return gx_fail(err, GX_ENOTFOUND, "%s is not valid", item->path);
	item->physical = gx_store_physical(store, item->path);
	item->nar_hash = info.nar_hash;
	item->nar_size = info.nar_size;
	item->refs = gx_reallocarray(NULL, info.refs.n, sizeof *item->refs);
	for (size_t i = 0; i < info.refs.n; i++) {
		const struct gx_pack_item *ref = gx_closure_find(closure, info.refs.v[i]);

		if (ref && ref != item)
			item->refs[item->nrefs++] = (size_t)(ref - closure->items);
	}
	gx_path_info_clear(&info);
	return 0;
}

int gx_closure_read(struct gx_store *store, const struct gx_strv *roots,
		    struct gx_closure *out, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv paths = GX_STRV_INIT;
	GX_AUTO(closure) struct gx_closure closure = { 0 };

	if (gx_store_requisites(store, roots, &paths, err))
		return -1;
	gx_strv_sort(&paths);
	gx_strv_uniq(&paths);
	closure.items = gx_calloc(paths.n, sizeof *closure.items);
	closure.n = paths.n;
	for (size_t i = 0; i < paths.n; i++)
		closure.items[i].path = gx_strdup(paths.v[i]);
	for (size_t i = 0; i < paths.n; i++) {
		if (fill_item(store, &closure, &closure.items[i], err))
			return -1;
	}
	gx_closure_count(&closure);
	*out = closure;
	closure = (struct gx_closure){ 0 };
	return 0;
}

void gx_closure_clear(struct gx_closure *closure)
{
	for (size_t i = 0; i < closure->n; i++) {
		free(closure->items[i].path);
		free(closure->items[i].physical);
		free(closure->items[i].refs);
	}
	free(closure->items);
	*closure = (struct gx_closure){ 0 };
}

/* Mark everything FROM needs in SEEN (all zero before) using STACK; each gains one. */
static void count_from(struct gx_closure *closure, size_t from, unsigned char *seen,
		       size_t *stack)
{
	size_t depth = 0;

	stack[depth++] = from;
	seen[from] = 1;
	while (depth) {
		struct gx_pack_item *item = &closure->items[stack[--depth]];

		item->popularity++;
		for (size_t i = 0; i < item->nrefs; i++) {
			if (!seen[item->refs[i]]) {
				seen[item->refs[i]] = 1;
				stack[depth++] = item->refs[i];
			}
		}
	}
}

void gx_closure_count(struct gx_closure *closure)
{
	GX_AUTO(free) unsigned char *seen = gx_malloc(closure->n);
	GX_AUTO(free) size_t *stack = gx_reallocarray(NULL, closure->n, sizeof *stack);

	for (size_t i = 0; i < closure->n; i++)
		closure->items[i].popularity = 0;
	for (size_t i = 0; i < closure->n; i++) {
		memset(seen, 0, closure->n);
		count_from(closure, i, seen, stack);
	}
}

static int compare_popularity(const void *a, const void *b, void *payload)
{
	const struct gx_closure *closure = payload;
	const struct gx_pack_item *x = &closure->items[*(const size_t *)a];
	const struct gx_pack_item *y = &closure->items[*(const size_t *)b];

	if (x->popularity != y->popularity)
		return x->popularity > y->popularity ? -1 : 1;
	if (x->nar_size != y->nar_size)
		return x->nar_size > y->nar_size ? -1 : 1;
	return strcmp(x->path, y->path);
}

static int compare_index(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return x < y ? -1 : x > y;
}

size_t gx_layers_plan(const struct gx_closure *closure, size_t max, struct gx_layer_plan **out)
{
	GX_AUTO(free) size_t *order = gx_reallocarray(NULL, closure->n, sizeof *order);
	size_t n = closure->n < max ? closure->n : max;
	struct gx_layer_plan *layers = gx_calloc(n, sizeof *layers);

	for (size_t i = 0; i < closure->n; i++)
		order[i] = i;
	qsort_r(order, closure->n, sizeof *order, compare_popularity, (void *)closure);
	for (size_t i = 0; i < n; i++) {
		layers[i].n = i + 1 < n ? 1 : closure->n - i;
		layers[i].items = gx_reallocarray(NULL, layers[i].n, sizeof *order);
		memcpy(layers[i].items, order + i, layers[i].n * sizeof *order);
		qsort(layers[i].items, layers[i].n, sizeof *order, compare_index);
	}
	*out = layers;
	return n;
}

void gx_layers_free(struct gx_layer_plan *layers, size_t n)
{
	for (size_t i = 0; layers && i < n; i++)
		free(layers[i].items);
	free(layers);
}
