/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Channels as the commands use them: where they come from, words and progress on stderr. */
#ifndef GX_CLI_CHANNELS_H
#define GX_CLI_CHANNELS_H

#include "channel/channel.h"
#include "cli/opts.h"
#include "eval/eval.h"
#include "util/progress.h"

/* One use of src/channel by a command. */
struct gx_channel_use {
	struct gx_channel_opts opts;
	char *cache;		/* of opts, without a store */
	struct gx_trace trace;	/* what programs among the channels.scm depended on */
	struct gx_progress *progress;
	struct gx_strv told;	/* what was said is not said again */
};
/* STORE may be NULL: commits are found, trees are not stored.
 * $GX_OFFLINE and $GX_CHANNELS_UNAUTHENTICATED (set by `gx time-machine') are heeded. */
void gx_channel_use_init(struct gx_channel_use *use, struct gx_store *store);
void gx_channel_use_clear(struct gx_channel_use *use);
#define gx_cleanup_channel_use gx_channel_use_clear

/* Options of commands that name channels. */
enum {
	GX_OPT_URL = 500, GX_OPT_COMMIT, GX_OPT_BRANCH, GX_OPT_NO_AUTH, GX_OPT_DOWNGRADES,
	GX_OPT_NOT_BUILT,
	GX_OPT_CHANNELS_OWN = 520,
};
#define GX_OPTS_CHANNELS \
	{ 'C', "channels", "FILE", "take the channels of FILE, a channels.scm or a lock" }, \
	{ GX_OPT_URL, "url", "URL", "take the core channel from URL" }, \
	{ GX_OPT_COMMIT, "commit", "COMMIT", "take the core channel at COMMIT" }, \
	{ GX_OPT_BRANCH, "branch", "BRANCH", "take the core channel from BRANCH" }, \
	{ GX_OPT_NO_AUTH, "disable-authentication", NULL, "do not check who signed the commits" }, \
	{ GX_OPT_OFFLINE, "offline", NULL, "fetch nothing" }
/* -q means here what it means to Guix; --quiet is what it always is. */
#define GX_OPTS_CHANNEL_FILES \
	{ 'q', "no-channel-files", NULL, "leave out your own channels.scm and what was pulled" }
/* Options by which Guix builds its instances: channels of gx are used as they are. */
#define GX_OPTS_NOTHING_BUILT \
	{ GX_OPT_NOT_BUILT, "substitute-urls", "URLS", NULL }, \
	{ GX_OPT_NOT_BUILT, "no-substitutes", NULL, NULL }, \
	{ GX_OPT_NOT_BUILT, "fallback", NULL, NULL }, \
	{ GX_OPT_NOT_BUILT, "no-grafts", NULL, NULL }, \
	{ GX_OPT_NOT_BUILT, "no-offload", NULL, NULL }, \
	{ GX_OPT_NOT_BUILT, "bootstrap", NULL, NULL }, \
	{ GX_OPT_NOT_BUILT, "keep-going", NULL, NULL }, \
	{ GX_OPT_NOT_BUILT, "timeout", "SECONDS", NULL }, \
	{ GX_OPT_NOT_BUILT, "max-silent-time", "SECONDS", NULL }, \
	{ 's', "system", "SYSTEM", NULL }, \
	{ 'M', "max-jobs", "N", NULL }, \
	{ 'c', "cores", "N", NULL }

struct gx_channel_args {
	const char *file, *url, *commit, *branch;
	bool no_authentication, no_files;
};
/* +1 when ID is none of the rows above. */
int gx_channel_args_option(struct gx_channel_args *args, int id, const char *value,
			   struct gx_err *err);
/* The channels that ARGS name, or without a name those of the user; FRESH: the default set's branches rather than its pins. */
int gx_channel_args_list(const struct gx_channel_use *use, const struct gx_channel_args *args,
			 bool fresh, struct gx_channels *out, struct gx_err *err);

/* Name the channels of SET in REQ. */
void gx_channels_request(const struct gx_channel_set *set, struct gx_eval_request *req);
/* What decides when no option does: $GX_CHANNELS, else the project of REQ's first manifest.
 * FACTS gets what the decision depended on, for the evaluation cache. */
int gx_channels_for_request(struct gx_store *store, struct gx_eval_request *req, bool locked,
			    struct gx_trace *facts, struct gx_err *err);

/* Let each gx that this process becomes, or starts, use SET as it is used here: written as a
 * lock to the user's cache, which $GX_CHANNELS then names. */
int gx_channels_hand_over(const struct gx_channel_use *use, const struct gx_channel_set *set,
			  struct gx_err *err);

#endif
