/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx shell: enter an environment.  What the evaluation cache answers without a doubt never
 * comes here (main.c). */
#include "cli/authorities.h"
#include "cli/command.h"
#include "cli/discover.h"
#include "cli/entry.h"
#include "cli/from_image.h"
#include "cli/shell_args.h"
#include "cli/shell_check.h"
#include "profile/profile.h"
#include "shell/shell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- containers ---------------------------------------------------------------------------- */

/* Show DIR, which is made if need be, in the container. */
static int share(struct gx_container *c, const char *dir, struct gx_err *err)
{
	if (gx_mkdirs(dir, 0755, err) < 0)
		return -1;
	gx_strv_pushf(&c->shares, "%s=%s", dir, dir);
	return 0;
}

/* --nesting: gx, its store, what it remembers and what the user allowed it. */
static int share_gx(struct gx_store *store, struct gx_shell_args *args, struct gx_err *err)
{
	struct gx_container *c = &args->container;
	GX_AUTO(free) char *logs = gx_path_dir(gx_store_logs(store));
	GX_AUTO(free) char *evaluations = gx_cache_dir(), *allowed = gx_discover_dir();
	GX_AUTO(free) char *config = gx_path_dir(allowed);
	const char *const dirs[] = {
		gx_store_root(store), gx_store_state(store), logs, gx_store_cache(store),
		evaluations, config,
	};

	gx_container_add_gx(c);
	gx_strv_push(&args->keep, "^XDG_(CACHE|CONFIG|DATA|STATE)_HOME$");
	for (size_t i = 0; i < GX_ARRAY_SIZE(dirs); i++)
		/* (the store itself is shown anyway) */
		if (*dirs[i] && strncmp(dirs[i], GX_STORE_DIR "/", strlen(GX_STORE_DIR) + 1) &&
		    share(c, dirs[i], err) < 0)
			return -1;
	return 0;
}

/* Programs are also found where the container has them beside the profile. */
static void extend_path(struct gx_cache_entry *entry, const char *more)
{
	for (size_t i = 0; i < entry->nenv; i++) {
		struct gx_env_change *c = &entry->env[i];
		char *both;

		if (strcmp(c->name, "PATH") || c->op == GX_ENV_UNSET)
			continue;
		both = gx_asprintf("%s:%s", c->value, more);
		free(c->value);
		c->value = both;
		return;
	}
	gx_cache_add_env(entry, GX_ENV_PREFIX, "PATH", more, ":");
}

static bool has_file(struct gx_store *store, const char *profile, const char *name)
{
	GX_AUTO(free) char *file = gx_path_join(profile, name), *physical = NULL;

	return gx_profile_resolve(gx_store_dir(store), file, &physical, NULL) == 0;
}

/* Does something shared bring a /bin/sh? */
static bool shares_shell(const struct gx_strv *specs)
{
	for (size_t i = 0; i < specs->n; i++) {
		const char *inside = strchr(specs->v[i], '=') + 1;

		if (!strcmp(inside, "/bin") || !strcmp(inside, "/bin/sh"))
			return true;
	}
	return false;
}

/* An environment without bash gets one that is not in PATH: as /bin/sh, which programs expect
 * (system()), and for the user.  It comes from where the rest does. */
static int lend_shell(struct gx_store *store, const struct gx_shell_args *args,
		      struct gx_strv *profiles, struct gx_container *c, const char *profile,
		      struct gx_err *err)
{
	GX_AUTO(shell_args) struct gx_shell_args more = GX_SHELL_ARGS_INIT;
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = NULL;
	GX_AUTO(store) struct gx_store *second = NULL;

	if (has_file(store, profile, "bin/bash") || has_file(store, profile, "bin/sh") ||
	    shares_shell(&c->shares) || shares_shell(&c->exposes))
		return 0;
	for (size_t i = 0; i < args->nwords; i++)
		gx_shell_args_add(&more, args->words[i].id, args->words[i].value);
	gx_shell_args_add(&more, GX_OPT_OPERAND, "bash");
	gx_shell_args_finish(&more);
	more.container.fhs = c->fhs;
	if (gx_entry_get(&more, &second, &entry, err) != 0 ||
	    gx_shell_hold(entry->store_root, entry->store_state, entry->profile, err) < 0)
		return -1;
	gx_strv_push(profiles, entry->profile);
	c->shell = gx_path_join(entry->profile, "bin/bash");
	return 0;
}

static int prepare_container(struct gx_store *store, struct gx_shell_args *args,
			     struct gx_cache_entry *entry, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv profiles = GX_STRV_INIT;
	GX_AUTO(err) struct gx_err missing = GX_ERR_INIT;
	struct gx_container *c = &args->container;

	gx_strv_push(&profiles, entry->profile);
	if (lend_shell(store, args, &profiles, c, entry->profile, &missing) < 0)
		gx_warn("the container has no shell: %s", gx_err_text(&missing));
	if (!c->nest && gx_store_requisites(store, &profiles, &c->items, err) < 0)
		return -1;
	if (c->nest && share_gx(store, args, err) < 0)
		return -1;
	if (c->fhs)
		extend_path(entry, "/bin:/usr/bin:/sbin:/usr/sbin");
	if (c->nest)
		extend_path(entry, GX_CONTAINER_BIN);
	return 0;
}

/* --- entering ------------------------------------------------------------------------------- */

/* Only when nothing else is to be done: the process becomes the command. */
static int enter(struct gx_store **store, struct gx_shell_args *args,
		 struct gx_cache_entry *entry, struct gx_err *err)
{
	GX_AUTO(free) char *setup = gx_shell_args_setup(args);
	struct gx_shell_plan plan;

	if (args->in_container && prepare_container(*store, args, entry, err) < 0)
		return -1;
	if (gx_shell_hold(entry->store_root, entry->store_state, entry->profile, err) < 0)
		return -1;
	gx_cleanup_store(store);
	plan = (struct gx_shell_plan){
		.profile = entry->profile, .store_root = entry->store_root,
		.env = entry->env, .nenv = entry->nenv, .pure = args->pure, .keep = &args->keep,
		.project = args->project, .setup = setup, .argv = args->argv,
		.container = args->in_container ? &args->container : NULL };
	if (args->check)
		return gx_shell_check_tell(&plan, err);
	gx_shell_enter(&plan, err);
	gx_complain(err);
	return gx_shell_exit_status(err);
}

/* What shows in a container is what was shared with it. */
static int join_authorities(struct gx_store *store, struct gx_shell_args *args,
			    struct gx_cache_entry *entry, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv joined = GX_STRV_INIT;

	gx_authorities_hint(entry, &args->extra_ca);
	if (gx_authorities_join(gx_store_dir(store), entry, &args->extra_ca, &joined, err) < 0)
		return -1;
	for (size_t i = 0; args->in_container && i < joined.n; i++)
		gx_strv_pushf(&args->container.exposes, "%s=%s", joined.v[i], joined.v[i]);
	return 0;
}

static int finish(struct gx_store **store, struct gx_shell_args *args,
		  struct gx_cache_entry *entry, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	if (args->root &&
	    gx_store_add_indirect_root(*store, args->root, entry->profile, err) < 0)
		return -1;
	if (join_authorities(*store, args, entry, err) < 0)
		return -1;
	if (!args->search_paths)
		return enter(store, args, entry, err);
	gx_shell_format(entry->env, entry->nenv, args->pure, &text);
	fputs(gx_buf_str(&text), stdout);
	return 0;
}

static int export_manifest(struct gx_shell_args *args, struct gx_err *err)
{
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(inputs) struct gx_inputs inputs = GX_INPUTS_INIT;
	GX_AUTO(eval_result) struct gx_eval_result result = { 0 };

	if (gx_entry_inputs(args, &inputs, err) < 0 || gx_inputs_store(&store, err) < 0)
		return -1;
	inputs.request.kind = GX_EVAL_MANIFEST;
	if (gx_inputs_eval(store, &inputs, &result, err) < 0)
		return -1;
	fputs(result.manifest_code ? result.manifest_code : "", stdout);
	return 0;
}

static int run(struct gx_shell_args *args, struct gx_err *err)
{
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = NULL;
	int r;

	if (args->export_manifest)
		return export_manifest(args, err);
	r = gx_entry_get(args, &store, &entry, err);
	if (r)
		return r < 0 ? -1 : 0;
	return finish(&store, args, entry, err);
}

int gx_cmd_shell(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	GX_AUTO(shell_args) struct gx_shell_args args = GX_SHELL_ARGS_INIT;
	int r = gx_shell_args_parse(&args, argc, argv, err);

	if (!r && args.from_image)
		return gx_from_image(args.from_image, argc, argv, err);
	return r ? gx_command_stop(cmd, r) : run(&args, err);
}
