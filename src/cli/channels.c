/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Channels as the commands use them. */
#include "cli/channels.h"

#include "cli/inputs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_set(const char *name)
{
	const char *value = getenv(name);

	return value && *value;
}

static int on_progress(void *payload, const char *name, unsigned done, unsigned total,
		       size_t bytes)
{
	struct gx_channel_use *use = payload;
	GX_AUTO(free) char *text = NULL;
	char size[16];

	if (!use->progress)
		use->progress = gx_progress_new(2);
	gx_format_size(bytes, size);
	text = gx_asprintf("fetching channel %s: %u of %u objects, %s", name, done, total, size);
	gx_progress_set(use->progress, text);
	return 0;
}

static void on_note(void *payload, const char *text)
{
	struct gx_channel_use *use = payload;

	if (gx_strv_has(&use->told, text))
		return;
	gx_strv_push(&use->told, text);
	if (use->progress)
		gx_progress_set(use->progress, NULL);
	gx_say("%s", text);
}

/* --- a channels.scm that is a program -------------------------------------------------------- */

/* Names that are only written as data reach the evaluation as options. */
static void add_defaults(struct gx_eval_request *req, const struct gx_channels *defaults)
{
	for (size_t i = 0; i < defaults->n; i++) {
		GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

		gx_channel_format_data(&defaults->v[i], &text);
		gx_strv_pushf(&req->options, "default-channel=%s", gx_buf_str(&text));
	}
}

/* What a user has who configured nothing. */
static void add_base(struct gx_channels *out)
{
	struct gx_channel base;

	gx_channel_base(&base);
	gx_channels_add(out, &base);
	gx_channel_clear(&base);
}

/* The evaluation's (guix channels) is that of the base channel which came with gx. */
static int add_installed_base(const struct gx_channel_opts *opts, struct gx_eval_request *req,
			      struct gx_err *err)
{
	GX_AUTO(channels) struct gx_channels list = GX_CHANNELS_INIT;
	GX_AUTO(channel_set) struct gx_channel_set set = GX_CHANNEL_SET_INIT;

	add_base(&list);
	if (gx_channels_resolve(opts, &list, &set, err) < 0)
		return -1;
	gx_channels_request(&set, req);
	return 0;
}

static int evaluate(struct gx_channel_use *use, struct gx_store *store, const char *path,
		    const struct gx_channels *defaults, struct gx_channels *out,
		    struct gx_err *err)
{
	GX_AUTO(eval_request) struct gx_eval_request req = { .kind = GX_EVAL_CHANNELS };
	GX_AUTO(eval_result) struct gx_eval_result result = { 0 };
	GX_AUTO(free) char *file = gx_path_absolute(path);
	const char *text;

	gx_eval_add_input(&req, GX_EVAL_FILE, file, false);
	add_defaults(&req, defaults);
	if (add_installed_base(&use->opts, &req, err) < 0 ||
	    gx_eval_run(store, &req, &result, err) < 0)
		return -1;
	gx_trace_move(&use->trace, &result.trace);
	text = result.show ? result.show : "";
	if (gx_channels_parse_data(text, strlen(text), out, err) < 0)
		return gx_err_prefix(err, "%s", path);
	return 0;
}

static int on_evaluate(void *payload, const char *path, const struct gx_channels *defaults,
		       struct gx_channels *out, struct gx_err *err)
{
	struct gx_channel_use *use = payload;
	GX_AUTO(store) struct gx_store *store = NULL;

	/* The evaluator wants a store even if nothing gets there. */
	if (!use->opts.store &&
	    gx_store_open(&(struct gx_store_opts){ .create = true }, &store, err) < 0)
		return -1;
	return evaluate(use, store ? store : use->opts.store, path, defaults, out, err);
}

/* ----------------------------------------------------------------------------------------------- */

void gx_channel_use_init(struct gx_channel_use *use, struct gx_store *store)
{
	*use = (struct gx_channel_use){ .opts = {
		.store = store, .commits_only = !store, .evaluate = on_evaluate,
		.offline = is_set("GX_OFFLINE"),
		.no_authentication = is_set("GX_CHANNELS_UNAUTHENTICATED"),
		.progress = gx_log_level() > GX_LOG_QUIET ? on_progress : NULL,
		/* Time-machine has said it all already. */
		.note = is_set("GX_CHANNELS_TOLD") ? NULL : on_note, .payload = use,
	} };
	if (!store)
		use->opts.cache = use->cache = gx_store_cache_dir();
}

void gx_channel_use_clear(struct gx_channel_use *use)
{
	gx_progress_free(use->progress);
	use->progress = NULL;
	gx_strv_clear(&use->told);
	gx_trace_clear(&use->trace);
	free(gx_steal(&use->cache));
}

int gx_channel_args_option(struct gx_channel_args *args, int id, const char *value,
			   struct gx_err *err)
{
	switch (id) {
	case 'q':
		args->no_files = true;
		return 0;
	case 's':
		return strcmp(value, "x86_64-linux") ?
			gx_fail(err, GX_EUSAGE, "there is nothing for the system '%s': gx is for "
				"x86_64-linux", value) : 0;
	case 'M':
	case 'c':
	case GX_OPT_NOT_BUILT:
		return 0;
	case 'C':
		args->file = value;
		return 0;
	case GX_OPT_URL:
		args->url = value;
		return 0;
	case GX_OPT_COMMIT:
		args->commit = value;
		return 0;
	case GX_OPT_BRANCH:
		args->branch = value;
		return 0;
	case GX_OPT_NO_AUTH:
		args->no_authentication = true;
		return 0;
	case GX_OPT_OFFLINE:
		setenv("GX_OFFLINE", "1", 1);
		return 0;
	default:
		return 1;
	}
}

static void set(char **field, const char *value)
{
	free(*field);
	*field = gx_strdup(value);
}

/* --url, --commit and --branch concern the core channel: `base' or `guix', or the first. */
static void apply(const struct gx_channel_args *args, struct gx_channels *list)
{
	struct gx_channel *core = list->n ? &list->v[0] : NULL;

	for (size_t i = 0; i < list->n; i++)
		if (!strcmp(list->v[i].name, "base") || !strcmp(list->v[i].name, "guix"))
			core = &list->v[i];
	if (!core || (!args->url && !args->commit && !args->branch))
		return;
	core->installed = false;
	free(gx_steal(&core->nar_hash));
	free(gx_steal(&core->commit));
	if (args->url) {
		set(&core->url, args->url);
		free(gx_steal(&core->dir));
	}
	if (args->branch)
		set(&core->branch, args->branch);
	if (args->commit)
		set(&core->commit, args->commit);
}

int gx_channel_args_list(const struct gx_channel_use *use, const struct gx_channel_args *args,
			 bool fresh, struct gx_channels *out, struct gx_err *err)
{
	const char *file = args->file ? args->file :
		fresh || args->no_files ? NULL : getenv("GX_CHANNELS");
	int r = 0;

	if (!file && args->no_files)
		add_base(out);
	else if (file && *file)
		r = gx_channels_read(&use->opts, file, out, err);
	else
		r = fresh ? gx_channels_wanted(&use->opts, out, err) :
			gx_channels_default(&use->opts, out, err);
	if (r < 0)
		return -1;
	if (fresh && !args->file)
		for (size_t i = 0; i < out->n; i++)
			out->v[i].installed = false;
	apply(args, out);
	return 0;
}

static char *source_of(const struct gx_channel *channel)
{
	struct gx_buf text = GX_BUF_INIT;
	struct gx_channel full;

	gx_channel_copy(&full, channel);
	gx_channel_make_absolute(&full);
	gx_channel_provenance(&full, &text);
	gx_channel_clear(&full);
	return gx_buf_take(&text);
}

void gx_channels_request(const struct gx_channel_set *set, struct gx_eval_request *req)
{
	for (size_t i = 0; i < set->n; i++) {
		const struct gx_channel_instance *inst = &set->v[i];
		/* The tree that gx is developed in may change while its commit stays. */
		bool traced = inst->unpinned || (!inst->item && gx_where_uninstalled());

		gx_eval_add_channel(req, inst->channel.name, inst->root,
				    traced ? NULL : inst->channel.commit, inst->channel.url);
		if (inst->item)
			req->channels[req->nchannels - 1].logical = gx_strdup(inst->logical);
		if (inst->unpinned || !inst->channel.commit)
			continue;
		req->channels[req->nchannels - 1].source = source_of(&inst->channel);
		req->channels[req->nchannels - 1].pin = gx_strdup(inst->channel.commit);
	}
}

/* Facts about the files that decided. */
static void add_facts(const struct gx_chosen *chosen, struct gx_trace *trace)
{
	static const enum gx_trace_type types[] = {
		[GX_CONSULTED_FILE] = GX_TRACE_FILE, [GX_CONSULTED_ABSENT] = GX_TRACE_ABSENT,
		[GX_CONSULTED_UNKNOWN] = GX_TRACE_IMPURE,
	};

	for (size_t i = 0; i < chosen->nconsulted; i++) {
		const struct gx_consulted *c = &chosen->consulted[i];

		gx_trace_add(trace, types[c->state], c->path, NULL);
		trace->v[trace->n - 1].hash = c->hash;
	}
}

int gx_channels_for_request(struct gx_store *store, struct gx_eval_request *req, bool locked,
			    struct gx_trace *facts, struct gx_err *err)
{
	GX_AUTO(channel_use) struct gx_channel_use use;
	GX_AUTO(chosen) struct gx_chosen chosen = GX_CHOSEN_INIT;
	GX_AUTO(strv) struct gx_strv manifests = GX_STRV_INIT;
	struct gx_channel_choice choice = { .manifests = &manifests, .locked = locked };

	gx_channel_use_init(&use, store);
	if (is_set("GX_CHANNELS")) {
		choice.file = getenv("GX_CHANNELS");
		use.opts.handed_over = is_set("GX_CHANNELS_TOLD");
	}
	for (size_t i = 0; i < req->ninputs; i++)
		if (req->inputs[i].kind == GX_EVAL_MANIFEST_FILE)
			gx_strv_push(&manifests, req->inputs[i].text);
	if (gx_channels_choose(&use.opts, &choice, &chosen, err) < 0)
		return -1;
	gx_channels_request(&chosen.set, req);
	add_facts(&chosen, facts);
	gx_trace_move(facts, &use.trace);
	return 0;
}

/* A file in the cache that says what SET is; *PATH is its name, made from its content. */
static int keep(const struct gx_channel_use *use, const struct gx_channel_set *set, char **path,
		struct gx_err *err)
{
	GX_AUTO(lock) struct gx_lock lock = GX_LOCK_INIT;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(free) char *dir = gx_asprintf("%s/channels/sets", gx_store_cache(use->opts.store));
	GX_AUTO(free) char *name = NULL, *file = NULL;
	struct gx_hash hash;

	if (gx_channel_set_locked(&use->opts, set, &lock.locked, err) < 0 ||
	    gx_mkdirs(dir, 0700, err) < 0)
		return -1;
	for (size_t i = 0; i < lock.locked.n; i++)
		gx_channel_make_absolute(&lock.locked.v[i]);
	gx_lock_format(&lock, &text);
	gx_hash_data(GX_HASH_SHA256, text.data, text.len, &hash);
	name = gx_base32_str(hash.bytes, 20);
	file = gx_asprintf("%s/%s.lock", dir, name);
	if (!gx_exists(file) && gx_lock_write(file, &lock, err) < 0)
		return -1;
	*path = gx_steal(&file);
	return 0;
}

int gx_channels_hand_over(const struct gx_channel_use *use, const struct gx_channel_set *set,
			  struct gx_err *err)
{
	GX_AUTO(free) char *lock = NULL;

	if (keep(use, set, &lock, err) < 0)
		return -1;
	setenv("GX_CHANNELS", lock, 1);
	setenv("GX_CHANNELS_TOLD", "1", 1);
	if (use->opts.no_authentication)
		setenv("GX_CHANNELS_UNAUTHENTICATED", "1", 1);
	return 0;
}
