/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx pull's generations: listed, switched to, forgotten. */
#include "cli/index.h"
#include "cli/pull.h"
#include "net/url.h"
#include "profile/generations.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int read_all(const struct gx_pull_args *args, struct gx_generations *out,
		    struct gx_err *err)
{
	GX_AUTO(free) unsigned long *numbers = NULL;
	size_t n;

	if (gx_pulled_current(args->profile, &out->current, err) < 0 ||
	    gx_pulled_list(args->profile, &numbers, &n, err) < 0)
		return -1;
	out->exists = out->current > 0;
	out->v = gx_calloc(n + 1, sizeof *out->v);
	for (; out->n < n; out->n++) {
		out->v[out->n].number = numbers[out->n];
		if (gx_pulled_time(args->profile, numbers[out->n], &out->v[out->n].time, err) < 0)
			return -1;
	}
	return 0;
}

/* --- listing ---------------------------------------------------------------------------------- */

static void print_channels(const struct gx_lock *lock)
{
	for (size_t i = 0; i < lock->locked.n; i++) {
		const struct gx_channel *c = &lock->locked.v[i];
		GX_AUTO(free) char *url = gx_url_shown(c->url);

		printf("  %s %.7s\n    repository URL: %s\n", c->name, c->commit, url);
		if (c->branch)
			printf("    branch: %s\n", c->branch);
		printf("    commit: %s\n", c->commit);
	}
}

static int packages_of(struct gx_store *store, const struct gx_lock *lock, struct gx_index *out,
		       struct gx_err *err)
{
	GX_AUTO(channel_use) struct gx_channel_use use = { .progress = NULL };
	GX_AUTO(channel_set) struct gx_channel_set set = GX_CHANNEL_SET_INIT;
	GX_AUTO(inputs) struct gx_inputs inputs = { 0 };

	gx_channel_use_init(&use, store);
	/* They were pulled: nothing new is to be said or fetched. */
	use.opts.note = NULL;
	if (gx_channels_resolve(&use.opts, &lock->locked, &set, err) < 0)
		return -1;
	gx_channels_request(&set, &inputs.request);
	return gx_index_open(store, &inputs, NULL, out, err);
}

static bool has(const struct gx_index *index, const struct gx_record *wanted, bool version)
{
	for (size_t i = 0; i < index->n; i++) {
		const struct gx_record *r = &index->v[i];

		if (!strcmp(r->field[GX_FIELD_NAME], wanted->field[GX_FIELD_NAME]) &&
		    (!version || !strcmp(r->field[GX_FIELD_VERSION],
					 wanted->field[GX_FIELD_VERSION])))
			return true;
	}
	return false;
}

/* Packages of NOW whose name BEFORE lacks, or, UPGRADED, has at other versions only. */
static void print_packages(const char *title, const struct gx_index *before,
			   const struct gx_index *now, bool upgraded)
{
	GX_AUTO(strv) struct gx_strv words = GX_STRV_INIT;
	GX_AUTO(free) char *text = NULL;

	for (size_t i = 0; i < now->n; i++) {
		const struct gx_record *r = &now->v[i];

		if (has(before, r, false) == upgraded && !has(before, r, true))
			gx_strv_pushf(&words, "%s@%s", r->field[GX_FIELD_NAME],
				      r->field[GX_FIELD_VERSION]);
	}
	text = gx_strv_join(&words, ", ");
	if (words.n)
		printf("  %s: %s\n", title, text);
}

struct listing {
	const struct gx_pull_args *args;
	struct gx_store *store;		/* for --details */
	struct gx_index before;		/* the packages of the generation before */
	bool any;
};

static int print_details(struct listing *l, const struct gx_lock *lock, struct gx_err *err)
{
	struct gx_index now = GX_INDEX_INIT;

	if (packages_of(l->store, lock, &now, err) < 0)
		return -1;
	if (l->any) {
		print_packages("new", &l->before, &now, false);
		print_packages("other versions", &l->before, &now, true);
		print_packages("gone", &now, &l->before, false);
	}
	gx_index_clear(&l->before);
	l->before = now;
	return 0;
}

static int print_generation(struct listing *l, const struct gx_generation *g, bool current,
			    struct gx_err *err)
{
	GX_AUTO(lock) struct gx_lock lock = GX_LOCK_INIT;
	char when[64] = "";
	time_t seconds = (time_t)g->time;
	struct tm tm;

	if (gx_pulled_read(l->args->profile, g->number, &lock, err) < 0)
		return -1;
	if (localtime_r(&seconds, &tm))
		strftime(when, sizeof when, "%b %d %Y %H:%M:%S", &tm);
	printf("Generation %lu\t%s%s\n", g->number, when, current ? "\t(current)" : "");
	print_channels(&lock);
	if (l->args->details && print_details(l, &lock, err) < 0)
		return -1;
	l->any = true;
	return 0;
}

int gx_pull_list(const struct gx_pull_args *args, struct gx_err *err)
{
	GX_AUTO(generations) struct gx_generations all = GX_GENERATIONS_INIT;
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(free) bool *hits = NULL;
	struct listing l = { .args = args, .before = GX_INDEX_INIT };
	int rc = 0;

	if (read_all(args, &all, err) < 0 ||
	    (args->details &&
	     gx_store_open(&(struct gx_store_opts){ .create = true }, &store, err) < 0))
		return -1;
	l.store = store;
	if (!all.n)
		gx_say("nothing was pulled yet: the channels are those that came with gx");
	hits = gx_calloc(all.n + 1, sizeof *hits);
	if (gx_generations_match(&all, args->pattern ? args->pattern : "1..", false, time(NULL),
				 hits, err) < 0)
		return -1;
	for (size_t i = 0; rc == 0 && i < all.n; i++) {
		if (hits[i])
			rc = print_generation(&l, &all.v[i], all.v[i].number == all.current, err);
	}
	gx_index_clear(&l.before);
	return rc;
}

/* --- switching -------------------------------------------------------------------------------- */

static int go_to(const struct gx_pull_args *args, unsigned long from, unsigned long to,
		 struct gx_err *err)
{
	if (gx_pulled_switch(args->profile, to, err) < 0)
		return -1;
	gx_say("switched from generation %lu to %lu", from, to);
	return 0;
}

/* Generations that exist count, not numbers. */
static int relative_target(const struct gx_generations *all, const char *text, unsigned long n,
			   unsigned long *out, struct gx_err *err)
{
	size_t at = 0;

	while (at < all->n && all->v[at].number != all->current)
		at++;
	if (at == all->n || (*text == '+' ? n >= all->n - at : n > at))
		return gx_fail(err, GX_ENOTFOUND, "there is no generation %s from the current one",
			       text);
	*out = all->v[*text == '+' ? at + n : at - n].number;
	return 0;
}

int gx_pull_switch(const struct gx_pull_args *args, struct gx_err *err)
{
	GX_AUTO(generations) struct gx_generations all = GX_GENERATIONS_INIT;
	const char *text = args->target;
	bool relative = *text == '+' || *text == '-';
	unsigned long n;

	if (gx_opt_number("--switch-generation", text + relative, 1000000000, &n, err) < 0 ||
	    read_all(args, &all, err) < 0 ||
	    (relative && relative_target(&all, text, n, &n, err) < 0))
		return -1;
	if (!n)
		return gx_fail(err, GX_EUSAGE, "there is no generation 0");
	return go_to(args, all.current, n, err);
}

int gx_pull_before(const struct gx_pull_args *args, unsigned long n, unsigned long *out,
		   struct gx_err *err)
{
	GX_AUTO(generations) struct gx_generations all = GX_GENERATIONS_INIT;

	*out = 0;
	if (read_all(args, &all, err) < 0)
		return -1;
	for (size_t i = 0; i < all.n && all.v[i].number < n; i++)
		*out = all.v[i].number;
	return 0;
}

int gx_pull_roll_back(const struct gx_pull_args *args, struct gx_err *err)
{
	unsigned long current, before;

	if (gx_pulled_current(args->profile, &current, err) < 0 ||
	    gx_pull_before(args, current, &before, err) < 0)
		return -1;
	if (!before)
		return gx_fail(err, GX_EFAIL, "there is no generation before the current one");
	return go_to(args, current, before, err);
}

int gx_pull_delete(const struct gx_pull_args *args, struct gx_err *err)
{
	GX_AUTO(generations) struct gx_generations all = GX_GENERATIONS_INIT;
	GX_AUTO(free) bool *hits = NULL;

	if (read_all(args, &all, err) < 0)
		return -1;
	hits = gx_calloc(all.n + 1, sizeof *hits);
	if (args->pattern && !strcmp(args->pattern, "0"))
		return gx_fail(err, GX_EUSAGE, "there is no generation 0");
	if (gx_generations_match(&all, args->pattern ? args->pattern : "1..", true, time(NULL),
				 hits, err) < 0)
		return -1;
	for (size_t i = 0; i < all.n; i++) {
		unsigned long n = all.v[i].number;

		if (!hits[i])
			continue;
		if (n != all.current) {
			if (gx_pulled_delete(args->profile, n, err) < 0)
				return -1;
		} else if (args->pattern) {
			gx_warn("generation %lu is the current one: it stays", n);
		}
	}
	return 0;
}
