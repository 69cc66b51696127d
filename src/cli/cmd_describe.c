/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx describe: the channels in use, so that others can use the same. */
#include "cli/channels.h"
#include "cli/command.h"
#include "cli/inputs.h"
#include "net/url.h"

#include <stdio.h>
#include <string.h>

enum { OPT_FORMATS = GX_OPT_CHANNELS_OWN };

const struct gx_opt gx_opts_describe[] = {
	{ 'f', "format", "FORMAT", "human, channels, channels-sans-intro, json or recutils" },
	{ OPT_FORMATS, "list-formats", NULL, "list the formats" },
	{ GX_OPT_OFFLINE, "offline", NULL, "fetch nothing" },
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};

static const char *const formats[] = {
	"human", "channels", "channels-sans-intro", "json", "recutils", NULL,
};

struct describe_args {
	struct gx_channel_args channels;
	const char *format;
	bool list;
};

static int on_option(void *payload, int id, const char *value, struct gx_err *err)
{
	struct describe_args *args = payload;

	switch (id) {
	case 'f':
		for (size_t i = 0; formats[i]; i++)
			if (!strcmp(value, formats[i])) {
				args->format = value;
				return 0;
			}
		gx_fail(err, GX_EUSAGE, "unknown format '%s'", value);
		return gx_err_hint(err, "there are human, channels, channels-sans-intro, json and "
				   "recutils");
	case OPT_FORMATS:
		args->list = true;
		return 0;
	case GX_OPT_OPERAND:
		return gx_fail(err, GX_EUSAGE, "gx describe takes no operands: '%s'", value);
	default:
		return gx_channel_args_option(&args->channels, id, value, err);
	}
}

static void print_human(const struct gx_channel_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		const struct gx_channel_instance *inst = &set->v[i];
		const struct gx_channel *c = &inst->channel;
		GX_AUTO(free) char *url = gx_url_shown(c->url);

		printf("  %s %.7s%s\n", c->name, inst->unpinned ? "" : c->commit,
		       inst->unpinned ? "(a modified working tree: not pinned)" : "");
		printf("    repository URL: %s\n", url);
		if (c->branch)
			printf("    branch: %s\n", c->branch);
		if (!inst->unpinned)
			printf("    commit: %s\n", c->commit);
		else
			printf("    directory: %s\n", inst->root);
	}
}

static void print_recutils(const struct gx_channel_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		const struct gx_channel *c = &set->v[i].channel;

		printf("%sname: %s\nurl: %s\n", i ? "\n" : "", c->name, c->url);
		if (c->branch)
			printf("branch: %s\n", c->branch);
		if (c->commit)
			printf("commit: %s\n", c->commit);
		if (c->intro_commit)
			printf("introductioncommit: %s\nintroductionsigner: %s\n", c->intro_commit,
			       c->intro_signer);
	}
}

static void print_json(const struct gx_channel_set *set)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(json) struct gx_json *array = gx_json_array();

	for (size_t i = 0; i < set->n; i++) {
		const struct gx_channel *c = &set->v[i].channel;
		struct gx_json *object = gx_json_object();

		gx_json_set_str(object, "name", c->name);
		gx_json_set_str(object, "url", c->url);
		if (c->branch)
			gx_json_set_str(object, "branch", c->branch);
		if (c->commit)
			gx_json_set_str(object, "commit", c->commit);
		if (c->intro_commit) {
			struct gx_json *intro = gx_json_object();

			gx_json_set_str(intro, "commit", c->intro_commit);
			gx_json_set_str(intro, "signer", c->intro_signer);
			gx_json_set(object, "introduction", intro);
		}
		gx_json_add(array, object);
	}
	gx_json_format(array, true, &text);
	printf("%s\n", gx_buf_str(&text));
}

static void print_channels(const struct gx_channel_set *set, bool introductions)
{
	GX_AUTO(channels) struct gx_channels list = GX_CHANNELS_INIT;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	for (size_t i = 0; i < set->n; i++)
		gx_channels_add(&list, &set->v[i].channel);
	gx_channels_format(&list, introductions, &text);
	fputs(gx_buf_str(&text), stdout);
}

static void print(const struct gx_channel_set *set, const char *format)
{
	if (!strcmp(format, "human"))
		print_human(set);
	else if (!strcmp(format, "json"))
		print_json(set);
	else if (!strcmp(format, "recutils"))
		print_recutils(set);
	else
		print_channels(set, !strcmp(format, "channels"));
}

int gx_cmd_describe(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	struct describe_args args = { .format = "human" };
	GX_AUTO(channel_use) struct gx_channel_use use = { .progress = NULL };
	GX_AUTO(channels) struct gx_channels wanted = GX_CHANNELS_INIT;
	GX_AUTO(channel_set) struct gx_channel_set set = GX_CHANNEL_SET_INIT;
	int r = gx_opts_parse(gx_opts_describe, argc, argv, on_option, &args, NULL, err);

	if (r)
		return gx_command_stop(cmd, r);
	for (size_t i = 0; args.list && formats[i]; i++)
		printf("%s\n", formats[i]);
	if (args.list)
		return 0;
	/* Commits are all there is to say: nothing has to be stored. */
	gx_channel_use_init(&use, NULL);
	if (gx_channel_args_list(&use, &args.channels, false, &wanted, err) < 0 ||
	    gx_channels_resolve(&use.opts, &wanted, &set, err) < 0)
		return -1;
	print(&set, args.format);
	for (size_t i = 0; i < set.n; i++)
		if (set.v[i].unpinned && strcmp(args.format, "human"))
			gx_warn("channel %s is a modified working tree, which no commit names",
				set.v[i].channel.name);
	return 0;
}
