/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx hook: what makes a shell enter and leave projects on cd. */
#include "cli/command.h"
#include "shell/shell.h"
#include "util/quote.h"

#include <stdio.h>
#include <string.h>

#define MAX_FILE (1u << 20)

const struct gx_opt gx_opts_hook[] = {
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};

static int on_option(void *payload, int id, const char *value, struct gx_err *err)
{
	const char **shell = payload;

	(void)id;
	if (*shell)
		return gx_fail(err, GX_EUSAGE, "one shell at a time");
	*shell = value;
	return 0;
}

static int unknown_shell(const char *name, struct gx_err *err)
{
	if (name)
		gx_fail(err, GX_EUSAGE, "'%s' is not a shell that gx knows", name);
	else
		gx_fail(err, GX_EUSAGE, "no shell was named");
	return gx_err_hint(err, "gx hook bash, gx hook zsh, or gx hook fish");
}

static int run(const char *shell, struct gx_err *err)
{
	GX_AUTO(free) char *name = NULL, *file = NULL, *gx = gx_program();
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT, program = GX_BUF_INIT;

	if (!shell || (strcmp(shell, "bash") && strcmp(shell, "zsh") && strcmp(shell, "fish")))
		return unknown_shell(shell, err);
	name = gx_asprintf("hook.%s", shell);
	file = gx_shell_rc_file(name);
	if (gx_file_read(file, MAX_FILE, &text, err))
		return err->msg ? -1 : gx_fail(err, GX_ENOTFOUND, "%s: no such file", file);
	if (!strcmp(shell, "fish"))
		gx_quote_fish(&program, gx);
	else
		gx_quote_word(&program, gx);
	printf(strcmp(shell, "fish") ? "__gx_program=%s\n" : "set -g __gx_program %s\n",
	       program.data);
	fputs(gx_buf_str(&text), stdout);
	return 0;
}

int gx_cmd_hook(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	const char *shell = NULL;
	int r = gx_opts_parse(gx_opts_hook, argc, argv, on_option, &shell, NULL, err);

	return r ? gx_command_stop(cmd, r) : run(shell, err);
}
