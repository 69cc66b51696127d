/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx gc: collect what no root reaches; ask what refers to what; check the store. */
#include "cli/command.h"
#include "cli/remember.h"
#include "cli/user_profile.h"
#include "store/store.h"
#include "util/json.h"
#include "util/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

enum {
	OPT_LIST_ROOTS = GX_OPT_LONG, OPT_LIST_DEAD, OPT_LIST_LIVE, OPT_REFERENCES,
	OPT_REQUISITES, OPT_REFERRERS, OPT_DERIVERS, OPT_VERIFY, OPT_OPTIMIZE,
	OPT_JSON,
};

struct gc_args {
	int action;			/* an option's id; 0: collect */
	const char *verify;		/* "contents", … or NULL */
	uint64_t free_bytes;		/* -C N: stop after so many */
	uint64_t want_free;		/* -F N: until so many are free */
	bool dry_run;
	bool json;
	bool delete_generations;
	const char *generations;	/* -d PATTERN, or NULL */
	bool wants_pattern;		/* was -d the last option? */
	struct gx_strv paths;
};

const struct gx_opt gx_opts_gc[] = {
	{ 'C', "collect-garbage", "[MIN]", "delete what no root reaches, at least MIN bytes of it" },
	{ 'F', "free-space", "SIZE", "delete until SIZE is free on the store's file system" },
	{ 'd', "delete-generations", "[PATTERN]",
	  "first delete generations of your profiles that match, or are older than an age" },
	{ 'D', "delete", NULL, "delete just the given items, if nothing needs them" },
	{ 'n', "dry-run", NULL, "only tell what would be deleted" },
	{ OPT_LIST_ROOTS, "list-roots", NULL, "list the roots: what keeps items alive" },
	{ OPT_LIST_DEAD, "list-dead", NULL, "list the items that no root reaches" },
	{ OPT_LIST_LIVE, "list-live", NULL, "list the items that a root reaches" },
	{ OPT_REFERENCES, "references", NULL, "list what the given items refer to" },
	{ 'R', "requisites", NULL, "list the closures of the given items" },
	{ OPT_REFERRERS, "referrers", NULL, "list what refers to the given items" },
	{ OPT_DERIVERS, "derivers", NULL, "list the derivations that made the given items" },
	{ OPT_VERIFY, "verify", "[HOW]", "check the database against the disk; `contents': every hash" },
	{ OPT_OPTIMIZE, "optimize", NULL, "share equal files by hard links" },
	{ OPT_JSON, "json", NULL, "print lists, and what --dry-run tells, as JSON" },
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};

static int on_option(void *payload, int id, const char *value, struct gx_err *err)
{
	struct gc_args *args = payload;
	bool wants_pattern = args->wants_pattern;

	args->wants_pattern = id == 'd' && !value;
	switch (id) {
	case GX_OPT_OPERAND:
		if (wants_pattern && *value != '/')
			args->generations = value;
		else
			gx_strv_push(&args->paths, value);
		return 0;
	case 'n':
		args->dry_run = true;
		return 0;
	case OPT_JSON:
		args->json = true;
		return 0;
	case 'd':
		args->delete_generations = true;
		args->generations = value;
		return 0;
	case 'C':
		return value ? gx_opt_size("--collect-garbage", value, &args->free_bytes, err) : 0;
	case 'F':
		return gx_opt_size("--free-space", value, &args->want_free, err);
	case OPT_VERIFY:
		if (value && strcmp(value, "contents") && strcmp(value, "repair"))
			return gx_fail(err, GX_EUSAGE, "--verify takes `contents', not `%s'", value);
		args->verify = value;
		break;
	}
	if (args->action && args->action != id)
		return gx_fail(err, GX_EUSAGE, "two different things are asked for at once");
	args->action = id;
	return 0;
}

static void print_json(const struct gx_json *value)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	gx_json_format(value, true, &text);
	puts(gx_buf_str(&text));
}

static void print_all(const struct gc_args *args, const struct gx_strv *paths)
{
	GX_AUTO(json) struct gx_json *array = args->json ? gx_json_strings(paths->v, paths->n) : NULL;

	if (array)
		print_json(array);
	else
		for (size_t i = 0; i < paths->n; i++)
			printf("%s\n", paths->v[i]);
}

/* The items that operands lie in; each must be valid. */
static int items_of(struct gx_store *store, const struct gx_strv *operands, struct gx_strv *out,
		    struct gx_err *err)
{
	if (!operands->n)
		return gx_fail(err, GX_EUSAGE, "no store item was named");
	for (size_t i = 0; i < operands->n; i++) {
		char *resolved = realpath(operands->v[i], NULL);
		GX_AUTO(free) char *item = gx_store_path_item(operands->v[i]);
		int valid;

		if (!item && resolved) {
			const char *tail = strstr(resolved, GX_STORE_DIR "/");

			item = tail ? gx_store_path_item(tail) : NULL;
		}
		free(resolved);
		if (!item)
			return gx_fail(err, GX_ENOTFOUND, "%s is not in the store", operands->v[i]);
		valid = gx_store_is_valid(store, item, err);
		if (valid < 0)
			return -1;
		if (!valid)
			return gx_fail(err, GX_ENOTFOUND, "path `%s' is not valid", item);
		gx_strv_push(out, item);
	}
	return 0;
}

static void print_roots_json(const struct gx_roots *roots)
{
	GX_AUTO(json) struct gx_json *array = gx_json_array();

	for (size_t i = 0; i < roots->n; i++) {
		struct gx_json *root = gx_json_object();

		gx_json_set_str(root, "link", roots->v[i].link);
		gx_json_set_str(root, "item", roots->v[i].path);
		gx_json_add(array, root);
	}
	print_json(array);
}

static int list_roots(struct gx_store *store, const struct gc_args *args, struct gx_err *err)
{
	GX_AUTO(roots) struct gx_roots roots = { 0 };

	if (gx_store_roots(store, &roots, err) < 0)
		return -1;
	if (args->json)
		print_roots_json(&roots);
	else
		for (size_t i = 0; i < roots.n; i++)
			printf("%s -> %s\n", roots.v[i].link, roots.v[i].path);
	return 0;
}

typedef int query_fn(struct gx_store *, const char *, struct gx_strv *, struct gx_err *);

static int query(struct gx_store *store, const struct gc_args *args, query_fn *ask,
		 struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv items = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv out = GX_STRV_INIT;

	if (items_of(store, &args->paths, &items, err) < 0)
		return -1;
	for (size_t i = 0; i < items.n; i++)
		if (ask(store, items.v[i], &out, err) < 0)
			return -1;
	gx_strv_sort(&out);
	gx_strv_uniq(&out);
	print_all(args, &out);
	return 0;
}

static int requisites(struct gx_store *store, const struct gc_args *args, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv items = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv out = GX_STRV_INIT;

	if (items_of(store, &args->paths, &items, err) < 0 ||
	    gx_store_requisites(store, &items, &out, err) < 0)
		return -1;
	print_all(args, &out);
	return 0;
}

static int list(struct gx_store *store, const struct gc_args *args,
		int (*ask)(struct gx_store *, struct gx_strv *, struct gx_err *),
		struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv out = GX_STRV_INIT;

	if (ask(store, &out, err) < 0)
		return -1;
	print_all(args, &out);
	return 0;
}

static void report_fault(void *payload, const char *path, const char *fault)
{
	fprintf(stderr, "%s: %s\n", path, fault);
}

static int verify(struct gx_store *store, const struct gc_args *args, struct gx_err *err)
{
	size_t faults;

	if (gx_store_verify(store, args->verify != NULL, report_fault, NULL, &faults, err) < 0)
		return -1;
	if (!faults)
		return 0;
	gx_fail(err, GX_EFAIL, "%zu fault%s in the store", faults, faults == 1 ? "" : "s");
	return gx_err_hint(err, "`gx build --repair' builds an item anew");
}

static int optimise(struct gx_store *store, struct gx_err *err)
{
	uint64_t saved;
	char size[16];

	if (gx_store_optimise(store, &saved, err) < 0)
		return -1;
	gx_format_size(saved, size);
	gx_say("%s are shared now", size);
	return 0;
}

/* -F: what is missing to the wanted free space; +1 when there is enough already. */
static int bytes_to_free(struct gx_store *store, struct gc_args *args, struct gx_err *err)
{
	struct statvfs fs;
	uint64_t available;

	if (!args->want_free)
		return 0;
	if (statvfs(gx_store_dir(store), &fs) < 0)
		return gx_fail_errno(err, "%s", gx_store_dir(store));
	available = (uint64_t)fs.f_bavail * fs.f_frsize;
	if (available >= args->want_free)
		return 1;
	if (args->want_free - available > args->free_bytes)
		args->free_bytes = args->want_free - available;
	return 0;
}

static void report_deletion(void *payload, const char *path, uint64_t bytes)
{
	gx_detail("deleting %s", path);
}

/* -d: of all profiles of the user. */
static int delete_generations(struct gx_store *store, const struct gc_args *args,
			      struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv profiles = GX_STRV_INIT;

	if (gx_user_profiles(store, &profiles, err) < 0)
		return -1;
	for (size_t i = 0; i < profiles.n; i++) {
		GX_AUTO(profile_lock) struct gx_profile_lock lock = GX_PROFILE_LOCK_INIT;

		if (gx_user_profile_lock(profiles.v[i], &lock, err) < 0 ||
		    gx_user_profile_prune(store, profiles.v[i], args->generations, err) < 0)
			return -1;
	}
	return 0;
}

static void print_plan_json(const struct gx_gc_result *result)
{
	GX_AUTO(json) struct gx_json *plan = gx_json_object();

	gx_json_set(plan, "items", gx_json_strings(result->paths.v, result->paths.n));
	gx_json_set(plan, "bytes", gx_json_integer((long long)result->bytes));
	print_json(plan);
}

static int collect(struct gx_store *store, struct gc_args *args, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv only = GX_STRV_INIT;
	struct gx_gc_opts opts = { .dry_run = args->dry_run, .deleted = report_deletion };
	struct gx_gc_result result = { GX_STRV_INIT, 0 };
	char size[16];
	int r = bytes_to_free(store, args, err);

	if (r > 0)
		gx_say("enough space is free already");
	if (r)
		return r > 0 ? 0 : -1;
	if (args->delete_generations && !args->dry_run && delete_generations(store, args, err) < 0)
		return -1;
	/* profiles of shells that nobody entered for a month are no roots any more */
	if (!args->dry_run && gx_remember_expire(store, err) < 0)
		return -1;
	opts.free_bytes = args->free_bytes;
	if (args->action == 'D') {
		if (items_of(store, &args->paths, &only, err) < 0)
			return -1;
		opts.only = &only;
	}
	r = gx_store_gc(store, &opts, &result, err);
	if (r == 0) {
		if (args->dry_run && args->json)
			print_plan_json(&result);
		else if (args->dry_run)
			print_all(args, &result.paths);
		gx_format_size(result.bytes, size);
		gx_say("%zu item%s, %s %s", result.paths.n, result.paths.n == 1 ? "" : "s", size,
		       args->dry_run ? "would be freed" : "freed");
	}
	gx_gc_result_clear(&result);
	return r;
}

static int run(struct gc_args *args, struct gx_err *err)
{
	GX_AUTO(store) struct gx_store *store = NULL;
	struct gx_store_opts opts = { .create = true };

	if (gx_store_open(&opts, &store, err) < 0)
		return -1;
	switch (args->action) {
	case OPT_LIST_ROOTS:
		return list_roots(store, args, err);
	case OPT_LIST_DEAD:
		return list(store, args, gx_store_dead, err);
	case OPT_LIST_LIVE:
		return list(store, args, gx_store_live, err);
	case OPT_REFERENCES:
		return query(store, args, gx_store_references, err);
	case OPT_REFERRERS:
		return query(store, args, gx_store_referrers, err);
	case OPT_DERIVERS:
		return query(store, args, gx_store_derivers, err);
	case 'R':
		return requisites(store, args, err);
	case OPT_VERIFY:
		return verify(store, args, err);
	case OPT_OPTIMIZE:
		return optimise(store, err);
	default:
		return collect(store, args, err);
	}
}

/* Items where none is expected: rather nothing than everything is deleted. */
static int check_operands(const struct gc_args *args, struct gx_err *err)
{
	switch (args->action) {
	case 'D':
	case 'R':
	case OPT_REFERENCES:
	case OPT_REFERRERS:
	case OPT_DERIVERS:
		return 0;
	}
	if (!args->paths.n)
		return 0;
	gx_fail(err, GX_EUSAGE, "'%s' is not expected here", args->paths.v[0]);
	return args->action ? -1 : gx_err_hint(err, "-D (--delete) deletes the items that are named");
}

int gx_cmd_gc(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	struct gc_args args = { 0 };
	int r = gx_opts_parse(gx_opts_gc, argc, argv, on_option, &args, NULL, err);

	r = r ? gx_command_stop(cmd, r) : check_operands(&args, err) < 0 ? -1 : run(&args, err);
	gx_strv_clear(&args.paths);
	return r;
}
