/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx package, install, remove, upgrade: the packages of a profile, generation by generation. */
#include "cli/package_args.h"
#include "cli/package_changes.h"
#include "cli/package_query.h"
#include "cli/user_profile.h"
#include "profile/profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- generations ------------------------------------------------------------------------------ */

/* Evaluate and build the profile that INPUTS ask for; +1 after a dry run. */
static int realise(struct gx_store *store, struct gx_inputs *inputs,
		   const struct gx_eval_result *result, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv targets = GX_STRV_INIT, outputs = GX_STRV_INIT;

	gx_strv_pushf(&targets, "%s!out", result->profile_drv);
	return gx_inputs_realise(store, inputs, &targets, &outputs, err);
}

/* Generation 0, the empty profile. */
static int go_to_zero(struct gx_store *store, const char *profile,
		      const struct gx_generations *all, struct gx_err *err)
{
	GX_AUTO(inputs) struct gx_inputs inputs = GX_INPUTS_INIT;
	GX_AUTO(eval_result) struct gx_eval_result result = { 0 };

	if (gx_generations_find(all, 0) && gx_generations_find(all, 0)->item)
		return gx_generation_switch(profile, 0, err);
	inputs.request.kind = GX_EVAL_TRANSACTION;
	if (gx_inputs_eval(store, &inputs, &result, err) < 0 ||
	    realise(store, &inputs, &result, err) < 0)
		return -1;
	return gx_generation_add(store, profile, 0, result.profile_out, err);
}

static int switch_to(struct gx_store *store, const char *profile,
		     const struct gx_generations *all, unsigned long number,
		     struct gx_err *err)
{
	const struct gx_generation *g = gx_generations_find(all, number);

	if (number && g && !g->item)
		return gx_fail(err, GX_ENOTFOUND, "generation %lu of %s is not in the store",
			       number, profile);
	if (number ? gx_generation_switch(profile, number, err) < 0
		   : go_to_zero(store, profile, all, err) < 0)
		return -1;
	gx_say("switched from generation %lu to %lu", all->current, number);
	return 0;
}

/* "3", "+1", "-2": relative ones count the generations that exist. */
static int parse_target(const struct gx_generations *all, const char *text,
			unsigned long *out, struct gx_err *err)
{
	bool relative = *text == '+' || *text == '-';
	unsigned long n;
	size_t at = 0;

	if (gx_opt_number("--switch-generation", text + relative, 1000000000, &n, err) < 0)
		return -1;
	while (relative && at < all->n && all->v[at].number != all->current)
		at++;
	if (relative && at < all->n && *text == '+' ? at + n < all->n : relative && n <= at) {
		*out = all->v[*text == '+' ? at + n : at - n].number;
		return 0;
	}
	*out = n;
	if (!relative && n && gx_generations_find(all, n))
		return 0;
	return gx_fail(err, GX_ENOTFOUND, "there is no generation %s", text);
}

static int take_step(struct gx_store *store, const char *profile,
		     const struct gx_package_step *step, struct gx_err *err)
{
	GX_AUTO(generations) struct gx_generations all = GX_GENERATIONS_INIT;
	unsigned long number;

	if (step->id == 'd')
		return gx_user_profile_prune(store, profile, step->value, err);
	if (gx_generations_read(gx_store_dir(store), profile, &all, err) < 0)
		return -1;
	if (!all.exists)
		return gx_fail(err, GX_ENOTFOUND, "%s: there is no such profile", profile);
	if (step->id == 'S') {
		if (parse_target(&all, step->value, &number, err) < 0)
			return -1;
	} else if (all.current == 0) {
		return gx_fail(err, GX_EFAIL, "there is no generation before the empty profile");
	} else {
		number = gx_generations_previous(&all);
	}
	return switch_to(store, profile, &all, number, err);
}

/* --- the transaction ------------------------------------------------------------------------- */

/* The manifest of the current generation, and its file as an input of the evaluation. */
static int add_installed(struct gx_store *store, const char *profile,
			 const struct gx_generations *all, struct gx_inputs *inputs,
			 struct gx_manifest **manifest, struct gx_err *err)
{
	const struct gx_generation *current = gx_generations_find(all, all->current);
	GX_AUTO(free) char *physical = NULL, *file = NULL;

	if (!all->exists) {
		*manifest = gx_calloc(1, sizeof **manifest);
		return 0;
	}
	if (!current || !current->item) {
		gx_fail(err, GX_ENOTFOUND, "generation %lu of %s is not in the store any more",
			all->current, profile);
		return gx_err_hint(err, "switch to another one with --switch-generation");
	}
	physical = gx_store_physical(store, current->item);
	file = gx_path_join(physical, "manifest");
	gx_eval_add_input(&inputs->request, GX_EVAL_INSTALLED, file, false);
	return gx_manifest_read(gx_store_dir(store), physical, manifest, err);
}

/* Is the order of precedence the same?  Only a manifest file can change it alone. */
static bool same_order(const struct gx_manifest *old, const struct gx_eval_result *result)
{
	for (size_t i = 0; i < old->n; i++)
		if (i >= result->npackages || strcmp(old->v[i].item, result->packages[i].path))
			return false;
	return old->n == result->npackages;
}

static bool has_manifest(const struct gx_eval_request *req)
{
	for (size_t i = 0; i < req->ninputs; i++)
		if (req->inputs[i].kind == GX_EVAL_MANIFEST_FILE ||
		    req->inputs[i].kind == GX_EVAL_MANIFEST_TEXT)
			return true;
	return false;
}

/* An installed entry and the package that it was made of give profiles of the same content and
 * different names, so that the entries are compared. */
static bool is_done(const struct gx_package_args *args, const struct gx_generations *all,
		    const struct gx_manifest *old, const struct gx_eval_result *result,
		    size_t nchanges)
{
	return all->exists && nchanges == 0 &&
	       (!has_manifest(&args->inputs.request) || same_order(old, result));
}

static int commit(struct gx_store *store, struct gx_package_args *args, const char *profile,
		  const struct gx_generations *all, const struct gx_manifest *old,
		  const struct gx_eval_result *result, struct gx_err *err)
{
	GX_AUTO(free) struct gx_package_change *changes = gx_calloc(old->n + result->npackages + 1,
							 sizeof *changes);
	size_t n = gx_package_changes(old, result, changes);
	/* Where the link was lost the generations are not. */
	unsigned long number = all->exists || !all->n ? all->current + 1
		: all->v[all->n - 1].number + 1;
	int r;

	if (is_done(args, all, old, result, n)) {
		gx_say("nothing to be done");
		if (args->json)
			gx_package_print_json(profile, all->current,
				   gx_generations_find(all, all->current)->item, NULL, 0);
		return 0;
	}
	gx_package_tell(changes, n);
	r = realise(store, &args->inputs, result, err);
	if (r == 0)
		r = gx_generation_add(store, profile, number, result->profile_out, err);
	if (r < 0)
		return -1;
	if (args->json)
		gx_package_print_json(profile, number, result->profile_out, changes, n);
	if (r > 0)
		return 0;
	gx_package_tell_collisions(store, result->profile_drv);
	gx_say("generation %lu: %zu package%s", number, result->npackages,
	       result->npackages == 1 ? "" : "s");
	if (!all->exists)
		gx_user_profile_welcome(store, profile);
	return 0;
}

static int transact(struct gx_store *store, struct gx_package_args *args, const char *profile,
		    struct gx_err *err)
{
	GX_AUTO(generations) struct gx_generations all = GX_GENERATIONS_INIT;
	GX_AUTO(manifest) struct gx_manifest *old = NULL;
	GX_AUTO(eval_result) struct gx_eval_result result = { 0 };

	if (gx_generations_read(gx_store_dir(store), profile, &all, err) < 0 ||
	    add_installed(store, profile, &all, &args->inputs, &old, err) < 0)
		return -1;
	args->inputs.request.kind = GX_EVAL_TRANSACTION;
	if (gx_inputs_eval(store, &args->inputs, &result, err) < 0)
		return -1;
	if (!result.profile_drv || !result.profile_out)
		return gx_fail(err, GX_EFAIL, "the evaluation gave no profile");
	return commit(store, args, profile, &all, old, &result, err);
}

static int perform(struct gx_store *store, struct gx_package_args *args, const char *profile,
		   struct gx_err *err)
{
	GX_AUTO(profile_lock) struct gx_profile_lock lock = GX_PROFILE_LOCK_INIT;

	if (gx_user_profile_lock(profile, &lock, err) < 0)
		return -1;
	for (size_t i = 0; i < args->nsteps; i++)
		if (take_step(store, profile, &args->steps[i], err) < 0)
			return -1;
	return args->changes ? transact(store, args, profile, err) : 0;
}

static int run(struct gx_package_args *args, struct gx_err *err)
{
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(free) char *profile = NULL;

	if (gx_inputs_store(&store, err) < 0)
		return -1;
	if (!args->profile)
		profile = gx_user_profile(store);
	else if (gx_profile_place(args->profile, &profile, err) < 0)
		return -1;
	return args->query ? gx_package_query(store, args, profile, err)
			   : perform(store, args, profile, err);
}

static int parse_and_run(const struct gx_command *cmd, int mode, int argc, char **argv,
			 struct gx_err *err)
{
	GX_AUTO(package_args) struct gx_package_args args = GX_PACKAGE_ARGS_INIT;
	int r = gx_package_args_parse(&args, cmd, mode, argc, argv, err);

	return r ? gx_command_stop(cmd, r) : run(&args, err);
}

int gx_cmd_package(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	return parse_and_run(cmd, 0, argc, argv, err);
}

int gx_cmd_install(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	return parse_and_run(cmd, 'i', argc, argv, err);
}

int gx_cmd_remove(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	return parse_and_run(cmd, 'r', argc, argv, err);
}

int gx_cmd_upgrade(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	return parse_and_run(cmd, 'u', argc, argv, err);
}
