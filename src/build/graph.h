/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The derivations that stand between the store as it is and the wanted outputs. */
#ifndef GX_BUILD_GRAPH_H
#define GX_BUILD_GRAPH_H

#include "build/build.h"
#include "util/map.h"

enum gx_build_state {
	GX_NODE_VALID,		/* what is wanted of it is there */
	GX_NODE_BLOCKED,	/* some of its inputs are not */
	GX_NODE_READY,
	GX_NODE_LOCKED,		/* another process builds it */
	GX_NODE_RUNNING,
	GX_NODE_DONE,
	GX_NODE_FAILED,
};

struct gx_build_node {
	char *path;		/* of the .drv */
	char *name;		/* "hello-2.12" */
	struct gx_drv *drv;
	struct gx_strv wanted;	/* output names */
	enum gx_build_state state;
	bool needed;		/* it must run */
	bool visiting;
	bool target;
	bool download;
	bool announced;		/* that we wait for its lock */
	unsigned height;	/* longest chain of derivations that wait for it */
	size_t blockers;	/* inputs that are not done */
	struct gx_build_node **users;	size_t nusers, users_cap;
};

struct gx_build_graph {
	struct gx_build_node **order;	/* the needed ones, inputs first */
	size_t norder, order_cap;
	struct gx_build_node **nodes;	/* all that were looked at */
	size_t nnodes, nodes_cap;
	struct gx_map places;		/* in NODES, by path */
	struct gx_strv outputs;		/* what the targets ask for */
};
void gx_build_graph_clear(struct gx_build_graph *graph);
#define gx_cleanup_build_graph gx_build_graph_clear

/* Walk from TARGETS down to valid outputs.  Every output met becomes a temporary root. */
int gx_build_graph_make(struct gx_store *store, const struct gx_strv *targets,
			const struct gx_build_opts *opts, struct gx_build_graph *out,
			struct gx_err *err);
/* The node of the .drv PATH, or NULL. */
struct gx_build_node *gx_build_graph_find(const struct gx_build_graph *graph, const char *path);

#endif
