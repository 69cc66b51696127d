/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands: one row of one table each, one cmd_NAME.c each.  Help, man page and
 * completions come from the table. */
#ifndef GX_COMMAND_H
#define GX_COMMAND_H

#include "cli/opts.h"
#include "util/util.h"

struct gx_command {
	const char *name;
	const char *group;	/* heading of `gx --help', with the row that starts it */
	const char *synopsis;	/* what follows the name: "[OPTION]… FILE" */
	const char *summary;	/* one sentence in lower case, without full stop */
	const char *details;	/* paragraphs of the man page and --help, or NULL */
	const struct gx_opt *options;
	/* The exit status, or -1 with ERR set.  ARGV[0] is the command's name. */
	int (*run)(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err);
};

/* Ends with a row whose name is NULL. */
extern const struct gx_command gx_commands[];
const struct gx_command *gx_command_find(const char *name);
/* Print the help of CMD, or of gx itself (NULL), on stdout; returns 0 as exit status. */
int gx_command_help(const struct gx_command *cmd);
/* Print the version; returns 0. */
int gx_command_version(void);
/* What a command returns when gx_opts_parse returned R != 0. */
int gx_command_stop(const struct gx_command *cmd, int r);

/* One for each row. */
#define GX_COMMAND(name) \
	extern const struct gx_opt gx_opts_##name[]; \
	int gx_cmd_##name(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
GX_COMMAND(shell);
GX_COMMAND(build);
GX_COMMAND(init);
GX_COMMAND(env);
GX_COMMAND(hook);
GX_COMMAND(allow);
GX_COMMAND(deny);
GX_COMMAND(package);
GX_COMMAND(install);
GX_COMMAND(remove);
GX_COMMAND(upgrade);
GX_COMMAND(repl);
GX_COMMAND(cache);
GX_COMMAND(gc);
GX_COMMAND(size);
GX_COMMAND(search);
GX_COMMAND(show);
GX_COMMAND(edit);
GX_COMMAND(graph);
GX_COMMAND(why);
GX_COMMAND(hash);
GX_COMMAND(pack);
GX_COMMAND(time_machine);
GX_COMMAND(pull);
GX_COMMAND(describe);
GX_COMMAND(lock);
GX_COMMAND(bisect);
GX_COMMAND(verify_image);

#endif
