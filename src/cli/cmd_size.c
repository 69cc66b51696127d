/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx size: what closures weigh, item by item. */
#include "cli/command.h"
#include "cli/inputs.h"
#include "util/map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPT_SORT = GX_OPT_OWN, OPT_JSON };

struct size_args {
	struct gx_inputs inputs;
	struct gx_strv items;
	const char *sort;		/* "self" or "closure" */
	bool json;
};

const struct gx_opt gx_opts_size[] = {
	GX_OPTS_INPUTS,
	{ OPT_SORT, "sort", "KEY", "sort by `closure' (default) or `self'" },
	{ OPT_JSON, "json", NULL, "print JSON" },
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};

struct row {
	char *path;
	uint64_t self;
	uint64_t closure;
};

static int on_option(void *payload, int id, const char *value, struct gx_err *err)
{
	struct size_args *args = payload;

	switch (id) {
	case GX_OPT_OPERAND:
		gx_inputs_operand(&args->inputs, &args->items, value);
		return 0;
	case OPT_SORT:
		if (strcmp(value, "self") && strcmp(value, "closure"))
			return gx_fail(err, GX_EUSAGE, "--sort takes `closure' or `self'");
		args->sort = value;
		return 0;
	case OPT_JSON:
		args->json = true;
		return 0;
	default:
		return gx_inputs_option(&args->inputs, id, value, err);
	}
}

/* --- weighing ------------------------------------------------------------------------------ */

/* The closure in topological order, references first, and what is in the closure of each: one
 * bit for each item.  Every item is asked about once. */
struct walk {
	const struct gx_strv *closure;
	struct gx_map places;	/* in the closure */
	uint64_t *sets;		/* WORDS for each item */
	size_t words;
};

static void walk_clear(struct walk *walk)
{
	gx_map_clear(&walk->places);
	free(walk->sets);
}

static void walk_init(struct walk *walk, const struct gx_strv *closure)
{
	size_t n = closure->n;

	*walk = (struct walk){ .closure = closure, .words = (n + 63) / 64 };
	walk->sets = gx_calloc(n * walk->words, sizeof *walk->sets);
	for (size_t i = 0; i < n; i++)
		gx_map_put(&walk->places, closure->v[i], i, NULL);
}

/* References come first, so that their sets are complete. */
static void unite(struct walk *walk, size_t i, const struct gx_strv *refs)
{
	uint64_t *set = walk->sets + i * walk->words;

	set[i / 64] |= UINT64_C(1) << i % 64;
	for (size_t r = 0; r < refs->n; r++) {
		const uint64_t *other =
			walk->sets + *gx_map_find(&walk->places, refs->v[r]) * walk->words;

		for (size_t w = 0; w < walk->words; w++)
			set[w] |= other[w];
	}
}

static uint64_t weight(const struct walk *walk, size_t i, const struct row *rows)
{
	const uint64_t *set = walk->sets + i * walk->words;
	uint64_t sum = 0;

	for (size_t w = 0; w < walk->words; w++)
		for (uint64_t bits = set[w]; bits; bits &= bits - 1)
			sum += rows[w * 64 + (size_t)__builtin_ctzll(bits)].self;
	return sum;
}

static int measure(struct gx_store *store, struct walk *walk, struct row *rows, uint64_t *total,
		   struct gx_err *err)
{
	for (size_t i = 0; i < walk->closure->n; i++) {
		GX_AUTO(path_info) struct gx_path_info info = GX_PATH_INFO_INIT;
		const char *path = walk->closure->v[i];
		int r = gx_store_query(store, path, &info, err);

		if (r)
			return r < 0 ? -1 : gx_fail(err, GX_ENOTFOUND, "%s is gone", path);
		rows[i].path = walk->closure->v[i];
		rows[i].self = info.nar_size;
		*total += info.nar_size;
		unite(walk, i, &info.refs);
		rows[i].closure = weight(walk, i, rows);
	}
	return 0;
}

/* --- telling ------------------------------------------------------------------------------- */

static int by_closure(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return x->closure != y->closure ? (x->closure < y->closure) - (x->closure > y->closure)
					: strcmp(x->path, y->path);
}

static int by_self(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return x->self != y->self ? (x->self < y->self) - (x->self > y->self)
				  : strcmp(x->path, y->path);
}

static void print_table(const struct row *rows, size_t n, uint64_t total)
{
	printf("%-64s %10s %10s\n", "store item", "closure", "self");
	for (size_t i = 0; i < n; i++)
		printf("%-64s %10.1f %10.1f %5.1f%%\n", rows[i].path, (double)rows[i].closure / 1048576,
		       (double)rows[i].self / 1048576,
		       total ? 100.0 * (double)rows[i].self / (double)total : 0.0);
	printf("total: %.1f MiB\n", (double)total / 1048576);
}

static void print_json(const struct row *rows, size_t n, uint64_t total)
{
	printf("{\"total\":%llu,\"items\":[", (unsigned long long)total);
	for (size_t i = 0; i < n; i++)
		printf("%s{\"path\":\"%s\",\"closure\":%llu,\"self\":%llu}", i ? "," : "",
		       rows[i].path, (unsigned long long)rows[i].closure,
		       (unsigned long long)rows[i].self);
	printf("]}\n");
}

static int run(struct size_args *args, struct gx_err *err)
{
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(strv) struct gx_strv items = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv closure = GX_STRV_INIT;
	GX_AUTO(free) struct row *rows = NULL;
	struct gx_store_opts opts = { .create = true };
	struct walk walk;
	uint64_t total = 0;
	int r;

	if (!args->inputs.request.ninputs && !args->items.n)
		return gx_fail(err, GX_EUSAGE, "no package or store item was named");
	if (gx_store_open(&opts, &store, err) < 0 ||
	    gx_inputs_items(store, &args->inputs, &args->items, false, &items, err) < 0 ||
	    gx_store_requisites(store, &items, &closure, err) < 0)
		return -1;
	rows = gx_calloc(closure.n, sizeof *rows);
	walk_init(&walk, &closure);
	r = measure(store, &walk, rows, &total, err);
	walk_clear(&walk);
	if (r < 0)
		return -1;
	qsort(rows, closure.n, sizeof *rows,
	      args->sort && !strcmp(args->sort, "self") ? by_self : by_closure);
	(args->json ? print_json : print_table)(rows, closure.n, total);
	return 0;
}

int gx_cmd_size(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	struct size_args args = { .inputs = GX_INPUTS_INIT };
	int r = gx_opts_parse(gx_opts_size, argc, argv, on_option, &args, NULL, err);

	r = r ? gx_command_stop(cmd, r) : run(&args, err);
	gx_inputs_clear(&args.inputs);
	gx_strv_clear(&args.items);
	return r;
}
