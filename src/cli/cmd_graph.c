/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx graph and gx why: what refers to what, as a picture or as one chain. */
#include "cli/command.h"
#include "cli/inputs.h"
#include "util/map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { OPT_JSON = GX_OPT_OWN, OPT_PATH };

struct graph_args {
	struct gx_inputs inputs;
	struct gx_strv items;
	const char *output;
	bool derivations, path, json;
};

const struct gx_opt gx_opts_graph[] = {
	GX_OPTS_INPUTS,
	{ 't', "type", "TYPE", "the graph of `references' (default), or `derivation'" },
	{ OPT_PATH, "path", NULL, "only the shortest way from the first item to the second" },
	{ 'o', "output", "FILE", "write to FILE; FILE.svg is drawn by Graphviz's dot" },
	{ OPT_JSON, "json", NULL, "print JSON" },
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};
const struct gx_opt gx_opts_why[] = {
	GX_OPTS_INPUTS,
	{ OPT_JSON, "json", NULL, "print JSON" },
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};

static int on_option(void *payload, int id, const char *value, struct gx_err *err)
{
	struct graph_args *args = payload;

	switch (id) {
	case GX_OPT_OPERAND:
		gx_inputs_operand(&args->inputs, &args->items, value);
		return 0;
	case 't':
		if (strcmp(value, "references") && strcmp(value, "derivation"))
			return gx_fail(err, GX_EUSAGE,
				       "--type takes `references' or `derivation'");
		args->derivations = !strcmp(value, "derivation");
		return 0;
	case OPT_PATH:
		args->path = true;
		return 0;
	case 'o':
		args->output = value;
		return 0;
	case OPT_JSON:
		args->json = true;
		return 0;
	default:
		return gx_inputs_option(&args->inputs, id, value, err);
	}
}

/* Breadth first, so that the first way found is a shortest one.  +1: there is none. */
static int find_chain(struct gx_store *store, const char *from, const char *to,
		      struct gx_strv *chain, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv seen = GX_STRV_INIT, reversed = GX_STRV_INIT;
	GX_AUTO(map) struct gx_map known = GX_MAP_INIT;
	GX_AUTO(free) size_t *parent = gx_calloc(1, sizeof *parent);
	size_t at = 0;

	gx_strv_push(&seen, from);
	gx_map_put(&known, from, 0, NULL);
	for (; at < seen.n && strcmp(seen.v[at], to); at++) {
		GX_AUTO(strv) struct gx_strv refs = GX_STRV_INIT;

		if (gx_store_references(store, seen.v[at], &refs, err) < 0)
			return -1;
		for (size_t i = 0; i < refs.n; i++) {
			bool added;

			gx_map_put(&known, refs.v[i], 0, &added);
			if (!added)
				continue;
			parent = gx_reallocarray(parent, seen.n + 1, sizeof *parent);
			parent[seen.n] = at;
			gx_strv_push(&seen, refs.v[i]);
		}
	}
	if (at == seen.n)
		return 1;
	for (; at; at = parent[at])
		gx_strv_push(&reversed, seen.v[at]);
	gx_strv_push(chain, from);
	for (size_t i = reversed.n; i-- > 0;)
		gx_strv_push(chain, reversed.v[i]);
	return 0;
}

static int chain_of(struct gx_store *store, const struct gx_strv *items, struct gx_strv *chain,
		    struct gx_err *err)
{
	int r;

	if (items->n != 2)
		return gx_fail(err, GX_EUSAGE, "two items are needed: from where, and to where");
	r = find_chain(store, items->v[0], items->v[1], chain, err);
	return r <= 0 ? r : gx_fail(err, GX_ENOTFOUND, "%s does not refer to %s, not even indirectly",
				    items->v[0], items->v[1]);
}

/* --- pictures ----------------------------------------------------------------------------- */

/* The items' names are safe between quotes: a store path has no quote or backslash. */
static int format_graph(struct gx_store *store, const struct gx_strv *nodes, bool json,
			struct gx_buf *out, struct gx_err *err)
{
	GX_AUTO(map) struct gx_map shown = GX_MAP_INIT;

	gx_buf_adds(out, json ? "{\"nodes\":[" : "digraph \"gx\" {\n");
	for (size_t i = 0; i < nodes->n; i++) {
		gx_map_put(&shown, nodes->v[i], i, NULL);
		if (json)
			gx_buf_addf(out, "%s\"%s\"", i ? "," : "", nodes->v[i]);
		else
			gx_buf_addf(out, "  \"%s\" [label = \"%s\", shape = box];\n", nodes->v[i],
				    gx_path_base(nodes->v[i]) + 33);
	}
	gx_buf_adds(out, json ? "],\"edges\":[" : "");
	for (size_t i = 0, n = 0; i < nodes->n; i++) {
		GX_AUTO(strv) struct gx_strv refs = GX_STRV_INIT;

		if (gx_store_references(store, nodes->v[i], &refs, err) < 0)
			return -1;
		for (size_t j = 0; j < refs.n; j++) {
			if (!strcmp(refs.v[j], nodes->v[i]) || !gx_map_has(&shown, refs.v[j]))
				continue;
			gx_buf_addf(out, json ? "%s[\"%s\",\"%s\"]" : "%s  \"%s\" -> \"%s\";\n",
				    json && n ? "," : "", nodes->v[i], refs.v[j]);
			n++;
		}
	}
	gx_buf_adds(out, json ? "]}\n" : "}\n");
	return 0;
}

static int draw(const struct gx_buf *dot, const char *file, struct gx_err *err)
{
	GX_AUTO(fd) int fd = memfd_create("graph", MFD_CLOEXEC);
	char *argv[] = { "dot", "-Tsvg", "-o", (char *)file, NULL };
	struct gx_spawn_fd fds[] = { { fd, 0 } };
	pid_t pid;
	int status;

	if (fd < 0 || gx_fd_write(fd, dot->data, dot->len, err) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return gx_fail_errno(err, "cannot hold the graph");
	if (gx_spawn(&(struct gx_spawn_opts){ .argv = argv, .fds = fds, .nfds = 1 }, &pid,
		     err) < 0)
		return gx_err_hint(err, "Graphviz's dot draws pictures");
	if (gx_wait(pid, &status, err) < 0)
		return -1;
	return status ? gx_fail(err, GX_EFAIL, "dot failed with status %d", status) : 0;
}

static int run_graph(struct graph_args *args, struct gx_err *err)
{
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(strv) struct gx_strv items = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv nodes = GX_STRV_INIT;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	const char *dot = args->output ? strrchr(args->output, '.') : NULL;

	if (!args->inputs.request.ninputs && !args->items.n)
		return gx_fail(err, GX_EUSAGE, "no package or store item was named");
	if (gx_inputs_store(&store, err) < 0 ||
	    gx_inputs_items(store, &args->inputs, &args->items, args->derivations, &items, err) < 0)
		return -1;
	if ((args->path ? chain_of(store, &items, &nodes, err)
			: gx_store_requisites(store, &items, &nodes, err)) < 0 ||
	    format_graph(store, &nodes, args->json, &text, err) < 0)
		return -1;
	if (!args->json && dot && !strcmp(dot, ".svg"))
		return draw(&text, args->output, err);
	if (args->output)
		return gx_file_write(args->output, text.data, text.len, 0644, err);
	fputs(gx_buf_str(&text), stdout);
	return 0;
}

static int run_why(struct graph_args *args, struct gx_err *err)
{
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(strv) struct gx_strv items = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv chain = GX_STRV_INIT;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(json) struct gx_json *array = NULL;

	if (args->inputs.request.ninputs + args->items.n != 2)
		return gx_fail(err, GX_EUSAGE, "two items are needed: from where, and to where");
	/* the order of packages among items would be lost */
	if (args->items.n == 1)
		return gx_fail(err, GX_EUSAGE, "name two packages, or two store items");
	if (gx_inputs_store(&store, err) < 0 ||
	    gx_inputs_items(store, &args->inputs, &args->items, false, &items, err) < 0 ||
	    chain_of(store, &items, &chain, err) < 0)
		return -1;
	array = gx_json_strings(chain.v, chain.n);
	if (args->json) {
		gx_json_format(array, true, &text);
		puts(gx_buf_str(&text));
	}
	for (size_t i = 0; !args->json && i < chain.n; i++)
		puts(chain.v[i]);
	return 0;
}

static int run(const struct gx_command *cmd, int argc, char **argv,
	       int (*perform)(struct graph_args *args, struct gx_err *err), struct gx_err *err)
{
	struct graph_args args = { .inputs = GX_INPUTS_INIT };
	int r = gx_opts_parse(cmd->options, argc, argv, on_option, &args, NULL, err);

	r = r ? gx_command_stop(cmd, r) : perform(&args, err);
	gx_inputs_clear(&args.inputs);
	gx_strv_clear(&args.items);
	return r;
}

int gx_cmd_graph(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	return run(cmd, argc, argv, run_graph, err);
}

int gx_cmd_why(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	return run(cmd, argc, argv, run_why, err);
}
