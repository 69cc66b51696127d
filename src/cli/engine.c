/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gx-engine program: every command.  The thin `gx' hands its arguments to it. */
#include "build/build.h"
#include "channel/channel.h"
#include "cli/command.h"
#include "cli/complete.h"
#include "cli/manual.h"

#include <stdio.h>
#include <string.h>

/* Words of other tools, and of Guix, for what gx does; sorted by what it is. */
static const struct {
	const char *words;	/* between blanks */
	const char *command;
} known[] = {
	{ " activate develop enter run exec nix-shell ", "gx shell" },
	{ " environment ", "gx shell' or, for what a package is built with, `gx shell -D PACKAGE" },
	{ " add ", "gx install" },
	{ " uninstall rm delete ", "gx remove" },
	{ " list ls installed ", "gx package -I" },
	{ " available ", "gx package -A" },
	{ " generations history ", "gx package -l" },
	{ " rollback switch ", "gx package --roll-back" },
	{ " info query describe-package ", "gx show" },
	{ " find locate ", "gx search" },
	{ " update ", "gx lock --update' for a project, `gx pull" },
	{ " new create ", "gx init" },
	{ " containerize docker image bundle ", "gx pack" },
	{ " why-depends ", "gx why" },
	{ " path-info du ", "gx size" },
	{ " collect-garbage clean ", "gx gc" },
	{ " print-dev-env direnv ", "gx env" },
	{ " trust ", "gx allow" },
};

/* The command of gx for WORD, which another tool has, or NULL. */
static const char *translate(const char *word)
{
	GX_AUTO(free) char *sought = gx_asprintf(" %s ", word);

	for (size_t i = 0; i < GX_ARRAY_SIZE(known); i++)
		if (strstr(known[i].words, sought))
			return known[i].command;
	return NULL;
}

static int unknown_command(const char *name, struct gx_err *err)
{
	const char *names[64] = { "help", "version" }, *near, *other = translate(name);
	size_t n = 2;

	for (const struct gx_command *cmd = gx_commands; cmd->name && n < 63; cmd++)
		names[n++] = cmd->name;
	names[n] = NULL;
	near = gx_suggest(name, names);
	gx_fail(err, GX_EUSAGE, "unknown command '%s'", name);
	if (other)
		return gx_err_hint(err, "here that is `%s'", other);
	return gx_err_hint(err, near ? "did you mean 'gx %s'?" : "`gx --help' lists the commands",
			   near);
}

static int option_first(const char *option, struct gx_err *err)
{
	gx_fail(err, GX_EUSAGE, "'%s' stands where a command is expected", option);
	return gx_err_hint(err, "options follow the command: gx COMMAND %s", option);
}

static int dispatch(int argc, char **argv, struct gx_err *err)
{
	const struct gx_command *cmd;

	if (argc < 2) {
		gx_fail(err, GX_EUSAGE, "no command was given");
		return gx_err_hint(err, "`gx --help' lists the commands");
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V") || !strcmp(argv[1], "version"))
		return gx_command_version();
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		cmd = argc > 2 ? gx_command_find(argv[2]) : NULL;
		return argc > 2 && !cmd ? unknown_command(argv[2], err) : gx_command_help(cmd);
	}
	if (argv[1][0] == '-')
		return option_first(argv[1], err);
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
		gx_err_clear(&err);
		gx_fail(&err, GX_ESYS, "standard output could not be written");
		gx_complain(&err);
		status = status ? status : 1;
	}
	return status;
}
