/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The collector.
 *
 * Who needs an item first adds it to his temporary roots, under the shared gc lock, and only
 * then asks whether it is valid.  The collector takes that lock exclusively for each batch:
 * it reads the temporary roots again, deletes rows in one transaction that is on disk before
 * anything else happens, and renames the files into the trash.  So an item is either
 * seen as rooted here, or seen as invalid there and made anew.  Rows that gained a referrer
 * since the graph was read are left alone by the statement itself.  Emptying the trash
 * needs no lock: nobody can reach what is in it. */
#include "store/collection.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BATCH 128

void gx_gc_result_clear(struct gx_gc_result *result)
{
	gx_strv_clear(&result->paths);
	result->bytes = 0;
}

bool gx_gc_enough(const struct collection *c)
{
	return c->opts->free_bytes && c->result.bytes >= c->opts->free_bytes;
}

/* Read the temporary roots; the gc lock is held exclusively.  What they keep is marked. */
int gx_gc_read_temp_roots(struct collection *c)
{
	GX_AUTO(strv) struct gx_strv paths = GX_STRV_INIT;

	gx_strv_clear(&c->alive);
	if (gx_temp_roots_read(c->store->state, &paths, &c->alive, c->err) < 0)
		return -1;
	gx_strv_sort(&c->alive);
	for (size_t i = 0; i < paths.n; i++) {
		gx_map_put(&c->rooted, paths.v[i], 0, NULL);
		gx_graph_mark(&c->graph, paths.v[i]);
	}
	return 0;
}

static int mark_all(struct collection *c)
{
	GX_AUTO(roots) struct gx_roots roots = { NULL, 0 };
	GX_AUTO(fd) int lock = -1;

	/* Temporary roots before the lasting ones: somebody may be turning one into the
	 * other right now.  A reader without permission does without them. */
	if (!c->store->read_only && gx_gc_lock(c->store->state, true, &lock, c->err) < 0)
		return -1;
	if (gx_graph_load(c->store, &c->graph, c->err) < 0)
		return -1;
	if (!c->store->read_only && gx_gc_read_temp_roots(c) < 0)
		return -1;
	gx_close(&lock);
	if (gx_store_roots(c->store, &roots, c->err) < 0)
		return -1;
	for (size_t i = 0; i < roots.n; i++)
		gx_graph_mark(&c->graph, roots.v[i].path);
	return 0;
}

/* --- deleting ----------------------------------------------------------------------------- */

/* Remove what is in the trash, ours and what a killed collector left. */
int gx_gc_empty_trash(struct collection *c)
{
	GX_AUTO(free) char *path = gx_path_join(c->store->dir, GX_TRASH);
	GX_AUTO(dir) DIR *dir = opendir(path);
	struct dirent *entry;

	if (!dir)
		return errno == ENOENT ? 0 : gx_fail_errno(c->err, "read %s", path);
	while (errno = 0, (entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (gx_remove_tree_at(dirfd(dir), entry->d_name, c->err) < 0)
			return gx_err_prefix(c->err, "%s", path);
	}
	return errno ? gx_fail_errno(c->err, "read %s", path) : 0;
}

/* Delete the rows of this batch that are still dead; DELETED gets their paths. */
static int delete_rows(struct collection *c, const size_t *batch, size_t n,
		       struct gx_strv *deleted)
{
	if (gx_db_begin(c->store->db, true, c->err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		const char *path = c->graph.paths.v[batch[i]];
		sqlite3_stmt *stmt;

		if (c->graph.nodes[batch[i]].live)
			continue;	/* rooted since the graph was read */
		stmt = gx_db_stmt(c->store->db, GX_STMT_DELETE, c->err);
		if (stmt)
			gx_bind_text(stmt, 1, path);
		if (!stmt || gx_db_step(c->store->db, stmt, c->err) < 0) {
			gx_db_rollback(c->store->db);
			return -1;
		}
		if (gx_db_changes(c->store->db))
			gx_strv_push(deleted, path);
	}
	return gx_db_commit(c->store->db, c->err);
}

static int trash_all(struct collection *c, const struct gx_strv *paths, uint64_t *sizes)
{
	for (size_t i = 0; i < paths->n; i++) {
		GX_AUTO(free) char *file = gx_store_physical(c->store, paths->v[i]);

		sizes[i] = gx_tree_size(file);
		if (gx_store_trash(c->store, gx_store_item_name(paths->v[i]), c->err) < 0)
			return -1;
	}
	return 0;
}

void gx_gc_report(struct collection *c, const char *path, uint64_t bytes)
{
	gx_strv_push(&c->result.paths, path);
	c->result.bytes += bytes;
	if (c->opts->deleted)
		c->opts->deleted(c->opts->payload, path, bytes);
}

static int delete_batch(struct collection *c, const size_t *batch, size_t n)
{
	GX_AUTO(strv) struct gx_strv deleted = GX_STRV_INIT;
	GX_AUTO(free) uint64_t *sizes = gx_calloc(n, sizeof *sizes);
	GX_AUTO(fd) int lock = -1;

	if (gx_gc_lock(c->store->state, true, &lock, c->err) < 0 || gx_gc_read_temp_roots(c) < 0
	    || delete_rows(c, batch, n, &deleted) < 0 || trash_all(c, &deleted, sizes) < 0)
		return -1;
	gx_close(&lock);
	if (gx_gc_empty_trash(c) < 0)
		return -1;
	for (size_t i = 0; i < deleted.n; i++) {
		gx_store_forget(c->store, deleted.v[i]);
		gx_gc_report(c, deleted.v[i], sizes[i]);
	}
	return 0;
}

/* With a limit, the batches end when enough was freed; so they are short then. */
static int delete_dead(struct collection *c, const size_t *dead, size_t n)
{
	size_t step = c->opts->free_bytes ? 8 : BATCH;

	for (size_t at = 0; at < n && !gx_gc_enough(c); at += step)
		if (delete_batch(c, dead + at, n - at < step ? n - at : step) < 0)
			return -1;
	return 0;
}

/* --- what to collect ---------------------------------------------------------------------- */

/* Among DEAD keep what is wanted and what refers to it, in the same order: DEAD has referrers
 * first, so walk it from the end. */
static size_t keep_wanted(struct collection *c, size_t *dead, size_t n, const struct gx_map *wanted)
{
	GX_AUTO(free) bool *keep = gx_calloc(c->graph.paths.n, sizeof *keep);
	size_t kept = 0;

	for (size_t i = n; i-- > 0;) {
		const struct gx_node *node = &c->graph.nodes[dead[i]];

		keep[dead[i]] = gx_map_has(wanted, c->graph.paths.v[dead[i]]);
		for (size_t k = 0; k < node->nrefs && !keep[dead[i]]; k++)
			keep[dead[i]] = keep[node->refs[k]];
	}
	for (size_t i = 0; i < n; i++)
		if (keep[dead[i]])
			dead[kept++] = dead[i];
	return kept;
}

static int check_wanted(struct collection *c, struct gx_map *wanted)
{
	for (size_t i = 0; i < c->opts->only->n; i++) {
		const char *path = c->opts->only->v[i];
		const size_t *node = gx_map_find(&c->graph.index, path);
		GX_AUTO(free) char *file = NULL;
		struct stat st;

		if (!gx_store_path_ok(path))
			return gx_fail(c->err, GX_EINVALID, "`%s' is not a store path", path);
		if ((node && c->graph.nodes[*node].live) || gx_map_has(&c->rooted, path)) {
			gx_fail(c->err, GX_EFAIL, "cannot delete `%s' since it is still alive", path);
			return gx_err_hint(c->err, "`gx gc --list-roots' and `gx gc --referrers' tell what "
					   "keeps it");
		}
		file = gx_store_physical(c->store, path);
		if (!node && lstat(file, &st) < 0)
			return gx_fail(c->err, GX_ENOTFOUND, "`%s' is not in the store", path);
		gx_map_put(wanted, path, 0, NULL);
	}
	return 0;
}

/* Wanted paths that are not valid are mere files. */
static int delete_wanted_files(struct collection *c)
{
	GX_AUTO(fd) int lock = -1;

	if (gx_gc_lock(c->store->state, true, &lock, c->err) < 0 || gx_gc_read_temp_roots(c) < 0)
		return -1;
	for (size_t i = 0; i < c->opts->only->n; i++) {
		const char *path = c->opts->only->v[i];
		uint64_t bytes = 0;
		bool dropped;

		if (gx_map_has(&c->graph.index, path))
			continue;
		if (gx_gc_drop_invalid(c, gx_store_item_name(path), &bytes, &dropped) < 0)
			return -1;
		if (dropped)
			gx_gc_report(c, path, bytes);
	}
	gx_close(&lock);
	return gx_gc_empty_trash(c);
}

static int collect_only(struct collection *c, size_t *dead, size_t n)
{
	GX_AUTO(map) struct gx_map wanted = GX_MAP_INIT;

	if (check_wanted(c, &wanted) < 0)
		return -1;
	n = keep_wanted(c, dead, n, &wanted);
	if (delete_dead(c, dead, n) < 0 || delete_wanted_files(c) < 0)
		return -1;
	return gx_gc_sweep_links(c);
}

static int collect_all(struct collection *c, const size_t *dead, size_t n)
{
	/* What an earlier run left half removed comes first: it costs nobody anything. */
	if (gx_gc_empty_trash(c) < 0 || gx_gc_sweep_names(c) < 0 || gx_gc_sweep_tmp(c) < 0
	    || gx_gc_sweep_invalid(c) < 0 || delete_dead(c, dead, n) < 0)
		return -1;
	return gx_gc_sweep_links(c);
}

static int list_dead(struct collection *c, const size_t *dead, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		GX_AUTO(free) char *file = gx_store_physical(c->store, c->graph.paths.v[dead[i]]);

		gx_strv_push(&c->result.paths, c->graph.paths.v[dead[i]]);
		c->result.bytes += gx_tree_size(file);
	}
	return 0;
}

static void clear(struct collection *c)
{
	gx_graph_clear(&c->graph);
	gx_map_clear(&c->rooted);
	gx_strv_clear(&c->alive);
	gx_gc_result_clear(&c->result);
}

static int collect(struct collection *c)
{
	GX_AUTO(free) size_t *dead = NULL;
	size_t n;
	int r;

	if (!c->opts->dry_run && gx_store_prune_roots(c->store, c->err) < 0)
		return -1;
	if (mark_all(c) < 0)
		return -1;
	dead = gx_graph_dead(&c->graph, &n);
	if (c->opts->dry_run)
		return list_dead(c, dead, n);
	gx_db_release(c->store->state);
	r = c->opts->only ? collect_only(c, dead, n) : collect_all(c, dead, n);
	gx_db_reserve(c->store->state);
	return r;
}

/* One collector at a time: two would remove the same trash under each other's hands. */
static int lock_collector(struct gx_store *store, int *out, struct gx_err *err)
{
	GX_AUTO(free) char *file = gx_path_join(store->state, "collector.lock");

	return gx_lock_file(file, GX_LOCK_EXCLUSIVE, out, err);
}

int gx_store_gc(struct gx_store *store, const struct gx_gc_opts *opts,
		struct gx_gc_result *out, struct gx_err *err)
{
	struct collection c = { .store = store, .opts = opts, .err = err };
	GX_AUTO(fd) int lock = -1;
	int r;

	if (!opts->dry_run && (gx_store_writable(store, err) < 0
			       || lock_collector(store, &lock, err) < 0))
		return -1;
	r = collect(&c);
	if (r == 0 && out) {
		*out = c.result;
		c.result = (struct gx_gc_result){ GX_STRV_INIT, 0 };
	}
	clear(&c);
	return r;
}

static int list(struct gx_store *store, bool live, struct gx_strv *out, struct gx_err *err)
{
	struct gx_gc_opts opts = { .dry_run = true };
	struct collection c = { .store = store, .opts = &opts, .err = err };
	int r = mark_all(&c);

	for (size_t i = 0; r == 0 && i < c.graph.paths.n; i++)
		if (c.graph.nodes[i].live == live)
			gx_strv_push(out, c.graph.paths.v[i]);
	clear(&c);
	return r;
}

int gx_store_live(struct gx_store *store, struct gx_strv *out, struct gx_err *err)
{
	return list(store, true, out, err);
}

int gx_store_dead(struct gx_store *store, struct gx_strv *out, struct gx_err *err)
{
	return list(store, false, out, err);
}
