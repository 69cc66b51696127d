/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx shell: enter an environment.  What the evaluation cache answers without a doubt never
 * comes here (main.c). */
#include "cli/allow.h"
#include "cli/command.h"
#include "cli/from_image.h"
#include "cli/inputs.h"
#include "cli/remember.h"
#include "cli/shell_args.h"
#include "profile/profile.h"
#include "shell/shell.h"

#include <stdio.h>
#include <string.h>

/* Only when nothing else is to be done: the process becomes the command. */
static int enter(struct gx_store **store, const struct gx_shell_args *args,
		 const struct gx_cache_entry *entry, struct gx_err *err)
{
	GX_AUTO(free) char *setup = gx_shell_args_setup(args);

	if (gx_shell_hold(entry->store_root, entry->store_state, entry->profile, err) < 0)
		return -1;
	gx_cleanup_store(store);
	gx_shell_enter(&(struct gx_shell_plan){
		.profile = entry->profile, .store_root = entry->store_root,
		.env = entry->env, .nenv = entry->nenv, .pure = args->pure, .keep = &args->keep,
		.project = args->project, .setup = setup, .argv = args->argv }, err);
	gx_complain(err);
	return gx_shell_exit_status(err);
}

static int finish(struct gx_store **store, const struct gx_shell_args *args,
		  const struct gx_cache_entry *entry, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	if (args->root &&
	    gx_store_add_indirect_root(*store, args->root, entry->profile, err) < 0)
		return -1;
	if (!args->search_paths)
		return enter(store, args, entry, err);
	gx_shell_format(entry->env, entry->nenv, args->pure, &text);
	fputs(gx_buf_str(&text), stdout);
	return 0;
}

/* --profile: whatever link or directory leads to a profile of the store. */
static int enter_profile(struct gx_store **store, const struct gx_shell_args *args,
			 struct gx_err *err)
{
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = NULL;
	GX_AUTO(free) char *physical = NULL, *logical = NULL, *item = NULL;
	const char *dir = gx_store_dir(*store);
	GX_AUTO(free) char *real_dir = NULL;
	int r = gx_profile_resolve(dir, args->profile, &physical, err);

	if (r == 0)
		r = gx_profile_resolve(dir, GX_STORE_DIR, &real_dir, err);
	if (r < 0)
		return -1;
	if (r == 0 && !strncmp(physical, real_dir, strlen(real_dir))) {
		logical = gx_asprintf(GX_STORE_DIR "%s", physical + strlen(real_dir));
		item = gx_store_path_item(logical);
	}
	if (!item)
		return gx_fail(err, GX_ENOTFOUND, "%s is not a profile of %s", args->profile, dir);
	if (gx_remember_make(*store, args, item, &entry, err) < 0)
		return -1;
	return finish(store, args, entry, err);
}

/* The words of the command line, as gx build takes them. */
static int make_inputs(const struct gx_shell_args *args, struct gx_inputs *inputs,
		       struct gx_err *err)
{
	for (size_t i = 0; i < args->nwords; i++) {
		const struct gx_shell_word *word = &args->words[i];

		if (word->id == GX_OPT_OPERAND)
			gx_inputs_spec(inputs, word->value);
		else if (gx_inputs_option(inputs, word->id, word->value, err) < 0)
			return -1;
	}
	return 0;
}

static int export_manifest(struct gx_store *store, struct gx_inputs *inputs,
			   struct gx_err *err)
{
	GX_AUTO(eval_result) struct gx_eval_result result = { 0 };

	inputs->request.kind = GX_EVAL_MANIFEST;
	if (gx_inputs_eval(store, inputs, &result, err) < 0)
		return -1;
	fputs(result.manifest_code ? result.manifest_code : "", stdout);
	return 0;
}

static int evaluate_and_enter(struct gx_store **store, const struct gx_shell_args *args,
			      struct gx_inputs *inputs, struct gx_err *err)
{
	GX_AUTO(eval_result) struct gx_eval_result result = { 0 };
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = NULL;
	GX_AUTO(strv) struct gx_strv targets = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv outputs = GX_STRV_INIT;
	int r;

	inputs->request.kind = GX_EVAL_PROFILE;
	if (gx_inputs_eval(*store, inputs, &result, err) < 0)
		return -1;
	if (!result.profile_drv || !result.profile_out)
		return gx_fail(err, GX_EFAIL, "the evaluation gave no profile");
	gx_strv_pushf(&targets, "%s!out", result.profile_drv);
	r = gx_inputs_realise(*store, inputs, &targets, &outputs, err);
	if (r)
		return r < 0 ? -1 : 0;
	if (gx_remember_make(*store, args, result.profile_out, &entry, err) < 0)
		return -1;
	gx_remember_write(*store, entry, &result.trace);
	return finish(store, args, entry, err);
}

/* Said here, before anything is made or evaluated. */
static int check_files(const struct gx_shell_args *args, struct gx_err *err)
{
	for (size_t i = 0; i < args->nwords; i++)
		if (args->words[i].id == 'm' && !gx_exists(args->words[i].value))
			return gx_fail(err, GX_ENOTFOUND, "%s: no such file",
				       args->words[i].value);
	if (args->setup && !gx_exists(args->setup))
		return gx_fail(err, GX_ENOTFOUND, "%s: no such file", args->setup);
	return 0;
}

static int run(struct gx_shell_args *args, struct gx_err *err)
{
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(inputs) struct gx_inputs inputs = GX_INPUTS_INIT;
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = NULL;

	if (!args->ninputs && !args->profile && gx_allow_discover(args, err) < 0)
		return -1;
	if (check_files(args, err) < 0 || make_inputs(args, &inputs, err) < 0 ||
	    gx_inputs_store(&store, err) < 0)
		return -1;
	if (args->profile)
		return enter_profile(&store, args, err);
	if (args->export_manifest)
		return export_manifest(store, &inputs, err);
	if (!args->rebuild && !args->dry_run)
		entry = gx_remember_find(store, args);
	return entry ? finish(&store, args, entry, err)
		     : evaluate_and_enter(&store, args, &inputs, err);
}

int gx_cmd_shell(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	GX_AUTO(shell_args) struct gx_shell_args args = GX_SHELL_ARGS_INIT;
	int r = gx_shell_args_parse(&args, argc, argv, err);

	if (!r && args.from_image)
		return gx_from_image(args.from_image, argc, argv, err);
	return r ? gx_command_stop(cmd, r) : run(&args, err);
}
