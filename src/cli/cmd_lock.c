/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx lock: the commits that a project's channels are at; made, updated, compared, merged. */
#include "cli/channels.h"
#include "cli/command.h"
#include "cli/inputs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPT_UPDATE = GX_OPT_CHANNELS_OWN, OPT_CHECK, OPT_DIFF, OPT_EXPORT };

struct lock_args {
	struct gx_channel_args channels;
	struct gx_strv manifests;
	struct gx_strv words;
	bool update, check, diff, export;
};

const struct gx_opt gx_opts_lock[] = {
	{ 'm', "manifest", "FILE", "the lock beside FILE (default: manifest.scm)" },
	{ OPT_UPDATE, "update", NULL, "move the named channels, or all, to newer commits" },
	{ OPT_CHECK, "check", NULL, "succeed if the lock is what the channels ask for" },
	{ OPT_DIFF, "diff", NULL, "tell what --update would change, for the manifest's packages too" },
	{ OPT_EXPORT, "export", NULL, "print the locked channels as a channels.scm" },
	{ GX_OPT_NO_AUTH, "disable-authentication", NULL, "do not check who signed the commits" },
	{ GX_OPT_OFFLINE, "offline", NULL, "fetch nothing" },
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};

static int on_option(void *payload, int id, const char *value, struct gx_err *err)
{
	struct lock_args *args = payload;

	switch (id) {
	case 'm':
		gx_strv_take(&args->manifests, gx_path_absolute(value));
		return 0;
	case OPT_UPDATE:
		args->update = true;
		return 0;
	case OPT_CHECK:
		args->check = true;
		return 0;
	case OPT_DIFF:
		args->diff = true;
		return 0;
	case OPT_EXPORT:
		args->export = true;
		return 0;
	case GX_OPT_OPERAND:
		gx_strv_push(&args->words, value);
		return 0;
	default:
		return gx_channel_args_option(&args->channels, id, value, err);
	}
}

/* --- merge ----------------------------------------------------------------------------- */

static bool descends(void *payload, const struct gx_channel *a, const struct gx_channel *b)
{
	struct gx_channel_use *use = payload;

	return a->commit && b->commit &&
		gx_channel_descends(&use->opts, b, a->commit, b->commit, NULL) == 1;
}

static int read_lock(const char *path, struct gx_lock *out, struct gx_err *err)
{
	int r = gx_lock_read(path, out, err);

	return r > 0 ? gx_fail(err, GX_ENOTFOUND, "%s: no such file", path) : r;
}

/* As git calls its merge drivers: ancestor, ours, theirs; the result replaces ours. */
static int merge(const struct gx_strv *words, struct gx_err *err)
{
	GX_AUTO(lock) struct gx_lock base = GX_LOCK_INIT, ours = GX_LOCK_INIT;
	GX_AUTO(lock) struct gx_lock theirs = GX_LOCK_INIT, merged = GX_LOCK_INIT;
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(channel_use) struct gx_channel_use use = { .progress = NULL };
	GX_AUTO(buf) struct gx_buf ancestor = GX_BUF_INIT;

	if (words->n != 4)
		return gx_fail(err, GX_EUSAGE, "gx lock merge takes three files: ancestor, ours, "
			       "theirs");
	/* Git gives an empty ancestor when both sides added the file. */
	if (gx_file_read(words->v[1], 1 << 20, &ancestor, err) < 0 ||
	    (ancestor.len && read_lock(words->v[1], &base, err) < 0) ||
	    read_lock(words->v[2], &ours, err) < 0 || read_lock(words->v[3], &theirs, err) < 0 ||
	    gx_store_open(&(struct gx_store_opts){ .create = true }, &store, err) < 0)
		return -1;
	gx_channel_use_init(&use, store);
	use.opts.offline = true;
	if (gx_lock_merge(&base, &ours, &theirs, descends, &use, &merged, err) < 0)
		return gx_err_hint(err, "`gx lock --update' makes the lock anew");
	return gx_lock_write(words->v[2], &merged, err);
}

/* --- diff ------------------------------------------------------------------------------- */

static int evaluate(struct gx_store *store, const struct gx_strv *manifests,
		    const struct gx_channel_set *set, struct gx_eval_result *out,
		    struct gx_err *err)
{
	GX_AUTO(eval_request) struct gx_eval_request req = { .kind = GX_EVAL_PROFILE };

	for (size_t i = 0; i < manifests->n; i++)
		gx_eval_add_input(&req, GX_EVAL_MANIFEST_FILE, manifests->v[i], false);
	gx_channels_request(set, &req);
	return gx_eval_run(store, &req, out, err);
}

static const struct gx_eval_package *find_package(const struct gx_eval_result *r,
						  const struct gx_eval_package *p)
{
	for (size_t i = 0; i < r->npackages; i++)
		if (!strcmp(r->packages[i].name, p->name) &&
		    !strcmp(r->packages[i].output, p->output))
			return &r->packages[i];
	return NULL;
}

static void print_packages(const struct gx_eval_result *old, const struct gx_eval_result *new)
{
	for (size_t i = 0; i < new->npackages; i++) {
		const struct gx_eval_package *p = &new->packages[i], *o = find_package(old, p);

		if (!o)
			printf("  + %s %s\n", p->name, p->version);
		else if (strcmp(o->version, p->version))
			printf("  %s %s -> %s\n", p->name, o->version, p->version);
		else if (strcmp(o->path, p->path))
			printf("  %s %s, built differently\n", p->name, p->version);
	}
	for (size_t i = 0; i < old->npackages; i++)
		if (!find_package(new, &old->packages[i]))
			printf("  - %s %s\n", old->packages[i].name, old->packages[i].version);
}

static bool print_commits(const struct gx_channel_set *old, const struct gx_channel_set *new)
{
	bool any = false;

	for (size_t i = 0; i < new->n; i++) {
		const struct gx_channel *n = &new->v[i].channel, *o = NULL;

		for (size_t k = 0; k < old->n; k++)
			if (!strcmp(old->v[k].channel.name, n->name))
				o = &old->v[k].channel;
		if (o && o->commit && n->commit && !strcmp(o->commit, n->commit))
			continue;
		printf("%s %s -> %s\n", n->name, o && o->commit ? o->commit : "(none)",
		       n->commit ? n->commit : "(a modified working tree)");
		any = true;
	}
	return any;
}

static int diff(struct gx_channel_use *use, const struct lock_args *args, const char *lock_path,
		struct gx_err *err)
{
	GX_AUTO(lock) struct gx_lock lock = GX_LOCK_INIT;
	GX_AUTO(channel_set) struct gx_channel_set old = GX_CHANNEL_SET_INIT;
	GX_AUTO(channel_set) struct gx_channel_set new = GX_CHANNEL_SET_INIT;
	GX_AUTO(eval_result) struct gx_eval_result before = { 0 }, after = { 0 };

	if (read_lock(lock_path, &lock, err) < 0 ||
	    gx_channels_resolve(&use->opts, &lock.locked, &old, err) < 0 ||
	    gx_channels_resolve(&use->opts, &lock.requested, &new, err) < 0)
		return -1;
	if (!print_commits(&old, &new)) {
		gx_say("nothing would change");
		return 0;
	}
	if (!gx_exists(args->manifests.v[0]))
		return 0;
	if (evaluate(use->opts.store, &args->manifests, &old, &before, err) < 0 ||
	    evaluate(use->opts.store, &args->manifests, &new, &after, err) < 0)
		return -1;
	print_packages(&before, &after);
	return 0;
}

/* --- the rest ----------------------------------------------------------------------------- */

static int export(const char *path, struct gx_err *err)
{
	GX_AUTO(lock) struct gx_lock lock = GX_LOCK_INIT;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	if (read_lock(path, &lock, err) < 0)
		return -1;
	gx_channels_format(&lock.locked, true, &text);
	fputs(gx_buf_str(&text), stdout);
	return 0;
}

static int check(const struct gx_channel_choice *choice, struct gx_err *err)
{
	GX_AUTO(channel_use) struct gx_channel_use use = { .progress = NULL };
	GX_AUTO(free) char *why = NULL;
	int r;

	gx_channel_use_init(&use, NULL);
	r = gx_lock_check(&use.opts, choice, &why, err);

	if (r < 0)
		return -1;
	gx_say("%s", why);
	return r ? 0 : 1;
}

static int run(struct lock_args *args, struct gx_err *err)
{
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(channel_use) struct gx_channel_use use = { .progress = NULL };
	GX_AUTO(chosen) struct gx_chosen chosen = GX_CHOSEN_INIT;
	GX_AUTO(free) char *dir = gx_path_dir(args->manifests.v[0]);
	GX_AUTO(free) char *path = gx_path_join(dir, "channels.lock");
	struct gx_channel_choice choice = {
		.manifests = &args->manifests, .asked = true, .update = args->update,
		.update_names = &args->words,
	};

	if (args->words.n && !args->update)
		return gx_fail(err, GX_EUSAGE, "'%s': channels are named with --update only",
			       args->words.v[0]);
	if (args->check)
		return check(&choice, err);
	if (args->export)
		return export(path, err);
	if (gx_store_open(&(struct gx_store_opts){ .create = true }, &store, err) < 0)
		return -1;
	gx_channel_use_init(&use, store);
	use.opts.no_authentication = args->channels.no_authentication;
	if (args->diff)
		return diff(&use, args, path, err);
	if (gx_channels_choose(&use.opts, &choice, &chosen, err) < 0)
		return -1;
	if (!chosen.pinned)
		return gx_fail(err, GX_EFAIL, "the base channel is a modified working tree, which no "
			       "commit names: commit the changes first");
	if (!chosen.wrote_lock)
		gx_say("%s", chosen.lock_path ? "the lock is up to date" :
		       "channels.scm names every commit: no lock is needed");
	return 0;
}

int gx_cmd_lock(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	struct lock_args args = { .manifests = GX_STRV_INIT };
	int r = gx_opts_parse(gx_opts_lock, argc, argv, on_option, &args, NULL, err);

	if (!args.manifests.n)
		gx_strv_take(&args.manifests, gx_path_absolute("manifest.scm"));
	if (r)
		r = gx_command_stop(cmd, r);
	else if (args.words.n && !strcmp(args.words.v[0], "merge"))
		r = merge(&args.words, err);
	else
		r = run(&args, err);
	gx_strv_clear(&args.manifests);
	gx_strv_clear(&args.words);
	return r;
}
