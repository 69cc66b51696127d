/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What direnv and editors watch. */
#include "cli/env_watch.h"

#include "cli/discover.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

/* Where nothing of the user's is: gx's own data and programs, Guile's, the store. */
static void list_ours(struct gx_strv *out)
{
	static const char *const names[] = { "channels", "scheme" };
	GX_AUTO(free) char *engine = gx_where_program("gx-engine"), *programs = gx_path_dir(engine);

	for (size_t i = 0; i < GX_ARRAY_SIZE(names); i++) {
		GX_AUTO(free) char *data = gx_where_data(names[i]);
		char *real = realpath(data, NULL);

		gx_strv_push(out, data);
		if (real)
			gx_strv_take(out, real);
	}
	gx_strv_push(out, programs);
	gx_strv_push(out, GX_GUILE_LIBRARY_DIR);
	gx_strv_push(out, GX_GUILE_CCACHE_DIR);
	gx_strv_push(out, GX_STORE_DIR);
}

static bool is_below(const struct gx_strv *dirs, const char *file)
{
	for (size_t i = 0; i < dirs->n; i++) {
		size_t n = strlen(dirs->v[i]);

		if (!strncmp(file, dirs->v[i], n) && (file[n] == '/' || !file[n]))
			return true;
	}
	return false;
}

static void finish(struct gx_strv *out)
{
	gx_strv_sort(out);
	gx_strv_uniq(out);
}

/* The permission for FILE comes and goes with a file of its own. */
static void add_permission(const char *file, struct gx_strv *out)
{
	GX_AUTO(free) char *dir = gx_discover_dir();
	GX_AUTO(buf) struct gx_buf key = GX_BUF_INIT;
	char name[33];

	gx_discover_key(file, &key);
	gx_cache_key_name(&key, name);
	gx_strv_pushf(out, "%s/%s", dir, name);
}

static bool is_file(const struct gx_fact *fact)
{
	switch (fact->type) {
	case GX_FACT_FILE:
	case GX_FACT_ABSENT:
	case GX_FACT_DIR:
	case GX_FACT_EXISTS:
	case GX_FACT_LINK:
		return true;
	default:
		return false;
	}
}

void gx_env_watch(const struct gx_cache_entry *entry, const char *found, struct gx_strv *out)
{
	GX_AUTO(strv) struct gx_strv ours = GX_STRV_INIT;

	list_ours(&ours);
	for (size_t i = 0; i < entry->nfacts; i++)
		if (is_file(&entry->facts[i]) && !is_below(&ours, entry->facts[i].name))
			gx_strv_push(out, entry->facts[i].name);
	if (found)
		add_permission(found, out);
	finish(out);
}

void gx_env_watch_failed(const struct gx_shell_args *args, const char *found, struct gx_strv *out)
{
	static const char *const beside[] = { "channels.scm", "channels.lock", "setup-env.sh" };
	GX_AUTO(free) char *dir = found ? gx_path_dir(found) : NULL;
	const char *project = dir ? dir : args->project;

	for (size_t i = 0; i < args->nwords; i++)
		if (args->words[i].id == 'm' || args->words[i].id == 'f')
			gx_strv_push(out, args->words[i].value);
	for (size_t i = 0; project && i < GX_ARRAY_SIZE(beside); i++)
		gx_strv_take(out, gx_path_join(project, beside[i]));
	if (found) {
		gx_strv_push(out, found);
		add_permission(found, out);
	}
	finish(out);
}
