/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx build: realise packages, manifests, derivations and print where they are. */
#include "cli/command.h"
#include "cli/inputs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPT_CHECK = GX_OPT_OWN, OPT_ROUNDS, OPT_LOG_FILE, OPT_REPAIR };

struct build_args {
	struct gx_inputs inputs;
	struct gx_strv store_items;	/* operands below /gnu/store */
	bool derivations;
	bool log_file;
	const char *root;
};

const struct gx_opt gx_opts_build[] = {
	GX_OPTS_INPUTS,
	{ 'D', "development", NULL, "for the next package, what is needed to build it" },
	GX_OPTS_TRANSFORM,
	{ 'S', "source", NULL, "the packages' sources instead of the packages" },
	{ 'd', "derivations", NULL, "print the derivations and build nothing" },
	{ 'r', "root", "FILE", "make FILE a link to the result, which keeps it from being collected" },
	{ OPT_CHECK, "check", NULL, "build what is there again and compare" },
	{ OPT_REPAIR, "repair", NULL, "build what is there again and replace it" },
	{ OPT_ROUNDS, "rounds", "N", "build N times and compare" },
	{ OPT_LOG_FILE, "log-file", NULL, "print where the build logs are" },
	GX_OPTS_BUILDING,
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};

static int on_option(void *payload, int id, const char *value, struct gx_err *err)
{
	struct build_args *args = payload;
	unsigned long n;

	switch (id) {
	case GX_OPT_OPERAND:
		gx_inputs_operand(&args->inputs, &args->store_items, value);
		return 0;
	case 'S':
		gx_strv_push(&args->inputs.request.options, "source");
		return 0;
	case 'd':
		args->derivations = true;
		return 0;
	case 'r':
		args->root = value;
		return 0;
	case OPT_CHECK:
		args->inputs.build.mode = GX_BUILD_CHECK;
		return 0;
	case OPT_REPAIR:
		args->inputs.build.mode = GX_BUILD_REPAIR;
		return 0;
	case OPT_ROUNDS:
		if (gx_opt_number("--rounds", value, 1000, &n, err) < 0)
			return -1;
		args->inputs.build.rounds = (unsigned)n;
		return 0;
	case OPT_LOG_FILE:
		args->log_file = true;
		return 0;
	default:
		return gx_inputs_option(&args->inputs, id, value, err);
	}
}

/* "DRV!OUT" for everything that was evaluated or named. */
static void targets_of(const struct build_args *args, const struct gx_eval_result *result,
		       struct gx_strv *targets, struct gx_strv *plain)
{
	for (size_t i = 0; i < result->noutputs; i++) {
		const struct gx_eval_output *output = &result->outputs[i];

		if (output->drv && *output->drv)
			gx_strv_pushf(targets, "%s!%s", output->drv, output->output);
		else
			gx_strv_push(plain, output->path);
	}
	for (size_t i = 0; i < args->store_items.n; i++) {
		const char *item = args->store_items.v[i], *dot = strrchr(item, '.');

		if (strchr(item, '!') || (dot && !strcmp(dot, ".drv")))
			gx_strv_push(targets, item);
		else
			gx_strv_push(plain, item);
	}
}

static int print_derivations(const struct gx_strv *targets)
{
	GX_AUTO(strv) struct gx_strv seen = GX_STRV_INIT;

	for (size_t i = 0; i < targets->n; i++) {
		size_t len = strcspn(targets->v[i], "!");
		GX_AUTO(free) char *drv = gx_strndup(targets->v[i], len);

		if (gx_strv_has(&seen, drv))
			continue;
		printf("%s\n", drv);
		gx_strv_push(&seen, drv);
	}
	return 0;
}

static int print_log_files(struct gx_store *store, const struct gx_strv *targets,
			   const struct gx_strv *plain, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv all = GX_STRV_INIT;

	gx_strv_append(&all, targets);
	gx_strv_append(&all, plain);
	for (size_t i = 0; i < all.n; i++) {
		GX_AUTO(free) char *path = gx_strndup(all.v[i], strcspn(all.v[i], "!"));
		GX_AUTO(free) char *log = NULL;
		int r = gx_build_log_path(store, path, &log, err);

		if (r < 0)
			return -1;
		if (r > 0) {
			gx_fail(err, GX_ENOTFOUND, "there is no build log of %s", path);
			return gx_err_hint(err, "`gx build --check %s' makes one", path);
		}
		printf("%s\n", log);
	}
	return 0;
}

/* One link for one output; FILE-0, FILE-1, … for several, as Guix. */
static int make_roots(struct gx_store *store, const char *root, const struct gx_strv *outputs,
		      struct gx_err *err)
{
	for (size_t i = 0; i < outputs->n; i++) {
		GX_AUTO(free) char *name = outputs->n == 1 ? gx_strdup(root)
							   : gx_asprintf("%s-%zu", root, i);
		GX_AUTO(free) char *link = gx_path_absolute(name);

		if (gx_store_add_indirect_root(store, link, outputs->v[i], err) < 0)
			return -1;
	}
	return 0;
}

static int check_plain(struct gx_store *store, const struct gx_strv *plain, struct gx_err *err)
{
	for (size_t i = 0; i < plain->n; i++) {
		GX_AUTO(free) char *item = gx_store_path_item(plain->v[i]);
		int valid = item ? gx_store_is_valid(store, item, err) : 0;

		if (valid < 0)
			return -1;
		if (!valid)
			return gx_fail(err, GX_ENOTFOUND, "%s is not in the store", plain->v[i]);
	}
	return 0;
}

static int realise(struct gx_store *store, struct build_args *args,
		   const struct gx_strv *targets, const struct gx_strv *plain,
		   struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv outputs = GX_STRV_INIT;
	int r = 0;

	if (check_plain(store, plain, err) < 0)
		return -1;
	if (targets->n)
		r = gx_inputs_realise(store, &args->inputs, targets, &outputs, err);
	if (r < 0)
		return -1;
	gx_strv_append(&outputs, plain);
	for (size_t i = 0; i < outputs.n; i++)
		printf("%s\n", outputs.v[i]);
	if (r == 0 && args->root)
		return make_roots(store, args->root, &outputs, err);
	return 0;
}

static int run(struct build_args *args, struct gx_err *err)
{
	GX_AUTO(eval_result) struct gx_eval_result result = { 0 };
	GX_AUTO(strv) struct gx_strv targets = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv plain = GX_STRV_INIT;
	GX_AUTO(store) struct gx_store *store = NULL;

	if (!args->inputs.request.ninputs && !args->store_items.n) {
		gx_fail(err, GX_EUSAGE, "nothing to build was named");
		return gx_err_hint(err, "name a package, or a file with -m, -f or -e");
	}
	if (gx_inputs_store(&store, err) < 0)
		return -1;
	args->inputs.request.kind = GX_EVAL_BUILD;
	if (args->inputs.request.ninputs &&
	    gx_inputs_eval(store, &args->inputs, &result, err) < 0)
		return -1;
	targets_of(args, &result, &targets, &plain);
	if (args->derivations)
		return print_derivations(&targets);
	if (args->log_file)
		return print_log_files(store, &targets, &plain, err);
	return realise(store, args, &targets, &plain, err);
}

int gx_cmd_build(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	struct build_args args = { .inputs = GX_INPUTS_INIT };
	int r = gx_opts_parse(gx_opts_build, argc, argv, on_option, &args, NULL, err);

	r = r ? gx_command_stop(cmd, r) : run(&args, err);
	gx_inputs_clear(&args.inputs);
	gx_strv_clear(&args.store_items);
	return r;
}
