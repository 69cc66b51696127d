/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx describe: the channels in use, so that others can use the same. */
#include "cli/channels.h"
#include "cli/command.h"
#include "cli/inputs.h"
#include "net/url.h"
#include "profile/generations.h"
#include "profile/profile.h"

#include <stdio.h>
#include <string.h>

enum { OPT_FORMATS = GX_OPT_CHANNELS_OWN };

const struct gx_opt gx_opts_describe[] = {
	{ 'f', "format", "FORMAT", "human, channels, channels-sans-intro, json or recutils" },
	{ 'p', "profile", "FILE", "tell the channels of FILE: a profile of packages, or of gx pull" },
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
	const char *format, *profile;
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
	case 'p':
		args->profile = value;
		return 0;
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

/* The manifest of the profile that PATH, a link or a directory, is. */
static int read_manifest(struct gx_store *store, const char *path, struct gx_manifest **out,
			 struct gx_err *err)
{
	GX_AUTO(generations) struct gx_generations all = GX_GENERATIONS_INIT;
	GX_AUTO(free) char *profile = NULL, *physical = NULL;
	const struct gx_generation *current = NULL;

	if (gx_profile_place(path, &profile, err) < 0)
		return -1;
	if (gx_generations_read(gx_store_dir(store), profile, &all, NULL) == 0)
		current = gx_generations_find(&all, all.current);
	if (current && current->item)
		physical = gx_store_physical(store, current->item);
	if (!physical && !gx_exists(path))
		return gx_fail(err, GX_ENOTFOUND, "%s: there is no such profile", path);
	return gx_manifest_read(gx_store_dir(store), physical ? physical : path, out, err);
}

/* Each channel once, as the entry installed last has it. */
static int add_channels(const struct gx_manifest_entry *entry, struct gx_channels *out,
			struct gx_err *err)
{
	GX_AUTO(channels) struct gx_channels from = GX_CHANNELS_INIT;

	if (entry->properties && gx_channels_of_properties(entry->properties, &from, err) < 0)
		return gx_err_prefix(err, "%s", entry->name);
	for (size_t i = 0; i < from.n; i++)
		if (!gx_channels_find(out, from.v[i].name))
			gx_channels_add(out, &from.v[i]);
	return 0;
}

/* The channels that the packages of the profile at PATH come from. */
static int read_packages(const char *path, struct gx_channels *out, struct gx_err *err)
{
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(manifest) struct gx_manifest *manifest = NULL;

	if (gx_store_open(&(struct gx_store_opts){ .create = true }, &store, err) < 0 ||
	    read_manifest(store, path, &manifest, err) < 0)
		return -1;
	for (size_t i = 0; i < manifest->n; i++)
		if (add_channels(gx_manifest_described(manifest, &manifest->v[i]), out, err) < 0)
			return -1;
	return 0;
}

static int read_profile(const char *path, struct gx_channel_set *out, struct gx_err *err)
{
	GX_AUTO(lock) struct gx_lock lock = GX_LOCK_INIT;
	GX_AUTO(channels) struct gx_channels list = GX_CHANNELS_INIT;
	const struct gx_channels *from = &list;

	if (gx_pulled_read(path, 0, &lock, NULL) == 0)
		from = &lock.locked;
	else if (read_packages(path, &list, err) < 0)
		return -1;
	if (!from->n)
		return gx_fail(err, GX_ENOTFOUND, "%s does not tell which channels it is from", path);
	out->v = gx_calloc(from->n, sizeof *out->v);
	for (; out->n < from->n; out->n++)
		gx_channel_copy(&out->v[out->n].channel, &from->v[out->n]);
	return 0;
}

static int read_current(const struct describe_args *args, struct gx_channel_set *out,
			struct gx_err *err)
{
	GX_AUTO(channel_use) struct gx_channel_use use = { .progress = NULL };
	GX_AUTO(channels) struct gx_channels wanted = GX_CHANNELS_INIT;

	/* Commits are all there is to say: nothing has to be stored. */
	gx_channel_use_init(&use, NULL);
	if (gx_channel_args_list(&use, &args->channels, false, &wanted, err) < 0)
		return -1;
	return gx_channels_resolve(&use.opts, &wanted, out, err);
}

int gx_cmd_describe(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	struct describe_args args = { .format = "human" };
	GX_AUTO(channel_set) struct gx_channel_set set = GX_CHANNEL_SET_INIT;
	int r = gx_opts_parse(gx_opts_describe, argc, argv, on_option, &args, NULL, err);

	if (r)
		return gx_command_stop(cmd, r);
	for (size_t i = 0; args.list && formats[i]; i++)
		printf("%s\n", formats[i]);
	if (args.list)
		return 0;
	if (args.profile ? read_profile(args.profile, &set, err) < 0 :
	    read_current(&args, &set, err) < 0)
		return -1;
	for (size_t i = 0; i < set.n; i++)
		gx_channel_make_absolute(&set.v[i].channel);
	print(&set, args.format);
	for (size_t i = 0; i < set.n; i++)
		if (set.v[i].unpinned && strcmp(args.format, "human"))
			gx_warn("channel %s is a modified working tree, which no commit names",
				set.v[i].channel.name);
	return 0;
}
