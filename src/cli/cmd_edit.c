/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx edit: open the definitions of packages in the user's editor. */
#include "cli/command.h"
#include "cli/index.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct edit_args {
	struct gx_inputs inputs;
	struct gx_strv specs;
};

const struct gx_opt gx_opts_edit[] = {
	{ 'L', "load-path", "DIR", "put DIR before the channels' modules" },
	{ GX_OPT_OFFLINE, "offline", NULL, "fetch no channel from the network" },
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};

static int on_option(void *payload, int id, const char *value, struct gx_err *err)
{
	struct edit_args *args = payload;

	if (id != GX_OPT_OPERAND)
		return gx_inputs_option(&args->inputs, id, value, err);
	gx_strv_push(&args->specs, value);
	return 0;
}

/* The file called NAME in the directories that modules are loaded from; yours, or NULL. */
static char *find_file(const struct gx_eval_request *req, const char *name)
{
	GX_AUTO(strv) struct gx_strv roots = GX_STRV_INIT;

	if (*name == '/')
		return gx_exists(name) ? gx_strdup(name) : NULL;
	gx_strv_append(&roots, &req->load_path);
	for (size_t i = 0; i < req->nchannels; i++)
		gx_strv_push(&roots, req->channels[i].root);
	for (size_t i = 0; i < roots.n; i++) {
		GX_AUTO(free) char *file = gx_path_join(roots.v[i], name);

		if (gx_exists(file))
			return gx_steal(&file);
	}
	return NULL;
}

/* The newest package that SPEC means. */
static const struct gx_record *find_record(const struct gx_index *index, const char *spec)
{
	const struct gx_record *best = NULL;

	for (size_t i = 0; i < index->n; i++) {
		const struct gx_record *r = &index->v[i];

		if (gx_record_is(r, spec) &&
		    (!best || strverscmp(r->field[GX_FIELD_VERSION],
					 best->field[GX_FIELD_VERSION]) > 0))
			best = r;
	}
	return best;
}

/* "+LINE" and the file of SPEC's definition, as editors take them. */
static int add_place(struct edit_args *args, const struct gx_index *index, const char *spec,
		     struct gx_strv *argv, struct gx_err *err)
{
	const struct gx_record *record = find_record(index, spec);
	const char *place, *line;
	GX_AUTO(free) char *name = NULL, *file = NULL;

	if (!record)
		return gx_index_unknown(index, spec, err);
	place = record->field[GX_FIELD_LOCATION];
	line = strchr(place, ':');
	name = gx_strndup(place, line ? (size_t)(line - place) : strlen(place));
	file = line ? find_file(&args->inputs.request, name) : NULL;
	if (!file)
		return gx_fail(err, GX_ENOTFOUND, "%s: the file that defines it (%s) is not there",
			       spec, name);
	if (access(file, W_OK) < 0 || strstr(file, GX_STORE_DIR "/"))
		gx_say("%s can only be read: it belongs to a channel's commit", file);
	gx_strv_pushf(argv, "+%lu", strtoul(line + 1, NULL, 10));
	gx_strv_push(argv, file);
	return 0;
}

/* $VISUAL or $EDITOR may have arguments of its own. */
static int run_editor(const struct gx_strv *files, struct gx_err *err)
{
	const char *visual = getenv("VISUAL"), *editor = getenv("EDITOR");
	GX_AUTO(strv) struct gx_strv argv = GX_STRV_INIT;

	editor = visual && *visual ? visual : editor && *editor ? editor : "vi";
	gx_strv_split(&argv, editor, " \t");
	if (!argv.n)
		gx_strv_push(&argv, "vi");
	gx_strv_append(&argv, files);
	execvp(argv.v[0], argv.v);
	gx_fail_errno(err, "%s", argv.v[0]);
	return gx_err_hint(err, "set $VISUAL or $EDITOR to the editor that you use");
}

static int run(struct edit_args *args, struct gx_err *err)
{
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(index) struct gx_index index = GX_INDEX_INIT;
	GX_AUTO(strv) struct gx_strv files = GX_STRV_INIT;

	if (!args->specs.n)
		return gx_fail(err, GX_EUSAGE, "no package was named");
	if (gx_inputs_store(&store, err) < 0 ||
	    gx_index_open(store, &args->inputs, &args->specs, &index, err) < 0)
		return -1;
	for (size_t i = 0; i < args->specs.n; i++)
		if (add_place(args, &index, args->specs.v[i], &files, err) < 0)
			return -1;
	return run_editor(&files, err);
}

int gx_cmd_edit(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	struct edit_args args = { .inputs = GX_INPUTS_INIT };
	int r = gx_opts_parse(gx_opts_edit, argc, argv, on_option, &args, NULL, err);

	r = r ? gx_command_stop(cmd, r) : run(&args, err);
	gx_inputs_clear(&args.inputs);
	gx_strv_clear(&args.specs);
	return r;
}
