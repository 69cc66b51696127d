/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the arguments of a pack to its complete options. */
#include "cli/pack_prepare.h"
#include "cli/pack_form.h"
#include "cli/pack_provenance.h"
#include "cli/remember.h"
#include "cli/told.h"
#include "profile/profile.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_NAMES 4		/* packages in the name of a pack */

/* "ruby-gnu-make": what a pack without another name is called. */
static char *default_name(const struct gx_eval_result *result)
{
	struct gx_buf out = GX_BUF_INIT;

	for (size_t i = 0; i < result->npackages && i < MAX_NAMES; i++) {
		gx_buf_addf(&out, "%s%s", i ? "-" : "", result->packages[i].name);
	}
	for (size_t i = 0; i < out.len; i++) {
		char *c = &out.data[i];

		*c = (char)tolower((unsigned char)*c);
		if (!isalnum((unsigned char)*c) && !strchr(".-", *c))
			*c = '-';
	}
	return out.len ? gx_buf_take(&out) : gx_strdup("gx");
}

/* The profile's search paths, before what the user asked for. */
static int add_search_paths(struct gx_store *store, struct gx_pack_opts *opts,
			    struct gx_err *err)
{
	GX_AUTO(search_paths) struct gx_search_paths paths = GX_SEARCH_PATHS_INIT;
	GX_AUTO(manifest) struct gx_manifest *manifest = NULL;
	struct gx_strv env = GX_STRV_INIT;

	if (gx_manifest_read(gx_store_dir(store), opts->profile, &manifest, err))
		return -1;
	gx_manifest_search_paths(manifest, &paths);
	gx_search_paths_want_path(&paths);
	for (size_t i = 0; i < paths.n; i++) {
		GX_AUTO(strv) struct gx_strv found = GX_STRV_INIT, full = GX_STRV_INIT;
		GX_AUTO(free) char *value = NULL;

		if (gx_search_path_eval(gx_store_dir(store), opts->profile, &paths.v[i], &found,
					err)) {
			gx_strv_clear(&env);
			return -1;
		}
		for (size_t k = 0; k < found.n; k++)
			gx_strv_take(&full, gx_path_join(opts->profile, found.v[k]));
		if (!full.n)
			continue;
		value = paths.v[i].separator ? gx_strv_join(&full, paths.v[i].separator)
					     : gx_strdup(full.v[0]);
		gx_strv_pushf(&env, "%s=%s", paths.v[i].variable, value);
	}
	gx_strv_append(&env, &opts->image.env);
	gx_strv_clear(&opts->image.env);
	opts->image.env = env;
	return 0;
}

static int check_program(struct gx_store *store, const struct gx_pack_args *args,
			 const struct gx_eval_image_field *field, const char *option,
			 const char *word, struct gx_err *err)
{
	if (!gx_pack_check_entry(store, args->opts.profile, word, err))
		return 0;
	return field ? gx_pack_form_fault(field, err) : gx_err_prefix(err, "%s", option);
}

/* The programs that the image names must be there: a typing error shows now, not in
 * production.  A health check without a slash is looked up in PATH. */
static int check_programs(struct gx_store *store, const struct gx_pack_args *args,
			  const struct gx_eval_result *result, struct gx_err *err)
{
	const struct gx_pack_image *image = &args->opts.image;
	const struct gx_strv *entry = &image->entrypoint, *health = &image->healthcheck;
	const struct gx_eval_image_field *field = gx_pack_form_find(result, "entry-point");

	if (entry->n && check_program(store, args, args->has_entry_point ? NULL : field,
				      "--entry-point", entry->v[0], err))
		return -1;
	if (health->n < 2 || strcmp(health->v[0], "CMD") || !strchr(health->v[1], '/'))
		return 0;
	field = args->has_health ? NULL : gx_pack_form_find(result, "healthcheck");
	return check_program(store, args, field, "--health-cmd", health->v[1], err);
}

/* --localstatedir: the profile where an installed Guix has root's. */
static void add_profile_links(struct gx_pack_args *args)
{
	static const char dir[] = "/var/guix/profiles/per-user/root";
	const char *name = args->profile_name ? args->profile_name : "guix-profile";
	struct gx_pack_opts *opts = &args->opts;

	opts->links = gx_reallocarray(opts->links, opts->nlinks + 2, sizeof *opts->links);
	opts->links[opts->nlinks++] = (struct gx_pack_link){
		gx_asprintf("%s/%s-1-link", dir, name), gx_strdup(opts->profile) };
	opts->links[opts->nlinks++] = (struct gx_pack_link){
		gx_asprintf("%s/%s", dir, name), gx_asprintf("%s/%s-1-link", dir, name) };
	gx_warn("--localstatedir: the pack has links to the profile, but no database of Guix's");
}

static int complete_opts(struct gx_store *store, struct gx_pack_args *args,
			 const struct gx_eval_result *result, struct gx_err *err)
{
	struct gx_pack_opts *opts = &args->opts;

	opts->profile = gx_strdup(result->profile_out);
	if (args->localstatedir)
		add_profile_links(args);
	opts->launcher = gx_where_program("gx-launcher");
	if (!opts->name)
		opts->name = default_name(result);
	if (!opts->version)
		opts->version = gx_strdup(result->npackages ? result->packages[0].version : "0");
	if (check_programs(store, args, result, err) || add_search_paths(store, opts, err))
		return -1;
	return gx_pack_provenance_add(store, args, result, err);
}

/* What gx shell or an earlier gx pack remembers of the same inputs. */
static void recall(struct gx_store *store, const struct gx_pack_args *args,
		   struct gx_eval_result *result)
{
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = NULL;

	if (args->forget || args->derivation || args->inputs.dry_run)
		return;
	entry = gx_remember_find(store, &args->words);
	/* held first: the collector may have been about to take it */
	if (entry && !gx_store_add_temp_root(store, entry->profile, NULL) &&
	    gx_store_is_valid(store, entry->profile, NULL) == 1)
		gx_told_read(entry, result);
}

static void remember(struct gx_store *store, const struct gx_pack_args *args,
		     const struct gx_eval_result *result)
{
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = NULL;

	if (args->forget || gx_remember_make(store, &args->words, result->profile_out, &entry, NULL))
		return;
	gx_told_add(entry, result);
	gx_remember_write(store, entry, &result->trace);
}

static int evaluate(struct gx_store *store, struct gx_pack_args *args,
		    struct gx_eval_result *result, struct gx_err *err)
{
	recall(store, args, result);
	if (result->profile_out)
		/* what the pack tells of its channels */
		return args->provenance ? gx_inputs_channels(store, &args->inputs, err) : 0;
	if (gx_inputs_eval(store, &args->inputs, result, err))
		return -1;
	if (!result->profile_drv || !result->profile_out)
		return gx_fail(err, GX_EFAIL, "the evaluation gave no profile");
	return 0;
}

static void add_certificates(struct gx_pack_args *args)
{
	gx_inputs_spec(&args->inputs, "nss-certs");
	gx_shell_args_add(&args->words, GX_OPT_OPERAND, "nss-certs");
}

/* The manifests' own words on the image are known after evaluation.  If they want
 * certificates, it is done again as if --ca-certificates had been given. */
static int evaluate_with_form(struct gx_store *store, struct gx_pack_args *args,
			      struct gx_eval_result *result, struct gx_err *err)
{
	bool wanted = args->opts.ca_certificates;

	if (wanted)
		add_certificates(args);
	if (evaluate(store, args, result, err) || gx_pack_form_apply(args, result, err))
		return -1;
	if (wanted || !args->opts.ca_certificates)
		return 0;
	gx_strv_push(&args->recipe, "--ca-certificates");
	add_certificates(args);
	gx_eval_result_clear(result);
	return evaluate(store, args, result, err);
}

static int realise(struct gx_store *store, struct gx_pack_args *args,
		   const struct gx_eval_result *result, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv targets = GX_STRV_INIT, outputs = GX_STRV_INIT;
	int r;

	gx_strv_pushf(&targets, "%s!out", result->profile_drv);
	r = gx_inputs_realise(store, &args->inputs, &targets, &outputs, err);
	if (!r)
		remember(store, args, result);
	return r;
}

int gx_pack_prepare(struct gx_store *store, struct gx_pack_args *args, struct gx_err *err)
{
	GX_AUTO(eval_result) struct gx_eval_result result = { 0 };
	int r = 0;

	args->inputs.request.kind = GX_EVAL_PROFILE;
	if (evaluate_with_form(store, args, &result, err))
		return -1;
	if (args->derivation) {
		printf("%s\n", result.profile_drv);
		return 1;
	}
	if (result.profile_drv)	/* not one that is remembered, and there */
		r = realise(store, args, &result, err);
	return r ? r : complete_opts(store, args, &result, err);
}
