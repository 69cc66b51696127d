/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The manual page and the shells' completions, made from the table of commands. */
#include "config.h"
#include "cli/manual.h"

#include "cli/command.h"

#include <stdio.h>
#include <string.h>

/* The first row from OPT on, of a command's own, that is shown. */
static const struct gx_opt *visible(const struct gx_opt *opt)
{
	while (opt->id && (!opt->help || gx_opt_is_common(opt)))
		opt++;
	return opt;
}

#define EACH_COMMAND(cmd) \
	for (const struct gx_command *cmd = gx_commands; cmd->name; cmd++)
#define EACH_OPTION(opt, cmd) \
	for (const struct gx_opt *opt = visible((cmd)->options); opt->id; opt = visible(opt + 1))
#define EACH_COMMON(opt) \
	for (const struct gx_opt *opt = gx_opts_common; opt->id; opt++)
/* The command's own options, then those of every command. */
#define EACH_OPTION_OF_ALL(opt, cmd) \
	for (const struct gx_opt *opt = first_of_all(cmd); opt; opt = next_of_all(opt))

static bool is_common_row(const struct gx_opt *opt)
{
	EACH_COMMON(common)
		if (common == opt)
			return true;
	return false;
}

static const struct gx_opt *next_of_all(const struct gx_opt *opt)
{
	bool common = is_common_row(opt++);

	if (common)
		return opt->id ? opt : NULL;
	opt = visible(opt);
	return opt->id ? opt : gx_opts_common;
}

static const struct gx_opt *first_of_all(const struct gx_command *cmd)
{
	const struct gx_opt *opt = visible(cmd->options);

	return opt->id ? opt : gx_opts_common;
}

static bool takes_file(const struct gx_opt *opt)
{
	return opt->arg && (!strcmp(opt->arg, "FILE") || !strcmp(opt->arg, "DIR"));
}

/* --- the manual page ------------------------------------------------------------------------- */

/* TEXT for troff: no line begins with a control character, dashes stay dashes. */
static void put_roff(const char *text)
{
	bool start = true;

	for (; *text; text++) {
		if (start && (*text == '.' || *text == '\''))
			fputs("\\&", stdout);
		if (*text == '\\')
			fputs("\\e", stdout);
		else if (*text == '-')
			fputs("\\-", stdout);
		else
			putchar(*text);
		start = *text == '\n';
	}
}

static void man_option(const struct gx_opt *opt)
{
	printf(".TP\n");
	if (gx_opt_letter(opt))
		printf("\\fB\\-%c\\fR%s", gx_opt_letter(opt), opt->name ? ", " : "");
	if (opt->name) {
		printf("\\fB\\-\\-");
		put_roff(opt->name);
		printf("\\fR");
	}
	if (opt->arg && opt->arg[0] == '[')
		printf("[=\\fI%.*s\\fR]", (int)strlen(opt->arg) - 2, opt->arg + 1);
	else if (opt->arg)
		printf("%s\\fI%s\\fR", opt->name ? "=" : " ", opt->arg);
	printf("\n");
	put_roff(opt->help);
	printf("\n");
}

static void man_command(const struct gx_command *cmd)
{
	printf(".SS gx %s ", cmd->name);
	put_roff(cmd->synopsis);
	printf("\n");
	put_roff(cmd->summary);
	printf(".\n");
	if (cmd->details) {
		printf(".PP\n");
		put_roff(cmd->details);
		printf("\n");
	}
	EACH_OPTION(opt, cmd)
		man_option(opt);
}

static void print_man(void)
{
	printf(".TH GX 1 \"\" \"gx %s\"\n"
	       ".SH NAME\ngx \\- enter, build and ship environments declared in a manifest\n"
	       ".SH SYNOPSIS\n\\fBgx\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR]...\n"
	       ".SH COMMANDS\n", PACKAGE_VERSION);
	EACH_COMMAND(cmd)
		man_command(cmd);
	printf(".SH OPTIONS OF EVERY COMMAND\n");
	EACH_COMMON(opt)
		man_option(opt);
	printf(".SH EXIT STATUS\n0 done; 1 failed; 2 wrong usage; 3 not realised yet, with "
	       "\\fB\\-\\-no\\-build\\fR.  A command run by \\fBgx shell\\fR keeps its own status; "
	       "127 means that there is no such command, 126 that it cannot be executed.\n"
	       ".SH NOTES\nA store that is not at \\fI/gnu/store\\fR is shown there in a mount "
	       "namespace of the shell's own, without help from root.  In such a shell programs "
	       "that change their user (\\fBsudo\\fR, \\fBping\\fR on some systems) do not work, and "
	       "rootless container engines must be started from outside.  A real store, made "
	       "once by \\fBsudo install \\-d \\-o \"$USER\" /gnu/store\\fR, needs no namespace.\n"
	       ".SH ENVIRONMENT\n"
	       ".TP\n\\fBGX_ENVIRONMENT\\fR, \\fBGUIX_ENVIRONMENT\\fR\nset in a shell: its profile\n"
	       ".TP\n\\fBGX_PROJECT\\fR\nset in a shell: the folder of its manifest\n"
	       ".TP\n\\fBGX_SHELL_LEVEL\\fR\nset in a shell: how many there are around it, itself "
	       "included\n"
	       ".TP\n\\fBGX_STORE_ROOT\\fR\na folder that holds the store, its state and the cache\n"
	       ".TP\n\\fBGX_DEBIAN_MIRROR\\fR\nwhere files of Debian's archive are looked for first\n"
	       ".TP\n\\fBGX_NPM_REGISTRY\\fR\nthe npm registry, instead of that of npm's configuration\n"
	       ".TP\n\\fBGX_BACKTRACE\\fR\nif set, errors of Scheme code come with a backtrace\n"
	       ".SH FILES\n"
	       ".TP\n\\fI/gnu/store\\fR\nthe store, if it can be there\n"
	       ".TP\n\\fI~/.local/share/gx\\fR\na store of your own, if it cannot\n"
	       ".TP\n\\fI~/.cache/gx\\fR\nwhat can be made again\n"
	       ".TP\n\\fIsetup\\-env.sh\\fR\nbeside a manifest: sourced by \\fBgx shell\\fR\n");
}

/* --- completions ------------------------------------------------------------------------------- */

static void print_bash(void)
{
	printf("# bash completion of gx\n_gx() {\n"
	       "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words=\n"
	       "\tCOMPREPLY=()\n"
	       "\tif ((COMP_CWORD == 1)); then\n\t\twords='--help --version");
	EACH_COMMAND(cmd)
		printf(" %s", cmd->name);
	printf("'\n\t\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n\t\treturn\n\tfi\n"
	       "\tcase ${COMP_WORDS[1]} in\n");
	EACH_COMMAND(cmd) {
		printf("\t%s) words='", cmd->name);
		EACH_OPTION_OF_ALL(opt, cmd) {
			if (gx_opt_letter(opt))
				printf(" -%c", gx_opt_letter(opt));
			if (opt->name)
				printf(" --%s%s", opt->name,
				       opt->arg && opt->arg[0] != '[' ? "=" : "");
		}
		printf("' ;;\n");
	}
	printf("\tesac\n\tif [[ $cur == -* ]]; then\n"
	       "\t\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
	       "\t\t[[ ${COMPREPLY-} == *= ]] && compopt -o nospace\n"
	       "\telse\n\t\tcompopt -o default\n\tfi\n}\ncomplete -F _gx gx\n");
}

/* TEXT inside single quotes, and inside the brackets of zsh's _arguments. */
static void put_quoted(const char *text, const char *escaped)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\'", stdout);
		else if (strchr(escaped, *text))
			putchar('\\');
		putchar(*text);
	}
}

static void zsh_option(const struct gx_opt *opt)
{
	char names[2][64];
	int n = 0;

	if (gx_opt_letter(opt))
		snprintf(names[n++], sizeof *names, "-%c%s", gx_opt_letter(opt),
			 opt->arg && opt->arg[0] != '[' ? "+" : "");
	if (opt->name)
		snprintf(names[n++], sizeof *names, "--%s%s", opt->name,
			 !opt->arg ? "" : opt->arg[0] == '[' ? "=-" : "=");
	for (int i = 0; i < n; i++) {
		printf(" \\\n\t\t\t'*%s[", names[i]);
		put_quoted(opt->help, "[]:\\");
		printf("]%s", !opt->arg ? "" : opt->arg[0] == '[' ? "::" : ":");
		if (opt->arg)
			printf("value:%s", takes_file(opt) ? "_files" : "");
		printf("'");
	}
}

static void print_zsh(void)
{
	printf("#compdef gx\nlocal -a commands\ncommands=(\n");
	EACH_COMMAND(cmd) {
		printf("\t'%s:", cmd->name);
		put_quoted(cmd->summary, ":\\");
		printf("'\n");
	}
	printf(")\nif ((CURRENT == 2)); then\n\t_describe command commands\n\treturn\nfi\n"
	       "local command=$words[2]\nshift words; ((CURRENT--))\ncase $command in\n");
	EACH_COMMAND(cmd) {
		printf("\t(%s) _arguments -s -S", cmd->name);
		EACH_OPTION_OF_ALL(opt, cmd)
			zsh_option(opt);
		printf(" \\\n\t\t\t'*:argument:_files' ;;\n");
	}
	printf("esac\n");
}

static void print_fish(void)
{
	printf("# fish completion of gx\n");
	EACH_COMMAND(cmd) {
		printf("complete -c gx -n __fish_use_subcommand -f -a %s -d '", cmd->name);
		put_quoted(cmd->summary, "");
		printf("'\n");
		EACH_OPTION_OF_ALL(opt, cmd) {
			printf("complete -c gx -n '__fish_seen_subcommand_from %s'", cmd->name);
			if (gx_opt_letter(opt))
				printf(" -s %c", gx_opt_letter(opt));
			if (opt->name)
				printf(" -l %s", opt->name);
			if (opt->arg && opt->arg[0] != '[')
				printf(takes_file(opt) ? " -r -F" : " -x");
			printf(" -d '");
			put_quoted(opt->help, "");
			printf("'\n");
		}
	}
}

int gx_manual_print(const char *what)
{
	static const struct {
		const char *name;
		void (*print)(void);
	} kinds[] = {
		{ "man", print_man }, { "bash", print_bash }, { "zsh", print_zsh },
		{ "fish", print_fish },
	};

	for (size_t i = 0; i < GX_ARRAY_SIZE(kinds); i++)
		if (!strcmp(what, kinds[i].name)) {
			kinds[i].print();
			return 0;
		}
	return 2;
}
