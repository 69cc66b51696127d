/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The walk over the derivations, once each; and the plan that people see. */
#include "build/graph.h"
#include "build/sizes.h"

#include <stdlib.h>
#include <string.h>

static void node_free(struct gx_build_node *node)
{
	if (!node)
		return;
	free(node->path);
	free(node->name);
	gx_drv_free(node->drv);
	gx_strv_clear(&node->wanted);
	free(node->users);
	free(node);
}

void gx_build_graph_clear(struct gx_build_graph *graph)
{
	for (size_t i = 0; i < graph->nnodes; i++)
		node_free(graph->nodes[i]);
	free(graph->nodes);
	gx_map_clear(&graph->places);
	free(graph->order);
	gx_strv_clear(&graph->outputs);
	memset(graph, 0, sizeof *graph);
}

struct gx_build_node *gx_build_graph_find(const struct gx_build_graph *graph, const char *path)
{
	const size_t *place = gx_map_find(&graph->places, path);

	return place ? graph->nodes[*place] : NULL;
}

static void insert(struct gx_build_graph *graph, struct gx_build_node *node)
{
	if (graph->nnodes == graph->nodes_cap) {
		graph->nodes_cap = graph->nodes_cap ? graph->nodes_cap * 2 : 256;
		graph->nodes = gx_reallocarray(graph->nodes, graph->nodes_cap,
					       sizeof *graph->nodes);
	}
	gx_map_put(&graph->places, node->path, graph->nnodes, NULL);
	graph->nodes[graph->nnodes++] = node;
}

static void add_user(struct gx_build_node *node, struct gx_build_node *user)
{
	if (node->nusers == node->users_cap) {
		node->users_cap = node->users_cap ? node->users_cap * 2 : 4;
		node->users = gx_reallocarray(node->users, node->users_cap, sizeof *node->users);
	}
	node->users[node->nusers++] = user;
	user->blockers++;
}

static void add_order(struct gx_build_graph *graph, struct gx_build_node *node)
{
	if (graph->norder == graph->order_cap) {
		graph->order_cap = graph->order_cap ? graph->order_cap * 2 : 64;
		graph->order = gx_reallocarray(graph->order, graph->order_cap,
					       sizeof *graph->order);
	}
	graph->order[graph->norder++] = node;
}

static int load(struct gx_store *store, struct gx_build_graph *graph, const char *path,
		struct gx_build_node **out, struct gx_err *err)
{
	struct gx_build_node *node = gx_build_graph_find(graph, path);
	struct gx_drv *drv;

	if (node) {
		*out = node;
		return 0;
	}
	if (gx_store_add_temp_root(store, path, err) < 0)
		return -1;
	switch (gx_store_is_valid(store, path, err)) {
	case 0:
		return gx_fail(err, GX_ENOTFOUND, "the derivation %s is not in the store", path);
	case -1:
		return -1;
	}
	if (gx_drv_read(gx_store_dir(store), path, &drv, err) < 0)
		return -1;
	node = gx_calloc(1, sizeof *node);
	node->path = gx_strdup(path);
	node->name = gx_drv_name(path);
	node->drv = drv;
	node->download = !strcmp(drv->builder, "builtin:download") ||
		!strcmp(drv->builder, "builtin:git-download");
	insert(graph, node);
	*out = node;
	return 0;
}

/* 1 when all wanted outputs are valid. */
static int wanted_valid(struct gx_store *store, const struct gx_build_node *node,
			struct gx_err *err)
{
	for (size_t i = 0; i < node->wanted.n; i++) {
		const struct gx_drv_output *output = gx_drv_output(node->drv, node->wanted.v[i]);
		int valid;

		if (gx_store_add_temp_root(store, output->path, err) < 0)
			return -1;
		valid = gx_store_is_valid(store, output->path, err);
		if (valid <= 0)
			return valid;
	}
	return 1;
}

static int want(struct gx_build_node *node, const struct gx_strv *outputs, bool *more,
		struct gx_err *err)
{
	size_t n = outputs->n ? outputs->n : node->drv->noutputs;

	*more = false;
	for (size_t i = 0; i < n; i++) {
		const char *name = outputs->n ? outputs->v[i] : node->drv->outputs[i].name;

		if (!gx_drv_output(node->drv, name))
			return gx_fail(err, GX_ENOTFOUND, "%s has no output named `%s'",
				       node->path, name);
		if (!gx_strv_has(&node->wanted, name)) {
			gx_strv_push(&node->wanted, name);
			*more = true;
		}
	}
	return 0;
}

/* Make sure that OUTPUTS (empty: all) of the derivation PATH will be there.  FORCE: run it
 * even if they are. */
static int visit(struct gx_store *store, struct gx_build_graph *graph, const char *path,
		 const struct gx_strv *outputs, bool force, struct gx_build_node **out,
		 struct gx_err *err)
{
	struct gx_build_node *node = NULL, *input;
	bool more;
	int valid;

	if (load(store, graph, path, &node, err) < 0 || want(node, outputs, &more, err) < 0)
		return -1;
	*out = node;
	if (node->visiting)
		return gx_fail(err, GX_EINVALID, "the derivation %s needs itself", path);
	if (node->needed || (!more && !force))
		return 0;
	valid = force ? 0 : wanted_valid(store, node, err);
	if (valid < 0)
		return -1;
	if (valid)
		return 0;
	node->visiting = true;
	for (size_t i = 0; i < node->drv->ninputs; i++) {
		const struct gx_drv_input *in = &node->drv->inputs[i];

		if (visit(store, graph, in->drv, &in->outputs, false, &input, err) < 0)
			return gx_err_prefix(err, "%s", node->name);
		if (input->needed)
			add_user(input, node);
	}
	node->visiting = false;
	node->needed = true;
	node->state = node->blockers ? GX_NODE_BLOCKED : GX_NODE_READY;
	add_order(graph, node);
	return 0;
}

int gx_build_target_parse(const char *target, char **drv, struct gx_strv *outputs,
			  struct gx_err *err)
{
	const char *bang = strchr(target, '!');
	GX_AUTO(free) char *path = bang ? gx_strndup(target, bang - target) : gx_strdup(target);
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;
	size_t len = strlen(path);

	if (!gx_store_path_ok(path) || len < 5 || strcmp(path + len - 4, ".drv"))
		return gx_fail(err, GX_EINVALID, "`%s' is not a derivation", target);
	if (bang)
		gx_strv_split(&names, bang + 1, ",");
	if (bang && !names.n)
		return gx_fail(err, GX_EINVALID, "`%s' names no output", target);
	gx_strv_append(outputs, &names);
	*drv = gx_steal(&path);
	return 0;
}

static int add_target(struct gx_store *store, struct gx_build_graph *graph, const char *target,
		      bool force, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv outputs = GX_STRV_INIT;
	GX_AUTO(free) char *drv = NULL;
	struct gx_build_node *node = NULL;
	size_t n;

	if (gx_build_target_parse(target, &drv, &outputs, err) < 0 ||
	    visit(store, graph, drv, &outputs, force, &node, err) < 0)
		return -1;
	node->target = true;
	n = outputs.n ? outputs.n : node->drv->noutputs;
	for (size_t i = 0; i < n; i++)
		gx_strv_push(&graph->outputs, outputs.n ?
			     gx_drv_output(node->drv, outputs.v[i])->path :
			     node->drv->outputs[i].path);
	return 0;
}

int gx_build_graph_make(struct gx_store *store, const struct gx_strv *targets,
			const struct gx_build_opts *opts, struct gx_build_graph *out,
			struct gx_err *err)
{
	GX_AUTO(build_graph) struct gx_build_graph graph = { 0 };
	bool force = opts->mode != GX_BUILD_NORMAL || opts->rounds > 1;

	for (size_t i = 0; i < targets->n; i++)
		if (add_target(store, &graph, targets->v[i], force, err) < 0)
			return -1;
	/* Users come after what they use, so their heights are known first. */
	for (size_t i = graph.norder; i-- > 0; ) {
		struct gx_build_node *node = graph.order[i];

		for (size_t j = 0; j < node->nusers; j++)
			if (node->users[j]->height >= node->height)
				node->height = node->users[j]->height + 1;
	}
	*out = graph;
	memset(&graph, 0, sizeof graph);
	return 0;
}

/* --- the plan --------------------------------------------------------------------------- */

static void items_clear(struct gx_build_plan_item *items, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(items[i].drv);
		free(items[i].name);
		gx_strv_clear(&items[i].outputs);
	}
	free(items);
}

void gx_build_plan_clear(struct gx_build_plan *plan)
{
	items_clear(plan->builds, plan->nbuilds);
	items_clear(plan->downloads, plan->ndownloads);
	gx_strv_clear(&plan->outputs);
	*plan = (struct gx_build_plan)GX_BUILD_PLAN_INIT;
}

static void plan_add(struct gx_build_plan_item **items, size_t *n,
		     const struct gx_build_node *node, uint64_t size)
{
	struct gx_build_plan_item *item;

	*items = gx_reallocarray(*items, *n + 1, sizeof **items);
	item = &(*items)[(*n)++];
	*item = (struct gx_build_plan_item){
		.drv = gx_strdup(node->path),
		.name = gx_strdup(node->name),
		.size = size,
	};
	for (size_t i = 0; i < node->drv->noutputs; i++)
		gx_strv_push(&item->outputs, node->drv->outputs[i].path);
}

int gx_build_plan(struct gx_store *store, const struct gx_strv *targets,
		  const struct gx_build_opts *opts, struct gx_build_plan *out, struct gx_err *err)
{
	GX_AUTO(build_graph) struct gx_build_graph graph = { 0 };
	GX_AUTO(sizes) struct gx_sizes sizes = GX_SIZES_INIT;
	struct gx_build_plan plan = GX_BUILD_PLAN_INIT;

	if (gx_build_graph_make(store, targets, opts, &graph, err) < 0)
		return -1;
	gx_sizes_read(&sizes);
	plan.sizes_known = true;
	for (size_t i = 0; i < graph.norder; i++) {
		const struct gx_build_node *node = graph.order[i];

		if (!node->download) {
			plan_add(&plan.builds, &plan.nbuilds, node, 0);
			continue;
		}
		plan_add(&plan.downloads, &plan.ndownloads, node, gx_sizes_get(&sizes, node->drv));
		plan.download_bytes += plan.downloads[plan.ndownloads - 1].size;
		if (!plan.downloads[plan.ndownloads - 1].size)
			plan.sizes_known = false;
	}
	gx_strv_append(&plan.outputs, &graph.outputs);
	*out = plan;
	return 0;
}
