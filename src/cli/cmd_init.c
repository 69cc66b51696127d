/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx init: a first manifest for a project. */
#include "cli/command.h"
#include "cli/init_write.h"
#include "util/quote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OPT_PRINT = GX_OPT_OWN, OPT_JSON, OPT_FORCE };

struct init_args {
	struct gx_inputs inputs;
	const char *dir;
	bool print, json, force;
};

const struct gx_opt gx_opts_init[] = {
	{ OPT_FORCE, "force", NULL, "replace files that are there" },
	{ OPT_PRINT, "print", NULL, "print the files, write none" },
	{ OPT_JSON, "json", NULL, "print what was found and chosen as JSON" },
	{ 'L', "load-path", "DIR", "put DIR before the channels' modules" },
	{ GX_OPT_OFFLINE, "offline", NULL, "fetch no channel from the network" },
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};

/* One of the files that are made. */
struct made {
	const char *name;
	char *path;
	struct gx_buf text;
	bool written;
};

static int on_option(void *payload, int id, const char *value, struct gx_err *err)
{
	struct init_args *args = payload;

	switch (id) {
	case GX_OPT_OPERAND:
		if (args->dir)
			return gx_fail(err, GX_EUSAGE, "one directory at a time");
		args->dir = value;
		return 0;
	case OPT_PRINT:
		args->print = true;
		return 0;
	case OPT_JSON:
		args->json = true;
		return 0;
	case OPT_FORCE:
		args->force = true;
		return 0;
	default:
		return gx_inputs_option(&args->inputs, id, value, err);
	}
}

/* Without --force a file that appears in the meantime stays, too. */
static int write_file(struct made *made, bool force, struct gx_err *err)
{
	GX_AUTO(free) char *temporary = NULL;
	int rc;

	if (force) {
		rc = gx_file_write(made->path, gx_buf_str(&made->text), made->text.len, 0644, err);
		made->written = rc == 0;
		return rc;
	}
	temporary = gx_asprintf("%s.%ld", made->path, (long)getpid());
	if (gx_file_write(temporary, gx_buf_str(&made->text), made->text.len, 0644, err) < 0)
		return -1;
	rc = link(temporary, made->path);
	if (rc < 0)
		gx_fail_errno(err, "write %s", made->path);
	unlink(temporary);
	made->written = rc == 0;
	return rc;
}

static int refuse(const struct made *manifest, struct gx_err *err)
{
	gx_fail(err, GX_EEXISTS, "%s is there already", manifest->path);
	return gx_err_hint(err, "`gx init --print' shows what would be written, `--force' replaces it");
}

/* The manifest must be new; a hook of the user's stays as it is. */
static int write_files(const struct init_args *args, struct made *manifest, struct made *setup,
		       struct gx_err *err)
{
	if (!args->force && gx_exists(manifest->path))
		return refuse(manifest, err);
	if (setup->text.len && !args->force && gx_exists(setup->path))
		gx_say("%s stays as it is; `gx init --print' shows what it could hold", setup->path);
	else if (setup->text.len && write_file(setup, args->force, err) < 0)
		return -1;
	return write_file(manifest, args->force, err);
}

/* --- words ------------------------------------------------------------------------------------- */

/* What needs no quotes in any shell. */
#define WORD_CHARACTERS \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-+"

static char *next_command(const struct init_args *args)
{
	GX_AUTO(buf) struct gx_buf dir = GX_BUF_INIT;
	bool plain = strspn(args->dir, WORD_CHARACTERS) == strlen(args->dir);

	if (!strcmp(args->dir, "."))
		return gx_strdup("gx shell -m manifest.scm");
	gx_quote_word(&dir, args->dir);
	return gx_asprintf("cd %s && gx shell -m manifest.scm", plain ? args->dir : dir.data);
}

static void tell_differences(const struct gx_choices *choices)
{
	for (size_t i = 0; i < choices->n; i++) {
		const struct gx_choice *choice = &choices->v[i];

		if (!choice->version)
			gx_warn("no channel has %s (%s)", choice->need->package, choice->need->why);
		else if (!choice->fits)
			gx_warn("%s asks for %s %s; the channels have %s", choice->need->asked_in,
				choice->need->package, choice->need->asked, choice->version);
	}
}

static void tell(const struct init_args *args, const struct gx_project *project,
		 const struct gx_choices *choices, const struct made *made, size_t n)
{
	GX_AUTO(free) char *next = next_command(args);

	tell_differences(choices);
	for (size_t i = 0; i < project->notes.n; i++)
		gx_say("%s", project->notes.v[i]);
	if (!project->seen.n)
		gx_say("nothing here tells what the project needs; name packages in the manifest "
		       "(`gx search WORD' finds them)");
	for (size_t i = 0; i < n; i++)
		if (made[i].written)
			gx_say("wrote %s", made[i].path);
	if (made[0].written)
		gx_say("next: %s", next);
}

static void print_files(const struct made *made, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (made[i].text.len)
			printf("%s%s%s\n%s", i ? "\n" : "", i ? "# " : ";; ", made[i].name,
			       gx_buf_str(&made[i].text));
}

/* --- JSON -------------------------------------------------------------------------------------- */

static struct gx_json *choice_json(const struct gx_choice *choice)
{
	const struct gx_need *need = choice->need;
	struct gx_json *object = gx_json_object();

	gx_json_set_str(object, "package", need->package);
	gx_json_set_str(object, "why", need->why);
	gx_json_set(object, "fits", gx_json_boolean(choice->fits));
	if (choice->version) {
		gx_json_set_str(object, "version", choice->version);
		gx_json_set_str(object, "specification", choice->spec);
	}
	if (need->asked) {
		gx_json_set_str(object, "asked", need->asked);
		gx_json_set_str(object, "asked_in", need->asked_in);
	}
	return object;
}

static struct gx_json *made_json(const struct made *made)
{
	struct gx_json *object = gx_json_object();

	gx_json_set_str(object, "file", made->path);
	gx_json_set_str(object, "text", gx_buf_str(&made->text));
	gx_json_set(object, "written", gx_json_boolean(made->written));
	return object;
}

static void print_json(const struct init_args *args, const struct gx_project *project,
		       const struct gx_choices *choices, const struct made *made, size_t n)
{
	GX_AUTO(json) struct gx_json *root = gx_json_object();
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(free) char *next = next_command(args);
	struct gx_json *packages = gx_json_array(), *files = gx_json_array();

	for (size_t i = 0; i < choices->n; i++)
		gx_json_add(packages, choice_json(&choices->v[i]));
	for (size_t i = 0; i < n; i++)
		if (made[i].text.len)
			gx_json_add(files, made_json(&made[i]));
	gx_json_set(root, "packages", packages);
	gx_json_set(root, "files", files);
	gx_json_set(root, "seen", gx_json_strings(project->seen.v, project->seen.n));
	gx_json_set(root, "notes", gx_json_strings(project->notes.v, project->notes.n));
	gx_json_set_str(root, "next", next);
	gx_json_format(root, true, &text);
	printf("%s\n", gx_buf_str(&text));
}

/* --- the command ------------------------------------------------------------------------------- */

static int check_dir(const char *dir, struct gx_err *err)
{
	struct stat st;

	if (stat(dir, &st) < 0)
		return gx_fail_errno(err, "%s", dir);
	return S_ISDIR(st.st_mode) ? 0 : gx_fail(err, GX_EFAIL, "%s is not a directory", dir);
}

/* The channels of a project that names them decide what its packages can be. */
static int use_channels(struct gx_store *store, struct init_args *args, struct gx_err *err)
{
	GX_AUTO(inputs) struct gx_inputs project = GX_INPUTS_INIT;
	GX_AUTO(free) char *channels = gx_path_join(args->dir, "channels.scm");
	GX_AUTO(free) char *manifest = gx_path_join(args->dir, "manifest.scm");
	GX_AUTO(free) char *absolute = gx_path_absolute(manifest);
	struct gx_eval_request *ours = &args->inputs.request, *theirs = &project.request;

	if (!gx_exists(channels))
		return 0;
	gx_eval_add_input(theirs, GX_EVAL_MANIFEST_FILE, absolute, false);
	if (gx_inputs_channels(store, &project, err) < 0)
		return -1;
	ours->channels = gx_steal(&theirs->channels);
	ours->nchannels = theirs->nchannels;
	theirs->nchannels = 0;
	gx_trace_move(&args->inputs.facts, &project.facts);
	return 0;
}

static int choose(struct init_args *args, struct gx_project *project, struct gx_choices *choices,
		  struct gx_err *err)
{
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(index) struct gx_index index = GX_INDEX_INIT;

	if (gx_project_scan(args->dir, project, err) < 0 || gx_inputs_store(&store, err) < 0 ||
	    use_channels(store, args, err) < 0 ||
	    gx_index_open(store, &args->inputs, NULL, &index, err) < 0)
		return -1;
	gx_choices_make(project, &index, choices);
	return 0;
}

static int make(struct init_args *args, struct made made[2], struct gx_err *err)
{
	GX_AUTO(project) struct gx_project project = GX_PROJECT_INIT;
	GX_AUTO(choices) struct gx_choices choices = { NULL, 0 };

	if (choose(args, &project, &choices, err) < 0)
		return -1;
	gx_init_manifest(&project, &choices, &made[0].text);
	gx_init_setup(&project, &made[1].text);
	if (!args->print && write_files(args, &made[0], &made[1], err) < 0)
		return -1;
	if (args->json)
		print_json(args, &project, &choices, made, 2);
	else if (args->print)
		print_files(made, 2);
	tell(args, &project, &choices, made, 2);
	return 0;
}

static int run(struct init_args *args, struct gx_err *err)
{
	struct made made[2] = { { .name = "manifest.scm" }, { .name = "setup-env.sh" } };
	int rc;

	if (!args->dir)
		args->dir = ".";
	if (check_dir(args->dir, err) < 0)
		return -1;
	for (size_t i = 0; i < 2; i++)
		made[i].path = strcmp(args->dir, ".") ? gx_path_join(args->dir, made[i].name)
						      : gx_strdup(made[i].name);
	rc = !args->print && !args->force && gx_exists(made[0].path) ? refuse(&made[0], err)
								     : make(args, made, err);
	for (size_t i = 0; i < 2; i++) {
		free(made[i].path);
		gx_buf_clear(&made[i].text);
	}
	return rc;
}

int gx_cmd_init(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	struct init_args args = { .inputs = GX_INPUTS_INIT };
	int r = gx_opts_parse(gx_opts_init, argc, argv, on_option, &args, NULL, err);

	r = r ? gx_command_stop(cmd, r) : run(&args, err);
	gx_inputs_clear(&args.inputs);
	return r;
}
