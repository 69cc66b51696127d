/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx allow, gx deny: which discovered manifests may be used. */
#include "cli/allow.h"
#include "cli/command.h"
#include "cli/discover.h"
#include "util/json.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { OPT_LIST = GX_OPT_LONG, OPT_JSON };

struct allow_args {
	struct gx_strv places;
	bool list, json;
};

const struct gx_opt gx_opts_allow[] = {
	{ OPT_LIST, "list", NULL, "list what is allowed, and whether it changed since" },
	{ OPT_JSON, "json", NULL, "print the list as JSON" },
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};

const struct gx_opt gx_opts_deny[] = {
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};

static int on_option(void *payload, int id, const char *value, struct gx_err *err)
{
	struct allow_args *args = payload;

	(void)err;
	if (id == GX_OPT_OPERAND)
		gx_strv_push(&args->places, value);
	else if (id == OPT_JSON)
		args->json = true;
	else
		args->list = true;
	return 0;
}

/* PLACE: a directory, or the file itself. */
static int find_file(const char *place, char **out, struct gx_err *err)
{
	struct stat st;

	if (stat(place, &st) < 0)
		return gx_fail_errno(err, "%s", place);
	if (S_ISDIR(st.st_mode))
		return gx_allow_find(place, out, err);
	*out = gx_path_absolute(place);
	return 0;
}

static int allow(const char *place, struct gx_err *err)
{
	GX_AUTO(free) char *file = NULL, *text = NULL;
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;

	if (find_file(place, &file, err) < 0 || gx_allow_file(file, &names, err) < 0)
		return -1;
	text = gx_strv_join(&names, ", ");
	gx_say("allowed, as they are now: %s in %.*s", text,
	       (int)(gx_path_base(file) - file - 1), file);
	return 0;
}

static int deny(const char *place, struct gx_err *err)
{
	GX_AUTO(free) char *file = NULL, *dir = gx_discover_dir();
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = NULL;
	GX_AUTO(buf) struct gx_buf key = GX_BUF_INIT;

	if (find_file(place, &file, err) < 0)
		return -1;
	if (gx_discover_read(file, &entry) != 0)
		return gx_fail(err, GX_ENOTFOUND, "%s is not allowed anyway", file);
	gx_discover_key(file, &key);
	gx_cache_remove(dir, &key);
	gx_say("%s is not used by itself any more", file);
	return 0;
}

static void print_allowed(struct gx_json *array, const char *file, bool changed)
{
	struct gx_json *object;

	if (!array) {
		printf("%s%s\n", file, changed ? "\tchanged" : "");
		return;
	}
	object = gx_json_object();
	gx_json_set_str(object, "file", file);
	gx_json_set(object, "changed", gx_json_boolean(changed));
	gx_json_add(array, object);
}

static int list(const struct allow_args *args, struct gx_err *err)
{
	GX_AUTO(json) struct gx_json *array = args->json ? gx_json_array() : NULL;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(free) char *dir = gx_discover_dir();
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;

	if (gx_cache_expire(dir, INT32_MAX, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.n; i++) {
		GX_AUTO(cache_entry) struct gx_cache_entry *entry = NULL;
		const char *file;
		bool renewed;

		if (gx_cache_read_named(dir, names.v[i], &entry, NULL) != 0 || !entry->nfacts)
			continue;
		file = entry->facts[0].name;
		print_allowed(array, file,
			      gx_cache_check_full(entry, &renewed, NULL) != GX_CACHE_FRESH);
	}
	if (array) {
		gx_json_format(array, true, &text);
		puts(gx_buf_str(&text));
	}
	return 0;
}

static int each(struct allow_args *args, int (*act)(const char *, struct gx_err *),
		struct gx_err *err)
{
	if (!args->places.n)
		gx_strv_push(&args->places, ".");
	for (size_t i = 0; i < args->places.n; i++)
		if (act(args->places.v[i], err) < 0)
			return -1;
	return 0;
}

int gx_cmd_allow(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	struct allow_args args = { GX_STRV_INIT, false };
	int r = gx_opts_parse(gx_opts_allow, argc, argv, on_option, &args, NULL, err);

	r = r ? gx_command_stop(cmd, r) : args.list ? list(&args, err) : each(&args, allow, err);
	gx_strv_clear(&args.places);
	return r;
}

int gx_cmd_deny(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	struct allow_args args = { GX_STRV_INIT, false };
	int r = gx_opts_parse(gx_opts_deny, argc, argv, on_option, &args, NULL, err);

	r = r ? gx_command_stop(cmd, r) : each(&args, deny, err);
	gx_strv_clear(&args.places);
	return r;
}
