/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making items valid: the transaction, finished outputs, and who made them.
 *
 * The order is always: temporary root, bytes under a temporary name, rename, flush, and only
 * then the transaction.  A crash before the last step leaves files that are not valid; the
 * next addition or the collector replaces or removes them. */
#include "store/private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "config.h"

void gx_pending_clear(struct gx_pending *items, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		gx_path_info_clear(&items[i].info);
		gx_drv_free(items[i].drv);
	}
	free(items);
}

/* --- the transaction ---------------------------------------------------------------------- */

/* 1 inserted, 0 it was valid already. */
static int insert_row(struct gx_store *store, const struct gx_path_info *info, struct gx_err *err)
{
	sqlite3_stmt *stmt = gx_db_stmt(store->db, GX_STMT_INSERT, err);
	GX_AUTO(free) char *hex = gx_base16_str(info->nar_hash.bytes, info->nar_hash.len);
	GX_AUTO(free) char *hash = gx_asprintf("sha256:%s", hex);

	if (!stmt)
		return -1;
	gx_bind_text(stmt, 1, info->path);
	gx_bind_text(stmt, 2, hash);
	sqlite3_bind_int64(stmt, 3, info->registered);
	gx_bind_text(stmt, 4, info->deriver);
	sqlite3_bind_int64(stmt, 5, (sqlite3_int64)info->nar_size);
	if (gx_db_step(store->db, stmt, err) < 0)
		return -1;
	return gx_db_changes(store->db);
}

static int insert_ref(struct gx_store *store, const char *path, const char *ref,
		      struct gx_err *err)
{
	sqlite3_stmt *stmt = gx_db_stmt(store->db, GX_STMT_INSERT_REF, err);
	int r;

	if (!stmt)
		return -1;
	gx_bind_text(stmt, 1, path);
	gx_bind_text(stmt, 2, ref);
	if (gx_db_step(store->db, stmt, err) < 0)
		return -1;
	if (gx_db_changes(store->db))
		return 0;
	r = gx_store_is_valid(store, ref, err);	/* or was it there already? */
	if (r == 0)
		return gx_fail(err, GX_ENOTFOUND, "`%s' cannot be registered: its reference `%s' is not "
			       "valid", path, ref);
	return r < 0 ? -1 : 0;
}

static int insert_output(struct gx_store *store, const char *path,
			 const struct gx_drv_output *output, struct gx_err *err)
{
	sqlite3_stmt *stmt = gx_db_stmt(store->db, GX_STMT_INSERT_OUTPUT, err);

	if (!stmt)
		return -1;
	gx_bind_text(stmt, 1, path);
	gx_bind_text(stmt, 2, output->name);
	gx_bind_text(stmt, 3, output->path);
	return gx_db_step(store->db, stmt, err);
}

static int insert_links(struct gx_store *store, const struct gx_pending *item, struct gx_err *err)
{
	const struct gx_path_info *info = &item->info;

	for (size_t i = 0; i < info->refs.n; i++)
		if (insert_ref(store, info->path, info->refs.v[i], err) < 0)
			return -1;
	for (size_t i = 0; item->drv && i < item->drv->noutputs; i++)
		if (insert_output(store, info->path, &item->drv->outputs[i], err) < 0)
			return -1;
	return 0;
}

/* All rows first: items of one batch may refer to each other. */
static int insert_all(struct gx_store *store, const struct gx_pending *items, size_t n,
		      struct gx_err *err)
{
	GX_AUTO(free) bool *fresh = gx_calloc(n, sizeof *fresh);

	for (size_t i = 0; i < n; i++) {
		int r = insert_row(store, &items[i].info, err);

		if (r < 0)
			return -1;
		fresh[i] = r > 0;
	}
	for (size_t i = 0; i < n; i++)
		if (fresh[i] && insert_links(store, &items[i], err) < 0)
			return -1;
	return 0;
}

int gx_store_commit(struct gx_store *store, const struct gx_pending *items, size_t n,
		    struct gx_err *err)
{
	if (!n)
		return 0;
	if (gx_db_begin(store->db, false, err) < 0)
		return -1;
	if (insert_all(store, items, n, err) < 0) {
		gx_db_rollback(store->db);
		return -1;
	}
	return gx_db_commit(store->db, err);
}

/* --- who made it -------------------------------------------------------------------------- */

static int open_side(struct gx_store *store, struct gx_err *err)
{
	if (store->side)
		return 0;
	return gx_db_open_side(store->state, store->read_only, &store->side, err);
}

static int record_one(struct gx_store *store, const char *path,
		      const struct gx_provenance *made, struct gx_err *err)
{
	sqlite3_stmt *stmt = gx_db_stmt(store->side, GX_STMT_INSERT_MADE, err);

	if (!stmt)
		return -1;
	gx_bind_text(stmt, 1, path);
	gx_bind_text(stmt, 2, made->kind);
	gx_bind_text(stmt, 3, made->by);
	gx_bind_text(stmt, 4, PACKAGE_VERSION);
	sqlite3_bind_int64(stmt, 5, time(NULL));
	sqlite3_bind_double(stmt, 6, made->seconds);
	sqlite3_bind_int64(stmt, 7, (sqlite3_int64)made->downloaded);
	return gx_db_step(store->side, stmt, err);
}

static int record_all(struct gx_store *store, const struct gx_pending *items, size_t n,
		      const struct gx_provenance *made, struct gx_err *err)
{
	if (open_side(store, err) < 0 || gx_db_begin(store->side, false, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (record_one(store, items[i].info.path, made, err) < 0) {
			gx_db_rollback(store->side);
			return -1;
		}
	}
	return gx_db_commit(store->side, err);
}

static int record(struct gx_store *store, const struct gx_pending *items, size_t n,
		  const struct gx_provenance *made, struct gx_err *err)
{
	GX_AUTO(err) struct gx_err first = GX_ERR_INIT;

	if (!n || record_all(store, items, n, made, &first) == 0)
		return 0;
	gx_db_close(store->side);
	store->side = NULL;
	if (gx_db_drop_side(store->state, &first))
		return record_all(store, items, n, made, err);
	gx_err_move(err, &first);
	return -1;
}

void gx_store_forget(struct gx_store *store, const char *path)
{
	GX_AUTO(free) char *file = gx_path_join(store->state, "gx.db");
	sqlite3_stmt *stmt;

	if (!store->side && !gx_exists(file))
		return;
	if (open_side(store, NULL) < 0 || !(stmt = gx_db_stmt(store->side, GX_STMT_DELETE_MADE, NULL)))
		return;	/* a row too many says nothing false about other items */
	gx_bind_text(stmt, 1, path);
	gx_db_step(store->side, stmt, NULL);
}

void gx_made_clear(struct gx_made *made)
{
	free(made->kind);
	free(made->by);
	free(made->gx);
	*made = (struct gx_made){ 0 };
}

static char *column_copy(sqlite3_stmt *stmt, int n)
{
	const char *text = (const char *)sqlite3_column_text(stmt, n);

	return text ? gx_strdup(text) : NULL;
}

int gx_store_made(struct gx_store *store, const char *path, struct gx_made *out,
		  struct gx_err *err)
{
	GX_AUTO(free) char *file = gx_path_join(store->state, "gx.db");
	sqlite3_stmt *stmt;
	int r;

	if (!gx_exists(file))
		return 1;
	if (open_side(store, err) < 0 || !(stmt = gx_db_stmt(store->side, GX_STMT_MADE, err)))
		return -1;
	gx_bind_text(stmt, 1, path);
	r = gx_db_step(store->side, stmt, err);
	if (r <= 0)
		return r < 0 ? -1 : 1;
	*out = (struct gx_made){ column_copy(stmt, 0), column_copy(stmt, 1), column_copy(stmt, 2),
				 sqlite3_column_int64(stmt, 3), sqlite3_column_double(stmt, 4),
				 (uint64_t)sqlite3_column_int64(stmt, 5) };
	sqlite3_reset(stmt);
	return 0;
}

/* --- finished trees ----------------------------------------------------------------------- */

int gx_store_canon(struct gx_store *store, struct gx_canon *out, struct gx_err *err)
{
	if (gx_store_need_tmp(store, err) < 0)
		return -1;
	if (store->linksfd < 0)
		store->linksfd = openat(store->dirfd, GX_LINKS, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (store->linksfd < 0)
		return gx_fail_errno(err, "open %s/%s", store->dir, GX_LINKS);
	*out = (struct gx_canon){ store->linksfd, store->tmp, NULL };
	return 0;
}

static bool ends_in_drv(const char *path)
{
	size_t n = strlen(path);

	return n > 4 && !strcmp(path + n - 4, ".drv");
}

static int read_physical_drv(const char *file, struct gx_drv **out, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	int r = gx_file_read(file, 64u << 20, &text, err);

	if (r)
		return r < 0 ? -1 : gx_fail(err, GX_ENOTFOUND, "%s does not exist", file);
	if (gx_drv_parse(gx_buf_str(&text), text.len, out, err) < 0)
		return gx_err_prefix(err, "%s", file);
	return 0;
}

/* Does the tree at TO have HASH?  Then it is as good as ours; it is only made canonical. */
static bool same_tree(const char *to, const struct gx_hash *hash, const struct gx_canon *canon)
{
	struct gx_hash have;

	return gx_nar_hash(GX_HASH_SHA256, to, &have, NULL, NULL) == 0 && gx_hash_equal(&have, hash)
		&& gx_tree_canonicalise(to, canon, NULL) == 0;
}

/* Rename the tree to its place.  Something may lie there: what a crash left, which goes, or
 * the same content from somebody who adds it as a text, without a lock, and who may make it
 * valid this very moment: that stays. */
static int move_into_place(struct gx_store *store, const struct gx_new_item *item, const char *to,
			   const struct gx_canon *canon, struct gx_err *err)
{
	int r = gx_tree_rename(item->physical, to, err);

	if (r <= 0)
		return r;
	if (same_tree(to, &item->nar_hash, canon))
		return gx_remove_tree(item->physical, err);
	if (gx_store_trash(store, gx_store_item_name(item->path), err) < 0)
		return -1;
	r = gx_tree_rename(item->physical, to, err);
	return r > 0 ? gx_fail(err, GX_EEXISTS, "%s is in the way", to) : r;
}

/* Canonical, hashed, moved into place; filled into PENDING. */
static int place_item(struct gx_store *store, struct gx_new_item *item,
		      struct gx_pending *pending, struct gx_err *err)
{
	GX_AUTO(free) char *to = gx_store_physical(store, item->path);
	struct gx_canon canon;

	if (gx_store_canon(store, &canon, err) < 0
	    || gx_tree_canonicalise(item->physical, &canon, err) < 0)
		return gx_err_prefix(err, "%s", item->path);
	if (!item->nar_hash.len && gx_nar_hash(GX_HASH_SHA256, item->physical, &item->nar_hash,
					       &item->nar_size, err) < 0)
		return gx_err_prefix(err, "%s", item->path);
	if (ends_in_drv(item->path) && read_physical_drv(item->physical, &pending->drv, err) < 0)
		return -1;
	if (strcmp(item->physical, to) && move_into_place(store, item, to, &canon, err) < 0)
		return -1;
	pending->info.path = gx_strdup(item->path);
	pending->info.nar_hash = item->nar_hash;
	pending->info.nar_size = item->nar_size;
	pending->info.registered = time(NULL);
	pending->info.deriver = item->deriver ? gx_strdup(item->deriver) : NULL;
	if (item->refs)
		gx_strv_append(&pending->info.refs, item->refs);
	return 0;
}

/* Does item AT reach item GOAL by references among the N items?  Few items: depth first over
 * lists will do; SEEN bounds it. */
static bool reaches(const struct gx_new_item *items, size_t n, size_t at, size_t goal, bool *seen)
{
	seen[at] = true;
	for (size_t i = 0; i < n; i++) {
		if (i == at || !items[at].refs || !gx_strv_has(items[at].refs, items[i].path))
			continue;
		if (i == goal || (!seen[i] && reaches(items, n, i, goal, seen)))
			return true;
	}
	return false;
}

/* Outputs that refer to each other could only be deleted together. */
static int check_cycles(const struct gx_new_item *items, size_t n, struct gx_err *err)
{
	for (size_t i = 0; n > 1 && i < n; i++) {
		GX_AUTO(free) bool *seen = gx_calloc(n, sizeof *seen);

		if (reaches(items, n, i, i, seen))
			return gx_fail(err, GX_EINVALID, "the references of `%s' form a cycle through other "
				       "outputs", items[i].path);
	}
	return 0;
}

static int root_items(struct gx_store *store, const struct gx_new_item *items, size_t n,
		      struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv paths = GX_STRV_INIT;

	for (size_t i = 0; i < n; i++) {
		if (!gx_store_path_ok(items[i].path))
			return gx_fail(err, GX_EINVALID, "`%s' is not a store path", items[i].path);
		gx_strv_push(&paths, items[i].path);
		if (items[i].refs)
			gx_strv_append(&paths, items[i].refs);
	}
	return gx_store_add_temp_roots(store, &paths, err);
}

static int place_all(struct gx_store *store, struct gx_new_item *items, size_t n,
		     struct gx_pending *pending, size_t *npending, struct gx_err *err)
{
	for (size_t i = 0; i < n; i++) {
		int r = gx_store_is_valid(store, items[i].path, err);

		if (r < 0)
			return -1;
		if (r > 0) {
			GX_AUTO(free) char *to = gx_store_physical(store, items[i].path);

			if (strcmp(to, items[i].physical) && gx_remove_tree(items[i].physical, err) < 0)
				return -1;
			continue;
		}
		if (place_item(store, &items[i], &pending[(*npending)++], err) < 0)
			return -1;
	}
	return 0;
}

static int flush_pending(struct gx_store *store, const struct gx_pending *items, size_t n,
			 struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;

	for (size_t i = 0; i < n; i++)
		gx_strv_push(&names, gx_store_item_name(items[i].info.path));
	return n ? gx_store_flush(store, &names, err) : 0;
}

/* Take the locks that we lack, in the order of the paths: two processes that register
 * overlapping sets then never wait for each other in a circle. */
static int lock_items(struct gx_store *store, const struct gx_new_item *items, size_t n,
		      struct gx_path_lock **locks, size_t *nlocks, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv paths = GX_STRV_INIT;

	for (size_t i = 0; i < n; i++)
		if (!gx_path_lock_held(store, items[i].path))
			gx_strv_push(&paths, items[i].path);
	gx_strv_sort(&paths);
	gx_strv_uniq(&paths);
	for (size_t i = 0; i < paths.n; i++)
		if (gx_path_lock(store, paths.v[i], true, &locks[(*nlocks)++], err) < 0)
			return -1;
	return 0;
}

int gx_store_register(struct gx_store *store, struct gx_new_item *items, size_t n,
		      const struct gx_provenance *provenance, struct gx_err *err)
{
	struct gx_pending *pending;
	GX_AUTO(free) struct gx_path_lock **locks = gx_calloc(n, sizeof *locks);
	size_t npending = 0, nlocks = 0;
	int r;

	if (gx_store_writable(store, err) < 0 || check_cycles(items, n, err) < 0
	    || root_items(store, items, n, err) < 0)
		return -1;
	pending = gx_calloc(n, sizeof *pending);
	r = lock_items(store, items, n, locks, &nlocks, err);
	if (r == 0)
		r = place_all(store, items, n, pending, &npending, err);
	if (r == 0)
		r = flush_pending(store, pending, npending, err);
	if (r == 0)
		r = gx_store_commit(store, pending, npending, err);
	if (r == 0 && provenance)
		r = record(store, pending, npending, provenance, err);
	while (nlocks)
		gx_path_unlock(locks[--nlocks]);
	gx_pending_clear(pending, npending);
	return gx_store_hint_space(r, err);
}
