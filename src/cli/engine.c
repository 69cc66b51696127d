/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gx-engine program: every command.  The thin `gx' hands its arguments to it. */
#include "config.h"
#include "build/build.h"
#include "channel/channel.h"
#include "cli/command.h"
#include "cli/complete.h"
#include "cli/manual.h"

#include <stdio.h>
#include <string.h>

static int unknown_command(const char *name, struct gx_err *err)
{
	const char *names[64], *near;
	size_t n = 0;

	for (const struct gx_command *cmd = gx_commands; cmd->name && n < 63; cmd++)
		names[n++] = cmd->name;
	names[n] = NULL;
	near = gx_suggest(name, names);
	gx_fail(err, GX_EUSAGE, "unknown command '%s'", name);
	return gx_err_hint(err, near ? "did you mean 'gx %s'?" : "`gx --help' lists the commands",
			   near);
}

static int version(void)
{
	printf("gx %s\n", PACKAGE_VERSION);
	return 0;
}

static int dispatch(int argc, char **argv, struct gx_err *err)
{
	const struct gx_command *cmd;

	if (argc < 2) {
		gx_fail(err, GX_EUSAGE, "no command was given");
		return gx_err_hint(err, "`gx --help' lists the commands");
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V"))
		return version();
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		cmd = argc > 2 ? gx_command_find(argv[2]) : NULL;
		return argc > 2 && !cmd ? unknown_command(argv[2], err) : gx_command_help(cmd);
	}
	cmd = gx_command_find(argv[1]);
	return cmd ? cmd->run(cmd, argc - 1, argv + 1, err) : unknown_command(argv[1], err);
}

/* Builtin builders that are not src/build's own. */
static const struct gx_builtin builtins[] = {
	{ "git-download", gx_channel_checkout },
};

int main(int argc, char **argv)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	int status;

	/* Builtin builders run in a process of their own, which knows nothing of commands. */
	if (argc > 1 && !strcmp(argv[1], "--builtin"))
		return gx_build_builtin_main(argc - 2, argv + 2, builtins, GX_ARRAY_SIZE(builtins));
	/* for the Makefile */
	if (argc == 3 && !strcmp(argv[1], "--manual"))
		return gx_manual_print(argv[2]);
	if (argc > 1 && !strcmp(argv[1], "--complete"))
		return gx_complete(argc - 2, argv + 2);
	gx_opts_heed_diagnostics(argc, argv);
	status = dispatch(argc, argv, &err);
	if (status < 0) {
		gx_complain(&err);
		status = gx_exit_status(&err);
	}
	if (fflush(stdout) != 0 || ferror(stdout)) {
		gx_warn("standard output could not be written");
		status = status ? status : 1;
	}
	return status;
}
