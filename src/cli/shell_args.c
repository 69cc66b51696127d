/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arguments of `gx shell', and the cache key that they make. */
#include "config.h"
#include "cli/shell_args.h"

#include "cache/cache.h"
#include "cli/command.h"
#include "cli/inputs.h"
#include "shell/shell.h"

#include <stdlib.h>
#include <string.h>

enum {
	OPT_PURE = GX_OPT_OWN, OPT_SEARCH_PATHS, OPT_REBUILD, OPT_EXPORT, OPT_SETUP,
	OPT_NO_SETUP, OPT_CHECK,
	OPT_SHARE, OPT_EXPOSE, OPT_NO_CWD, OPT_WRITABLE_ROOT, OPT_FROM_IMAGE,
	OPT_EXTRA_CA,
};

/* What Guix does too: its channel has a package of this name. */
#define FHS_LIBC "(@@ (gnu packages base) glibc-for-fhs)"

const struct gx_opt gx_opts_shell[] = {
	GX_OPTS_INPUTS,
	{ 'D', "development", NULL, "for the next package, what is needed to build it" },
	GX_OPTS_TRANSFORM,
	{ OPT_PURE, "pure", NULL, "start from an empty environment" },
	{ 'E', "preserve", "REGEXP", "with --pure, keep the variables whose names match" },
	{ OPT_SEARCH_PATHS, "search-paths", NULL, "print the variables, enter nothing" },
	{ 'r', "root", "FILE", "make FILE a link to the profile, which keeps it from being collected" },
	{ 'p', "profile", "FILE", "enter the profile at FILE as it is" },
	/* Guix's -q, and ours */
	{ 'q', "no-discovery", NULL, "be quiet, and look for no manifest.scm or guix.scm" },
	{ OPT_REBUILD, "rebuild-cache", NULL, "evaluate again, whatever the cache says" },
	{ OPT_EXPORT, "export-manifest", NULL, "print a manifest of the same packages" },
	{ OPT_SETUP, "setup", "FILE", "source FILE, not the setup-env.sh beside the manifest" },
	{ OPT_NO_SETUP, "no-setup", NULL, "source nothing" },
	{ OPT_EXTRA_CA, "extra-ca", "FILE", "let the environment's certificates have those of FILE too" },
	{ OPT_FROM_IMAGE, "from-image", "FILE", "enter what the image FILE was made of" },
	{ 'C', "container", NULL, "enter a container: the environment by itself, and this directory" },
	{ 'N', "network", NULL, "in a container, keep the host's network" },
	{ OPT_SHARE, "share", "SPEC", "show HOST (or HOST=INSIDE) in the container, writable" },
	{ OPT_EXPOSE, "expose", "SPEC", "show HOST (or HOST=INSIDE) in the container, read-only" },
	{ OPT_NO_CWD, "no-cwd", NULL, "do not show this directory in the container" },
	{ OPT_WRITABLE_ROOT, "writable-root", NULL, "let the container's root be written to" },
	{ 'u', "user", "USER", "be called USER in the container, at home in /home/USER" },
	{ 'P', "link-profile", NULL, "in the container, link ~/.guix-profile to the profile" },
	{ 'S', "symlink", "SPEC", "in the container, for LINK=FILE link LINK to FILE of the profile" },
	{ 'F', "emulate-fhs", NULL, "give the container /bin, /lib64, /usr, /etc/ld.so.cache" },
	{ 'W', "nesting", NULL, "let gx and its store be used in the container" },
	{ OPT_CHECK, "check", NULL, "tell which lines of the shell's start-up files undo the environment" },
	GX_OPTS_BUILDING,
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};

static void set_text(char **out, char *text)
{
	free(*out);
	*out = text;
}

void gx_shell_args_add(struct gx_shell_args *args, int id, const char *value)
{
	bool is_file = id == 'L' || ((id == 'm' || id == 'f') && !gx_path_is_stdin(value));

	args->words = gx_reallocarray(args->words, args->nwords + 1, sizeof *args->words);
	args->words[args->nwords++] = (struct gx_shell_word){
		id, !value ? NULL : is_file ? gx_path_absolute(value)
					    : gx_transform_value(id, value) };
	args->dry_run = args->dry_run || id == 'n';
	args->ninputs += id == GX_OPT_OPERAND || id == 'm' || id == 'f' || id == 'e';
}

/* Relative names are of the working directory, outside and inside. */
static void add_share(struct gx_strv *list, const char *spec)
{
	const char *equal = strchr(spec, '=');
	GX_AUTO(free) char *host = equal ? gx_strndup(spec, (size_t)(equal - spec))
					 : gx_strdup(spec);
	GX_AUTO(free) char *from = gx_path_absolute(host);
	GX_AUTO(free) char *to = gx_path_absolute(equal ? equal + 1 : host);

	gx_strv_pushf(list, "%s=%s", from, to);
}

static int add_link(struct gx_strv *list, const char *spec, struct gx_err *err)
{
	if (*spec != '/' || !strchr(spec, '='))
		return gx_fail(err, GX_EUSAGE, "'%s' is not LINK=FILE with an absolute LINK", spec);
	gx_strv_push(list, spec);
	return 0;
}

/* What a container is made of; +1 when ID is none of that. */
static int container_option(struct gx_container *c, int id, const char *value, struct gx_err *err)
{
	switch (id) {
	case 'N':
		c->network = true;
		return 0;
	case OPT_SHARE:
		add_share(&c->shares, value);
		return 0;
	case OPT_EXPOSE:
		add_share(&c->exposes, value);
		return 0;
	case OPT_NO_CWD:
		c->no_cwd = true;
		return 0;
	case OPT_WRITABLE_ROOT:
		c->writable_root = true;
		return 0;
	case 'u':
		set_text(&c->user, gx_strdup(value));
		return 0;
	case 'P':
		c->link_profile = true;
		return 0;
	case 'S':
		return add_link(&c->symlinks, value, err);
	case 'F':
		c->fhs = true;
		return 0;
	case 'W':
		c->nest = true;
		return 0;
	default:
		return 1;
	}
}

static int on_option(void *payload, int id, const char *value, struct gx_err *err)
{
	struct gx_shell_args *args = payload;
	int r;

	switch (id) {
	case OPT_PURE:
		args->pure = true;
		return 0;
	case 'E':
		gx_strv_push(&args->keep, value);
		return 0;
	case OPT_SEARCH_PATHS:
		args->search_paths = true;
		return 0;
	case 'r':
		set_text(&args->root, gx_path_absolute(value));
		return 0;
	case 'p':
		set_text(&args->profile, gx_path_absolute(value));
		return 0;
	case 'q':
		gx_log_set_level(GX_LOG_QUIET);
		args->no_discovery = true;
		break;
	case OPT_REBUILD:
		args->rebuild = true;
		return 0;
	case OPT_EXPORT:
		args->export_manifest = true;
		return 0;
	case OPT_SETUP:
		set_text(&args->setup, gx_path_absolute(value));
		return 0;
	case OPT_NO_SETUP:
		args->no_setup = true;
		return 0;
	case OPT_FROM_IMAGE:
		set_text(&args->from_image, gx_path_absolute(value));
		return 0;
	case OPT_EXTRA_CA:
		gx_strv_take(&args->extra_ca, gx_path_absolute(value));
		return 0;
	case OPT_CHECK:
		args->check = true;
		return 0;
	case 'C':
		args->in_container = true;
		return 0;
	}
	r = container_option(&args->container, id, value, err);
	if (r > 0)
		gx_shell_args_add(args, id, value);
	return r < 0 ? -1 : 0;
}

/* The directory of the first manifest is the project. */
static char *find_project(const struct gx_shell_args *args)
{
	for (size_t i = 0; i < args->nwords; i++)
		if (args->words[i].id == 'm' && !gx_path_is_stdin(args->words[i].value))
			return gx_path_dir(args->words[i].value);
	return NULL;
}

void gx_shell_args_finish(struct gx_shell_args *args)
{
	set_text(&args->project, find_project(args));
}

static bool asks_for_more(const struct gx_container *c)
{
	return c->network || c->no_cwd || c->writable_root || c->link_profile || c->user ||
	       c->fhs || c->nest || c->shares.n || c->exposes.n || c->symlinks.n;
}

int gx_shell_args_parse(struct gx_shell_args *args, int argc, char **argv, struct gx_err *err)
{
	int rest, r;

	r = gx_opts_parse(gx_opts_shell, argc, argv, on_option, args, &rest, err);
	if (r)
		return r;
	if (rest && rest == argc)
		return gx_fail(err, GX_EUSAGE, "no command was given after '--'");
	args->argv = rest ? argv + rest : NULL;
	if (args->nwords && args->words[args->nwords - 1].id == 'D')
		return gx_fail(err, GX_EUSAGE, "-D concerns what follows it, and nothing does");
	if (args->profile && args->ninputs)
		return gx_fail(err, GX_EUSAGE, "--profile enters a profile as it is: no packages "
			       "can be added");
	if (!args->in_container && asks_for_more(&args->container))
		return gx_fail(err, GX_EUSAGE, "-F, -N, -P, -S, -W, -u, --share, --expose, "
			       "--no-cwd and --writable-root need --container");
	if (args->check && (args->in_container || args->argv))
		return gx_fail(err, GX_EUSAGE, "--check concerns the interactive shell that SHELL "
			       "names: it takes no command and no --container");
	gx_shell_args_finish(args);
	return 0;
}

void gx_shell_args_clear(struct gx_shell_args *args)
{
	for (size_t i = 0; i < args->nwords; i++)
		free(args->words[i].value);
	free(args->words);
	gx_strv_clear(&args->keep);
	gx_strv_clear(&args->extra_ca);
	gx_container_clear(&args->container);
	free(args->setup);
	free(args->root);
	free(args->profile);
	free(args->from_image);
	free(args->project);
}

/* Has it an option that the engine refuses? */
static bool is_refused(const struct gx_shell_args *args)
{
	for (size_t i = 0; i < args->nwords; i++)
		switch (args->words[i].id) {
		case GX_OPT_TARGET_OF_GUIX:
		case GX_OPT_TUNE:
		case GX_OPT_C_TOOLCHAIN:
			return true;
		}
	return false;
}

bool gx_shell_args_cacheable(const struct gx_shell_args *args)
{
	return !is_refused(args) && args->ninputs && !args->profile && !args->from_image &&
	       !args->in_container && !args->root && !args->dry_run &&
	       !args->rebuild && !args->export_manifest && !args->check;
}

/* Does the word decide the profile, or only how it is built? */
static bool in_key(int id)
{
	return id == GX_OPT_OPERAND || (id < GX_OPT_LONG && strchr("mfeDL", id)) ||
	       gx_transform_name(id);
}

void gx_shell_args_key(const struct gx_shell_args *args, struct gx_buf *key)
{
	GX_AUTO(free) char *channels = gx_where_data("channels/base");
	GX_AUTO(free) char *engine = gx_where_program("gx-engine");
	const char *set = getenv("GX_CHANNELS");

	gx_cache_key_add(key, "shell " PACKAGE_VERSION);
	gx_cache_key_add(key, engine);
	gx_cache_key_add(key, channels);
	/* `gx time-machine' hands its set over so; its name is made from its content. */
	gx_cache_key_add(key, set ? set : "");
	gx_cache_key_add(key, args->container.fhs ? "fhs" : "");
	for (size_t i = 0; i < args->nwords; i++) {
		const struct gx_shell_word *word = &args->words[i];
		char letter[2] = { word->id ? (char)word->id : '.', '\0' };
		const char *name = gx_transform_name(word->id);

		if (!in_key(word->id))
			continue;
		gx_cache_key_add(key, name ? name : letter);
		gx_cache_key_add(key, word->value ? word->value : "");
	}
}

const char *gx_shell_args_libc(const struct gx_shell_args *args)
{
	return args->container.fhs ? FHS_LIBC : NULL;
}

char *gx_shell_args_setup(const struct gx_shell_args *args)
{
	if (args->no_setup)
		return NULL;
	if (args->setup)
		return gx_strdup(args->setup);
	return args->project ? gx_shell_find_setup(args->project) : NULL;
}
