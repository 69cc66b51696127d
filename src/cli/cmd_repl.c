/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx repl: Guile with the channels on its load path. */
#include "cli/command.h"
#include "cli/inputs.h"

#include <string.h>

struct repl_args {
	struct gx_inputs inputs;
	const char *script;
};

const struct gx_opt gx_opts_repl[] = {
	{ 'L', "load-path", "DIR", "put DIR before the channels' modules" },
	{ GX_OPT_OFFLINE, "offline", NULL, "fetch no channel from the network" },
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};

static int on_option(void *payload, int id, const char *value, struct gx_err *err)
{
	struct repl_args *args = payload;

	if (id != GX_OPT_OPERAND)
		return gx_inputs_option(&args->inputs, id, value, err);
	if (args->script)
		return gx_fail(err, GX_EUSAGE, "write `--' before a script that takes arguments");
	args->script = value;
	return 0;
}

static int run(struct repl_args *args, char *const *script_args, struct gx_err *err)
{
	GX_AUTO(store) struct gx_store *store = NULL;
	struct gx_store_opts opts = { .create = true };
	int status;

	if (gx_store_open(&opts, &store, err) < 0)
		return -1;
	if (gx_inputs_channels(store, &args->inputs, err) < 0 ||
	    gx_eval_repl(store, &args->inputs.request, args->script, script_args, &status,
			 err) < 0)
		return -1;
	return status;
}

int gx_cmd_repl(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	struct repl_args args = { .inputs = GX_INPUTS_INIT };
	char *none[] = { NULL }, **rest_args = none;
	int rest = 0;
	int r = gx_opts_parse(gx_opts_repl, argc, argv, on_option, &args, &rest, err);

	if (r == 0 && rest && rest < argc && !args.script) {
		args.script = argv[rest];
		rest_args = argv + rest + 1;
	}
	r = r ? gx_command_stop(cmd, r) : run(&args, rest_args, err);
	gx_inputs_clear(&args.inputs);
	return r;
}
