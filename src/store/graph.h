/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All valid items and their references in memory, for the collector; private to src/store. */
#ifndef GX_STORE_GRAPH_H
#define GX_STORE_GRAPH_H

#include "store/private.h"

struct gx_node {
	size_t *refs;		/* indices; never the node itself */
	size_t nrefs;
	size_t deriver;		/* index, or GX_NO_NODE */
	bool live;
	bool ordered;
};
#define GX_NO_NODE SIZE_MAX

struct gx_graph {
	struct gx_strv paths;	/* sorted; node I is paths.v[I] */
	struct gx_node *nodes;
	struct gx_map index;
};

void gx_graph_clear(struct gx_graph *graph);
#define gx_cleanup_graph gx_graph_clear
/* All valid items and what they refer to, none marked. */
int gx_graph_load(struct gx_store *store, struct gx_graph *out, struct gx_err *err);
/* Mark PATH, if it is valid, and all that it keeps alive: references, and the derivation that
 * made it. */
void gx_graph_mark(struct gx_graph *graph, const char *path);
/* Indices of dead nodes, each before those that it refers to; yours. */
size_t *gx_graph_dead(struct gx_graph *graph, size_t *n);

#endif
