/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx env: an environment as data, for shells, direnv, editors. */
#include "cli/authorities.h"
#include "cli/command.h"
#include "cli/discover.h"
#include "cli/entry.h"
#include "cli/env_stamp.h"
#include "cli/env_watch.h"
#include "profile/profile.h"
#include "shell/shell.h"
#include "shell/shims.h"
#include "util/json.h"
#include "util/quote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPT_FORMAT = 600, OPT_WATCH, OPT_EXTRA_CA };

struct env_args {
	struct gx_shell_args shell;
	const char *format;
	bool watch;
	char *found;		/* the manifest, when none was named */
};

const struct gx_opt gx_opts_env[] = {
	GX_OPTS_INPUTS,
	{ 'D', "development", NULL, "for the next package, what is needed to build it" },
	GX_OPTS_TRANSFORM,
	{ 'p', "profile", "FILE", "print the variables of the profile at FILE" },
	{ OPT_FORMAT, "format", "FORMAT", "bash (default), zsh, fish, sh, tcsh, json, dotenv or direnv" },
	{ OPT_WATCH, "watch", NULL, "for gx hook: also print calls of __gx_watch FILE STAMP, where STAMP\n"
	  "is as old as FILE until that changes" },
	{ OPT_EXTRA_CA, "extra-ca", "FILE", "let the environment's certificates have those of FILE too" },
	GX_OPTS_BUILDING,
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};

static const char *const formats[] = {
	"bash", "zsh", "fish", "sh", "tcsh", "json", "dotenv", "direnv", NULL
};

static int set_format(struct env_args *args, const char *value, struct gx_err *err)
{
	const char *near;

	for (size_t i = 0; formats[i]; i++)
		if (!strcmp(value, formats[i])) {
			args->format = value;
			return 0;
		}
	near = gx_suggest(value, formats);
	gx_fail(err, GX_EUSAGE, "'%s' is not a format: bash, zsh, fish, sh, tcsh, json, dotenv, "
		"direnv", value);
	return near ? gx_err_hint(err, "did you mean '%s'?", near) : -1;
}

static int set_profile(struct env_args *args, const char *file)
{
	free(args->shell.profile);
	args->shell.profile = gx_path_absolute(file);
	return 0;
}

static int on_option(void *payload, int id, const char *value, struct gx_err *err)
{
	struct env_args *args = payload;

	if (id == OPT_FORMAT)
		return set_format(args, value, err);
	if (id == 'p')
		return set_profile(args, value);
	if (id == OPT_EXTRA_CA) {
		gx_strv_take(&args->shell.extra_ca, gx_path_absolute(value));
		return 0;
	}
	if (id == OPT_WATCH) {
		args->watch = true;
		return 0;
	}
	gx_shell_args_add(&args->shell, id, value);
	return 0;
}

/* --- a store that the host does not see ---------------------------------------------------- */

/* PATH names launchers; a single file is named by the place where it really is. */
static int make_visible(struct gx_store *store, struct gx_cache_entry *entry,
			struct gx_err *err)
{
	GX_AUTO(free) char *gx = gx_program();
	GX_AUTO(free) char *shims = NULL;

	if (!gx_store_is_elsewhere(store) || gx_shell_sees_store(gx_store_root(store)))
		return 0;
	if (gx_shims_make(gx_store_cache(store), entry, gx, &shims, err) < 0)
		return -1;
	for (size_t i = 0; i < entry->nenv; i++) {
		struct gx_env_change *c = &entry->env[i];
		GX_AUTO(free) char *value = NULL;

		if (!strcmp(c->name, "PATH") && c->op == GX_ENV_PREFIX)
			value = gx_asprintf("%s/bin:%s/sbin", shims, shims);
		else if (c->op != GX_ENV_SET ||
			 gx_profile_resolve(gx_store_dir(store), c->value, &value, NULL) != 0)
			continue;
		free(c->value);
		c->value = gx_steal(&value);
	}
	return 0;
}

static int join_authorities(struct gx_store *store, const struct env_args *args,
			    struct gx_cache_entry *entry, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv files = GX_STRV_INIT;

	gx_authorities_list(&args->shell.extra_ca, &files);
	for (size_t i = 0; i < files.n; i++)	/* to be watched */
		gx_cache_add_fact(entry, GX_FACT_FILE, files.v[i]);
	return gx_authorities_join(gx_store_dir(store), entry, &args->shell.extra_ca, NULL, err);
}

/* --- formats ------------------------------------------------------------------------------------ */

static void put_quoted(const char *word, void (*quote)(struct gx_buf *out, const char *word))
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	quote(&text, word);
	fputs(gx_buf_str(&text), stdout);
}

/* Within single quotes, csh still sees history in an exclamation mark. */
static void put_csh(const char *text)
{
	putchar('\'');
	for (; *text; text++)
		if (*text == '\'')
			fputs("'\\''", stdout);
		else if (*text == '!')
			fputs("\\!", stdout);
		else
			putchar(*text);
	putchar('\'');
}

static void print_posix(const struct gx_cache_entry *entry)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	gx_shell_format(entry->env, entry->nenv, false, &text);
	fputs(gx_buf_str(&text), stdout);
}

static void print_watched(const struct gx_strv *files)
{
	for (size_t i = 0; i < files->n; i++) {
		fputs("watch_file ", stdout);
		put_quoted(files->v[i], gx_quote_word);
		putchar('\n');
	}
}

/* For `gx hook'.  A stamp that cannot be made is as a file that does not change. */
static void print_stamped(const struct env_args *args, const struct gx_strv *files)
{
	void (*quote)(struct gx_buf *out, const char *word) =
		strcmp(args->format, "fish") ? gx_quote_word : gx_quote_fish;

	for (size_t i = 0; i < files->n; i++) {
		GX_AUTO(free) char *stamp = NULL;

		if (gx_env_stamp(files->v[i], &stamp, NULL) < 0)
			continue;
		fputs("__gx_watch ", stdout);
		put_quoted(files->v[i], quote);
		putchar(' ');
		put_quoted(stamp, quote);
		putchar('\n');
	}
}

static void print_direnv(const struct env_args *args, const struct gx_cache_entry *entry)
{
	GX_AUTO(strv) struct gx_strv watched = GX_STRV_INIT;

	print_posix(entry);
	gx_env_watch(entry, args->found, &watched);
	print_watched(&watched);
}

static void print_fish(const struct gx_cache_entry *entry)
{
	for (size_t i = 0; i < entry->nenv; i++) {
		const struct gx_env_change *c = &entry->env[i];
		bool list = c->separator && !strcmp(c->separator, ":");

		if (c->op == GX_ENV_UNSET) {
			printf("set -e %s\n", c->name);
			continue;
		}
		printf("set -gx %s ", c->name);
		if (c->op == GX_ENV_PREFIX && list)
			printf("(string join : ");
		put_quoted(c->value, gx_quote_fish);
		if (c->op == GX_ENV_PREFIX && list)
			printf(" $%s)", c->name);
		putchar('\n');
	}
}

/* csh has no way to say "and, if it is set, what was there": the values are those of now. */
static void print_tcsh(const struct gx_cache_entry *entry)
{
	for (size_t i = 0; i < entry->nenv; i++) {
		const struct gx_env_change *c = &entry->env[i];
		const char *old = c->op == GX_ENV_PREFIX ? getenv(c->name) : NULL;
		GX_AUTO(free) char *value = old && *old ? gx_asprintf("%s%s%s", c->value,
								      c->separator, old)
							: gx_strdup(c->value ? c->value : "");

		if (c->op == GX_ENV_UNSET) {
			printf("unsetenv %s;\n", c->name);
			continue;
		}
		printf("setenv %s ", c->name);
		put_csh(value);
		puts(";");
	}
}

/* The environment's own values: there is nothing to refer to the old ones with. */
static void print_dotenv(const struct gx_cache_entry *entry)
{
	for (size_t i = 0; i < entry->nenv; i++) {
		const struct gx_env_change *c = &entry->env[i];

		if (c->op == GX_ENV_UNSET)
			continue;
		printf("%s=", c->name);
		put_quoted(c->value, gx_quote_word);
		putchar('\n');
	}
}

static struct gx_json *change_to_json(const struct gx_env_change *c)
{
	static const char *const ops[] = { [GX_ENV_SET] = "set", [GX_ENV_PREFIX] = "prefix",
					   [GX_ENV_UNSET] = "unset" };
	struct gx_json *object = gx_json_object();

	gx_json_set_str(object, "operation", ops[c->op]);
	if (c->value)
		gx_json_set_str(object, "value", c->value);
	if (c->separator)
		gx_json_set_str(object, "separator", c->separator);
	return object;
}

static void print_json(const struct env_args *args, const struct gx_cache_entry *entry)
{
	GX_AUTO(json) struct gx_json *root = gx_json_object();
	GX_AUTO(strv) struct gx_strv watched = GX_STRV_INIT;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	struct gx_json *variables = gx_json_object();

	for (size_t i = 0; i < entry->nenv; i++)
		gx_json_set(variables, entry->env[i].name, change_to_json(&entry->env[i]));
	gx_env_watch(entry, args->found, &watched);
	gx_json_set_str(root, "profile", entry->profile);
	gx_json_set(root, "variables", variables);
	gx_json_set(root, "watch", gx_json_strings(watched.v, watched.n));
	gx_json_format(root, true, &text);
	puts(gx_buf_str(&text));
}

static void print(const struct env_args *args, const struct gx_cache_entry *entry)
{
	if (!strcmp(args->format, "fish"))
		print_fish(entry);
	else if (!strcmp(args->format, "json"))
		print_json(args, entry);
	else if (!strcmp(args->format, "dotenv"))
		print_dotenv(entry);
	else if (!strcmp(args->format, "direnv"))
		print_direnv(args, entry);
	else if (!strcmp(args->format, "tcsh"))
		print_tcsh(entry);
	else
		print_posix(entry);
	if (args->watch) {
		GX_AUTO(strv) struct gx_strv watched = GX_STRV_INIT;

		gx_env_watch(entry, args->found, &watched);
		print_stamped(args, &watched);
	}
}

/* What is missing comes with a change of the store's database. */
static void watch_store(const struct gx_store *store, struct gx_strv *out)
{
	gx_strv_pushf(out, "%s/db/db.sqlite", gx_store_state(store));
	gx_strv_pushf(out, "%s/db/db.sqlite-wal", gx_store_state(store));
}

/* direnv, or the hook, asks again when one of these files changes. */
static void print_failed(const struct env_args *args, const struct gx_store *store,
			 const struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv watched = GX_STRV_INIT;

	gx_env_watch_failed(&args->shell, args->found, &watched);
	if (!strcmp(args->format, "direnv"))
		print_watched(&watched);
	if (!args->watch)
		return;
	if (store && err->code == GX_ENOTREALISED)
		watch_store(store, &watched);
	print_stamped(args, &watched);
}

static int run(struct env_args *args, struct gx_err *err)
{
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = NULL;
	int r;

	gx_shell_args_finish(&args->shell);
	if (args->shell.profile && args->shell.ninputs)
		return gx_fail(err, GX_EUSAGE, "--profile says all: no packages can be added");
	if (!args->shell.ninputs && !args->shell.profile)
		args->found = gx_discover_find(".");
	r = gx_entry_get(&args->shell, &store, &entry, err);
	if (r < 0)
		print_failed(args, store, err);
	if (r)
		return r < 0 ? -1 : 0;
	gx_cache_add_env(entry, GX_ENV_SET, "GX_ENVIRONMENT", entry->profile, NULL);
	gx_cache_add_env(entry, GX_ENV_SET, "GUIX_ENVIRONMENT", entry->profile, NULL);
	if (join_authorities(store, args, entry, err) < 0 || make_visible(store, entry, err) < 0)
		return -1;
	if (args->shell.project)
		gx_cache_add_env(entry, GX_ENV_SET, "GX_PROJECT", args->shell.project, NULL);
	print(args, entry);
	return 0;
}

int gx_cmd_env(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	struct env_args args = { GX_SHELL_ARGS_INIT, "bash", NULL };
	int r = gx_opts_parse(gx_opts_env, argc, argv, on_option, &args, NULL, err);

	r = r ? gx_command_stop(cmd, r) : run(&args, err);
	gx_shell_args_clear(&args.shell);
	free(args.found);
	return r;
}
