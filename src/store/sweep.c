/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the collector removes besides items: files that never became valid, lock files,
 * temporary directories of dead processes, names in .links. */
#include "store/collection.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
int gx_gc_drop_invalid(struct collection *c, const char *name, uint64_t *bytes, bool *dropped)
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
	if (gx_gc_drop_invalid(c, name, &bytes, &dropped) < 0)
		return -1;
	if (dropped) {
		path = gx_path_join(GX_STORE_DIR, name);
		gx_gc_report(c, path, bytes);
	}
	return 0;
}

int gx_gc_sweep_invalid(struct collection *c)
{
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;
	GX_AUTO(fd) int lock = -1;
	bool began;
	int r = 0;

	if (list_names(c->store->dir, &names, c->err) < 0
	    || gx_gc_lock(c->store->state, true, &lock, c->err) < 0 || gx_gc_read_temp_roots(c) < 0)
		return -1;
	/* One state of the database for all names.  It begins after the temporary roots were
	 * read: whoever was alive then is in them, and who had ended had committed. */
	began = gx_db_read_begin(c->store->db);
	for (size_t i = 0; r == 0 && i < names.n && !gx_gc_enough(c); i++)
		r = sweep_name(c, names.v[i]);
	gx_db_read_end(c->store->db, began);
	gx_close(&lock);
	return r == 0 ? gx_gc_empty_trash(c) : -1;
}

/* What a crash left of small files that are written under another name first. */
int gx_gc_sweep_names(struct collection *c)
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
int gx_gc_sweep_tmp(struct collection *c)
{
	GX_AUTO(free) char *tmp = gx_path_join(c->store->dir, GX_TMP);
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;
	GX_AUTO(fd) int lock = -1;

	if (gx_gc_lock(c->store->state, true, &lock, c->err) < 0
	    || list_names(tmp, &names, c->err) < 0 || gx_gc_read_temp_roots(c) < 0)
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
int gx_gc_sweep_links(struct collection *c)
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
