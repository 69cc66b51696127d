/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Not a test: the store and the builder for shell tests, without any evaluation.
 *
 *	build-tool add NAME FILE		prints the store path
 *	build-tool drv NAME WORD…		prints the .drv; words: builder=P arg=A env=K=V
 *						src=P in=DRV!OUT,OUT outputs=a,b
 *						fixed=[r:]ALGO:HEX system=S
 *	build-tool build [OPTION]… TARGET…	prints events on stderr, outputs on stdout
 *	build-tool plan TARGET…
 *	build-tool valid PATH			exit status
 *	build-tool refs PATH
 *	build-tool log PATH			the log's text
 *	build-tool --builtin …			what gx-engine does */
#include "build/build.h"
#include "util/progress.h"

#include <getopt.h>
#include <unistd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail(struct gx_err *err)
{
	fprintf(stderr, "error: %s\n", gx_err_text(err));
	if (err->hint)
		fprintf(stderr, "hint: %s\n", err->hint);
	return err->code == GX_EINTERRUPTED ? 130 : 1;
}

/* --- derivations ---------------------------------------------------------------------------- */

static const char *value(const char *word, const char *key)
{
	size_t n = strlen(key);

	return !strncmp(word, key, n) && word[n] == '=' ? word + n + 1 : NULL;
}

static void add_env(struct gx_drv *drv, const char *name, const char *text)
{
	size_t at = 0;

	drv->env = gx_reallocarray(drv->env, drv->nenv + 1, sizeof *drv->env);
	while (at < drv->nenv && strcmp(drv->env[at].name, name) < 0)
		at++;
	memmove(drv->env + at + 1, drv->env + at, (drv->nenv - at) * sizeof *drv->env);
	drv->env[at] = (struct gx_drv_env){ gx_strdup(name), gx_strdup(text) };
	drv->nenv++;
}

static void add_output(struct gx_drv *drv, const char *name)
{
	drv->outputs = gx_reallocarray(drv->outputs, drv->noutputs + 1, sizeof *drv->outputs);
	drv->outputs[drv->noutputs++] = (struct gx_drv_output){
		gx_strdup(name), gx_strdup(""), gx_strdup(""), gx_strdup("") };
	add_env(drv, name, "");
}

static void set_fixed(struct gx_drv *drv, const char *spec)
{
	const char *colon = strrchr(spec, ':');

	add_output(drv, "out");
	free(drv->outputs[0].algo);
	free(drv->outputs[0].hash);
	drv->outputs[0].algo = gx_strndup(spec, colon - spec);
	drv->outputs[0].hash = gx_strdup(colon + 1);
}

static int add_input(struct gx_drv *drv, const char *spec, struct gx_err *err)
{
	struct gx_drv_input input = { NULL, GX_STRV_INIT };
	size_t at = 0;

	if (gx_build_target_parse(spec, &input.drv, &input.outputs, err) < 0)
		return -1;
	if (!input.outputs.n)
		gx_strv_push(&input.outputs, "out");
	drv->inputs = gx_reallocarray(drv->inputs, drv->ninputs + 1, sizeof *drv->inputs);
	while (at < drv->ninputs && strcmp(drv->inputs[at].drv, input.drv) < 0)
		at++;
	memmove(drv->inputs + at + 1, drv->inputs + at,
		(drv->ninputs - at) * sizeof *drv->inputs);
	drv->inputs[at] = input;
	drv->ninputs++;
	return 0;
}

static int add_word(struct gx_drv *drv, const char *word, struct gx_err *err)
{
	const char *text;

	if ((text = value(word, "builder")))
		drv->builder = gx_strdup(text);
	else if ((text = value(word, "system")))
		drv->system = gx_strdup(text);
	else if ((text = value(word, "arg")))
		gx_strv_push(&drv->args, text);
	else if ((text = value(word, "src")))
		gx_strv_push(&drv->sources, text);
	else if ((text = value(word, "fixed")))
		set_fixed(drv, text);
	else if ((text = value(word, "in")))
		return add_input(drv, text, err);
	else if ((text = value(word, "env"))) {
		GX_AUTO(free) char *name = gx_strndup(text, strcspn(text, "="));

		add_env(drv, name, text + strcspn(text, "=") + 1);
	} else if ((text = value(word, "outputs"))) {
		GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;

		gx_strv_split(&names, text, ",");
		gx_strv_sort(&names);
		for (size_t i = 0; i < names.n; i++)
			add_output(drv, names.v[i]);
	} else {
		return gx_fail(err, GX_EUSAGE, "unknown word %s", word);
	}
	return 0;
}

static int load(void *store, const char *path, struct gx_drv **out, struct gx_err *err)
{
	return gx_drv_read(gx_store_dir(store), path, out, err);
}

static int make_drv(struct gx_store *store, int argc, char **argv, struct gx_err *err)
{
	GX_AUTO(drv) struct gx_drv *drv = gx_drv_new();
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(strv) struct gx_strv refs = GX_STRV_INIT;
	GX_AUTO(free) char *name = gx_asprintf("%s.drv", argv[0]);
	GX_AUTO(free) char *path = NULL;
	struct gx_drv_memo *memo = gx_drv_memo_new(load, store);
	int result;

	for (int i = 1; i < argc; i++)
		if (add_word(drv, argv[i], err) < 0)
			return -1;
	if (!drv->noutputs)
		add_output(drv, "out");
	if (!drv->system)
		drv->system = gx_strdup("x86_64-linux");
	gx_strv_sort(&drv->sources);
	result = gx_drv_fill_outputs(memo, argv[0], drv, err);
	gx_drv_memo_free(memo);
	if (result < 0)
		return -1;
	gx_drv_format(drv, &text);
	gx_strv_append(&refs, &drv->sources);
	for (size_t i = 0; i < drv->ninputs; i++)
		gx_strv_push(&refs, drv->inputs[i].drv);
	gx_strv_sort(&refs);
	gx_strv_uniq(&refs);
	if (gx_store_add_text(store, name, text.data, text.len, &refs, &path, err) < 0)
		return -1;
	puts(path);
	return 0;
}

/* --- building ------------------------------------------------------------------------------- */

static void event(void *payload, const struct gx_build_event *e)
{
	static const char *const kinds[] = {
		"planned", "started", "log", "progress", "waiting", "succeeded", "failed",
	};

	(void)payload;
	if (e->kind == GX_BUILD_PLANNED)
		fprintf(stderr, "@ planned %zu %zu\n", e->count, e->downloads);
	else if (e->kind == GX_BUILD_LOG)
		fprintf(stderr, "@ log %.*s", (int)e->len, e->text);
	else if (e->kind == GX_BUILD_FAILED)
		fprintf(stderr, "@ failed %s %d\n", e->name, e->status);
	else
		fprintf(stderr, "@ %s %s\n", kinds[e->kind], e->name);
}

static int parse_options(int argc, char **argv, struct gx_build_opts *opts)
{
	static const struct option longs[] = {
		{ "check", 0, NULL, 'C' }, { "repair", 0, NULL, 'R' },
		{ "rounds", 1, NULL, 'r' }, { "timeout", 1, NULL, 't' },
		{ "max-silent", 1, NULL, 's' }, { "no-build", 0, NULL, 'b' }, { 0 },
	};
	int c;

	opts->event = event;
	while ((c = getopt_long(argc, argv, "M:c:kKq", longs, NULL)) != -1)
		switch (c) {
		case 'M': opts->jobs = atoi(optarg); break;
		case 'c': opts->cores = atoi(optarg); break;
		case 'k': opts->keep_going = true; break;
		case 'K': opts->keep_failed = true; break;
		case 'q': opts->event = NULL; break;
		case 'C': opts->mode = GX_BUILD_CHECK; break;
		case 'R': opts->mode = GX_BUILD_REPAIR; break;
		case 'r': opts->rounds = atoi(optarg); break;
		case 't': opts->timeout = atoi(optarg); break;
		case 's': opts->max_silent = atoi(optarg); break;
		case 'b': opts->no_build = true; break;
		default: return -1;
		}
	return optind;
}

static int build(struct gx_store *store, int argc, char **argv, struct gx_err *err)
{
	GX_AUTO(build_result) struct gx_build_result result = GX_BUILD_RESULT_INIT;
	GX_AUTO(strv) struct gx_strv targets = GX_STRV_INIT;
	struct gx_build_opts opts = GX_BUILD_OPTS_INIT;
	int status, i = parse_options(argc, argv, &opts);

	if (i < 0)
		return gx_fail(err, GX_EUSAGE, "usage");
	for (; i < argc; i++)
		gx_strv_push(&targets, argv[i]);
	status = gx_build_run(store, &targets, &opts, &result, err);
	for (size_t j = 0; j < result.outputs.n; j++)
		puts(result.outputs.v[j]);
	for (size_t j = 0; j < result.nfailures; j++) {
		const struct gx_build_failure *f = &result.failures[j];

		fprintf(stderr, "failure: %s: %s%s%s\n", f->drv,
			f->dependency ? "dependency: " : "", f->timed_out ? "timed out: " : "",
			f->message);
		if (f->kept)
			fprintf(stderr, "kept: %s\n", f->kept);
	}
	fprintf(stderr, "built %zu downloaded %zu\n", result.built, result.downloaded);
	return status;
}

static int plan(struct gx_store *store, int argc, char **argv, struct gx_err *err)
{
	GX_AUTO(build_plan) struct gx_build_plan p = GX_BUILD_PLAN_INIT;
	GX_AUTO(strv) struct gx_strv targets = GX_STRV_INIT;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	struct gx_build_opts opts = GX_BUILD_OPTS_INIT;

	for (int i = 0; i < argc; i++)
		gx_strv_push(&targets, argv[i]);
	if (gx_build_plan(store, &targets, &opts, &p, err) < 0)
		return -1;
	gx_build_plan_format(&p, &text);
	fputs(gx_buf_str(&text), stdout);
	return 0;
}

/* --- the rest ------------------------------------------------------------------------------- */

static int add(struct gx_store *store, const char *name, const char *file, struct gx_err *err)
{
	GX_AUTO(free) char *path = NULL;

	if (gx_store_add_path(store, name, file, true, GX_HASH_SHA256, NULL, NULL, &path, err) < 0)
		return -1;
	puts(path);
	return 0;
}

static int refs(struct gx_store *store, const char *path, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv list = GX_STRV_INIT;

	if (gx_store_references(store, path, &list, err) < 0)
		return -1;
	for (size_t i = 0; i < list.n; i++)
		puts(list.v[i]);
	return 0;
}

static int show_log(struct gx_store *store, const char *path, struct gx_err *err)
{
	GX_AUTO(free) char *file = NULL;
	int result = gx_build_log_path(store, path, &file, err);

	if (result)
		return result < 0 ? -1 : gx_fail(err, GX_ENOTFOUND, "no log");
	return gx_build_log_show(file, 1, err);
}

static int command(struct gx_store *store, int argc, char **argv, struct gx_err *err)
{
	if (!strcmp(argv[0], "add") && argc == 3)
		return add(store, argv[1], argv[2], err);
	if (!strcmp(argv[0], "drv") && argc > 1)
		return make_drv(store, argc - 1, argv + 1, err);
	if (!strcmp(argv[0], "build"))
		return build(store, argc, argv, err);
	if (!strcmp(argv[0], "plan"))
		return plan(store, argc - 1, argv + 1, err);
	if (!strcmp(argv[0], "refs") && argc == 2)
		return refs(store, argv[1], err);
	if (!strcmp(argv[0], "log") && argc == 2)
		return show_log(store, argv[1], err);
	if (!strcmp(argv[0], "valid") && argc == 2)
		return gx_store_is_valid(store, argv[1], err) == 1 ? 0 :
		       gx_fail(err, GX_ENOTFOUND, "not valid");
	return gx_fail(err, GX_EUSAGE, "unknown command");
}

int main(int argc, char **argv)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(store) struct gx_store *store = NULL;

	if (argc > 1 && !strcmp(argv[1], "--builtin"))
		return gx_build_builtin_main(argc - 2, argv + 2, NULL, 0);
	if (argc < 2)
		return 2;
	if (gx_store_open(&(struct gx_store_opts){ .create = true }, &store, &err) < 0 ||
	    command(store, argc - 1, argv + 1, &err) < 0)
		return fail(&err);
	return 0;
}
