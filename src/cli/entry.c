/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From arguments to an environment. */
#include "cli/entry.h"

#include "cli/allow.h"
#include "cli/remember.h"
#include "cli/told.h"
#include "profile/profile.h"

#include <string.h>

/* --profile: whatever link or directory leads to a profile of the store. */
static int open_profile(struct gx_store *store, const struct gx_shell_args *args,
			struct gx_cache_entry **out, struct gx_err *err)
{
	GX_AUTO(free) char *physical = NULL, *logical = NULL, *item = NULL;
	const char *dir = gx_store_dir(store);
	GX_AUTO(free) char *real_dir = NULL;
	int r = gx_profile_resolve(dir, args->profile, &physical, err);

	if (r > 0)
		return gx_fail(err, GX_ENOTFOUND, "%s: there is no such profile", args->profile);
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
	return gx_remember_make(store, args, item, out, err);
}

int gx_entry_inputs(const struct gx_shell_args *args, struct gx_inputs *inputs,
		    struct gx_err *err)
{
	const char *libc = gx_shell_args_libc(args);

	if (libc && gx_inputs_option(inputs, 'e', libc, err) < 0)
		return -1;
	for (size_t i = 0; i < args->nwords; i++) {
		const struct gx_shell_word *word = &args->words[i];

		if (word->id == GX_OPT_OPERAND)
			gx_inputs_spec(inputs, word->value);
		else if (gx_inputs_option(inputs, word->id, word->value, err) < 0)
			return -1;
	}
	return 0;
}

static int evaluate(struct gx_store *store, const struct gx_shell_args *args,
		    struct gx_inputs *inputs, struct gx_cache_entry **out, struct gx_err *err)
{
	GX_AUTO(eval_result) struct gx_eval_result result = { 0 };
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = NULL;
	GX_AUTO(strv) struct gx_strv targets = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv outputs = GX_STRV_INIT;
	int r;

	inputs->request.kind = GX_EVAL_PROFILE;
	if (gx_inputs_eval(store, inputs, &result, err) < 0)
		return -1;
	if (!result.profile_drv || !result.profile_out)
		return gx_fail(err, GX_EFAIL, "the evaluation gave no profile");
	gx_strv_pushf(&targets, "%s!out", result.profile_drv);
	r = gx_inputs_realise(store, inputs, &targets, &outputs, err);
	if (r)
		return r;
	if (gx_remember_make(store, args, result.profile_out, &entry, err) < 0)
		return -1;
	gx_told_add(entry, &result);
	gx_remember_write(store, entry, &result.trace);
	*out = gx_steal(&entry);
	return 0;
}

/* Said here, before anything is made or evaluated. */
static int check_files(const struct gx_shell_args *args, struct gx_err *err)
{
	if (args->setup && !gx_exists(args->setup))
		return gx_fail(err, GX_ENOTFOUND, "%s: no such file", args->setup);
	return 0;
}

int gx_entry_get(struct gx_shell_args *args, struct gx_store **store,
		 struct gx_cache_entry **out, struct gx_err *err)
{
	GX_AUTO(inputs) struct gx_inputs inputs = GX_INPUTS_INIT;

	if (!args->ninputs && !args->profile && gx_allow_discover(args, err) < 0)
		return -1;
	if (check_files(args, err) < 0 || gx_entry_inputs(args, &inputs, err) < 0 ||
	    gx_inputs_store(store, err) < 0)
		return -1;
	if (args->profile)
		return open_profile(*store, args, out, err);
	if (!args->rebuild && !args->dry_run && (*out = gx_remember_find(*store, args)))
		return 0;
	return evaluate(*store, args, &inputs, out, err);
}
