/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The graph of valid items: what is alive, and in which order the rest may go. */
#include "store/graph.h"

#include <stdlib.h>
#include <string.h>

void gx_graph_clear(struct gx_graph *graph)
{
	for (size_t i = 0; i < graph->paths.n; i++)
		free(graph->nodes[i].refs);
	free(graph->nodes);
	gx_strv_clear(&graph->paths);
	gx_map_clear(&graph->index);
}

static size_t find(const struct gx_graph *graph, const char *path)
{
	const size_t *index = path ? gx_map_find(&graph->index, path) : NULL;

	return index ? *index : GX_NO_NODE;
}

static void add_ref(struct gx_node *node, size_t to)
{
	if ((node->nrefs & (node->nrefs - 1)) == 0)
		node->refs = gx_reallocarray(node->refs, node->nrefs ? node->nrefs * 2 : 1,
					     sizeof *node->refs);
	node->refs[node->nrefs++] = to;
}

/* Rows of two paths; FN gets the indices of both. */
static int each_pair(struct gx_store *store, struct gx_graph *graph, enum gx_stmt which,
		     void (*fn)(struct gx_graph *graph, size_t a, size_t b), struct gx_err *err)
{
	sqlite3_stmt *stmt = gx_db_stmt(store->db, which, err);
	int r = -1;

	while (stmt && (r = gx_db_step(store->db, stmt, err)) > 0) {
		size_t a = find(graph, (const char *)sqlite3_column_text(stmt, 0));
		size_t b = find(graph, (const char *)sqlite3_column_text(stmt, 1));

		if (a != GX_NO_NODE && b != GX_NO_NODE && a != b)
			fn(graph, a, b);
	}
	return r;
}

static void set_ref(struct gx_graph *graph, size_t a, size_t b)
{
	add_ref(&graph->nodes[a], b);
}

static void set_deriver(struct gx_graph *graph, size_t a, size_t b)
{
	graph->nodes[a].deriver = b;
}

static int load(struct gx_store *store, struct gx_graph *graph, struct gx_err *err)
{
	if (gx_store_all_valid(store, &graph->paths, err) < 0)
		return -1;
	graph->nodes = gx_calloc(graph->paths.n, sizeof *graph->nodes);
	for (size_t i = 0; i < graph->paths.n; i++) {
		graph->nodes[i].deriver = GX_NO_NODE;
		gx_map_put(&graph->index, graph->paths.v[i], i, NULL);
	}
	if (each_pair(store, graph, GX_STMT_ALL_REFS, set_ref, err) < 0)
		return -1;
	return each_pair(store, graph, GX_STMT_ALL_DERIVERS, set_deriver, err);
}

int gx_graph_load(struct gx_store *store, struct gx_graph *out, struct gx_err *err)
{
	struct gx_graph graph = { GX_STRV_INIT, NULL, GX_MAP_INIT };
	bool began = gx_db_read_begin(store->db);
	int r = load(store, &graph, err);

	gx_db_read_end(store->db, began);
	if (r < 0) {
		gx_graph_clear(&graph);
		return -1;
	}
	*out = graph;
	return 0;
}

void gx_graph_mark(struct gx_graph *graph, const char *path)
{
	size_t *todo = NULL, n = 0, cap = 0, first = find(graph, path);

	if (first == GX_NO_NODE || graph->nodes[first].live)
		return;
	graph->nodes[first].live = true;
	for (size_t at = first;;) {
		struct gx_node *node = &graph->nodes[at];

		if (n + node->nrefs + 1 > cap) {
			cap = (n + node->nrefs + 1) * 2;
			todo = gx_reallocarray(todo, cap, sizeof *todo);
		}
		for (size_t i = 0; i <= node->nrefs; i++) {
			size_t to = i < node->nrefs ? node->refs[i] : node->deriver;

			if (to == GX_NO_NODE || graph->nodes[to].live)
				continue;
			graph->nodes[to].live = true;
			todo[n++] = to;
		}
		if (!n)
			break;
		at = todo[--n];
	}
	free(todo);
}

struct frame {
	size_t node;
	size_t next;
};

/* Append FIRST after all dead nodes that it refers to (depth first, own stack). */
static void order_from(struct gx_graph *graph, size_t first, size_t *out, size_t *n)
{
	struct frame *stack = gx_malloc(sizeof *stack);
	size_t depth = 1, cap = 1;

	graph->nodes[first].ordered = true;
	stack[0] = (struct frame){ first, 0 };
	while (depth) {
		struct frame *top = &stack[depth - 1];
		struct gx_node *node = &graph->nodes[top->node];

		if (top->next == node->nrefs) {
			out[(*n)++] = top->node;
			depth--;
			continue;
		}
		size_t to = node->refs[top->next++];

		if (graph->nodes[to].live || graph->nodes[to].ordered)
			continue;
		graph->nodes[to].ordered = true;
		if (depth == cap)
			stack = gx_reallocarray(stack, cap *= 2, sizeof *stack);
		stack[depth++] = (struct frame){ to, 0 };
	}
	free(stack);
}

size_t *gx_graph_dead(struct gx_graph *graph, size_t *count)
{
	size_t *out = gx_calloc(graph->paths.n, sizeof *out), n = 0;

	for (size_t i = 0; i < graph->paths.n; i++)
		if (!graph->nodes[i].live && !graph->nodes[i].ordered)
			order_from(graph, i, out, &n);
	for (size_t i = 0; i < n / 2; i++) {
		size_t other = out[n - 1 - i];

		out[n - 1 - i] = out[i];
		out[i] = other;
	}
	*count = n;
	return out;
}
