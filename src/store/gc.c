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
#include "store/graph.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
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

struct collection {
	struct gx_store *store;
	const struct gx_gc_opts *opts;
	struct gx_graph graph;
	struct gx_map rooted;		/* temporary roots, as last read */
	struct gx_strv alive;		/* names of living processes' files */
	struct gx_gc_result result;
	struct gx_err *err;
};

static bool enough(const struct collection *c)
{
	return c->opts->free_bytes && c->result.bytes >= c->opts->free_bytes;
}

/* Read the temporary roots; the gc lock is held exclusively.  What they keep is marked. */
static int read_temp_roots(struct collection *c)
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
	if (!c->store->read_only && read_temp_roots(c) < 0)
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
static int empty_trash(struct collection *c)
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

static void report(struct collection *c, const char *path, uint64_t bytes)
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

	if (gx_gc_lock(c->store->state, true, &lock, c->err) < 0 || read_temp_roots(c) < 0
	    || delete_rows(c, batch, n, &deleted) < 0 || trash_all(c, &deleted, sizes) < 0)
		return -1;
	gx_close(&lock);
	if (empty_trash(c) < 0)
		return -1;
	for (size_t i = 0; i < deleted.n; i++) {
		gx_store_forget(c->store, deleted.v[i]);
		report(c, deleted.v[i], sizes[i]);
	}
	return 0;
}

/* With a limit, the batches end when enough was freed; so they are short then. */
static int delete_dead(struct collection *c, const size_t *dead, size_t n)
{
	size_t step = c->opts->free_bytes ? 8 : BATCH;

	for (size_t at = 0; at < n && !enough(c); at += step)
		if (delete_batch(c, dead + at, n - at < step ? n - at : step) < 0)
			return -1;
	return 0;
}

/* --- files that are no items -------------------------------------------------------------- */

static bool is_lock_name(const char *name)
{
	size_t n = strlen(name);

	return n > 5 && !strcmp(name + n - 5, ".lock");
}

/* Nobody's lock file goes; somebody's stays. */
static int drop_lock_file(struct gx_store *store, const char *name, struct gx_err *err)
{
	GX_AUTO(free) char *path = gx_asprintf("%s/%.*s", GX_STORE_DIR, (int)strlen(name) - 5, name);
	struct gx_path_lock *lock;
	int r = gx_path_lock(store, path, false, &lock, err);

	if (r == 0)
		gx_path_unlock(lock);
	return r < 0 ? -1 : 0;
}

/* Trash PATH's files if it is not valid and nobody works on it; the gc lock is held. */
static int drop_invalid(struct collection *c, const char *name, uint64_t *bytes, bool *dropped)
{
	GX_AUTO(free) char *path = gx_path_join(GX_STORE_DIR, name);
	GX_AUTO(free) char *file = gx_path_join(c->store->dir, name);
	struct gx_path_lock *lock;
	int r;

	*dropped = false;
	if (gx_map_has(&c->rooted, path) || gx_path_lock_held(c->store, path))
		return 0;
	r = gx_store_is_valid(c->store, path, c->err);
	if (r)
		return r < 0 ? -1 : 0;
	r = gx_path_lock(c->store, path, false, &lock, c->err);
	if (r)
		return r < 0 ? -1 : 0;
	*bytes = gx_tree_size(file);
	r = gx_store_trash(c->store, name, c->err);
	gx_path_unlock(lock);
	*dropped = r == 0;
	return r;
}

static int list_names(const char *path, struct gx_strv *out, struct gx_err *err)
{
	GX_AUTO(dir) DIR *dir = opendir(path);
	struct dirent *entry;

	if (!dir)
		return gx_fail_errno(err, "read %s", path);
	while (errno = 0, (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			gx_strv_push(out, entry->d_name);
	return errno ? gx_fail_errno(err, "read %s", path) : 0;
}

/* One name in the store directory. */
static int sweep_name(struct collection *c, const char *name)
{
	GX_AUTO(free) char *path = NULL;
	uint64_t bytes = 0;
	bool dropped = false;

	if (*name == '.' || !strcmp(name, "lost+found"))
		return 0;
	if (is_lock_name(name))
		return drop_lock_file(c->store, name, c->err);
	if (drop_invalid(c, name, &bytes, &dropped) < 0)
		return -1;
	if (dropped) {
		path = gx_path_join(GX_STORE_DIR, name);
		report(c, path, bytes);
	}
	return 0;
}

static int sweep_invalid(struct collection *c)
{
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;
	GX_AUTO(fd) int lock = -1;
	bool began;
	int r = 0;

	if (list_names(c->store->dir, &names, c->err) < 0
	    || gx_gc_lock(c->store->state, true, &lock, c->err) < 0 || read_temp_roots(c) < 0)
		return -1;
	/* One state of the database for all names.  It begins after the temporary roots were
	 * read: whoever was alive then is in them, and who had ended had committed. */
	began = gx_db_read_begin(c->store->db);
	for (size_t i = 0; r == 0 && i < names.n && !enough(c); i++)
		r = sweep_name(c, names.v[i]);
	gx_db_read_end(c->store->db, began);
	gx_close(&lock);
	return r == 0 ? empty_trash(c) : -1;
}

/* What a crash left of small files that are written under another name first. */
static int sweep_names(struct collection *c)
{
	GX_AUTO(free) char *roots = gx_path_join(c->store->state, GX_NEW_ROOTS);
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;
	GX_AUTO(fd) int lock = -1;

	if (gx_gc_lock(c->store->state, true, &lock, c->err) < 0
	    || gx_remove_tree(roots, c->err) < 0 || list_names(c->store->dir, &names, c->err) < 0)
		return -1;
	for (size_t i = 0; i < names.n; i++)
		if (!strncmp(names.v[i], GX_MARKER ".", strlen(GX_MARKER ".")))
			unlinkat(c->store->dirfd, names.v[i], 0);
	return 0;
}

/* Temporary directories whose process is gone. */
static int sweep_tmp(struct collection *c)
{
	GX_AUTO(free) char *tmp = gx_path_join(c->store->dir, GX_TMP);
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;
	GX_AUTO(fd) int lock = -1;

	if (gx_gc_lock(c->store->state, true, &lock, c->err) < 0
	    || list_names(tmp, &names, c->err) < 0 || read_temp_roots(c) < 0)
		return -1;
	gx_close(&lock);
	for (size_t i = 0; i < names.n; i++) {
		GX_AUTO(free) char *path = gx_path_join(tmp, names.v[i]);

		if (!gx_strv_has_sorted(&c->alive, names.v[i]) && gx_remove_tree(path, c->err) < 0)
			return -1;
	}
	return 0;
}

/* Names in .links that nobody shares any more.  Should somebody link to one between the look
 * and the unlink, he keeps the file, and only the name is lost. */
static int sweep_links(struct collection *c)
{
	GX_AUTO(free) char *path = gx_path_join(c->store->dir, GX_LINKS);
	GX_AUTO(dir) DIR *dir = opendir(path);
	struct dirent *entry;
	struct stat st;

	if (!dir)
		return errno == ENOENT ? 0 : gx_fail_errno(c->err, "read %s", path);
	while (errno = 0, (entry = readdir(dir)))
		if (fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0
		    && S_ISREG(st.st_mode) && st.st_nlink == 1)
			unlinkat(dirfd(dir), entry->d_name, 0);
	return errno ? gx_fail_errno(c->err, "read %s", path) : 0;
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

	if (gx_gc_lock(c->store->state, true, &lock, c->err) < 0 || read_temp_roots(c) < 0)
		return -1;
	for (size_t i = 0; i < c->opts->only->n; i++) {
		const char *path = c->opts->only->v[i];
		uint64_t bytes = 0;
		bool dropped;

		if (gx_map_has(&c->graph.index, path))
			continue;
		if (drop_invalid(c, gx_store_item_name(path), &bytes, &dropped) < 0)
			return -1;
		if (dropped)
			report(c, path, bytes);
	}
	gx_close(&lock);
	return empty_trash(c);
}

static int collect_only(struct collection *c, size_t *dead, size_t n)
{
	GX_AUTO(map) struct gx_map wanted = GX_MAP_INIT;

	if (check_wanted(c, &wanted) < 0)
		return -1;
	n = keep_wanted(c, dead, n, &wanted);
	if (delete_dead(c, dead, n) < 0 || delete_wanted_files(c) < 0)
		return -1;
	return sweep_links(c);
}

static int collect_all(struct collection *c, const size_t *dead, size_t n)
{
	/* What an earlier run left half removed comes first: it costs nobody anything. */
	if (empty_trash(c) < 0 || sweep_names(c) < 0 || sweep_tmp(c) < 0 || sweep_invalid(c) < 0
	    || delete_dead(c, dead, n) < 0)
		return -1;
	return sweep_links(c);
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
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	GX_AUTO(fd) int fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 || fcntl(fd, F_OFD_SETLKW, &lock) < 0)
		return gx_fail_errno(err, "lock %s", file);
	*out = gx_steal_fd(&fd);
	return 0;
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
