/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx bisect: which commit of a channel broke a project?  Commits that give a derivation whose
 * verdict is known cost nothing. */
#include "cli/channels.h"
#include "cli/command.h"
#include "cli/inputs.h"
#include "util/diagnostic.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPT_GOOD = GX_OPT_CHANNELS_OWN, OPT_BAD, OPT_CHANNEL };

struct bisect_args {
	struct gx_channel_args channels;
	struct gx_strv manifests;
	const char *good, *bad, *channel;
	char **test;
};

const struct gx_opt gx_opts_bisect[] = {
	{ 'C', "channels", "FILE", "the project's channels (default: channels.scm)" },
	{ 'm', "manifest", "FILE", "the project's manifest (default: manifest.scm)" },
	{ OPT_GOOD, "good", "COMMIT", "where TEST succeeds" },
	{ OPT_BAD, "bad", "COMMIT", "where TEST fails: a descendant of the good one" },
	{ OPT_CHANNEL, "channel", "NAME", "the channel to search (default: the core channel)" },
	{ GX_OPT_NO_AUTH, "disable-authentication", NULL, "do not check who signed the commits" },
	{ GX_OPT_OFFLINE, "offline", NULL, "fetch nothing" },
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};

enum verdict { GOOD, BAD, SKIP };

struct known {
	char *drv;
	enum verdict verdict;
};

struct search {
	struct gx_channel_use use;
	const struct bisect_args *args;
	struct gx_channels list;
	size_t channel;			/* in LIST */
	struct gx_strv commits;		/* after the good one, up to the bad one */
	struct known *known;
	size_t nknown;
	unsigned builds;
};

static int on_option(void *payload, int id, const char *value, struct gx_err *err)
{
	struct bisect_args *args = payload;

	switch (id) {
	case 'm':
		gx_strv_take(&args->manifests, gx_path_absolute(value));
		return 0;
	case OPT_GOOD:
		args->good = value;
		return 0;
	case OPT_BAD:
		args->bad = value;
		return 0;
	case OPT_CHANNEL:
		args->channel = value;
		return 0;
	case GX_OPT_OPERAND:
		gx_fail(err, GX_EUSAGE, "'%s' is unexpected", value);
		return gx_err_hint(err, "write `--' before the test");
	default:
		return gx_channel_args_option(&args->channels, id, value, err);
	}
}

static int set_at(struct search *s, const char *commit, struct gx_channel_set *out,
		  struct gx_err *err)
{
	struct gx_channel *c = &s->list.v[s->channel];

	free(c->commit);
	free(gx_steal(&c->nar_hash));
	c->commit = gx_strdup(commit);
	c->installed = false;
	return gx_channels_resolve(&s->use.opts, &s->list, out, err);
}

static int profile_at(struct search *s, const struct gx_channel_set *set, char **drv,
		      struct gx_err *err)
{
	GX_AUTO(eval_request) struct gx_eval_request req = { .kind = GX_EVAL_PROFILE };
	GX_AUTO(eval_result) struct gx_eval_result result = { 0 };

	for (size_t i = 0; i < s->args->manifests.n; i++)
		gx_eval_add_input(&req, GX_EVAL_MANIFEST_FILE, s->args->manifests.v[i], false);
	gx_channels_request(set, &req);
	if (gx_eval_run(s->use.opts.store, &req, &result, err) < 0)
		return -1;
	*drv = gx_strdup(result.profile_drv ? result.profile_drv : "");
	return 0;
}

static void remember(struct search *s, char *drv, enum verdict verdict)
{
	s->known = gx_reallocarray(s->known, s->nknown + 1, sizeof *s->known);
	s->known[s->nknown++] = (struct known){ drv, verdict };
}

/* Run the test in the shell of SET; 125 says that it cannot tell. */
static int run_test(struct search *s, const struct gx_channel_set *set, enum verdict *out,
		    struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv argv = GX_STRV_INIT;
	GX_AUTO(free) char *gx = gx_program();
	pid_t pid;
	int status;

	if (gx_channels_hand_over(&s->use, set, err) < 0)
		return -1;
	gx_strv_push(&argv, gx);
	gx_strv_push(&argv, "shell");
	for (size_t i = 0; i < s->args->manifests.n; i++)
		gx_strv_pushf(&argv, "--manifest=%s", s->args->manifests.v[i]);
	gx_strv_push(&argv, "--");
	for (char **word = s->args->test; *word; word++)
		gx_strv_push(&argv, *word);
	if (gx_spawn(&(struct gx_spawn_opts){ .argv = argv.v }, &pid, err) < 0 ||
	    gx_wait(pid, &status, err) < 0)
		return -1;
	if (status > 128)
		return gx_fail(err, GX_EINTERRUPTED, "the test was ended by signal %d",
			       status - 128);
	*out = status == 0 ? GOOD : status == 125 ? SKIP : BAD;
	return 0;
}

static const char *const words[] = { "good", "bad", "skipped" };

static int judge(struct search *s, const char *commit, enum verdict *out, struct gx_err *err)
{
	GX_AUTO(channel_set) struct gx_channel_set set = GX_CHANNEL_SET_INIT;
	GX_AUTO(free) char *drv = NULL;
	GX_AUTO(err) struct gx_err why = GX_ERR_INIT;

	if (set_at(s, commit, &set, err) < 0)
		return -1;
	if (profile_at(s, &set, &drv, &why) < 0) {
		GX_AUTO(free) char *text = gx_diagnostic_summary(&why);

		if (why.code == GX_EINTERRUPTED) {
			gx_err_move(err, &why);
			return -1;
		}
		gx_say("%.12s: skipped, it cannot be evaluated: %s", commit, text);
		*out = SKIP;
		return 0;
	}
	for (size_t i = 0; i < s->nknown; i++)
		if (!strcmp(s->known[i].drv, drv)) {
			*out = s->known[i].verdict;
			gx_say("%.12s: %s, the same derivation as before", commit, words[*out]);
			return 0;
		}
	s->builds++;
	if (run_test(s, &set, out, err) < 0)
		return -1;
	gx_say("%.12s: %s", commit, words[*out]);
	remember(s, gx_steal(&drv), *out);
	return 0;
}

/* The candidate nearest to the middle of (LOW, HIGH) that was not skipped; HIGH if none. */
static size_t pick(const bool *skipped, size_t low, size_t high)
{
	size_t middle = low + (high - low) / 2;

	for (size_t d = 0; d <= high - low; d++) {
		if (middle >= low + d && middle - d < high && !skipped[middle - d])
			return middle - d;
		if (middle + d < high && !skipped[middle + d])
			return middle + d;
	}
	return high;
}

/* COMMITS[HIGH] is bad, what is before LOW is good. */
static int search(struct search *s, struct gx_err *err)
{
	GX_AUTO(free) bool *skipped = gx_calloc(s->commits.n, sizeof *skipped);
	size_t low = 0, high = s->commits.n - 1;

	while (low < high) {
		size_t at = pick(skipped, low, high);
		enum verdict verdict = SKIP;

		if (at == high)
			break;
		if (judge(s, s->commits.v[at], &verdict, err) < 0)
			return -1;
		if (verdict == GOOD)
			low = at + 1;
		else if (verdict == BAD)
			high = at;
		else
			skipped[at] = true;
	}
	if (low < high)
		printf("one of the %zu commits from %s to %s is the first bad one\n",
		       high - low + 1, s->commits.v[low], s->commits.v[high]);
	else
		printf("%s is the first bad commit of channel %s\n", s->commits.v[high],
		       s->list.v[s->channel].name);
	gx_say("%zu commit%s, %u test%s", s->commits.n, s->commits.n == 1 ? "" : "s", s->builds,
	       s->builds == 1 ? "" : "s");
	return 0;
}

static int find_channel(struct search *s, const struct gx_channel_set *set, struct gx_err *err)
{
	const char *name = s->args->channel ? s->args->channel : set->v[0].channel.name;

	for (size_t i = 0; i < s->list.n; i++)
		if (!strcmp(s->list.v[i].name, name)) {
			s->channel = i;
			return 0;
		}
	return gx_fail(err, GX_EUSAGE, "there is no channel %s", name);
}

static int prepare(struct search *s, struct gx_err *err)
{
	GX_AUTO(channels) struct gx_channels wanted = GX_CHANNELS_INIT;
	GX_AUTO(channel_set) struct gx_channel_set set = GX_CHANNEL_SET_INIT;

	/* All channels but the one searched stay where they are now. */
	if (gx_channel_args_list(&s->use, &s->args->channels, false, &wanted, err) < 0 ||
	    gx_channels_resolve(&s->use.opts, &wanted, &set, err) < 0)
		return -1;
	for (size_t i = 0; i < set.n; i++)
		gx_channels_add(&s->list, &set.v[i].channel);
	if (find_channel(s, &set, err) < 0 ||
	    gx_channel_commits(&s->use.opts, &s->list.v[s->channel], s->args->good, s->args->bad,
			       &s->commits, err) < 0)
		return -1;
	if (!s->commits.n)
		return gx_fail(err, GX_EUSAGE, "there is no commit between %s and %s", s->args->good,
			       s->args->bad);
	return 0;
}

static int run(const struct bisect_args *args, struct gx_err *err)
{
	GX_AUTO(store) struct gx_store *store = NULL;
	struct search s = { .args = args };
	int r;

	if (gx_store_open(&(struct gx_store_opts){ .create = true }, &store, err) < 0)
		return -1;
	gx_channel_use_init(&s.use, store);
	s.use.opts.no_authentication |= args->channels.no_authentication;
	r = prepare(&s, err);
	if (r == 0)
		r = search(&s, err);
	gx_channel_use_clear(&s.use);
	gx_channels_clear(&s.list);
	gx_strv_clear(&s.commits);
	for (size_t i = 0; i < s.nknown; i++)
		free(s.known[i].drv);
	free(s.known);
	return r;
}

int gx_cmd_bisect(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	struct bisect_args args = { .manifests = GX_STRV_INIT };
	int rest = 0;
	int r = gx_opts_parse(gx_opts_bisect, argc, argv, on_option, &args, &rest, err);

	if (r == 0 && (!args.good || !args.bad || !rest || rest == argc))
		r = gx_fail(err, GX_EUSAGE, "--good, --bad and, after '--', a test are needed");
	if (!args.manifests.n)
		gx_strv_take(&args.manifests, gx_path_absolute("manifest.scm"));
	if (!args.channels.file && gx_exists("channels.scm"))
		args.channels.file = "channels.scm";
	args.test = argv + rest;
	r = r ? gx_command_stop(cmd, r) : run(&args, err);
	gx_strv_clear(&args.manifests);
	return r;
}
