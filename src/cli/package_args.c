/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arguments of `gx package': options that concern the operands after them. */
#include "cli/package_args.h"

#include <stdlib.h>
#include <string.h>

#define ROW_PROFILE \
	{ 'p', "profile", "FILE", "use the profile FILE instead of your own" }
#define ROW_COLLISIONS \
	{ GX_PACKAGE_ALLOW_COLLISIONS, "allow-collisions", NULL, \
	  "let packages that collide be in one profile: the one installed last has precedence" }
#define ROW_KEEP \
	{ GX_PACKAGE_KEEP, "do-not-upgrade", "REGEXP", "leave the packages that match as they are" }
#define ROW_JSON { GX_PACKAGE_JSON, "json", NULL, "print JSON" }
#define ROWS_CHANNELS \
	{ 'L', "load-path", "DIR", "put DIR before the channels' modules" }, \
	{ GX_OPT_OFFLINE, "offline", NULL, "fetch no channel from the network" }

const struct gx_opt gx_opts_package[] = {
	{ 'i', "install", "[PACKAGE]", "install PACKAGE, and those that follow" },
	{ 'e', "install-from-expression", "EXPR", "install what the Scheme expression EXPR gives" },
	{ 'f', "install-from-file", "FILE", "install the package that FILE gives" },
	{ 'r', "remove", "[PACKAGE]", "remove PACKAGE, and those that follow" },
	{ 'u', "upgrade", "[REGEXP]", "upgrade the packages that match, or all" },
	ROW_KEEP,
	{ 'm', "manifest", "FILE", "make the profile what the manifest FILE says" },
	{ GX_PACKAGE_ROLL_BACK, "roll-back", NULL, "go back to the generation before" },
	{ 'S', "switch-generation", "N", "go to generation N, or +N or -N from the current one" },
	{ 'l', "list-generations", "[PATTERN]", "list generations: 3, 1,3, 2..5, 1m, 2d.." },
	{ 'd', "delete-generations", "[PATTERN]",
	  "delete generations that match, or are older than an age; or all but the current one" },
	ROW_PROFILE,
	{ 'I', "list-installed", "[REGEXP]", "list installed packages" },
	{ 'A', "list-available", "[REGEXP]", "list the channels' packages" },
	{ 's', "search", "REGEXP", "find packages, as gx search" },
	{ GX_PACKAGE_SHOW, "show", "PACKAGE", "describe packages, as gx show" },
	{ GX_PACKAGE_SEARCH_PATHS, "search-paths", "[KIND]",
	  "print the profile's variables: exact, prefix or suffix" },
	{ GX_PACKAGE_EXPORT_MANIFEST, "export-manifest", NULL,
	  "print a manifest of the installed packages" },
	{ GX_PACKAGE_EXPORT_CHANNELS, "export-channels", NULL,
	  "print the channels that they came from" },
	{ GX_PACKAGE_LIST_PROFILES, "list-profiles", NULL, "list your profiles" },
	ROW_COLLISIONS,
	ROW_JSON,
	GX_OPTS_TRANSFORM,
	ROWS_CHANNELS,
	GX_OPTS_BUILDING,
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};
const struct gx_opt gx_opts_install[] = {
	ROW_PROFILE, ROW_COLLISIONS, ROW_JSON, GX_OPTS_TRANSFORM, ROWS_CHANNELS,
	GX_OPTS_BUILDING, GX_OPT_HELP_ROW, GX_OPT_END,
};
const struct gx_opt gx_opts_remove[] = {
	ROW_PROFILE, ROW_COLLISIONS, ROW_JSON, ROWS_CHANNELS,
	GX_OPTS_BUILDING, GX_OPT_HELP_ROW, GX_OPT_END,
};
const struct gx_opt gx_opts_upgrade[] = {
	ROW_KEEP, ROW_PROFILE, ROW_COLLISIONS, ROW_JSON, GX_OPTS_TRANSFORM, ROWS_CHANNELS,
	GX_OPTS_BUILDING, GX_OPT_HELP_ROW, GX_OPT_END,
};

static void add_option(struct gx_package_args *args, const char *name, const char *value)
{
	gx_strv_pushf(&args->inputs.request.options, "%s=%s", name, value);
	args->changes = true;
}

static void add_step(struct gx_package_args *args, int id, const char *value)
{
	args->steps = gx_reallocarray(args->steps, args->nsteps + 1, sizeof *args->steps);
	args->steps[args->nsteps++] = (struct gx_package_step){ id, value };
}

static bool is_query(int id)
{
	return (id < GX_OPT_LONG && id && strchr("lIAs", id)) || id == GX_PACKAGE_SHOW ||
	       id == GX_PACKAGE_SEARCH_PATHS || id == GX_PACKAGE_EXPORT_MANIFEST ||
	       id == GX_PACKAGE_EXPORT_CHANNELS || id == GX_PACKAGE_LIST_PROFILES;
}

static int set_query(struct gx_package_args *args, int id, const char *value,
		     struct gx_err *err)
{
	if (args->query && args->query != id)
		return gx_fail(err, GX_EUSAGE, "two different things are asked for at once");
	args->query = id;
	args->mode = id;
	if (value)
		gx_strv_push(&args->words, value);
	return 0;
}

static int refuse_operand(const struct gx_package_args *args, const char *value,
			  struct gx_err *err)
{
	gx_fail(err, GX_EUSAGE, "'%s' does not belong to an option", value);
	return gx_err_hint(err, args->query ? "quote a pattern with blanks"
					    : "`gx package -i %s' installs it", value);
}

/* A word after the option that MODE says. */
static int add_operand(struct gx_package_args *args, const char *value, struct gx_err *err)
{
	switch (args->mode) {
	case 'i':
		gx_inputs_spec(&args->inputs, value);
		args->changes = true;
		return 0;
	case 'r':
		add_option(args, "remove", value);
		return 0;
	case 'u':
		add_option(args, "upgrade", value);
		args->selective = true;
		return 0;
	case 'd':
		args->steps[args->nsteps - 1].value = value;
		args->mode = 0;
		return 0;
	case 's':
	case GX_PACKAGE_SHOW:
		gx_strv_push(&args->words, value);
		return 0;
	case 'l':
	case 'I':
	case 'A':
		if (!args->words.n) {
			gx_strv_push(&args->words, value);
			return 0;
		}
		return refuse_operand(args, value, err);
	default:
		return refuse_operand(args, value, err);
	}
}

static int change_option(struct gx_package_args *args, int id, const char *value,
			 struct gx_err *err)
{
	switch (id) {
	case 'i':
	case 'r':
	case 'u':
		args->mode = id;
		args->upgrades = args->upgrades || id == 'u';
		return value ? add_operand(args, value, err) : 0;
	case 'm':
	case 'e':
	case 'f':
		args->changes = true;
		args->mode = 0;
		return gx_inputs_option(&args->inputs, id, value, err);
	case GX_PACKAGE_KEEP:
		gx_strv_pushf(&args->inputs.request.options, "keep=%s", value);
		return 0;
	case GX_PACKAGE_ALLOW_COLLISIONS:
		gx_strv_push(&args->inputs.request.options, "allow-collisions");
		return 0;
	default:
		return gx_inputs_option(&args->inputs, id, value, err);
	}
}

static int on_option(void *payload, int id, const char *value, struct gx_err *err)
{
	struct gx_package_args *args = payload;

	if (is_query(id))
		return set_query(args, id, value, err);
	switch (id) {
	case GX_OPT_OPERAND:
		return add_operand(args, value, err);
	case GX_PACKAGE_ROLL_BACK:
	case 'S':
	case 'd':
		add_step(args, id, value);
		args->mode = id == 'd' && !value ? 'd' : 0;
		return 0;
	case 'p':
		args->profile = value;
		return 0;
	case GX_PACKAGE_JSON:
		args->json = true;
		return 0;
	default:
		return change_option(args, id, value, err);
	}
}

int gx_package_args_parse(struct gx_package_args *args, const struct gx_command *cmd, int mode,
			  int argc, char **argv, struct gx_err *err)
{
	int r;

	args->mode = mode;
	args->upgrades = mode == 'u';
	r = gx_opts_parse(cmd->options, argc, argv, on_option, args, NULL, err);
	if (r)
		return r;
	if (args->upgrades && !args->selective)
		add_option(args, "upgrade", "");
	if (args->query && (args->changes || args->nsteps))
		return gx_fail(err, GX_EUSAGE, "what is asked for and what is to be done exclude "
			       "each other");
	if (!args->query && !args->changes && !args->nsteps) {
		gx_fail(err, GX_EUSAGE, "nothing to do was named");
		return gx_err_hint(err, mode ? "name a package"
					     : "-i installs, -r removes, -I lists packages");
	}
	return 0;
}

void gx_package_args_clear(struct gx_package_args *args)
{
	gx_inputs_clear(&args->inputs);
	gx_strv_clear(&args->words);
	free(args->steps);
}
