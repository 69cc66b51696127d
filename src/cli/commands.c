/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of commands, and the help that is made from it. */
#include "config.h"
#include "cli/command.h"

#include <stdio.h>
#include <string.h>

const struct gx_command gx_commands[] = {
	{ "shell", "environments", "[OPTION]… [PACKAGE]… [-- COMMAND…]",
	  "enter an environment with packages or a manifest's",
	  "Without COMMAND the user's own interactive shell is started.  A package is named NAME,\n"
	  "NAME@VERSION or NAME:OUTPUT.  A file setup-env.sh beside the manifest is sourced.  If\n"
	  "nothing is named, manifest.scm or guix.scm of this directory or the nearest parent is\n"
	  "taken, once `gx allow' has been said there.",
	  gx_opts_shell, gx_cmd_shell },
	{ "init", "environments", "[OPTION]… [DIR]", "write a first manifest for a project",
	  "The project's files (Gemfile, package.json, pyproject.toml, go.mod, Makefile and so on) tell\n"
	  "which packages it needs and which versions; manifest.scm names them, each with the reason,\n"
	  "and setup-env.sh keeps what their package managers install within the project.  Files that\n"
	  "are there stay unless --force is given.",
	  gx_opts_init, gx_cmd_init },
	{ "env", "environments", "[OPTION]… [PACKAGE]…", "print an environment's variables",
	  "For eval, direnv and editors: nothing is entered and no hook is run.  With a store that\n"
	  "only a namespace shows, PATH names launchers that enter it.",
	  gx_opts_env, gx_cmd_env },
	{ "hook", "environments", "bash|zsh|fish", "print code that enters projects on cd",
	  "For a shell's start-up file: eval \"$(gx hook bash)\", or gx hook fish | source.  Only\n"
	  "projects that `gx allow' knows are entered; nothing is built on the way.",
	  gx_opts_hook, gx_cmd_hook },
	{ "allow", "environments", "[OPTION]… [DIR|FILE]…",
	  "let gx shell use a project's manifest and hook without naming them",
	  "What is allowed is their content: after a change they must be allowed again.",
	  gx_opts_allow, gx_cmd_allow },
	{ "deny", "environments", "[DIR|FILE]…", "take back what gx allow gave",
	  NULL, gx_opts_deny, gx_cmd_deny },
	{ "build", "environments", "[OPTION]… PACKAGE…|FILE.drv…",
	  "realise packages, manifests and derivations", NULL, gx_opts_build, gx_cmd_build },
	{ "size", "environments", "[OPTION]… PACKAGE…|ITEM…", "show what closures weigh",
	  NULL, gx_opts_size, gx_cmd_size },
	{ "search", "environments", "[OPTION]… WORD…", "find packages",
	  "Each WORD is a regular expression, looked for in names, synopses and descriptions\n"
	  "whatever the case; all must match.  The best matches come first.",
	  gx_opts_search, gx_cmd_search },
	{ "show", "environments", "[OPTION]… PACKAGE…", "describe packages",
	  "A package is named NAME or NAME@VERSION, where the version may be cut at a dot.",
	  gx_opts_show, gx_cmd_show },
	{ "edit", "environments", "[OPTION]… PACKAGE…", "show where packages are defined, in your editor",
	  "$VISUAL or $EDITOR is called with +LINE FILE.  What belongs to a pinned channel can only be\n"
	  "read.",
	  gx_opts_edit, gx_cmd_edit },
	{ "graph", "environments", "[OPTION]… PACKAGE…|ITEM…", "draw what refers to what",
	  NULL, gx_opts_graph, gx_cmd_graph },
	{ "why", "environments", "[OPTION]… PACKAGE|ITEM PACKAGE|ITEM",
	  "tell why one item needs another",
	  "The shortest chain of references is printed, one item a line.",
	  gx_opts_why, gx_cmd_why },
	{ "pack", "environments", "[OPTION]… PACKAGE…",
	  "make images, tarballs and packages of an environment",
	  "Without --output or --push the pack becomes a store item, whose name is printed.  An image\n"
	  "has one layer for each store item, so that registries keep nothing twice.\n"
	  "\n"
	  "A manifest may say what its image is like, before the form that gives the packages:\n"
	  "\n"
	  "  (image (tag \"shop:1.0\")\n"
	  "         (entry-point \"bin/shop\") (entry-point-arguments '(\"-v\"))\n"
	  "         (cmd '(\"serve\")) (user \"shop:10001:10001\")\n"
	  "         (environment '((\"NAME\" . \"VALUE\"))) (workdir \"/data\")\n"
	  "         (ports '(8080)) (volumes '(\"/data\"))\n"
	  "         (labels '((\"KEY\" . \"VALUE\"))) (stop-signal \"SIGINT\")\n"
	  "         (healthcheck '(\"bin/shop\" \"--check\"))\n"
	  "         (health-interval \"1m30s\") (health-timeout 3)\n"
	  "         (health-start-period 10) (health-retries 3)\n"
	  "         (symlinks '((\"/bin\" . \"bin\"))) (max-layers 50)\n"
	  "         (ca-certificates? #t) (bin-sh? #t))\n"
	  "\n"
	  "Each field is the option of its name, and may be left out.  Options win over the form; to lists\n"
	  "and variables they add.  Guix skips it in (cond-expand (gx (image …)) (else)).",
	  gx_opts_pack, gx_cmd_pack },
	{ "verify-image", "environments", "[OPTION]… FILE",
	  "check that an image is what its provenance says",
	  "The image is made again from the channels, manifest and options that it carries (gx pack\n"
	  "--save-provenance), and the layers that differ are named, or the fields of the configuration that\n"
	  "say something else.  FILE is a docker or OCI archive,\n"
	  "which may be compressed, or an OCI layout.",
	  gx_opts_verify_image, gx_cmd_verify_image },
	{ "repl", "environments", "[OPTION]… [--] [FILE [ARGUMENT]…]",
	  "run Guile with the channels' modules", NULL, gx_opts_repl, gx_cmd_repl },
	{ "package", "profiles", "[OPTION]…",
	  "install, remove and upgrade the packages of a profile",
	  "All changes of one command are made in one step: a new generation of the profile, to\n"
	  "which one can come back.  -i, -r and -u concern the words after them: -r a b -i c.\n"
	  "Without -p the profile is your own, ~/.guix-profile.",
	  gx_opts_package, gx_cmd_package },
	{ "install", "profiles", "[OPTION]… PACKAGE…", "install packages: gx package -i",
	  NULL, gx_opts_install, gx_cmd_install },
	{ "remove", "profiles", "[OPTION]… PACKAGE…", "remove packages: gx package -r",
	  NULL, gx_opts_remove, gx_cmd_remove },
	{ "upgrade", "profiles", "[OPTION]… [REGEXP]…", "upgrade packages: gx package -u",
	  NULL, gx_opts_upgrade, gx_cmd_upgrade },
	{ "time-machine", "channels", "[OPTION]… [-- COMMAND…]",
	  "run a gx command with channels at other commits",
	  "Without COMMAND the directories of the channels are printed.  FILE may be a program;\n"
	  "`gx time-machine -C channels.scm -- build -m manifest.scm' is the usual call.",
	  gx_opts_time_machine, gx_cmd_time_machine },
	{ "pull", "channels", "[OPTION]…", "move the default channels to newer commits",
	  NULL, gx_opts_pull, gx_cmd_pull },
	{ "describe", "channels", "[OPTION]…", "tell the channels in use and their commits",
	  "`gx describe -f channels >channels.scm' pins a project to them.",
	  gx_opts_describe, gx_cmd_describe },
	{ "lock", "channels", "[OPTION]… [CHANNEL…] | merge ANCESTOR OURS THEIRS",
	  "make, check and update a project's channels.lock",
	  "As a merge driver of git: in .gitattributes `channels.lock merge=gx', and\n"
	  "`git config merge.gx.driver \"gx lock merge %O %A %B\"'.",
	  gx_opts_lock, gx_cmd_lock },
	{ "bisect", "channels", "--good COMMIT --bad COMMIT [OPTION]… -- TEST…",
	  "find the commit of a channel that broke a project",
	  "TEST runs in the project's shell: 0 is good, 125 cannot tell, all else is bad.",
	  gx_opts_bisect, gx_cmd_bisect },
	{ "cache", "store", "key [OPTION]… | save FILE [OPTION]… | restore FILE",
	  "carry an environment between machines as one file",
	  "For the caches of CI systems.  `save' writes what the environment needs to run; `restore'\n"
	  "takes it in, all or nothing, once its hash was checked, and prints the profile.  `key' prints\n"
	  "a word that changes whenever the environment does.",
	  gx_opts_cache, gx_cmd_cache },
	{ "gc", "store", "[OPTION]… [ITEM…]", "collect garbage, query and check the store",
	  NULL, gx_opts_gc, gx_cmd_gc },
	{ "hash", "store", "[OPTION]… FILE…", "print the hash of files or trees",
	  NULL, gx_opts_hash, gx_cmd_hash },
	{ NULL },
};

const struct gx_command *gx_command_find(const char *name)
{
	for (const struct gx_command *cmd = gx_commands; cmd->name; cmd++)
		if (!strcmp(cmd->name, name))
			return cmd;
	return NULL;
}

static void show_option(const struct gx_opt *opt, const struct gx_opt *table)
{
	char left[128] = "      ", letter = gx_opt_letter_beside(opt, table);
	size_t at = 6;

	if (!opt->help)
		return;
	if (letter)
		snprintf(left, sizeof left, "  -%c%s ", letter, opt->name ? "," : "");
	at = strlen(left);
	if (opt->name)
		snprintf(left + at, sizeof left - at, "--%s%s%s%s", opt->name,
			 !opt->arg ? "" : gx_opt_value_optional(opt) ? "[=" : "=",
			 !opt->arg ? "" : opt->arg + gx_opt_value_optional(opt), "");
	else if (opt->arg)
		snprintf(left + at, sizeof left - at, "%s", opt->arg);
	if (strlen(left) > 30)
		printf("%s\n%-32s%s\n", left, "", opt->help);
	else
		printf("%-32s%s\n", left, opt->help);
}

static int general_help(void)
{
	const char *group = NULL;

	printf("Usage: gx COMMAND [OPTION]…\n"
	       "Enter, build and ship environments declared in a manifest.\n");
	for (const struct gx_command *cmd = gx_commands; cmd->name; cmd++) {
		if (!group || strcmp(group, cmd->group))
			printf("\n%s:\n", group = cmd->group);
		printf("  %-14s%s\n", cmd->name, cmd->summary);
	}
	printf("\n`gx COMMAND --help' tells more; `gx --version' shows the version.\n");
	return 0;
}

int gx_command_help(const struct gx_command *cmd)
{
	if (!cmd)
		return general_help();
	printf("Usage: gx %s %s\n%c%s.\n", cmd->name, cmd->synopsis,
	       cmd->summary[0] >= 'a' && cmd->summary[0] <= 'z' ? cmd->summary[0] - 32
								: cmd->summary[0],
	       cmd->summary + 1);
	if (cmd->details)
		printf("\n%s\n", cmd->details);
	printf("\n");
	for (const struct gx_opt *opt = cmd->options; opt->id; opt++)
		if (!gx_opt_is_common(opt))
			show_option(opt, cmd->options);
	printf("\nOptions of every command:\n");
	for (const struct gx_opt *opt = gx_opts_common; opt->id; opt++)
		show_option(opt, cmd->options);
	return 0;
}

int gx_command_version(void)
{
	printf("gx %s\n", PACKAGE_VERSION);
	return 0;
}

int gx_command_stop(const struct gx_command *cmd, int r)
{
	return r == 2 ? gx_command_version() : r > 0 ? gx_command_help(cmd) : -1;
}
