/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx pull: move the user's default channels to newer commits; generations of them. */
#include "cli/command.h"
#include "cli/inputs.h"
#include "cli/pull.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPT_ROLL_BACK = GX_OPT_CHANNELS_OWN, OPT_DETAILS };

const struct gx_opt gx_opts_pull[] = {
	GX_OPTS_CHANNELS,
	GX_OPTS_CHANNEL_FILES,
	GX_OPTS_NOTHING_BUILT,
	{ GX_OPT_DOWNGRADES, "allow-downgrades", NULL, "permit going back, or to another history" },
	{ 'p', "profile", "FILE", "keep the generations of FILE, a link, rather than the default's" },
	{ 'l', "list-generations", "[PATTERN]", "list what was pulled: 3, 1,3, 2..5, 1m, 2d.." },
	{ OPT_DETAILS, "details", NULL, "list the packages that each brought too" },
	{ OPT_ROLL_BACK, "roll-back", NULL, "go back to the generation before" },
	{ 'S', "switch-generation", "N", "go to generation N, or +N or -N from the current one" },
	{ 'd', "delete-generations", "[PATTERN]",
	  "forget those that PATTERN names (1m: older than a month), or all but the current one" },
	{ 'N', "news", NULL, "show the news of the last pull" },
	{ 'n', "dry-run", NULL, "tell what would change, record nothing" },
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};

static int add_operand(struct gx_pull_args *args, const char *value, struct gx_err *err)
{
	/* -l 1..3, as people write it for Guix. */
	if ((args->mode == 'l' || args->mode == 'd') && !args->pattern) {
		args->pattern = value;
		return 0;
	}
	return gx_fail(err, GX_EUSAGE, "gx pull takes no operands: '%s'", value);
}

static int on_option(void *payload, int id, const char *value, struct gx_err *err)
{
	struct gx_pull_args *args = payload;

	switch (id) {
	case 'l':
	case 'd':
		args->mode = (char)id;
		args->pattern = value;
		return 0;
	case OPT_DETAILS:
		args->details = true;
		args->mode = args->mode ? args->mode : 'l';
		return 0;
	case OPT_ROLL_BACK:
		args->mode = 'r';
		return 0;
	case 'S':
		args->mode = 'S';
		args->target = value;
		return 0;
	case 'N':
		args->mode = 'N';
		return 0;
	case 'n':
		args->dry_run = true;
		return 0;
	case 'p':
		args->profile = value;
		return 0;
	case GX_OPT_DOWNGRADES:
		args->downgrades = true;
		return 0;
	case GX_OPT_OPERAND:
		return add_operand(args, value, err);
	default:
		return gx_channel_args_option(&args->channels, id, value, err);
	}
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
			gx_say("channel %s: %.12s -> %.12s, %zu commit%s", now->name,
			       before->commit, now->commit, commits.n, commits.n == 1 ? "" : "s");
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

/* The requests say under which default the commits hold, whatever they were pulled by. */
static int make_record(struct gx_channel_use *use, const struct gx_channel_set *set,
		       struct gx_lock *out, struct gx_err *err)
{
	if (gx_channels_wanted(&use->opts, &out->requested, err) < 0 ||
	    gx_channel_set_locked(&use->opts, set, &out->locked, err) < 0)
		return -1;
	for (size_t i = 0; i < out->requested.n; i++)
		gx_channel_make_absolute(&out->requested.v[i]);
	for (size_t i = 0; i < out->locked.n; i++)
		gx_channel_make_absolute(&out->locked.v[i]);
	return 0;
}

static bool is_same(const struct gx_lock *a, const struct gx_lock *b)
{
	GX_AUTO(buf) struct gx_buf x = GX_BUF_INIT, y = GX_BUF_INIT;

	gx_lock_format(a, &x);
	gx_lock_format(b, &y);
	return !strcmp(gx_buf_str(&x), gx_buf_str(&y));
}

static int record(struct gx_channel_use *use, const struct gx_pull_args *args,
		  const struct gx_channel_set *set, const struct gx_lock *before,
		  struct gx_err *err)
{
	GX_AUTO(lock) struct gx_lock lock = GX_LOCK_INIT;
	unsigned long generation;

	if (make_record(use, set, &lock, err) < 0)
		return -1;
	if (is_same(before, &lock)) {
		gx_say("nothing to be done");
		return 0;
	}
	if (gx_pulled_add(args->profile, &lock, &generation, err) < 0)
		return -1;
	gx_say("generation %lu is current now", generation);
	return 0;
}

static int pull(const struct gx_pull_args *args, struct gx_err *err)
{
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(channel_use) struct gx_channel_use use = { .progress = NULL };
	GX_AUTO(channels) struct gx_channels wanted = GX_CHANNELS_INIT;
	GX_AUTO(channel_set) struct gx_channel_set set = GX_CHANNEL_SET_INIT;
	GX_AUTO(lock) struct gx_lock before = GX_LOCK_INIT;

	if (gx_pulled_read(args->profile, 0, &before, err) < 0 ||
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
	return args->dry_run ? 0 : record(&use, args, &set, &before, err);
}

/* The news between the generation before and the current one. */
static int news(const struct gx_pull_args *args, struct gx_err *err)
{
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(channel_use) struct gx_channel_use use = { .progress = NULL };
	GX_AUTO(channel_set) struct gx_channel_set set = GX_CHANNEL_SET_INIT;
	GX_AUTO(lock) struct gx_lock before = GX_LOCK_INIT, now = GX_LOCK_INIT;
	unsigned long current, previous;

	if (gx_pulled_current(args->profile, &current, err) < 0 ||
	    gx_pull_before(args, current, &previous, err) < 0)
		return -1;
	if (!previous || gx_pulled_read(args->profile, previous, &before, err) != 0 ||
	    gx_pulled_read(args->profile, current, &now, err) != 0)
		return gx_fail(err, GX_EFAIL, "there is no generation before the current one");
	if (gx_store_open(&(struct gx_store_opts){ .create = true }, &store, err) < 0)
		return -1;
	gx_channel_use_init(&use, store);
	if (gx_channels_resolve(&use.opts, &now.locked, &set, err) < 0)
		return -1;
	show_news(&use, &before.locked, &set);
	return 0;
}

static int run(const struct gx_pull_args *args, struct gx_err *err)
{
	switch (args->mode) {
	case 'l':
		return gx_pull_list(args, err);
	case 'd':
		return gx_pull_delete(args, err);
	case 'S':
		return gx_pull_switch(args, err);
	case 'r':
		return gx_pull_roll_back(args, err);
	case 'N':
		return news(args, err);
	default:
		return pull(args, err);
	}
}

int gx_cmd_pull(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	struct gx_pull_args args = { .profile = NULL };
	int r = gx_opts_parse(gx_opts_pull, argc, argv, on_option, &args, NULL, err);

	return r ? gx_command_stop(cmd, r) : run(&args, err);
}
