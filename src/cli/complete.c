/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completion: what may stand where the cursor is. */
#include "cli/complete.h"

#include "cli/channels.h"
#include "cli/command.h"
#include "cli/index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATIENCE = 3 };		/* seconds, to make the index when there is none */

struct place {
	const struct gx_command *cmd;
	const char *prefix;	/* what is there of the word */
	const char *before;	/* "--name=" of a value that is joined, or "" */
};

static void put(const struct place *p, const char *word, const char *description)
{
	if (strncmp(word, p->prefix, strlen(p->prefix)))
		return;
	printf("%s%s", p->before, word);
	if (description)
		printf("\t%s", description);
	putchar('\n');
}

/* --- values ---------------------------------------------------------------------------------- */

static void put_packages(const struct place *p)
{
	GX_AUTO(inputs) struct gx_inputs inputs = GX_INPUTS_INIT;
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(index) struct gx_index index = GX_INDEX_INIT;
	bool version = strchr(p->prefix, '@') != NULL;

	gx_log_set_level(GX_LOG_QUIET);
	setenv("GX_OFFLINE", "1", 1);
	alarm(PATIENCE);
	if (gx_store_open(&(struct gx_store_opts){ .create = false }, &store, NULL) < 0 ||
	    gx_index_open(store, &inputs, NULL, &index, NULL) < 0)
		return;
	alarm(0);
	for (size_t i = 0; i < index.n; i++) {
		const char *const *field = index.v[i].field;
		GX_AUTO(free) char *spec = gx_asprintf(version ? "%s@%s" : "%s",
						       field[GX_FIELD_NAME],
						       field[GX_FIELD_VERSION]);

		put(p, spec, field[GX_FIELD_SYNOPSIS]);
	}
}

static void put_channels(const struct place *p)
{
	GX_AUTO(channels) struct gx_channels channels = GX_CHANNELS_INIT;
	/* Read as data: nothing is fetched, nothing evaluated. */
	const struct gx_channel_opts opts = { .offline = true, .commits_only = true };

	if (gx_channels_read(&opts, "channels.lock", &channels, NULL) != 0 &&
	    gx_channels_read(&opts, "channels.scm", &channels, NULL) != 0)
		return;
	for (size_t i = 0; i < channels.n; i++)
		put(p, channels.v[i].name, channels.v[i].url);
}

/* WORDS: separated by blanks or '|'. */
static void put_words(const struct place *p, const char *words)
{
	while (*words) {
		size_t len = strcspn(words, " |");
		GX_AUTO(free) char *word = gx_strndup(words, len);

		put(p, word, NULL);
		words += len + (words[len] != '\0');
	}
}

/* Values that are one of a few words. */
static const struct {
	const char *command;	/* NULL: any */
	const char *option;
	const char *words;
} choices[] = {
	{ NULL, "progress", "line plain json none" },
	{ NULL, "diagnostics", "text json" },
	{ NULL, "verbosity", "0 1 2" },
	{ NULL, "system", "x86_64-linux" },
	{ "describe", "format", "human channels channels-sans-intro json recutils" },
	{ "env", "format", "bash zsh fish sh tcsh json dotenv direnv" },
	{ "pack", "format", "tarball docker oci oci-dir squashfs deb rpm relocatable" },
	{ "pack", "compression", "gzip zstd xz lzip none" },
	{ "pack", "sbom", "spdx cyclonedx" },
	{ "hash", "format", "nix-base32 base32 base16 hex base64" },
	{ "size", "sort", "closure self" },
	{ "graph", "type", "references derivation" },
};

static bool put_choice(const struct place *p, const struct gx_opt *opt)
{
	for (size_t i = 0; opt->name && i < GX_ARRAY_SIZE(choices); i++)
		if (!strcmp(choices[i].option, opt->name) &&
		    (!choices[i].command || !strcmp(choices[i].command, p->cmd->name))) {
			put_words(p, choices[i].words);
			return true;
		}
	return false;
}

/* What KIND, a word of a synopsis or of an option's argument, stands for. */
static void put_kind(const struct place *p, const char *kind)
{
	bool is_path = strchr("/.~", *p->prefix) && *p->prefix;

	if (strstr(kind, "bash|zsh|fish"))
		put_words(p, "bash zsh fish");
	else if (strstr(kind, "PACKAGE") && !is_path)
		put_packages(p);
	else if (strstr(kind, "CHANNEL"))
		put_channels(p);
	else if (strstr(kind, "FILE") || strstr(kind, "ITEM") || strstr(kind, "PACKAGE"))
		puts(":files");
	else if (strstr(kind, "DIR"))
		puts(":directories");
}

static void put_value(const struct place *p, const struct gx_opt *opt)
{
	if (!put_choice(p, opt))
		put_kind(p, opt->arg);
}

/* --- options ---------------------------------------------------------------------------------- */

static bool needs_value(const struct gx_opt *opt)
{
	return opt->arg && !gx_opt_value_optional(opt);
}

static void put_option(const struct place *p, const struct gx_opt *opt)
{
	char letter[] = { '-', gx_opt_letter_beside(opt, p->cmd->options), '\0' };

	if (!opt->help)
		return;
	if (letter[1])
		put(p, letter, opt->help);
	if (opt->name) {
		GX_AUTO(free) char *name = gx_asprintf("--%s%s", opt->name,
						       needs_value(opt) ? "=" : "");

		put(p, name, opt->help);
	}
}

static void put_options(const struct place *p)
{
	for (const struct gx_opt *opt = p->cmd->options; opt->id; opt++)
		if (!gx_opt_is_common(opt))
			put_option(p, opt);
	for (const struct gx_opt *opt = gx_opts_common; opt->id; opt++)
		put_option(p, opt);
}

static const struct gx_opt *find_in(const struct gx_opt *table, const char *word, size_t len)
{
	for (; table->id; table++) {
		if (len > 2 && table->name && !strncmp(word, "--", 2) &&
		    strlen(table->name) == len - 2 && !strncmp(table->name, word + 2, len - 2))
			return table;
		if (len == 2 && word[0] == '-' && gx_opt_letter(table) == word[1])
			return table;
	}
	return NULL;
}

/* The option that the first LEN bytes of WORD name, if it takes a value. */
static const struct gx_opt *find_option(const struct gx_command *cmd, const char *word, size_t len)
{
	const struct gx_opt *opt = find_in(cmd->options, word, len);

	opt = opt ? opt : find_in(gx_opts_common, word, len);
	return opt && opt->arg ? opt : NULL;
}

/* --- commands --------------------------------------------------------------------------------- */

static void complete_command(const struct place *p)
{
	for (const struct gx_command *cmd = gx_commands; cmd->name; cmd++)
		put(p, cmd->name, cmd->summary);
	if (*p->prefix == '-') {
		put(p, "--help", "show the commands");
		put(p, "--version", "show the version");
	}
}

static void complete_argument(struct place *p, const char *last)
{
	const char *equal = strncmp(p->prefix, "--", 2) ? NULL : strchr(p->prefix, '=');
	const struct gx_opt *opt = find_option(p->cmd, last, strlen(last));

	if (opt && needs_value(opt)) {
		put_value(p, opt);
	} else if (equal) {
		GX_AUTO(free) char *before = gx_strndup(p->prefix, (size_t)(equal + 1 - p->prefix));

		opt = find_option(p->cmd, p->prefix, (size_t)(equal - p->prefix));
		p->prefix = equal + 1;
		p->before = before;
		if (opt)
			put_value(p, opt);
		p->before = "";
	} else if (*p->prefix == '-') {
		put_options(p);
	} else {
		put_kind(p, p->cmd->synopsis);
	}
}

int gx_complete(int n, char **words)
{
	struct place p = { NULL, n ? words[n - 1] : "", "" };

	if (n <= 1) {
		complete_command(&p);
		return 0;
	}
	p.cmd = gx_command_find(words[0]);
	if (!p.cmd)
		return 0;
	for (int i = 1; i < n - 1; i++)
		if (!strcmp(words[i], "--")) {
			/* What is run: a gx command, or any program. */
			if (!strcmp(p.cmd->name, "time-machine"))
				return gx_complete(n - i - 1, words + i + 1);
			puts(":files");
			return 0;
		}
	complete_argument(&p, words[n - 2]);
	return 0;
}

/* --- the shells' side ------------------------------------------------------------------------- */

/* bash cuts words at '=', ':' and '@', and replaces only what is behind. */
static const char bash_code[] =
	"# bash completion of gx\n"
	"_gx() {\n"
	"\tlocal IFS=$' \\t\\n' line=${COMP_LINE:0:COMP_POINT} words cur cut candidate\n"
	"\tread -ra words <<<\"$line\"\n"
	"\t[[ $line == *[[:blank:]] ]] && words+=('')\n"
	"\tcur=${words[${#words[@]} - 1]} COMPREPLY=()\n"
	"\tcut=${cur%\"${cur##*[=:@]}\"}\n"
	"\twhile IFS=$'\\t' read -r candidate _; do\n"
	"\t\tcase $candidate in\n"
	"\t\t:files) compopt -o default ;;\n"
	"\t\t:directories) compopt -o dirnames ;;\n"
	"\t\t*) COMPREPLY+=(\"${candidate#\"$cut\"}\") ;;\n"
	"\t\tesac\n"
	"\tdone < <(\"${words[0]}\" --complete \"${words[@]:1}\" 2>/dev/null)\n"
	"\t[[ ${#COMPREPLY[@]} -eq 1 && $COMPREPLY == *= ]] && compopt -o nospace\n"
	"\treturn 0\n"
	"}\n"
	"complete -F _gx gx\n";

static const char zsh_code[] =
	"#compdef gx\n"
	"local line candidate\n"
	"local -a plain open\n"
	"for line in \"${(@f)$($words[1] --complete ${(@Q)words[2,CURRENT]} 2>/dev/null)}\"; do\n"
	"\tcandidate=${${line%%$'\\t'*}//:/\\\\:}\n"
	"\tcase $line in\n"
	"\t:files) compset -P '*='; _files ;;\n"
	"\t:directories) compset -P '*='; _files -/ ;;\n"
	"\t'') ;;\n"
	"\t*=$'\\t'*) open+=(\"$candidate:${line#*$'\\t'}\") ;;\n"
	"\t*$'\\t'*) plain+=(\"$candidate:${line#*$'\\t'}\") ;;\n"
	"\t*) plain+=(\"$candidate\") ;;\n"
	"\tesac\n"
	"done\n"
	"_describe -t values gx plain -- open -S ''\n";

static const char fish_code[] =
	"# fish completion of gx\n"
	"function __gx_complete\n"
	"\tset -l words (commandline -opc)\n"
	"\tset -l cur (commandline -ct)\n"
	"\tfor line in (command $words[1] --complete $words[2..-1] $cur 2>/dev/null)\n"
	"\t\tswitch $line\n"
	"\t\t\tcase :files\n"
	"\t\t\t\t__gx_complete_path __fish_complete_path $cur\n"
	"\t\t\tcase :directories\n"
	"\t\t\t\t__gx_complete_path __fish_complete_directories $cur\n"
	"\t\t\tcase '*'\n"
	"\t\t\t\techo $line\n"
	"\t\tend\n"
	"\tend\n"
	"end\n"
	"function __gx_complete_path\n"
	"\tset -l before (string match -r '^--[^=]*=' -- $argv[2])\n"
	"\tfor path in ($argv[1] (string replace -- \"$before\" '' $argv[2]) '')\n"
	"\t\techo \"$before$path\"\n"
	"\tend\n"
	"end\n"
	"complete -c gx -f -a '(__gx_complete)'\n";

int gx_complete_print(const char *shell)
{
	const char *code = !strcmp(shell, "bash") ? bash_code : !strcmp(shell, "zsh") ? zsh_code :
			   !strcmp(shell, "fish") ? fish_code : NULL;

	return !code ? 2 : fputs(code, stdout) < 0;
}
