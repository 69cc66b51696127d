/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the words of a command line to realised outputs. */
#include "cli/inputs.h"
#include "cli/blame.h"
#include "cli/channels.h"
#include "cli/source.h"
#include "util/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void gx_inputs_clear(struct gx_inputs *inputs)
{
	gx_eval_request_clear(&inputs->request);
	gx_trace_clear(&inputs->facts);
}

static void add_input(struct gx_inputs *inputs, enum gx_eval_input_kind kind, const char *text)
{
	gx_eval_add_input(&inputs->request, kind, text, inputs->development);
	inputs->development = false;
}

static int add_source(struct gx_inputs *inputs, enum gx_eval_input_kind kind,
		      const char *option, const char *file, struct gx_err *err)
{
	bool development = inputs->development;

	inputs->development = false;
	return gx_source_add(&inputs->request, kind, option, file, development, err);
}

void gx_inputs_spec(struct gx_inputs *inputs, const char *spec)
{
	add_input(inputs, GX_EVAL_SPEC, spec);
}

static int number(const char *name, const char *value, unsigned *out, struct gx_err *err)
{
	unsigned long n;

	if (gx_opt_number(name, value, 1000000000, &n, err) < 0)
		return -1;
	*out = (unsigned)n;
	return 0;
}

static int set_system(struct gx_inputs *inputs, const char *value, struct gx_err *err)
{
	if (strcmp(value, "x86_64-linux")) {
		gx_fail(err, GX_EUSAGE, "'%s' is not a system that gx builds for", value);
		return gx_err_hint(err, "there is x86_64-linux");
	}
	free(inputs->request.system);
	inputs->request.system = gx_strdup(value);
	return 0;
}

/* What scripts for Guix say.  +1 when ID is none of GX_OPTS_GUIX. */
static int guix_option(int id, struct gx_err *err)
{
	switch (id) {
	case GX_OPT_NO_EFFECT:
		return 0;
	case GX_OPT_SUBSTITUTE_URLS:
		gx_warn("--substitute-urls has no effect: there are no substitutes yet, what is "
			"missing is built");
		return 0;
	case GX_OPT_TARGET_OF_GUIX:
		return gx_fail(err, GX_EUSAGE, "--target: gx builds for x86_64-linux alone");
	case GX_OPT_TUNE:
		return gx_fail(err, GX_EUSAGE, "--tune: gx builds for every x86_64 processor alike");
	case GX_OPT_C_TOOLCHAIN:
		gx_fail(err, GX_EUSAGE, "--with-c-toolchain is not supported");
		return gx_err_hint(err, "--with-input=PACKAGE=OTHER changes an input");
	default:
		return 1;
	}
}

static int building_option(struct gx_inputs *inputs, int id, const char *value,
			   struct gx_err *err)
{
	struct gx_build_opts *build = &inputs->build;

	switch (id) {
	case 'k':
		build->keep_going = true;
		return 0;
	case 'K':
		build->keep_failed = true;
		return 0;
	case 'n':
		inputs->dry_run = true;
		return 0;
	case 'M':
		return number("--max-jobs", value, &build->jobs, err);
	case 'c':
		return number("--cores", value, &build->cores, err);
	case GX_OPT_TIMEOUT:
		return number("--timeout", value, &build->timeout, err);
	case GX_OPT_MAX_SILENT:
		return number("--max-silent-time", value, &build->max_silent, err);
	case GX_OPT_NO_GRAFTS:
		return 0;
	case GX_OPT_NO_BUILD:
		build->no_build = true;
		return 0;
	default:
		return guix_option(id, err);
	}
}

static int add_transformation(struct gx_inputs *inputs, int id, const char *value,
			      struct gx_err *err)
{
	GX_AUTO(free) char *normal = gx_transform_value(id, value);

	if (gx_transform_check(id, normal, err) < 0)
		return -1;
	if (id == GX_OPT_WITH_GRAFT)
		gx_warn("nothing is grafted: what needs %.*s is rebuilt",
			(int)strcspn(value, "="), value);
	gx_strv_pushf(&inputs->request.options, "%s=%s", gx_transform_name(id), normal);
	return 0;
}

int gx_inputs_option(struct gx_inputs *inputs, int id, const char *value, struct gx_err *err)
{
	GX_AUTO(free) char *dir = NULL;

	if (gx_transform_name(id))
		return add_transformation(inputs, id, value, err);
	switch (id) {
	case 'm':
		return add_source(inputs, GX_EVAL_MANIFEST_FILE, "--manifest (-m)", value, err);
	case 'f':
		return add_source(inputs, GX_EVAL_FILE, "--file (-f)", value, err);
	case 'e':
		add_input(inputs, GX_EVAL_EXPR, value);
		return 0;
	case 'L':
		dir = gx_path_absolute(value);
		gx_strv_push(&inputs->request.load_path, dir);
		return 0;
	case 's':
		return set_system(inputs, value, err);
	case 'D':
		inputs->development = true;
		return 0;
	case GX_OPT_OFFLINE:
		setenv("GX_OFFLINE", "1", 1);
		return 0;
	case GX_OPT_LOCKED:
		inputs->locked = true;
		return 0;
	default:
		return building_option(inputs, id, value, err);
	}
}

int gx_inputs_channels(struct gx_store *store, struct gx_inputs *inputs, struct gx_err *err)
{
	return gx_channels_for_request(store, &inputs->request, inputs->locked, &inputs->facts,
				       err);
}

int gx_inputs_store(struct gx_store **out, struct gx_err *err)
{
	if (gx_store_open(&(struct gx_store_opts){ .create = true }, out, err) < 0)
		return -1;
	/* worth knowing once, and for who asks */
	if (gx_store_note(*out) && gx_store_is_new(*out))
		gx_say("%s: the store is %s", gx_store_note(*out), gx_store_dir(*out));
	else if (gx_store_note(*out))
		gx_detail("%s: the store is %s", gx_store_note(*out), gx_store_dir(*out));
	return 0;
}

int gx_inputs_eval(struct gx_store *store, struct gx_inputs *inputs,
		   struct gx_eval_result *result, struct gx_err *err)
{
	if (!inputs->request.nchannels && gx_inputs_channels(store, inputs, err) < 0)
		return -1;
	if (gx_eval_run(store, &inputs->request, result, err) < 0)
		return -1;
	gx_trace_move(&result->trace, &inputs->facts);
	for (size_t i = 0; i < result->warnings.n; i++)
		gx_warn("%s", result->warnings.v[i]);
	return 0;
}

void gx_inputs_operand(struct gx_inputs *inputs, struct gx_strv *items, const char *word)
{
	if (!strncmp(word, GX_STORE_DIR "/", strlen(GX_STORE_DIR) + 1))
		gx_strv_push(items, word);
	else
		gx_inputs_spec(inputs, word);
}

static int check_valid(struct gx_store *store, const struct gx_strv *items, struct gx_err *err)
{
	for (size_t i = 0; i < items->n; i++) {
		int valid = gx_store_is_valid(store, items->v[i], err);

		if (valid < 0)
			return -1;
		if (!valid) {
			gx_fail(err, GX_ENOTREALISED, "%s is not in the store yet", items->v[i]);
			return gx_err_hint(err, "`gx build' with the same words realises it");
		}
	}
	return 0;
}

int gx_inputs_items(struct gx_store *store, struct gx_inputs *inputs, const struct gx_strv *items,
		    bool derivations, struct gx_strv *out, struct gx_err *err)
{
	GX_AUTO(eval_result) struct gx_eval_result result = { 0 };

	for (size_t i = 0; i < items->n; i++) {
		char *item = gx_store_path_item(items->v[i]);

		if (!item)
			return gx_fail(err, GX_ENOTFOUND, "%s is not a store item", items->v[i]);
		gx_strv_take(out, item);
	}
	inputs->request.kind = GX_EVAL_BUILD;
	if (inputs->request.ninputs && gx_inputs_eval(store, inputs, &result, err) < 0)
		return -1;
	for (size_t i = 0; i < result.noutputs; i++) {
		const struct gx_eval_output *output = &result.outputs[i];
		bool drv = derivations && output->drv && *output->drv;

		gx_strv_push(out, drv ? output->drv : output->path);
	}
	return check_valid(store, out, err);
}

/* A dry run names everything; otherwise one line says what is ahead. */
static void tell_plan(const struct gx_build_plan *plan, bool dry_run)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	char size[16];

	if (dry_run) {
		gx_build_plan_format(plan, &text);
		if (gx_log_level() > GX_LOG_QUIET)
			fputs(gx_buf_str(&text), stderr);
		return;
	}
	if (plan->ndownloads)
		gx_buf_addf(&text, "%zu file%s to download", plan->ndownloads,
			    plan->ndownloads == 1 ? "" : "s");
	if (plan->download_bytes) {
		gx_format_size(plan->download_bytes, size);
		gx_buf_addf(&text, " (%s%s)", plan->sizes_known ? "" : "at least ", size);
	}
	if (plan->nbuilds)
		gx_buf_addf(&text, "%s%zu derivation%s to build", text.len ? ", " : "",
			    plan->nbuilds, plan->nbuilds == 1 ? "" : "s");
	if (text.len)
		gx_say("%s", text.data);
}

static int build(struct gx_store *store, struct gx_inputs *inputs,
		 const struct gx_strv *targets, struct gx_build_result *result,
		 struct gx_err *err)
{
	struct gx_build_opts opts = inputs->build;
	struct gx_progress *progress = NULL;
	struct gx_build_reporter *reporter = NULL;
	int r;

	if (gx_log_level() > GX_LOG_QUIET) {
		progress = gx_progress_new(2);
		reporter = gx_build_reporter_new(progress, gx_log_level() == GX_LOG_VERBOSE);
		opts.event = gx_build_reporter_event;
		opts.ticks = true;
		opts.payload = reporter;
	}
	r = gx_build_run(store, targets, &opts, result, err);
	if (reporter)
		gx_build_reporter_free(reporter);
	if (progress)
		gx_progress_free(progress);
	return r;
}

static void tell_kept(const struct gx_build_result *result)
{
	for (size_t i = 0; i < result->nfailures; i++)
		if (result->failures[i].kept)
			gx_say("the build tree of %s is kept: %s", result->failures[i].drv,
			       result->failures[i].kept);
}

int gx_inputs_realise(struct gx_store *store, struct gx_inputs *inputs,
		      const struct gx_strv *targets, struct gx_strv *outputs,
		      struct gx_err *err)
{
	GX_AUTO(build_plan) struct gx_build_plan plan = GX_BUILD_PLAN_INIT;
	GX_AUTO(build_result) struct gx_build_result result = GX_BUILD_RESULT_INIT;

	if (inputs->build.mode == GX_BUILD_NORMAL) {
		if (gx_build_plan(store, targets, &inputs->build, &plan, err) < 0)
			return -1;
		if (inputs->dry_run || !inputs->build.no_build)
			tell_plan(&plan, inputs->dry_run);
	}
	if (inputs->dry_run) {
		gx_strv_append(outputs, &plan.outputs);
		return 1;
	}
	if (build(store, inputs, targets, &result, err) < 0) {
		gx_blame_hash(&inputs->request, err);
		tell_kept(&result);
		return -1;
	}
	gx_strv_append(outputs, &result.outputs);
	return 0;
}
