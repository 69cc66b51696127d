/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx time-machine: run a gx command with other channels, or with the same at other commits. */
#include "cli/channels.h"
#include "cli/command.h"
#include "cli/inputs.h"
#include "util/diagnostic.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct gx_opt gx_opts_time_machine[] = {
	GX_OPTS_CHANNELS,
	GX_OPTS_CHANNEL_FILES,
	GX_OPTS_NOTHING_BUILT,
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};

static int on_option(void *payload, int id, const char *value, struct gx_err *err)
{
	if (id != GX_OPT_OPERAND)
		return gx_channel_args_option(payload, id, value, err);
	gx_fail(err, GX_EUSAGE, "'%s' is no option of time-machine", value);
	return gx_err_hint(err, "write `--' before the command: gx time-machine -C FILE -- %s",
			   value);
}

/* The command becomes this process; the set is handed over as a lock in the cache. */
static int become(const struct gx_channel_use *use, const struct gx_channel_set *set,
		  struct gx_store **store, char **argv, struct gx_err *err)
{
	GX_AUTO(free) char *gx = gx_program();
	GX_AUTO(strv) struct gx_strv words = GX_STRV_INIT;

	if (gx_channels_hand_over(use, set, err) < 0)
		return -1;
	gx_strv_push(&words, "gx");
	/* `-- gx build …' is what fingers type. */
	argv += !strcmp(*argv, "gx") || !strcmp(*argv, "guix");
	if (*argv)
		gx_strv_push(&words, *argv++);
	/* How much is said, and in which form, holds for it too. */
	if (gx_diagnostic_form() == GX_DIAGNOSTIC_JSON)
		gx_strv_push(&words, "--diagnostics=json");
	if (gx_log_level() != GX_LOG_NORMAL)
		gx_strv_push(&words, gx_log_level() == GX_LOG_QUIET ? "--quiet" : "-v2");
	for (; *argv; argv++)
		gx_strv_push(&words, *argv);
	gx_cleanup_store(store);
	*store = NULL;
	execv(gx, words.v);
	return gx_fail_errno(err, "execute %s", gx);
}

static int run(const struct gx_channel_args *args, char **command, struct gx_err *err)
{
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(channel_use) struct gx_channel_use use = { .progress = NULL };
	GX_AUTO(channels) struct gx_channels wanted = GX_CHANNELS_INIT;
	GX_AUTO(channel_set) struct gx_channel_set set = GX_CHANNEL_SET_INIT;

	if (gx_store_open(&(struct gx_store_opts){ .create = true }, &store, err) < 0)
		return -1;
	gx_channel_use_init(&use, store);
	use.opts.no_authentication |= args->no_authentication;
	if (gx_channel_args_list(&use, args, false, &wanted, err) < 0 ||
	    gx_channels_resolve(&use.opts, &wanted, &set, err) < 0)
		return -1;
	if (command)
		return become(&use, &set, &store, command, err);
	for (size_t i = 0; i < set.n; i++)
		printf("%s\n", set.v[i].root);
	return 0;
}

int gx_cmd_time_machine(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	struct gx_channel_args args = { NULL };
	int rest = 0;
	int r = gx_opts_parse(gx_opts_time_machine, argc, argv, on_option, &args, &rest, err);

	if (r)
		return gx_command_stop(cmd, r);
	if (rest && rest == argc)
		return gx_fail(err, GX_EUSAGE, "no command was given after '--'");
	return run(&args, rest ? argv + rest : NULL, err);
}
