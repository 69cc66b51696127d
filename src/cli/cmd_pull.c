/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx pull: move the user's default channels to newer commits; generations of them. */
#include "cli/channels.h"
#include "cli/command.h"
#include "cli/inputs.h"
#include "net/url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { OPT_ROLL_BACK = GX_OPT_CHANNELS_OWN };

struct pull_args {
	struct gx_channel_args channels;
	bool list, roll_back, news, downgrades, dry_run, remove;
	unsigned long switch_to, remove_one;
};

const struct gx_opt gx_opts_pull[] = {
	GX_OPTS_CHANNELS,
	{ GX_OPT_DOWNGRADES, "allow-downgrades", NULL, "permit going back, or to another history" },
	{ 'l', "list-generations", NULL, "list what was pulled before" },
	{ OPT_ROLL_BACK, "roll-back", NULL, "go back to the generation before" },
	{ 'S', "switch-generation", "N", "go to generation N" },
	{ 'd', "delete-generations", "[N]", "forget generation N, or all but the current one" },
	{ 'N', "news", NULL, "show the news of the last pull" },
	{ 'n', "dry-run", NULL, "tell what would change, record nothing" },
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};

/* Generations count from 1. */
static int generation(const char *option, const char *value, unsigned long *out, struct gx_err *err)
{
	if (gx_opt_number(option, value, 1000000, out, err) < 0)
		return -1;
	return *out ? 0 : gx_fail(err, GX_EUSAGE, "there is no generation 0");
}

static int on_option(void *payload, int id, const char *value, struct gx_err *err)
{
	struct pull_args *args = payload;

	switch (id) {
	case 'l':
		args->list = true;
		return 0;
	case OPT_ROLL_BACK:
		args->roll_back = true;
		return 0;
	case 'S':
		return generation("--switch-generation", value, &args->switch_to, err);
	case 'd':
		args->remove = true;
		return value ? generation("--delete-generations", value, &args->remove_one, err)
			     : 0;
	case 'N':
		args->news = true;
		return 0;
	case 'n':
		args->dry_run = true;
		return 0;
	case GX_OPT_DOWNGRADES:
		args->downgrades = true;
		return 0;
	case GX_OPT_OPERAND:
		return gx_fail(err, GX_EUSAGE, "gx pull takes no operands: '%s'", value);
	default:
		return gx_channel_args_option(&args->channels, id, value, err);
	}
}

static int print_generation(unsigned long n, unsigned long current, struct gx_err *err)
{
	GX_AUTO(lock) struct gx_lock lock = GX_LOCK_INIT;
	char when[64] = "";
	int64_t time;
	time_t seconds;
	struct tm tm;

	if (gx_pulled_read(n, &lock, err) < 0 || gx_pulled_time(n, &time, err) < 0)
		return -1;
	seconds = (time_t)time;
	if (localtime_r(&seconds, &tm))
		strftime(when, sizeof when, "%b %d %Y %H:%M:%S", &tm);
	printf("Generation %lu\t%s%s\n", n, when, n == current ? "\t(current)" : "");
	for (size_t i = 0; i < lock.locked.n; i++) {
		const struct gx_channel *c = &lock.locked.v[i];
		GX_AUTO(free) char *url = gx_url_shown(c->url);

		printf("  %s %.7s\n    repository URL: %s\n", c->name, c->commit, url);
		if (c->branch)
			printf("    branch: %s\n", c->branch);
		printf("    commit: %s\n", c->commit);
	}
	return 0;
}

static int list(struct gx_err *err)
{
	GX_AUTO(free) unsigned long *generations = NULL;
	unsigned long current;
	size_t n;

	if (gx_pulled_current(&current, err) < 0 || gx_pulled_list(&generations, &n, err) < 0)
		return -1;
	if (n == 0)
		gx_say("nothing was pulled yet: the channels are those that came with gx");
	for (size_t i = 0; i < n; i++)
		if (print_generation(generations[i], current, err) < 0)
			return -1;
	return 0;
}

static int switch_to(unsigned long n, struct gx_err *err)
{
	unsigned long current;

	if (gx_pulled_current(&current, err) < 0 || gx_pulled_switch(n, err) < 0)
		return -1;
	gx_say("switched from generation %lu to %lu", current, n);
	return 0;
}

static int roll_back(struct gx_err *err)
{
	GX_AUTO(free) unsigned long *generations = NULL;
	unsigned long current, before = 0;
	size_t n;

	if (gx_pulled_current(&current, err) < 0 || gx_pulled_list(&generations, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (generations[i] < current)
			before = generations[i];
	if (!before)
		return gx_fail(err, GX_EFAIL, "there is no generation before the current one");
	return switch_to(before, err);
}

static int forget(unsigned long one, struct gx_err *err)
{
	GX_AUTO(free) unsigned long *generations = NULL;
	unsigned long current;
	size_t n;

	if (one)
		return gx_pulled_delete(one, err);
	if (gx_pulled_current(&current, err) < 0 || gx_pulled_list(&generations, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (generations[i] != current && gx_pulled_delete(generations[i], err) < 0)
			return -1;
	return 0;
}

static void tell_change(struct gx_channel_use *use, const struct gx_channel *before,
			const struct gx_channel *now)
{
	GX_AUTO(strv) struct gx_strv commits = GX_STRV_INIT;

	if (!before || !before->commit) {
		gx_say("channel %s: %.12s", now->name, now->commit);
	} else if (!strcmp(before->commit, now->commit)) {
		gx_say("channel %s: %.12s, as before", now->name, now->commit);
	} else {
		use->opts.offline = true;	/* all of it is here */
		if (gx_channel_commits(&use->opts, now, before->commit, now->commit, &commits,
				       NULL) == 0)
			gx_say("channel %s: %.12s -> %.12s, %zu commits", now->name, before->commit,
			       now->commit, commits.n);
		else
			gx_say("channel %s: %.12s -> %.12s", now->name, before->commit,
			       now->commit);
	}
}

static void show_news(struct gx_channel_use *use, const struct gx_channels *before,
		      const struct gx_channel_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		const struct gx_channel *was = gx_channels_find(before, set->v[i].channel.name);
		GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

		if (was && was->commit &&
		    gx_channel_news(&use->opts, &set->v[i], was->commit, &text, NULL) == 0)
			printf("News for channel '%s'\n\n%s", set->v[i].channel.name,
			       gx_buf_str(&text));
	}
}

static int record(struct gx_channel_use *use, const struct gx_channels *wanted,
		  const struct gx_channel_set *set, const struct gx_lock *before,
		  struct gx_err *err)
{
	GX_AUTO(lock) struct gx_lock lock = GX_LOCK_INIT;
	unsigned long generation;

	for (size_t i = 0; i < wanted->n; i++)
		gx_channels_add(&lock.requested, &wanted->v[i]);
	if (gx_channel_set_locked(&use->opts, set, &lock.locked, err) < 0)
		return -1;
	if (before->locked.n == lock.locked.n) {
		bool same = true;

		for (size_t i = 0; i < lock.locked.n; i++) {
			const struct gx_channel *c = gx_channels_find(&before->locked,
								      lock.locked.v[i].name);

			same = same && c && gx_channel_equal(c, &lock.locked.v[i]);
		}
		if (same) {
			gx_say("nothing to be done");
			return 0;
		}
	}
	if (gx_pulled_add(&lock, &generation, err) < 0)
		return -1;
	gx_say("generation %lu is current now", generation);
	return 0;
}

static int pull(const struct pull_args *args, struct gx_err *err)
{
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(channel_use) struct gx_channel_use use = { .progress = NULL };
	GX_AUTO(channels) struct gx_channels wanted = GX_CHANNELS_INIT;
	GX_AUTO(channel_set) struct gx_channel_set set = GX_CHANNEL_SET_INIT;
	GX_AUTO(lock) struct gx_lock before = GX_LOCK_INIT;

	if (gx_pulled_read(0, &before, err) < 0 ||
	    gx_store_open(&(struct gx_store_opts){ .create = true }, &store, err) < 0)
		return -1;
	gx_channel_use_init(&use, store);
	use.opts.no_authentication = args->channels.no_authentication;
	use.opts.allow_downgrades = args->downgrades;
	use.opts.current = &before.locked;
	if (gx_channel_args_list(&use, &args->channels, true, &wanted, err) < 0 ||
	    gx_channels_resolve(&use.opts, &wanted, &set, err) < 0)
		return -1;
	for (size_t i = 0; i < set.n; i++)
		tell_change(&use, gx_channels_find(&before.locked, set.v[i].channel.name),
			    &set.v[i].channel);
	show_news(&use, &before.locked, &set);
	return args->dry_run ? 0 : record(&use, &wanted, &set, &before, err);
}

/* The news between the generation before and the current one. */
static int news(struct gx_err *err)
{
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(channel_use) struct gx_channel_use use = { .progress = NULL };
	GX_AUTO(channel_set) struct gx_channel_set set = GX_CHANNEL_SET_INIT;
	GX_AUTO(lock) struct gx_lock before = GX_LOCK_INIT, now = GX_LOCK_INIT;
	unsigned long current;

	if (gx_pulled_current(&current, err) < 0)
		return -1;
	if (current < 2 || gx_pulled_read(current - 1, &before, err) != 0 ||
	    gx_pulled_read(current, &now, err) != 0)
		return gx_fail(err, GX_EFAIL, "there is no generation before the current one");
	if (gx_store_open(&(struct gx_store_opts){ .create = true }, &store, err) < 0)
		return -1;
	gx_channel_use_init(&use, store);
	if (gx_channels_resolve(&use.opts, &now.locked, &set, err) < 0)
		return -1;
	show_news(&use, &before.locked, &set);
	return 0;
}

int gx_cmd_pull(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	struct pull_args args = { .list = false };
	int r = gx_opts_parse(gx_opts_pull, argc, argv, on_option, &args, NULL, err);

	if (r)
		return gx_command_stop(cmd, r);
	if (args.list)
		return list(err);
	if (args.roll_back)
		return roll_back(err);
	if (args.switch_to)
		return switch_to(args.switch_to, err);
	if (args.remove)
		return forget(args.remove_one, err);
	return args.news ? news(err) : pull(&args, err);
}
