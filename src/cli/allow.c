/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Permissions for discovered manifests. */
#include "cli/allow.h"

#include "cli/discover.h"

#include <string.h>

/* Whose content is bound, beside the file itself. */
static const char *const companions[] = { "setup-env.sh", "channels.scm" };

static int add_fact(struct gx_cache_entry *entry, const char *file, struct gx_strv *names,
		    struct gx_err *err)
{
	bool there = gx_exists(file);
	struct gx_fact *fact = gx_cache_add_fact(entry, there ? GX_FACT_FILE : GX_FACT_ABSENT,
						 file);

	if (there && names)
		gx_strv_push(names, gx_path_base(file));
	return gx_fact_record(fact, err);
}

int gx_allow_file(const char *file, struct gx_strv *names, struct gx_err *err)
{
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = gx_cache_entry_new();
	GX_AUTO(free) char *dir = gx_path_dir(file);
	GX_AUTO(free) char *allowed = gx_discover_dir();

	gx_discover_key(file, &entry->key);
	entry->profile = gx_strdup("");
	entry->store_root = gx_strdup("");
	entry->store_state = gx_strdup("");
	if (add_fact(entry, file, names, err) < 0)
		return -1;
	for (size_t i = 0; i < GX_ARRAY_SIZE(companions); i++) {
		GX_AUTO(free) char *path = gx_path_join(dir, companions[i]);

		if (add_fact(entry, path, names, err) < 0)
			return -1;
	}
	return gx_cache_write(allowed, entry, err);
}

int gx_allow_find(const char *dir, char **out, struct gx_err *err)
{
	char *file = gx_discover_find(dir);

	if (file) {
		*out = file;
		return 0;
	}
	gx_fail(err, GX_ENOTFOUND, "there is no manifest.scm or guix.scm here or in a parent "
		"directory");
	return gx_err_hint(err, "gx shell -m FILE, or gx shell PACKAGE…");
}

static int not_allowed(const char *file, const char *changed, struct gx_err *err)
{
	GX_AUTO(free) char *dir = gx_path_dir(file);

	const char *quote = strchr(dir, '\'') ? "\"" : strpbrk(dir, " \t\"\\$&;|<>()*?[]#~`!") ? "'"
										       : "";

	if (changed && !strcmp(changed, file))
		gx_fail(err, GX_EFAIL, "%s changed since it was allowed", file);
	else if (changed)
		gx_fail(err, GX_EFAIL, "%s changed since %s was allowed", changed, file);
	else
		gx_fail(err, GX_EFAIL, "%s was found, but is not allowed yet", file);
	return gx_err_hint(err, "it is code that would run: read it, then `gx allow %s%s%s'", quote,
			   dir, quote);
}

int gx_allow_check(const char *file, struct gx_err *err)
{
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = NULL;
	GX_AUTO(free) char *allowed = gx_discover_dir();
	const char *why = NULL;
	bool renewed;

	if (gx_discover_read(file, &entry) != 0)
		return not_allowed(file, NULL, err);
	if (gx_cache_check_full(entry, &renewed, &why) != GX_CACHE_FRESH)
		return not_allowed(file, why, err);
	if (renewed)
		gx_cache_write(allowed, entry, NULL);
	return 0;
}

int gx_allow_discover(struct gx_shell_args *args, struct gx_err *err)
{
	GX_AUTO(free) char *file = NULL;

	if (args->no_discovery) {
		gx_fail(err, GX_EUSAGE, "nothing was named, and -q leaves manifest.scm and guix.scm out");
		return gx_err_hint(err, "--quiet is quiet without that");
	}
	if (gx_allow_find(".", &file, err) < 0 || gx_allow_check(file, err) < 0)
		return -1;
	gx_discover_use(args, file);
	return 0;
}
