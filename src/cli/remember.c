/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries of the evaluation cache: from a trace, to a root. */
#include "cli/remember.h"
#include "cli/authorities.h"

#include "shell/shell.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROOT_PREFIX "gx-shell-"
#define MONTH (30 * 86400)

/* "gx-shell-KEY-HASH": another profile of the same key has another root. */
static char *root_name(const struct gx_cache_entry *entry)
{
	char key[33];

	gx_cache_key_name(&entry->key, key);
	return gx_asprintf(ROOT_PREFIX "%s-%.32s", key, gx_store_path_hash(entry->profile));
}

static bool is_usable(struct gx_store *store, const struct gx_cache_entry *entry)
{
	return !strcmp(entry->store_root, gx_store_root(store)) &&
	       gx_store_is_valid(store, entry->profile, NULL) == 1;
}

struct gx_cache_entry *gx_remember_find(struct gx_store *store,
					const struct gx_shell_args *args)
{
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = NULL;
	GX_AUTO(buf) struct gx_buf key = GX_BUF_INIT;
	GX_AUTO(free) char *dir = gx_cache_dir();
	const char *why = NULL;
	bool renewed;

	gx_shell_args_key(args, &key);
	if (gx_cache_read(dir, &key, &entry, NULL) != 0) {
		gx_detail("no earlier evaluation is known");
		return NULL;
	}
	if (gx_cache_check_full(entry, &renewed, &why) != GX_CACHE_FRESH) {
		gx_detail("evaluating again, since %s changed", why);
		return NULL;
	}
	if (!is_usable(store, entry))
		return NULL;
	if (renewed)
		gx_cache_write(dir, entry, NULL);
	return gx_steal(&entry);
}

int gx_remember_make(struct gx_store *store, const struct gx_shell_args *args,
		     const char *profile, struct gx_cache_entry **out, struct gx_err *err)
{
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = gx_cache_entry_new();

	gx_shell_args_key(args, &entry->key);
	entry->profile = gx_strdup(profile);
	entry->store_root = gx_strdup(gx_store_root(store));
	entry->store_state = gx_strdup(gx_store_state(store));
	if (gx_shell_environment(gx_store_dir(store), profile, entry, err) < 0)
		return -1;
	*out = gx_steal(&entry);
	return 0;
}

/* --- facts ----------------------------------------------------------------------------- */

/* Was the variable, when it was read, what it is now? */
static bool same_variable(const struct gx_trace_item *item)
{
	const char *value = getenv(item->name);
	struct gx_hash hash;

	if (!value || !item->value)
		return !value == !item->value;
	gx_hash_data(GX_HASH_SHA256, value, strlen(value), &hash);
	return !item->hash.len || gx_hash_equal(&hash, &item->hash);
}

static bool add_content(struct gx_cache_entry *entry, enum gx_fact_type type,
			const struct gx_trace_item *item)
{
	struct gx_fact *fact = gx_cache_add_fact(entry, type, item->name);

	/* a file that changed while it was evaluated must not be remembered as it is now */
	return gx_fact_record(fact, NULL) == 0 && item->hash.len == sizeof fact->hash &&
	       !memcmp(fact->hash, item->hash.bytes, sizeof fact->hash);
}

static void add_value(struct gx_cache_entry *entry, enum gx_fact_type type,
		      const struct gx_trace_item *item)
{
	struct gx_fact *fact = gx_cache_add_fact(entry, type, item->name ? item->name : "");

	fact->value = item->value ? gx_strdup(item->value) : NULL;
}

/* False: the evaluation cannot be cached. */
static bool add_item(struct gx_cache_entry *entry, const struct gx_trace_item *item)
{
	switch (item->type) {
	case GX_TRACE_FILE:
		return add_content(entry, GX_FACT_FILE, item);
	case GX_TRACE_DIR:
		return add_content(entry, GX_FACT_DIR, item);
	case GX_TRACE_ABSENT:
		add_value(entry, GX_FACT_ABSENT, item);
		return true;
	case GX_TRACE_EXISTS:
		add_value(entry, GX_FACT_EXISTS, item);
		return true;
	case GX_TRACE_LINK:
		add_value(entry, GX_FACT_LINK, item);
		return true;
	case GX_TRACE_CWD:
		add_value(entry, GX_FACT_CWD, item);
		return true;
	case GX_TRACE_ENV:
		return same_variable(item) &&
		       gx_fact_record(gx_cache_add_fact(entry, GX_FACT_ENV, item->name),
				      NULL) == 0;
	case GX_TRACE_IMPURE:
		return false;
	default:
		add_value(entry, GX_FACT_NOTE, item);
		return true;
	}
}

/* Our own programs, so that a new gx of the same version evaluates again. */
static bool add_programs(struct gx_cache_entry *entry)
{
	static const char *const names[] = { "gx-engine", "gx-eval" };

	for (size_t i = 0; i < GX_ARRAY_SIZE(names); i++) {
		GX_AUTO(free) char *file = gx_where_program(names[i]);

		if (gx_fact_record(gx_cache_add_fact(entry, GX_FACT_IDENTITY, file), NULL) < 0)
			return false;
	}
	return true;
}

bool gx_remember_facts(struct gx_cache_entry *entry, const struct gx_trace *trace)
{
	for (size_t i = 0; i < trace->n; i++)
		if (!add_item(entry, &trace->v[i])) {
			gx_detail("this evaluation is not remembered: %s %s",
				  trace->v[i].name ? trace->v[i].name : "",
				  trace->v[i].value ? trace->v[i].value : "changed meanwhile");
			return false;
		}
	return add_programs(entry);
}

void gx_remember_write(struct gx_store *store, struct gx_cache_entry *entry,
		       const struct gx_trace *trace)
{
	GX_AUTO(free) char *dir = gx_cache_dir();
	GX_AUTO(free) char *root = root_name(entry);
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;

	if (!gx_remember_facts(entry, trace))
		return;
	/* the root first: an entry never names what the collector may take */
	if (gx_store_add_direct_root(store, root, entry->profile, &err) < 0 ||
	    gx_cache_write(dir, entry, &err) < 0)
		gx_detail("this evaluation is not remembered: %s", gx_err_text(&err));
}

/* --- expiry ---------------------------------------------------------------------------- */

/* Does an entry among KEPT ask for the root NAME? */
static bool is_wanted(const char *dir, const struct gx_strv *kept, const char *name)
{
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = NULL;
	GX_AUTO(free) char *key = gx_strndup(name + strlen(ROOT_PREFIX), 32);
	GX_AUTO(free) char *wanted = NULL;

	if (!gx_strv_has(kept, key) || gx_cache_read_named(dir, key, &entry, NULL) != 0)
		return false;
	wanted = root_name(entry);
	return !strcmp(wanted, name);
}

/* Does a root keep the profile with that hash part: an entry's, or a generation of a user's
 * own profile? */
static bool has_root(const struct gx_roots *roots, const char *profile_hash)
{
	for (size_t i = 0; i < roots->n; i++)
		if (!strncmp(gx_store_path_hash(roots->v[i].path), profile_hash, 32))
			return true;
	return false;
}

/* Launchers of profiles that nothing keeps (src/shell/shims.c). */
static int drop_shims(struct gx_store *store, struct gx_err *err)
{
	GX_AUTO(free) char *shims = gx_path_join(gx_store_cache(store), "shims");
	GX_AUTO(roots) struct gx_roots roots = { NULL, 0 };
	GX_AUTO(dir) DIR *d = opendir(shims);
	struct dirent *entry;

	if (d && gx_store_roots(store, &roots, err) < 0)
		return -1;
	while (d && (entry = readdir(d)))
		if (entry->d_name[0] != '.' && !has_root(&roots, entry->d_name))
			gx_remove_tree_at(dirfd(d), entry->d_name, NULL);
	return 0;
}

int gx_remember_expire(struct gx_store *store, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv kept = GX_STRV_INIT;
	GX_AUTO(free) char *dir = gx_cache_dir();
	GX_AUTO(free) char *roots = gx_path_join(gx_store_state(store), "gcroots");
	GX_AUTO(dir) DIR *d = NULL;
	struct dirent *entry;

	if (gx_cache_expire(dir, MONTH, &kept, err) < 0)
		return -1;
	gx_authorities_expire(MONTH);
	d = opendir(roots);
	while (d && (entry = readdir(d)))
		if (!strncmp(entry->d_name, ROOT_PREFIX, strlen(ROOT_PREFIX)) &&
		    !is_wanted(dir, &kept, entry->d_name))
			unlinkat(dirfd(d), entry->d_name, 0);
	return drop_shims(store, err);
}
