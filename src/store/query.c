/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the database says about items. */
#include "store/private.h"

#include <stdlib.h>
#include <string.h>

void gx_path_info_clear(struct gx_path_info *info)
{
	free(info->path);
	free(info->deriver);
	gx_strv_clear(&info->refs);
	*info = (struct gx_path_info)GX_PATH_INFO_INIT;
}

/* A statement with PATH bound to its first parameter. */
static sqlite3_stmt *with_path(struct gx_store *store, enum gx_stmt which, const char *path,
			       struct gx_err *err)
{
	sqlite3_stmt *stmt = gx_db_stmt(store->db, which, err);

	if (stmt)
		gx_bind_text(stmt, 1, path);
	return stmt;
}

int gx_store_is_valid(struct gx_store *store, const char *path, struct gx_err *err)
{
	sqlite3_stmt *stmt = with_path(store, GX_STMT_ID, path, err);
	int r = stmt ? gx_db_step(store->db, stmt, err) : -1;

	if (stmt)
		sqlite3_reset(stmt);
	return r;
}

/* "sha256:" and base16, as Guix writes it. */
static int parse_hash(const char *text, const char *path, struct gx_hash *out, struct gx_err *err)
{
	if (!text || strncmp(text, "sha256:", 7)
	    || gx_base16_decode(text + 7, strlen(text + 7), out->bytes, GX_SHA256_SIZE) < 0)
		return gx_fail(err, GX_EINVALID, "the database has a malformed hash for %s", path);
	out->algo = GX_HASH_SHA256;
	out->len = GX_SHA256_SIZE;
	return 0;
}

static int strings(struct gx_store *store, enum gx_stmt which, const char *path,
		   struct gx_strv *out, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv found = GX_STRV_INIT;
	sqlite3_stmt *stmt = with_path(store, which, path, err);

	if (!stmt || gx_db_strings(store->db, stmt, &found, err) < 0)
		return -1;
	gx_strv_append(out, &found);
	return 0;
}

int gx_store_query(struct gx_store *store, const char *path, struct gx_path_info *out,
		   struct gx_err *err)
{
	GX_AUTO(path_info) struct gx_path_info info = GX_PATH_INFO_INIT;
	sqlite3_stmt *stmt = with_path(store, GX_STMT_INFO, path, err);
	const char *deriver;
	int r = stmt ? gx_db_step(store->db, stmt, err) : -1;

	if (r <= 0)
		return r < 0 ? -1 : 1;
	r = parse_hash((const char *)sqlite3_column_text(stmt, 1), path, &info.nar_hash, err);
	info.path = gx_strdup(path);
	info.registered = sqlite3_column_int64(stmt, 2);
	deriver = (const char *)sqlite3_column_text(stmt, 3);
	info.deriver = deriver && *deriver ? gx_strdup(deriver) : NULL;
	info.nar_size = (uint64_t)sqlite3_column_int64(stmt, 4);
	sqlite3_reset(stmt);
	if (r < 0 || strings(store, GX_STMT_REFS, path, &info.refs, err) < 0)
		return -1;
	gx_path_info_clear(out);
	*out = info;
	info = (struct gx_path_info)GX_PATH_INFO_INIT;
	return 0;
}

static int need_valid(struct gx_store *store, const char *path, struct gx_err *err)
{
	int r = gx_store_is_valid(store, path, err);

	if (r == 0)
		return gx_fail(err, GX_ENOTFOUND, "path `%s' is not valid", path);
	return r < 0 ? -1 : 0;
}

int gx_store_references(struct gx_store *store, const char *path, struct gx_strv *out,
			struct gx_err *err)
{
	if (need_valid(store, path, err) < 0)
		return -1;
	return strings(store, GX_STMT_REFS, path, out, err);
}

int gx_store_referrers(struct gx_store *store, const char *path, struct gx_strv *out,
		       struct gx_err *err)
{
	return strings(store, GX_STMT_REFERRERS, path, out, err);
}

int gx_store_derivers(struct gx_store *store, const char *path, struct gx_strv *out,
		      struct gx_err *err)
{
	return strings(store, GX_STMT_DERIVERS, path, out, err);
}

int gx_store_derivation_outputs(struct gx_store *store, const char *drv, struct gx_strv *out,
				struct gx_err *err)
{
	return strings(store, GX_STMT_OUTPUT, drv, out, err);
}

int gx_store_all_valid(struct gx_store *store, struct gx_strv *out, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv found = GX_STRV_INIT;
	sqlite3_stmt *stmt = gx_db_stmt(store->db, GX_STMT_ALL, err);

	if (!stmt || gx_db_strings(store->db, stmt, &found, err) < 0)
		return -1;
	gx_strv_append(out, &found);
	return 0;
}

int gx_store_from_hash_part(struct gx_store *store, const char *hash, char **out,
			    struct gx_err *err)
{
	GX_AUTO(free) char *prefix = NULL;
	sqlite3_stmt *stmt;
	const char *path;
	int r;

	if (strlen(hash) != GX_STORE_HASH_LEN)
		return 1;
	prefix = gx_asprintf("%s/%s-", GX_STORE_DIR, hash);
	stmt = with_path(store, GX_STMT_FROM_HASH, prefix, err);
	r = stmt ? gx_db_step(store->db, stmt, err) : -1;
	if (r <= 0)
		return r < 0 ? -1 : 1;
	path = (const char *)sqlite3_column_text(stmt, 0);
	r = strncmp(path, prefix, strlen(prefix)) ? 1 : 0;
	if (r == 0)
		*out = gx_strdup(path);
	sqlite3_reset(stmt);
	return r;
}

/* --- closures ----------------------------------------------------------------------------- */

/* Depth-first with a stack of our own: chains of references may be long. */
struct frame {
	char *path;
	struct gx_strv refs;
	size_t next;
};

struct walk {
	struct gx_store *store;
	struct gx_map seen;
	struct frame *stack;
	size_t n, cap;
	struct gx_strv *out;
	struct gx_err *err;
};

static int enter(struct walk *w, const char *path)
{
	struct frame *frame;
	bool added;

	gx_map_put(&w->seen, path, 0, &added);
	if (!added)
		return 0;
	if (w->n == w->cap) {
		w->cap = w->cap ? w->cap * 2 : 32;
		w->stack = gx_reallocarray(w->stack, w->cap, sizeof *w->stack);
	}
	frame = &w->stack[w->n++];
	*frame = (struct frame){ gx_strdup(path), GX_STRV_INIT, 0 };
	return strings(w->store, GX_STMT_REFS, path, &frame->refs, w->err);
}

static int walk_from(struct walk *w, const char *path)
{
	if (enter(w, path) < 0)
		return -1;
	while (w->n) {
		struct frame *top = &w->stack[w->n - 1];

		if (top->next < top->refs.n) {
			if (enter(w, top->refs.v[top->next++]) < 0)
				return -1;
			continue;
		}
		gx_strv_take(w->out, gx_steal(&top->path));
		gx_strv_clear(&top->refs);
		w->n--;
	}
	return 0;
}

int gx_store_requisites(struct gx_store *store, const struct gx_strv *paths,
			struct gx_strv *out, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv found = GX_STRV_INIT;
	struct walk w = { .store = store, .out = &found, .err = err };
	bool began = gx_db_read_begin(store->db);
	int r = 0;

	for (size_t i = 0; r == 0 && i < paths->n; i++) {
		r = need_valid(store, paths->v[i], err);
		if (r == 0)
			r = walk_from(&w, paths->v[i]);
	}
	gx_db_read_end(store->db, began);
	for (size_t i = 0; i < w.n; i++) {
		free(w.stack[i].path);
		gx_strv_clear(&w.stack[i].refs);
	}
	free(w.stack);
	gx_map_clear(&w.seen);
	if (r == 0)
		gx_strv_append(out, &found);
	return r;
}
