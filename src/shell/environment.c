/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a profile to changes of variables. */
#include "shell/shell.h"

#include "profile/profile.h"

#include <string.h>

static char *join_files(const char *profile, const struct gx_strv *files,
			const char *separator)
{
	struct gx_buf text = GX_BUF_INIT;

	for (size_t i = 0; i < files->n; i++) {
		if (i)
			gx_buf_adds(&text, separator);
		gx_buf_addf(&text, "%s%s%s", profile, *files->v[i] ? "/" : "", files->v[i]);
	}
	return gx_buf_take(&text);
}

/* Two specifications of one variable join where both allow it. */
static struct gx_env_change *same_variable(struct gx_cache_entry *entry, const char *name,
					   const char *separator)
{
	for (size_t i = 0; separator && i < entry->nenv; i++) {
		struct gx_env_change *c = &entry->env[i];

		if (!strcmp(c->name, name) && c->separator && !strcmp(c->separator, separator))
			return c;
	}
	return NULL;
}

static void add_change(struct gx_cache_entry *entry, const struct gx_search_path *spec,
		       const char *value)
{
	struct gx_env_change *c = same_variable(entry, spec->variable, spec->separator);
	char *both;

	if (!c) {
		gx_cache_add_env(entry, spec->separator ? GX_ENV_PREFIX : GX_ENV_SET,
				 spec->variable, value, spec->separator);
		return;
	}
	both = gx_asprintf("%s%s%s", c->value, c->separator, value);
	gx_cleanup_free(&c->value);
	c->value = both;
}

int gx_shell_environment(const char *store_dir, const char *profile,
			 struct gx_cache_entry *entry, struct gx_err *err)
{
	GX_AUTO(manifest) struct gx_manifest *manifest = NULL;
	GX_AUTO(search_paths) struct gx_search_paths paths = GX_SEARCH_PATHS_INIT;

	if (gx_manifest_read(store_dir, profile, &manifest, err) < 0)
		return -1;
	gx_manifest_search_paths(manifest, &paths);
	for (size_t i = 0; i < paths.n; i++) {
		GX_AUTO(strv) struct gx_strv files = GX_STRV_INIT;
		GX_AUTO(free) char *value = NULL;

		if (gx_search_path_eval(store_dir, profile, &paths.v[i], &files, err) < 0)
			return -1;
		if (!files.n)
			continue;
		value = join_files(profile, &files, paths.v[i].separator);
		add_change(entry, &paths.v[i], value);
	}
	return 0;
}
