/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which store a process uses, its marker, opening and closing. */
#include "store/private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "store/marker.h"

static const char *const way_names[] = { "root", "owned", "private" };

/* --- where things are ------------------------------------------------------------------- */

static char *home_dir(void)
{
	const char *home = getenv("HOME");
	struct passwd *pw;

	if (home && *home == '/')
		return gx_strdup(home);
	pw = getpwuid(getuid());
	return gx_strdup(pw && pw->pw_dir ? pw->pw_dir : "/");
}

/* $VARIABLE/gx, or ~/FALLBACK/gx; the XDG rules say that relative values are ignored. */
static char *xdg_dir(const char *variable, const char *fallback)
{
	const char *value = getenv(variable);
	GX_AUTO(free) char *home = NULL;

	if (value && *value == '/')
		return gx_path_join(value, "gx");
	home = home_dir();
	return gx_asprintf("%s/%s/gx", strcmp(home, "/") ? home : "", fallback);
}

/* Set the places of a store with prefix ROOT held WAY. */
static void set_places(struct gx_store *store, const char *root, enum gx_store_way way)
{
	store->root = gx_strdup(root);
	store->way = way;
	store->dir = gx_asprintf("%s%s", root, GX_STORE_DIR);
	if (way == GX_STORE_OWNED) {
		/* The user owns /gnu/store alone, so its state lives inside it. */
		store->state = gx_asprintf("%s/%s/var/guix", store->dir, GX_OWN_STATE);
		store->logs = gx_asprintf("%s/%s/var/log/guix/drvs", store->dir, GX_OWN_STATE);
	} else {
		store->state = gx_asprintf("%s/var/guix", root);
		store->logs = gx_asprintf("%s/var/log/guix/drvs", root);
	}
}

static void note(struct gx_store *store, const char *why)
{
	free(store->note);
	store->note = gx_strdup(why);
}

static int is_empty_dir(const char *path)
{
	GX_AUTO(dir) DIR *dir = opendir(path);
	struct dirent *entry;

	if (!dir)
		return errno == ENOENT ? 1 : -1;
	while ((entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..")
		    && strcmp(entry->d_name, "lost+found"))
			return 0;
	return 1;
}

/* May this process use /gnu/store itself?  If not although it exists, say why. */
static bool system_store_usable(struct gx_store *store, enum gx_store_way *way)
{
	GX_AUTO(marker) struct gx_marker marker = GX_MARKER_INIT;
	uid_t uid = geteuid();
	struct stat st;

	if (lstat(GX_STORE_DIR, &st) < 0) {
		*way = GX_STORE_ROOT;
		if (uid || access(gx_exists("/gnu") ? "/gnu" : "/", W_OK) == 0)
			return uid == 0;
		return note(store, "/gnu/store cannot be made on this system"), false;
	}
	if (!S_ISDIR(st.st_mode))
		return note(store, "/gnu/store is not a directory"), false;
	if (gx_marker_read(GX_STORE_DIR "/" GX_MARKER, &marker, NULL) == 0) {
		if (marker.owner != uid)
			return note(store, "/gnu/store is a gx store of another user"), false;
		*way = marker.way;
		return *way != GX_STORE_PRIVATE;
	}
	if (st.st_uid != uid)
		return note(store, uid ? "/gnu/store does not belong to you"
				       : "/gnu/store belongs to an ordinary user"), false;
	if (is_empty_dir(GX_STORE_DIR) != 1)
		return note(store, "/gnu/store was made by another program (GNU Guix?), which gx leaves "
			    "alone"), false;
	if (uid == 0 && gx_exists("/var/guix/db/db.sqlite"))
		return note(store, "/var/guix belongs to another program (GNU Guix?), which gx leaves "
			    "alone"), false;
	*way = uid ? GX_STORE_OWNED : GX_STORE_ROOT;
	return true;
}

static void choose_places(struct gx_store *store, const char *root)
{
	const char *env = getenv("GX_STORE_ROOT");
	GX_AUTO(free) char *chosen = NULL;
	enum gx_store_way way;

	if (!root && env && *env)
		root = env;
	if (root && *root) {
		chosen = gx_path_absolute(root);
		set_places(store, chosen, GX_STORE_PRIVATE);
		store->cache = gx_path_join(chosen, "cache");
		return;
	}
	if (root) {
		set_places(store, "", geteuid() ? GX_STORE_OWNED : GX_STORE_ROOT);
	} else if (system_store_usable(store, &way)) {
		set_places(store, "", way);
	} else {
		chosen = xdg_dir("XDG_DATA_HOME", ".local/share");
		set_places(store, chosen, GX_STORE_PRIVATE);
	}
	store->cache = xdg_dir("XDG_CACHE_HOME", ".cache");
}

/* --- the marker --------------------------------------------------------------------------- */

static int refuse_foreign(struct gx_store *store, struct gx_err *err)
{
	gx_fail(err, GX_EEXISTS, "%s was not made by gx", store->dir);
	return gx_err_hint(err, "gx never writes beside another program's store; set GX_STORE_ROOT to "
			   "an empty folder, or unset it");
}

static int write_marker(const struct gx_store *store, const char *file, const char *id,
			struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	struct gx_marker marker = { .id = (char *)id, .prefix = (char *)GX_STORE_DIR,
				    .way = store->way, .owner = geteuid(),
				    .gx = (char *)PACKAGE_VERSION };

	gx_marker_format(&marker, &text);
	return gx_file_write(file, text.data, text.len, 0444, err);
}

/* Make the directories and the marker, once: the caller holds the state's lock. */
static int create_store(struct gx_store *store, struct gx_err *err)
{
	GX_AUTO(free) char *marker = gx_path_join(store->dir, GX_MARKER);
	GX_AUTO(free) char *copy = gx_path_join(store->state, GX_MARKER);
	static const char *const parts[] = { GX_LINKS, GX_TRASH, GX_TMP };
	static const char *const state_parts[] = { "temproots", "gcroots/auto", "profiles/per-user" };
	char id[33];

	if (gx_mkdirs(store->logs, 0755, err) < 0)
		return -1;
	for (size_t i = 0; i < GX_ARRAY_SIZE(parts); i++) {
		GX_AUTO(free) char *dir = gx_path_join(store->dir, parts[i]);

		if (gx_mkdirs(dir, 0755, err) < 0)
			return -1;
	}
	for (size_t i = 0; i < GX_ARRAY_SIZE(state_parts); i++) {
		GX_AUTO(free) char *dir = gx_path_join(store->state, state_parts[i]);

		if (gx_mkdirs(dir, 0755, err) < 0)
			return -1;
	}
	if (chmod(store->dir, store->way == GX_STORE_ROOT ? 01775 : 0755) < 0)
		return gx_fail_errno(err, "%s", store->dir);
	gx_random_name(id, sizeof id - 1);
	if (gx_db_open(store->state, true, false, &store->db, err) < 0)
		return -1;
	gx_db_reserve(store->state);
	/* The store's own marker last: with it, everything else is there. */
	if (write_marker(store, copy, id, err) < 0 || write_marker(store, marker, id, err) < 0)
		return -1;
	gx_db_close(store->db);
	store->db = NULL;
	return 0;
}

/* Is nothing there but what an interrupted create_store left? */
static bool looks_new(const struct gx_store *store)
{
	GX_AUTO(dir) DIR *dir = opendir(store->dir);
	GX_AUTO(free) char *ours = gx_path_join(store->state, GX_MARKER);
	GX_AUTO(free) char *db = gx_path_join(store->state, "db/db.sqlite");
	GX_AUTO(free) char *lock = gx_path_join(store->state, ".gx-lock");
	struct dirent *entry;

	if (!dir && errno != ENOENT)
		return false;
	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.' && strcmp(entry->d_name, "lost+found"))
			return false;
	return gx_exists(ours) || gx_exists(lock) || !gx_exists(db);
}

/* A private store needs a folder of the user's; there are two ways to have another one. */
static int no_place(const struct gx_store *store, struct gx_err *err)
{
	if (store->way != GX_STORE_PRIVATE || !*store->root)
		return -1;
	return gx_err_hint(err, "GX_STORE_ROOT=DIR keeps the store below DIR; or give yourself one, once: "
			   "sudo install -d -o \"$USER\" /gnu/store");
}

static int make_locked(struct gx_store *store, const char *marker, struct gx_err *err)
{
	GX_AUTO(free) char *file = gx_path_join(store->state, ".gx-lock");
	GX_AUTO(fd) int lock = -1;

	if (!looks_new(store))
		return refuse_foreign(store, err);
	if (gx_mkdirs(store->state, 0755, err) < 0)
		return no_place(store, err);
	if (gx_lock_file(file, GX_LOCK_EXCLUSIVE, &lock, err) < 0)
		return -1;
	if (gx_exists(marker))
		return 0;	/* somebody else was quicker */
	store->is_new = true;
	return create_store(store, err);
}

/* As make_locked.  Root's store is for all users, whatever root's other files are. */
static int make_shared(struct gx_store *store, const char *marker, struct gx_err *err)
{
	mode_t mask;
	int r;

	if (store->way != GX_STORE_ROOT)
		return make_locked(store, marker, err);
	mask = umask(022);
	r = make_locked(store, marker, err);
	umask(mask);
	return r;
}

static int check_marker(struct gx_store *store, const struct gx_marker *marker,
			struct gx_err *err)
{
	GX_AUTO(free) char *copy = gx_path_join(store->state, GX_MARKER);
	GX_AUTO(marker) struct gx_marker second = GX_MARKER_INIT;
	int r;

	if (strcmp(marker->prefix, GX_STORE_DIR))
		return gx_fail(err, GX_EINVALID, "the store %s is made for %s, not " GX_STORE_DIR,
			       store->dir, marker->prefix);
	if (!store->read_only && marker->owner != geteuid())
		return gx_fail(err, GX_EFAIL, "the store %s belongs to user id %u, not to you (%u)",
			       store->dir, (unsigned)marker->owner, (unsigned)geteuid());
	r = gx_marker_read(copy, &second, err);
	if (r > 0)
		return gx_fail(err, GX_ENOTFOUND, "the store %s has no state: %s is missing",
			       store->dir, copy);
	if (r < 0)
		return gx_err_prefix(err, "the state of the store");
	if (strcmp(marker->id, second.id))
		return gx_fail(err, GX_EFAIL, "the state in %s belongs to another store than %s",
			       store->state, store->dir);
	return 0;
}

/* Find our marker, or make the store if that is allowed. */
static int find_or_make(struct gx_store *store, bool create, struct gx_err *err)
{
	GX_AUTO(free) char *file = gx_path_join(store->dir, GX_MARKER);
	GX_AUTO(marker) struct gx_marker marker = GX_MARKER_INIT;
	int r = gx_marker_read(file, &marker, err);

	if (r > 0 && !create)
		return gx_fail(err, GX_ENOTFOUND, "there is no store in %s yet", store->dir);
	if (r > 0) {
		if (make_shared(store, file, err) < 0)
			return -1;
		r = gx_marker_read(file, &marker, err);
	}
	if (r)
		return r < 0 ? -1 : gx_fail(err, GX_EFAIL, "the marker %s vanished", file);
	store->id = gx_strdup(marker.id);
	return check_marker(store, &marker, err);
}

/* --- opening ------------------------------------------------------------------------------ */

int gx_store_open(const struct gx_store_opts *opts, struct gx_store **out, struct gx_err *err)
{
	GX_AUTO(store) struct gx_store *store = gx_calloc(1, sizeof *store);

	store->dirfd = store->linksfd = -1;
	store->read_only = opts->read_only;
	choose_places(store, opts->root);
	if (find_or_make(store, opts->create && !opts->read_only, err) < 0)
		return -1;
	store->dirfd = open(store->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (store->dirfd < 0)
		return gx_fail_errno(err, "open %s", store->dir);
	if (gx_db_open(store->state, false, store->read_only, &store->db, err) < 0)
		return -1;
	*out = gx_steal(&store);
	return 0;
}

char *gx_store_cache_dir(void)
{
	GX_AUTO(store) struct gx_store *store = gx_calloc(1, sizeof *store);

	store->dirfd = store->linksfd = -1;
	choose_places(store, NULL);
	return gx_steal(&store->cache);
}

void gx_store_close(struct gx_store *store)
{
	if (!store)
		return;
	while (store->locks)
		gx_path_unlock(store->locks);
	if (store->tmp && gx_temp_roots_mine(store->temp_roots))
		gx_remove_tree(store->tmp, NULL);
	gx_temp_roots_close(store->temp_roots);
	gx_drv_memo_free(store->memo);
	gx_db_close(store->db);
	gx_db_close(store->side);
	gx_close(&store->dirfd);
	gx_close(&store->linksfd);
	free(store->root);
	free(store->dir);
	free(store->state);
	free(store->logs);
	free(store->tmp);
	free(store->cache);
	free(store->id);
	free(store->note);
	free(store);
}

void gx_cleanup_store(struct gx_store **store)
{
	gx_store_close(*store);
	*store = NULL;
}

/* --- asking ------------------------------------------------------------------------------- */

enum gx_store_way gx_store_way(const struct gx_store *store)
{
	return store->way;
}

const char *gx_store_way_name(enum gx_store_way way)
{
	return way_names[way];
}

const char *gx_store_root(const struct gx_store *store)
{
	return store->root;
}

const char *gx_store_dir(const struct gx_store *store)
{
	return store->dir;
}

const char *gx_store_state(const struct gx_store *store)
{
	return store->state;
}

const char *gx_store_logs(const struct gx_store *store)
{
	return store->logs;
}

const char *gx_store_cache(const struct gx_store *store)
{
	return store->cache;
}

const char *gx_store_id(const struct gx_store *store)
{
	return store->id;
}

const char *gx_store_note(const struct gx_store *store)
{
	return store->note;
}

bool gx_store_is_new(const struct gx_store *store)
{
	return store->is_new;
}

bool gx_store_is_elsewhere(const struct gx_store *store)
{
	return strcmp(store->dir, GX_STORE_DIR) != 0;
}

char *gx_store_physical(const struct gx_store *store, const char *logical)
{
	size_t n = strlen(GX_STORE_DIR);

	if (strncmp(logical, GX_STORE_DIR, n) || (logical[n] && logical[n] != '/'))
		return gx_strdup(logical);
	return gx_asprintf("%s%s", store->dir, logical + n);
}

int gx_store_writable(const struct gx_store *store, struct gx_err *err)
{
	if (store->read_only)
		return gx_fail(err, GX_EFAIL, "the store %s was opened for reading only", store->dir);
	return 0;
}

int gx_store_hint_space(int r, struct gx_err *err)
{
	if (r < 0 && err && (err->sys_errno == ENOSPC || err->sys_errno == EDQUOT) && !err->hint)
		gx_err_hint(err, "`gx gc' deletes what nothing needs any more");
	return r;
}

const char *gx_store_item_name(const char *path)
{
	return gx_store_path_hash(path);
}

/* --- temporary names and roots ------------------------------------------------------------ */

static int need_temp_roots(struct gx_store *store, struct gx_err *err)
{
	if (store->temp_roots)
		return 0;
	if (gx_store_writable(store, err) < 0)
		return -1;
	return gx_temp_roots_open(store->state, &store->temp_roots, err);
}

/* R/gnu/store/.tmp/NAME, where NAME is also that of our temporary roots: so the collector
 * knows whether its owner lives. */
int gx_store_need_tmp(struct gx_store *store, struct gx_err *err)
{
	GX_AUTO(free) char *tmp = NULL;

	if (store->tmp)
		return 0;
	if (need_temp_roots(store, err) < 0)
		return -1;
	tmp = gx_asprintf("%s/%s/%s", store->dir, GX_TMP, gx_temp_roots_name(store->temp_roots));
	if (gx_mkdirs(tmp, 0700, err) < 0)
		return -1;
	store->tmp = gx_steal(&tmp);
	return 0;
}

const char *gx_store_tmp(struct gx_store *store)
{
	return gx_store_need_tmp(store, NULL) < 0 ? "/nonexistent" : store->tmp;
}

int gx_store_tmp_name(struct gx_store *store, char **out, struct gx_err *err)
{
	if (gx_store_need_tmp(store, err) < 0)
		return -1;
	*out = gx_asprintf("%s/%llu", store->tmp, (unsigned long long)store->tmp_names++);
	return 0;
}

int gx_store_add_temp_roots(struct gx_store *store, const struct gx_strv *paths,
			    struct gx_err *err)
{
	if (need_temp_roots(store, err) < 0)
		return -1;
	return gx_temp_roots_add(store->temp_roots, (const char *const *)paths->v, paths->n, err);
}

int gx_store_add_temp_root(struct gx_store *store, const char *path, struct gx_err *err)
{
	if (need_temp_roots(store, err) < 0)
		return -1;
	return gx_temp_roots_add(store->temp_roots, &path, 1, err);
}

int gx_store_temp_root_fd(struct gx_store *store)
{
	return store->temp_roots ? gx_temp_roots_fd(store->temp_roots) : -1;
}
