/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx package: lists of generations, packages and profiles, variables, exports. */
#include "cli/package_query.h"

#include "channel/channel.h"
#include "cli/index.h"
#include "cli/user_profile.h"
#include "profile/profile.h"
#include "shell/shell.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* One question about one profile. */
struct query {
	struct gx_store *store;
	struct gx_package_args *args;
	const char *profile;
};

static const char *word(const struct query *q)
{
	return q->args->words.n ? q->args->words.v[0] : NULL;
}

/* VALUE, which is given away, on standard output. */
static void print_json(struct gx_json *value)
{
	GX_AUTO(json) struct gx_json *owned = value;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	gx_json_format(owned, true, &text);
	puts(gx_buf_str(&text));
}

static int compile(const char *pattern, regex_t *out, struct gx_err *err)
{
	if (regcomp(out, pattern ? pattern : "", REG_EXTENDED | REG_NOSUB))
		return gx_fail(err, GX_EUSAGE, "'%s' is not a regular expression", pattern);
	return 0;
}

static struct gx_json *entry_json(const struct gx_manifest_entry *entry)
{
	struct gx_json *object = gx_json_object();

	gx_json_set_str(object, "name", entry->name);
	gx_json_set_str(object, "version", entry->version);
	gx_json_set_str(object, "output", entry->output);
	gx_json_set_str(object, "item", entry->item);
	return object;
}

/* The manifest of the generation ITEM, an empty one for NULL. */
static int read_manifest(const struct query *q, const char *item, struct gx_manifest **out,
			 struct gx_err *err)
{
	GX_AUTO(free) char *physical = NULL;

	if (!item) {
		*out = gx_calloc(1, sizeof **out);
		return 0;
	}
	physical = gx_store_physical(q->store, item);
	return gx_manifest_read(gx_store_dir(q->store), physical, out, err);
}

/* That of the current generation. */
static int read_current(const struct query *q, struct gx_manifest **out, struct gx_err *err)
{
	GX_AUTO(generations) struct gx_generations all = GX_GENERATIONS_INIT;
	const struct gx_generation *current;

	if (gx_generations_read(gx_store_dir(q->store), q->profile, &all, err) < 0)
		return -1;
	current = gx_generations_find(&all, all.current);
	if (!all.exists && q->args->profile)
		return gx_fail(err, GX_ENOTFOUND, "%s: there is no such profile", q->profile);
	if (all.exists && (!current || !current->item))
		return gx_fail(err, GX_ENOTFOUND, "generation %lu of %s is not in the store",
			       all.current, q->profile);
	return read_manifest(q, all.exists ? current->item : NULL, out, err);
}

/* --- generations --------------------------------------------------------------------------- */

static const struct gx_manifest_entry *find_same(const struct gx_manifest *manifest,
						 const struct gx_manifest_entry *entry)
{
	for (size_t i = 0; manifest && i < manifest->n; i++)
		if (!strcmp(manifest->v[i].item, entry->item))
			return &manifest->v[i];
	return NULL;
}

/* The entries of A that B lacks; the one installed first comes first. */
static void print_entries(const char *sign, const struct gx_manifest *a,
			  const struct gx_manifest *b)
{
	for (size_t i = a ? a->n : 0; i > 0; i--) {
		const struct gx_manifest_entry *entry = gx_manifest_described(a, &a->v[i - 1]);

		if (!find_same(b, entry))
			printf("%s%s\t%s\t%s\t%s\n", sign, entry->name, entry->version,
			       entry->output, entry->item);
	}
}

static void format_time(int64_t when, bool iso, char *out, size_t size)
{
	time_t seconds = (time_t)when;
	struct tm tm;

	*out = '\0';
	if (!localtime_r(&seconds, &tm))
		return;
	if (iso)
		strftime(out, size, "%Y-%m-%dT%H:%M:%S%z", &tm);
	else
		strftime(out, size, "%b %d %Y %H:%M:%S", &tm);
}

static void print_generation(const struct gx_generation *g, bool current,
			     const struct gx_manifest *manifest,
			     const struct gx_manifest *before)
{
	char when[64];

	format_time(g->time, false, when, sizeof when);
	printf("Generation %lu\t%s%s\n", g->number, when, current ? "\t(current)" : "");
	print_entries(before ? " + " : "  ", manifest, before);
	if (before)
		print_entries(" - ", before, manifest);
	puts("");
}

static struct gx_json *generation_json(const struct gx_generation *g, bool current,
				       const struct gx_manifest *manifest)
{
	struct gx_json *object = gx_json_object(), *packages = gx_json_array();
	char when[64];

	format_time(g->time, true, when, sizeof when);
	for (size_t i = 0; i < manifest->n; i++)
		gx_json_add(packages,
			    entry_json(gx_manifest_described(manifest, &manifest->v[i])));
	gx_json_set(object, "number", gx_json_integer((long long)g->number));
	gx_json_set(object, "current", gx_json_boolean(current));
	gx_json_set_str(object, "time", when);
	if (g->item)
		gx_json_set_str(object, "item", g->item);
	gx_json_set(object, "packages", packages);
	return object;
}

static int list_generations(const struct query *q, struct gx_err *err)
{
	GX_AUTO(generations) struct gx_generations all = GX_GENERATIONS_INIT;
	GX_AUTO(manifest) struct gx_manifest *before = NULL;
	GX_AUTO(json) struct gx_json *array = gx_json_array();
	GX_AUTO(free) bool *hits = NULL;

	if (gx_generations_read(gx_store_dir(q->store), q->profile, &all, err) < 0)
		return -1;
	if (!all.n && q->args->profile)
		return gx_fail(err, GX_ENOTFOUND, "%s: there is no such profile", q->profile);
	hits = gx_calloc(all.n + 1, sizeof *hits);
	if (gx_generations_match(&all, word(q) ? word(q) : "1..", false, time(NULL), hits, err) < 0)
		return -1;
	for (size_t i = 0; i < all.n; i++) {
		const struct gx_generation *g = &all.v[i];
		bool current = all.exists && g->number == all.current;
		struct gx_manifest *manifest = NULL;

		if (!hits[i] || !g->number)
			continue;
		if (read_manifest(q, g->item, &manifest, err) < 0)
			return -1;
		if (q->args->json)
			gx_json_add(array, generation_json(g, current, manifest));
		else
			print_generation(g, current, manifest, before);
		gx_manifest_free(before);
		before = manifest;
	}
	if (q->args->json)
		print_json(gx_steal(&array));
	return 0;
}

/* --- packages --------------------------------------------------------------------------------- */

static int list_installed(const struct query *q, struct gx_err *err)
{
	GX_AUTO(manifest) struct gx_manifest *manifest = NULL;
	GX_AUTO(json) struct gx_json *array = gx_json_array();
	regex_t wanted;

	if (read_current(q, &manifest, err) < 0 || compile(word(q), &wanted, err) < 0)
		return -1;
	for (size_t i = manifest->n; i > 0; i--) {
		const struct gx_manifest_entry *entry =
			gx_manifest_described(manifest, &manifest->v[i - 1]);

		if (regexec(&wanted, entry->name, 0, NULL, 0))
			continue;
		if (q->args->json)
			gx_json_add(array, entry_json(entry));
		else
			printf("%s\t%s\t%s\t%s\n", entry->name, entry->version, entry->output,
			       entry->item);
	}
	regfree(&wanted);
	if (q->args->json)
		print_json(gx_steal(&array));
	return 0;
}

static int by_name(const void *a, const void *b)
{
	const struct gx_record *const *x = a, *const *y = b;
	int r = strcmp((*x)->field[GX_FIELD_NAME], (*y)->field[GX_FIELD_NAME]);

	return r ? r : -strverscmp((*x)->field[GX_FIELD_VERSION], (*y)->field[GX_FIELD_VERSION]);
}

static void print_available(const struct gx_record *const *found, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		GX_AUTO(free) char *outputs = gx_strdup(found[i]->field[GX_FIELD_OUTPUTS]);

		for (char *c = outputs; *c; c++)
			if (*c == ' ')
				*c = ',';
		printf("%s\t%s\t%s\t%s\n", found[i]->field[GX_FIELD_NAME],
		       found[i]->field[GX_FIELD_VERSION], outputs,
		       found[i]->field[GX_FIELD_LOCATION]);
	}
}

static int list_available(const struct query *q, struct gx_err *err)
{
	GX_AUTO(index) struct gx_index index = GX_INDEX_INIT;
	GX_AUTO(free) const struct gx_record **found = NULL;
	GX_AUTO(json) struct gx_json *array = gx_json_array();
	regex_t wanted;
	size_t n = 0;

	if (compile(word(q), &wanted, err) < 0)
		return -1;
	if (gx_index_open(q->store, &q->args->inputs, NULL, &index, err) < 0) {
		regfree(&wanted);
		return -1;
	}
	found = gx_calloc(index.n + 1, sizeof *found);
	for (size_t i = 0; i < index.n; i++)
		if (!regexec(&wanted, index.v[i].field[GX_FIELD_NAME], 0, NULL, 0))
			found[n++] = &index.v[i];
	regfree(&wanted);
	qsort(found, n, sizeof *found, by_name);
	for (size_t i = 0; q->args->json && i < n; i++)
		gx_json_add(array, gx_record_json(found[i], 0));
	if (q->args->json)
		print_json(gx_steal(&array));
	else
		print_available(found, n);
	return 0;
}

/* gx search or gx show says it. */
static int ask(const struct query *q, const char *command, struct gx_err *err)
{
	const struct gx_command *cmd = gx_command_find(command);
	const struct gx_strv *load_path = &q->args->inputs.request.load_path;
	GX_AUTO(strv) struct gx_strv argv = GX_STRV_INIT;

	gx_strv_push(&argv, command);
	if (q->args->json)
		gx_strv_push(&argv, "--json");
	for (size_t i = 0; i < load_path->n; i++)
		gx_strv_pushf(&argv, "--load-path=%s", load_path->v[i]);
	gx_strv_push(&argv, "--");
	gx_strv_append(&argv, &q->args->words);
	return cmd->run(cmd, (int)argv.n, argv.v, err);
}

/* --- profiles and exports --------------------------------------------------------------------- */

static int list_profiles(const struct query *q, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv profiles = GX_STRV_INIT;

	if (gx_user_profiles(q->store, &profiles, err) < 0)
		return -1;
	if (q->args->json)
		print_json(gx_json_strings(profiles.v, profiles.n));
	for (size_t i = 0; !q->args->json && i < profiles.n; i++)
		puts(profiles.v[i]);
	return 0;
}

static int print_search_paths(const struct query *q, struct gx_err *err)
{
	static const char *const kinds[] = { "exact", "prefix", "suffix", NULL };
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = gx_cache_entry_new();
	GX_AUTO(manifest) struct gx_manifest *manifest = NULL;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	const char *kind = word(q) ? word(q) : kinds[0];

	if (strcmp(kind, kinds[0]) && strcmp(kind, kinds[1]) && strcmp(kind, kinds[2])) {
		gx_fail(err, GX_EUSAGE, "'%s' is no kind of search paths", kind);
		return gx_err_hint(err, "there are exact, prefix and suffix");
	}
	/* for its words when there is no such profile */
	if (read_current(q, &manifest, err) < 0 ||
	    gx_shell_environment(gx_store_dir(q->store), q->profile, entry, err) < 0)
		return -1;
	for (size_t i = 0; i < entry->nenv; i++) {
		struct gx_env_change *change = &entry->env[i];

		if (change->op == GX_ENV_PREFIX && !strcmp(kind, "suffix"))
			gx_buf_addf(&text, "export %s=\"${%s:+$%s%s}%s\"\n", change->name,
				    change->name, change->name, change->separator, change->value);
		else
			gx_shell_format(change, 1, !strcmp(kind, "exact"), &text);
	}
	if (gx_store_is_elsewhere(q->store) && !gx_shell_sees_store(gx_store_root(q->store)))
		gx_warn("what is in these directories can only be used where /gnu/store is shown: "
			"see gx shell -p, gx env -p");
	fputs(gx_buf_str(&text), stdout);
	return 0;
}

static int export_manifest(const struct query *q, struct gx_err *err)
{
	GX_AUTO(generations) struct gx_generations all = GX_GENERATIONS_INIT;
	GX_AUTO(manifest) struct gx_manifest *manifest = NULL;
	GX_AUTO(eval_result) struct gx_eval_result result = { 0 };
	GX_AUTO(free) char *item = NULL, *file = NULL;

	if (read_current(q, &manifest, err) < 0 ||
	    gx_generations_read(gx_store_dir(q->store), q->profile, &all, err) < 0)
		return -1;
	if (all.exists) {
		item = gx_store_physical(q->store, gx_generations_find(&all, all.current)->item);
		file = gx_path_join(item, "manifest");
		gx_eval_add_input(&q->args->inputs.request, GX_EVAL_INSTALLED, file, false);
	}
	q->args->inputs.request.kind = GX_EVAL_MANIFEST;
	if (gx_inputs_eval(q->store, &q->args->inputs, &result, err) < 0)
		return -1;
	printf(";; What the profile %s holds: for `gx package -m' or `gx shell -m'.\n"
	       ";; `gx package --export-channels' tells the channels' commits.\n\n%s",
	       q->profile, result.manifest_code ? result.manifest_code : "");
	return 0;
}

/* Each channel once, as the entry installed last has it; OTHERS gets the commits of earlier
 * ones, as comments. */
static int collect_channels(const struct gx_manifest *manifest, struct gx_channels *out,
			    struct gx_strv *others, struct gx_strv *lacking,
			    struct gx_err *err)
{
	for (size_t i = 0; i < manifest->n; i++) {
		const struct gx_manifest_entry *entry =
			gx_manifest_described(manifest, &manifest->v[i]);
		GX_AUTO(channels) struct gx_channels from = GX_CHANNELS_INIT;

		if (entry->properties &&
		    gx_channels_of_properties(entry->properties, &from, err) < 0)
			return gx_err_prefix(err, "%s", entry->name);
		if (!from.n)
			gx_strv_push(lacking, entry->name);
		for (size_t k = 0; k < from.n; k++) {
			const struct gx_channel *seen = gx_channels_find(out, from.v[k].name);

			if (!seen)
				gx_channels_add(out, &from.v[k]);
			else if (!gx_channel_equal(seen, &from.v[k]) && from.v[k].commit)
				gx_strv_pushf(others, ";; %s@%s: %s at commit %s", entry->name,
					      entry->version, from.v[k].name, from.v[k].commit);
		}
	}
	return 0;
}

static int export_channels(const struct query *q, struct gx_err *err)
{
	GX_AUTO(manifest) struct gx_manifest *manifest = NULL;
	GX_AUTO(channels) struct gx_channels channels = GX_CHANNELS_INIT;
	GX_AUTO(strv) struct gx_strv others = GX_STRV_INIT, lacking = GX_STRV_INIT;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(free) char *names = NULL;

	if (read_current(q, &manifest, err) < 0 ||
	    collect_channels(manifest, &channels, &others, &lacking, err) < 0)
		return -1;
	if (lacking.n) {
		names = gx_strv_join(&lacking, ", ");
		gx_warn("it is not recorded where these came from: %s", names);
	}
	if (!channels.n) {
		gx_fail(err, GX_ENOTFOUND, "no package of %s tells its channels", q->profile);
		return gx_err_hint(err, "packages from channels without a commit, such as a "
				   "modified tree, have none to tell");
	}
	gx_channels_format(&channels, true, &text);
	printf(";; The channels that the packages of %s came from:\n"
	       ";; for `gx time-machine -C', or beside a manifest as channels.scm.\n\n%s",
	       q->profile, gx_buf_str(&text));
	if (others.n)
		printf("\n;; These packages came from other commits:\n");
	for (size_t i = 0; i < others.n; i++)
		puts(others.v[i]);
	return 0;
}

int gx_package_query(struct gx_store *store, struct gx_package_args *args, const char *profile,
		     struct gx_err *err)
{
	const struct query q = { store, args, profile };

	switch (args->query) {
	case 'l':
		return list_generations(&q, err);
	case 'I':
		return list_installed(&q, err);
	case 'A':
		return list_available(&q, err);
	case 's':
		return ask(&q, "search", err);
	case GX_PACKAGE_SHOW:
		return ask(&q, "show", err);
	case GX_PACKAGE_SEARCH_PATHS:
		return print_search_paths(&q, err);
	case GX_PACKAGE_LIST_PROFILES:
		return list_profiles(&q, err);
	case GX_PACKAGE_EXPORT_MANIFEST:
		return export_manifest(&q, err);
	default:
		return export_channels(&q, err);
	}
}
