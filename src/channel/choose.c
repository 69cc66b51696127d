/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which channels a command uses, and when a lock is written (doc/formats.md). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "channel/base.h"
#include "channel/forms.h"

#define MAX_FILE ((size_t)1 << 20)

void gx_chosen_clear(struct gx_chosen *chosen)
{
	gx_channel_set_clear(&chosen->set);
	free(chosen->lock_path);
	for (size_t i = 0; i < chosen->nconsulted; i++)
		free(chosen->consulted[i].path);
	free(chosen->consulted);
	*chosen = (struct gx_chosen)GX_CHOSEN_INIT;
}

/* --- files ----------------------------------------------------------------------------------------- */

/* Relative URLs start where the file is. */
static void start_at(const char *path, struct gx_channels *list)
{
	GX_AUTO(free) char *full = gx_path_absolute(path), *dir = gx_path_dir(full);

	if (!gx_path_is_stream(path))
		gx_channels_set_dir(list, dir);
}

/* As data if it is data, else by evaluating the file. */
static int read_program(const struct gx_channel_opts *opts, const char *path,
			const struct gx_buf *text, const struct gx_channels *defaults,
			struct gx_channels *out, struct gx_err *err)
{
	int rc = gx_channels_parse(gx_buf_str(text), text->len, defaults, out, err);

	if (rc > 0 && opts->evaluate)
		rc = opts->evaluate(opts->payload, path, defaults, out, err);
	else if (rc != 0)
		rc = gx_sexp_locate(err, path, NULL);
	if (rc == 0)
		start_at(path, out);
	return rc;
}

int gx_channels_read(const struct gx_channel_opts *opts, const char *path,
		     struct gx_channels *out, struct gx_err *err)
{
	GX_AUTO(channels) struct gx_channels defaults = GX_CHANNELS_INIT;
	GX_AUTO(buf) struct gx_buf buf = GX_BUF_INIT;
	GX_AUTO(lock) struct gx_lock lock = GX_LOCK_INIT;
	int rc = gx_file_read(path, MAX_FILE, &buf, err);

	if (rc > 0)
		return gx_fail(err, GX_ENOTFOUND, "%s: no such file", path);
	if (rc < 0)
		return -1;
	if (!memmem(gx_buf_str(&buf), buf.len, "(channels-lock", 14)) {
		/* The defaults are looked for only when they are asked for: they come from a file
		 * of the same kind. */
		if (memmem(gx_buf_str(&buf), buf.len, "%default", 8) &&
		    gx_channels_wanted(opts, &defaults, err) < 0)
			return -1;
		return read_program(opts, path, &buf, &defaults, out, err);
	}
	if (gx_lock_parse(gx_buf_str(&buf), buf.len, &lock, err) < 0)
		return gx_sexp_locate(err, path, NULL);
	*out = lock.locked;
	lock.locked = (struct gx_channels)GX_CHANNELS_INIT;
	start_at(path, out);
	return 0;
}

static char *user_file(void)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (config && *config == '/')
		return gx_asprintf("%s/gx/channels.scm", config);
	return home && *home ? gx_asprintf("%s/.config/gx/channels.scm", home) : NULL;
}

int gx_channels_wanted(const struct gx_channel_opts *opts, struct gx_channels *out,
		       struct gx_err *err)
{
	GX_AUTO(free) char *path = user_file();
	GX_AUTO(buf) struct gx_buf buf = GX_BUF_INIT;
	struct gx_channels base = GX_CHANNELS_INIT;
	struct gx_channel c;
	int rc = path ? gx_file_read(path, MAX_FILE, &buf, err) : 1;

	if (rc < 0)
		return -1;
	gx_channel_base(&c);
	gx_channels_add(&base, &c);
	gx_channel_clear(&c);
	if (rc > 0) {
		*out = base;
		return 0;
	}
	rc = read_program(opts, path, &buf, &base, out, err);
	gx_channels_clear(&base);
	/* What is recorded of them is read from elsewhere. */
	for (size_t i = 0; rc == 0 && i < out->n; i++)
		gx_channel_make_absolute(&out->v[i]);
	return rc;
}

/* The same channels, the base channel's place not looked at: it depends on how gx was built. */
static bool same_request(const struct gx_channels *a, const struct gx_channels *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		const struct gx_channel *x = &a->v[i], *y = gx_channels_find(b, x->name);

		if (!y)
			return false;
		if ((x->installed || y->installed) && !x->commit && !y->commit)
			continue;
		if (!gx_channel_equal(x, y))
			return false;
	}
	return true;
}

int gx_channels_default(const struct gx_channel_opts *opts, struct gx_channels *out,
			struct gx_err *err)
{
	GX_AUTO(channels) struct gx_channels wanted = GX_CHANNELS_INIT;
	GX_AUTO(lock) struct gx_lock pulled = GX_LOCK_INIT;
	int rc = gx_pulled_read(NULL, 0, &pulled, err);

	if (rc < 0 || gx_channels_wanted(opts, &wanted, err) < 0)
		return -1;
	if (rc == 0 && same_request(&pulled.requested, &wanted)) {
		*out = pulled.locked;
		pulled.locked = (struct gx_channels)GX_CHANNELS_INIT;
	} else {
		*out = wanted;
		wanted = (struct gx_channels)GX_CHANNELS_INIT;
	}
	return 0;
}

/* --- what holds ------------------------------------------------------------------------------------- */

struct project {
	char *program;		/* channels.scm beside the manifest, or $GX_CHANNELS */
	char *lock;		/* channels.lock beside it; NULL: no folder */
	bool has_program;
	bool has_lock;
	struct gx_channels requested;
	struct gx_lock locked;	/* when HAS_LOCK */
};

static void project_clear(struct project *p)
{
	free(p->program);
	free(p->lock);
	gx_channels_clear(&p->requested);
	gx_lock_clear(&p->locked);
}
#define gx_cleanup_project project_clear

/* PATH is about to be read. */
static void consult(struct gx_chosen *chosen, const char *path)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	struct gx_consulted *c;
	int rc = gx_file_read(path, MAX_FILE, &text, NULL);

	chosen->consulted = gx_reallocarray(chosen->consulted, chosen->nconsulted + 1, sizeof *c);
	c = &chosen->consulted[chosen->nconsulted++];
	*c = (struct gx_consulted){
		.path = gx_strdup(path),
		.state = rc == 0 ? GX_CONSULTED_FILE : rc > 0 ? GX_CONSULTED_ABSENT
							      : GX_CONSULTED_UNKNOWN };
	if (rc == 0)
		gx_hash_data(GX_HASH_SHA256, gx_buf_str(&text), text.len, &c->hash);
}

/* PATH, which was consulted, is LOCK now. */
static void consult_written(struct gx_chosen *chosen, const char *path, const struct gx_lock *lock)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	gx_lock_format(lock, &text);
	for (size_t i = 0; i < chosen->nconsulted; i++) {
		struct gx_consulted *c = &chosen->consulted[i];

		if (strcmp(c->path, path))
			continue;
		c->state = GX_CONSULTED_FILE;
		gx_hash_data(GX_HASH_SHA256, gx_buf_str(&text), text.len, &c->hash);
	}
}

static int read_project(const struct gx_channel_opts *opts,
			const struct gx_channel_choice *choice, struct project *p,
			struct gx_chosen *chosen, struct gx_err *err)
{
	int rc;

	if (choice->manifests && choice->manifests->n) {
		GX_AUTO(free) char *dir = gx_path_dir(choice->manifests->v[0]);

		p->program = gx_path_join(dir, "channels.scm");
		p->lock = gx_path_join(dir, "channels.lock");
		consult(chosen, p->program);
		p->has_program = gx_exists(p->program);
	}
	if (p->has_program ? gx_channels_read(opts, p->program, &p->requested, err) < 0 :
	    gx_channels_wanted(opts, &p->requested, err) < 0)
		return -1;
	/* A complete channels.scm needs no lock; nothing else is looked at then. */
	if (!p->lock || (p->has_program && gx_channels_pinned(&p->requested)))
		return 0;
	consult(chosen, p->lock);
	rc = gx_lock_read(p->lock, &p->locked, err);
	p->has_lock = rc == 0;
	return rc < 0 && !choice->update ? -1 : 0;
}

static bool is_fresh(const struct project *p)
{
	return p->has_lock && same_request(&p->requested, &p->locked.requested);
}

/* What to resolve when the lock is made (anew): branches, but for the channels that are to
 * stay where they are. */
static int what_to_lock(const struct gx_channel_opts *opts,
			const struct gx_channel_choice *choice, const struct project *p,
			struct gx_channels *out, struct gx_err *err)
{
	const struct gx_strv *names = choice->update_names;
	GX_AUTO(channels) struct gx_channels defaults = GX_CHANNELS_INIT;

	for (size_t i = 0; names && i < names->n; i++) {
		if (!gx_channels_find(&p->requested, names->v[i]) &&
		    !gx_channels_find(&p->locked.locked, names->v[i]))
			return gx_fail(err, GX_EUSAGE, "there is no channel %s here", names->v[i]);
	}
	/* Where nothing is said, the commits that the user pulled last are a good start. */
	if (!p->has_program && gx_channels_default(opts, &defaults, err) < 0)
		return -1;
	for (size_t i = 0; i < p->requested.n; i++) {
		const struct gx_channel *c = &p->requested.v[i];
		const struct gx_channel *now = gx_channels_find(&p->locked.locked, c->name);
		const struct gx_channel *before = gx_channels_find(&p->locked.requested, c->name);
		bool named = names && names->n ? gx_strv_has(names, c->name) : choice->update;
		bool unchanged = now && before && (gx_channel_equal(c, before) || c->installed);

		if (unchanged && !named)
			gx_channels_add(out, now);
		else if (!choice->update && gx_channels_find(&defaults, c->name))
			gx_channels_add(out, gx_channels_find(&defaults, c->name));
		else
			gx_channels_add(out, c);
	}
	return 0;
}

static bool any_unpinned(const struct gx_channel_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		if (set->v[i].unpinned)
			return true;
	}
	return false;
}

static void note(const struct gx_channel_opts *opts, const char *text)
{
	if (opts->note)
		opts->note(opts->payload, text);
}

/* Unless it was ASKED for a lock that cannot be written is only said: it counts this time. */
static int write_lock(const struct gx_channel_opts *opts, const struct project *p, bool asked,
		      struct gx_chosen *out, struct gx_err *err)
{
	GX_AUTO(lock) struct gx_lock lock = GX_LOCK_INIT;
	GX_AUTO(err) struct gx_err why = GX_ERR_INIT;
	GX_AUTO(free) char *text = NULL;

	for (size_t i = 0; i < p->requested.n; i++)
		gx_channels_add(&lock.requested, &p->requested.v[i]);
	if (gx_channel_set_locked(opts, &out->set, &lock.locked, err) < 0)
		return -1;
	out->lock_path = gx_strdup(p->lock);
	if (gx_lock_write(p->lock, &lock, &why) == 0) {
		out->wrote_lock = true;
		consult_written(out, p->lock, &lock);
		text = gx_asprintf("%s %s: commit it, and everybody gets these packages",
				   p->has_lock ? "updated" : "wrote", p->lock);
	} else if (asked) {
		gx_err_move(err, &why);
		return -1;
	} else {
		text = gx_asprintf("the lock was not written: %s", gx_err_text(&why));
	}
	note(opts, text);
	return 0;
}

/* An example in gx's own repository moves with it: the base channel is the same repository. */
static bool is_own(const char *path)
{
	GX_AUTO(free) char *source = gx_path_absolute(GX_SRCDIR);
	size_t len = strlen(source);

	return !strncmp(path, source, len) && path[len] == '/';
}

static int make_lock(const struct gx_channel_opts *opts, const struct gx_channel_choice *choice,
		     const struct project *p, struct gx_chosen *out, struct gx_err *err)
{
	GX_AUTO(channels) struct gx_channels list = GX_CHANNELS_INIT;

	if (choice->locked && p->lock) {
		gx_fail(err, GX_EFAIL, "%s %s", p->lock, p->has_lock ? "is stale: channels.scm, or "
			"your default, asks for other channels" : "does not exist");
		return gx_err_hint(err, "`gx lock' makes it; --locked forbids that here");
	}
	if (what_to_lock(opts, choice, p, &list, err) < 0 ||
	    gx_channels_resolve(opts, &list, &out->set, err) < 0)
		return -1;
	if (any_unpinned(&out->set)) {
		out->pinned = false;
		if (choice->update)
			return gx_fail(err, GX_EFAIL, "the base channel is a modified working tree, "
				       "which no commit names: commit the changes first");
		return 0;
	}
	out->pinned = true;
	return choice->asked || !is_own(p->lock)
		? write_lock(opts, p, choice->asked, out, err) : 0;
}

static int use_list(const struct gx_channel_opts *opts, const struct gx_channels *list,
		    struct gx_chosen *out, struct gx_err *err)
{
	if (gx_channels_resolve(opts, list, &out->set, err) < 0)
		return -1;
	out->pinned = !any_unpinned(&out->set);
	return 0;
}

static void consult_defaults(struct gx_chosen *chosen)
{
	GX_AUTO(free) char *user = user_file(), *pulled = gx_pulled_link();

	if (user)
		consult(chosen, user);
	if (pulled)
		consult(chosen, pulled);
}

static int choose(const struct gx_channel_opts *opts, const struct gx_channel_choice *choice,
		  struct gx_chosen *out, struct gx_err *err)
{
	GX_AUTO(project) struct project p = { .program = NULL };
	GX_AUTO(channels) struct gx_channels list = GX_CHANNELS_INIT;

	if (choice->file) {
		consult(out, choice->file);
		if (gx_channels_read(opts, choice->file, &list, err) < 0)
			return -1;
		return use_list(opts, &list, out, err);
	}
	consult_defaults(out);
	if (read_project(opts, choice, &p, out, err) < 0)
		return -1;
	if (!p.lock) {
		if (gx_channels_default(opts, &list, err) < 0)
			return -1;
		return use_list(opts, &list, out, err);
	}
	if (p.has_program && gx_channels_pinned(&p.requested))
		return use_list(opts, &p.requested, out, err);
	if (is_fresh(&p) && !choice->update) {
		out->lock_path = gx_strdup(p.lock);
		return use_list(opts, &p.locked.locked, out, err);
	}
	return make_lock(opts, choice, &p, out, err);
}

int gx_channels_choose(const struct gx_channel_opts *opts, const struct gx_channel_choice *choice,
		       struct gx_chosen *out, struct gx_err *err)
{
	struct gx_chosen chosen = GX_CHOSEN_INIT;

	if (choose(opts, choice, &chosen, err) < 0) {
		gx_chosen_clear(&chosen);
		return -1;
	}
	*out = chosen;
	return 0;
}

int gx_lock_check(const struct gx_channel_opts *opts, const struct gx_channel_choice *choice,
		  char **why, struct gx_err *err)
{
	GX_AUTO(project) struct project p = { .program = NULL };
	GX_AUTO(chosen) struct gx_chosen chosen = GX_CHOSEN_INIT;

	if (read_project(opts, choice, &p, &chosen, err) < 0)
		return -1;
	if (p.has_program && gx_channels_pinned(&p.requested)) {
		*why = gx_asprintf("%s names every commit: no lock is needed", p.program);
		return 1;
	}
	if (!p.has_lock) {
		*why = gx_asprintf("%s does not exist", p.lock ? p.lock : "channels.lock");
		return 0;
	}
	if (!is_fresh(&p)) {
		*why = gx_asprintf("%s is stale: %s asks for other channels", p.lock,
				   p.has_program ? p.program : "your default");
		return 0;
	}
	*why = gx_asprintf("%s is up to date", p.lock);
	return 1;
}
