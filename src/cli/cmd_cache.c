/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx cache: an environment as one file, for the caches of CI systems. */
#include "cli/command.h"
#include "cli/inputs.h"
#include "store/export.h"
#include "store/path.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct cache_args {
	struct gx_inputs inputs;
	const char *action, *file;
};

const struct gx_opt gx_opts_cache[] = {
	GX_OPTS_INPUTS,
	{ 'D', "development", NULL, "for the next package, what is needed to build it" },
	GX_OPTS_TRANSFORM,
	GX_OPTS_BUILDING,
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};

static int on_option(void *payload, int id, const char *value, struct gx_err *err)
{
	struct cache_args *args = payload;

	if (id != GX_OPT_OPERAND)
		return gx_inputs_option(&args->inputs, id, value, err);
	if (!args->action)
		args->action = value;
	else if (strcmp(args->action, "key") && !args->file)
		args->file = value;
	else
		gx_inputs_spec(&args->inputs, value);
	return 0;
}

/* The environment's derivation, which decides everything that is in its closure. */
static int evaluate(struct gx_store *store, struct cache_args *args, struct gx_eval_result *out,
		    struct gx_err *err)
{
	if (!args->inputs.request.ninputs) {
		gx_fail(err, GX_EUSAGE, "no environment was named");
		return gx_err_hint(err, "name its manifest with -m, or packages");
	}
	args->inputs.request.kind = GX_EVAL_PROFILE;
	if (gx_inputs_eval(store, &args->inputs, out, err) < 0)
		return -1;
	return out->profile_drv ? 0 : gx_fail(err, GX_EFAIL, "the evaluation gave no profile");
}

static int key(struct gx_store *store, struct cache_args *args, struct gx_err *err)
{
	GX_AUTO(eval_result) struct gx_eval_result result = { 0 };

	if (evaluate(store, args, &result, err) < 0)
		return -1;
	printf("gx-1-%.32s\n", gx_store_path_hash(result.profile_drv));
	return 0;
}

/* --- save -------------------------------------------------------------------------------------- */

static int to_stream(void *payload, const void *data, size_t len, struct gx_err *err)
{
	return fwrite(data, 1, len, payload) == len ? 0 : gx_fail_errno(err, "write");
}

static int write_closure(struct gx_store *store, const struct gx_strv *paths, const char *file,
			 struct gx_err *err)
{
	GX_AUTO(file) FILE *stream = fopen(file, "wbxe");

	if (!stream)
		return gx_fail_errno(err, "create %s", file);
	if (gx_store_export(store, paths, to_stream, stream, err) < 0)
		return gx_err_prefix(err, "%s", file);
	if (fflush(stream) != 0 || fsync(fileno(stream)) < 0)
		return gx_fail_errno(err, "write %s", file);
	return 0;
}

/* A file that is there is whole. */
static int replace(struct gx_store *store, const struct gx_strv *paths, const char *file,
		   struct gx_err *err)
{
	char random[9];
	GX_AUTO(free) char *temporary = NULL;

	gx_random_name(random, 8);
	temporary = gx_asprintf("%s.%s", file, random);
	if (write_closure(store, paths, temporary, err) < 0) {
		unlink(temporary);
		return -1;
	}
	if (rename(temporary, file) == 0)
		return 0;
	gx_fail_errno(err, "rename %s to %s", temporary, file);
	unlink(temporary);
	return -1;
}

static int save(struct gx_store *store, struct cache_args *args, struct gx_err *err)
{
	GX_AUTO(eval_result) struct gx_eval_result result = { 0 };
	GX_AUTO(strv) struct gx_strv targets = GX_STRV_INIT, outputs = GX_STRV_INIT;
	int rc;

	if (evaluate(store, args, &result, err) < 0)
		return -1;
	gx_strv_pushf(&targets, "%s!out", result.profile_drv);
	rc = gx_inputs_realise(store, &args->inputs, &targets, &outputs, err);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	return replace(store, &outputs, args->file, err);
}

/* --- restore ----------------------------------------------------------------------------------- */

static int from_stream(void *payload, void *data, size_t len, struct gx_err *err)
{
	if (fread(data, 1, len, payload) == len)
		return 0;
	if (ferror(payload))
		return gx_fail_errno(err, "read");
	return gx_fail(err, GX_EINVALID, "the closure ends early");
}

static int restore(struct gx_store *store, const struct cache_args *args, struct gx_err *err)
{
	GX_AUTO(file) FILE *stream = fopen(args->file, "rbe");
	GX_AUTO(free) char *last = NULL;

	if (!stream)
		return gx_fail_errno(err, "%s", args->file);
	if (gx_store_import(store, from_stream, stream, &last, err) < 0)
		return gx_err_prefix(err, "%s", args->file);
	if (last)
		printf("%s\n", last);
	return 0;
}

/* --- the command ------------------------------------------------------------------------------- */

static int unknown(const char *action, struct gx_err *err)
{
	static const char *const actions[] = { "key", "save", "restore", NULL };
	const char *near = action ? gx_suggest(action, actions) : NULL;

	if (!action)
		return gx_fail(err, GX_EUSAGE, "key, save or restore?");
	gx_fail(err, GX_EUSAGE, "'%s' is none of key, save and restore", action);
	return near ? gx_err_hint(err, "did you mean '%s'?", near) : -1;
}

static int run(struct cache_args *args, struct gx_err *err)
{
	GX_AUTO(store) struct gx_store *store = NULL;
	const char *action = args->action;
	bool is_key = action && !strcmp(action, "key"), is_save = action && !strcmp(action, "save");

	if (!is_key && !is_save && (!action || strcmp(action, "restore")))
		return unknown(action, err);
	if (!is_key && !args->file)
		return gx_fail(err, GX_EUSAGE, "no file was named");
	if (gx_inputs_store(&store, err) < 0)
		return -1;
	return is_key ? key(store, args, err) : is_save ? save(store, args, err)
							: restore(store, args, err);
}

int gx_cmd_cache(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	struct cache_args args = { .inputs = GX_INPUTS_INIT };
	int r = gx_opts_parse(gx_opts_cache, argc, argv, on_option, &args, NULL, err);

	r = r ? gx_command_stop(cmd, r) : run(&args, err);
	gx_inputs_clear(&args.inputs);
	return r;
}
