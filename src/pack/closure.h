/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store items of a pack, and how they are spread over layers. */
#ifndef GX_PACK_CLOSURE_H
#define GX_PACK_CLOSURE_H

#include "store/store.h"

struct gx_pack_item {
	char *path;		/* /gnu/store/HASH-NAME */
	char *physical;
	struct gx_hash nar_hash;
	uint64_t nar_size;
	size_t *refs;		/* indices of other items */
	size_t nrefs;
	size_t popularity;	/* items of this closure that need it, itself included */
};

/* Sorted by path. */
struct gx_closure {
	struct gx_pack_item *items;
	size_t n;
};

/* The closure of ROOTS, with popularity. */
int gx_closure_read(struct gx_store *store, const struct gx_strv *roots,
		    struct gx_closure *out, struct gx_err *err);
void gx_closure_clear(struct gx_closure *closure);
#define gx_cleanup_closure gx_closure_clear
/* Fill in each item's popularity from the references. */
void gx_closure_count(struct gx_closure *closure);
/* The item with PATH, or NULL. */
const struct gx_pack_item *gx_closure_find(const struct gx_closure *closure, const char *path);

/* One layer: a run of item indices, sorted by path. */
struct gx_layer_plan {
	size_t *items;
	size_t n;
};

/* At most MAX layers (1 or more): the most popular items alone in a layer each, most popular
 * first; the rest together in the last.  Equally popular items: the larger one first, then
 * by path.  Returns the number of layers; free with gx_layers_free. */
size_t gx_layers_plan(const struct gx_closure *closure, size_t max, struct gx_layer_plan **out);
void gx_layers_free(struct gx_layer_plan *layers, size_t n);

#endif
