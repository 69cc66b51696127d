/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adding content that names itself: texts, derivations, local files, archives. */
#include "store/private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* --- derivations -------------------------------------------------------------------------- */

/* The texts that are being added: later derivations refer to earlier ones that are not on
 * disk yet. */
struct gx_drv_batch {
	const struct gx_text_item *items;
	struct gx_map by_path;
};

static int load_drv(void *payload, const char *path, struct gx_drv **out, struct gx_err *err)
{
	struct gx_store *store = payload;
	const size_t *index = store->batch ? gx_map_find(&store->batch->by_path, path) : NULL;

	if (!index)
		return gx_drv_read(store->dir, path, out, err);
	return gx_drv_parse(store->batch->items[*index].text, store->batch->items[*index].len, out,
			    err);
}

static bool is_drv_name(const char *name)
{
	size_t n = strlen(name);

	return n > 4 && !strcmp(name + n - 4, ".drv");
}

static int check_drv(struct gx_store *store, const char *path, const struct gx_text_item *item,
		     struct gx_drv **out, struct gx_err *err)
{
	GX_AUTO(drv) struct gx_drv *drv = NULL;

	if (gx_drv_parse(item->text, item->len, &drv, err) < 0)
		return gx_err_prefix(err, "%s", path);
	if (!store->memo)
		store->memo = gx_drv_memo_new(load_drv, store);
	if (gx_drv_check_outputs(store->memo, path, drv, err) < 0)
		return -1;
	*out = gx_steal(&drv);
	return 0;
}

/* --- texts -------------------------------------------------------------------------------- */

static int write_text(const char *file, const void *text, size_t len, struct gx_err *err)
{
	const struct timespec epoch[2] = { { 1, 0 }, { 1, 0 } };
	GX_AUTO(fd) int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return gx_fail_errno(err, "create %s", file);
	if (gx_fd_write(fd, text, len, err) < 0)
		return gx_err_prefix(err, "%s", file);
	if (fchmod(fd, 0444) < 0 || futimens(fd, epoch) < 0)
		return gx_fail_errno(err, "%s", file);
	return 0;
}

/* Is the canonical file at TO exactly TEXT? */
static bool holds_text(const char *to, const void *text, size_t len)
{
	GX_AUTO(buf) struct gx_buf have = GX_BUF_INIT;
	struct stat st;

	return lstat(to, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & 07777) == 0444
		&& st.st_mtim.tv_sec == 1 && (uint64_t)st.st_size == len
		&& gx_file_read(to, len, &have, NULL) == 0 && have.len == len
		&& (!len || !memcmp(have.data, text, len));
}

/* Text needs no path lock: whoever puts these bytes at this name puts the same ones.  What a
 * crash left there differs, and is replaced in one step. */
static int place_text(struct gx_store *store, const char *path, const void *text, size_t len,
		      struct gx_err *err)
{
	GX_AUTO(free) char *to = gx_store_physical(store, path);
	GX_AUTO(free) char *tmp = NULL;
	struct gx_canon canon;
	int r;

	if (gx_store_canon(store, &canon, err) < 0 || gx_store_tmp_name(store, &tmp, err) < 0)
		return -1;
	if (write_text(tmp, text, len, err) < 0) {
		unlink(tmp);
		return -1;
	}
	r = len < GX_LINK_MIN ? 0 : gx_tree_canonicalise(tmp, &canon, err);
	while (r == 0 && (r = gx_tree_rename(tmp, to, err)) > 0) {
		if (holds_text(to, text, len)) {
			unlink(tmp);
			return 0;
		}
		r = gx_store_trash(store, gx_store_item_name(path), err);
	}
	if (r < 0)
		unlink(tmp);
	return r;
}

/* Hash and size of the NAR of one plain file, from memory. */
static void hash_text_nar(const void *text, size_t len, struct gx_hash *hash, uint64_t *size)
{
	static const char head[] =
		"\15\0\0\0\0\0\0\0nix-archive-1\0\0\0" "\1\0\0\0\0\0\0\0(\0\0\0\0\0\0\0"
		"\4\0\0\0\0\0\0\0type\0\0\0\0" "\7\0\0\0\0\0\0\0regular\0"
		"\10\0\0\0\0\0\0\0contents";
	static const char tail[] = "\1\0\0\0\0\0\0\0)\0\0\0\0\0\0";
	struct gx_hasher *hasher = gx_hasher_new(GX_HASH_SHA256);
	size_t padding = -len & 7;
	unsigned char length[8];

	for (int i = 0; i < 8; i++)
		length[i] = (unsigned char)((uint64_t)len >> (8 * i));
	gx_hasher_add(hasher, head, sizeof head - 1);
	gx_hasher_add(hasher, length, 8);
	gx_hasher_add(hasher, text, len);
	gx_hasher_add(hasher, "\0\0\0\0\0\0\0", padding);
	gx_hasher_add(hasher, tail, sizeof tail);
	gx_hasher_end(hasher, hash);
	*size = sizeof head - 1 + 8 + len + padding + sizeof tail;
}

/* Put one text on disk and describe it in PENDING. */
static int add_one_text(struct gx_store *store, const char *path,
			const struct gx_text_item *item, struct gx_pending *pending,
			size_t *npending, struct gx_err *err)
{
	struct gx_pending *p = &pending[*npending];

	if (is_drv_name(item->name) && check_drv(store, path, item, &p->drv, err) < 0)
		return -1;
	++*npending;
	p->info.path = gx_strdup(path);
	p->info.registered = time(NULL);
	hash_text_nar(item->text, item->len, &p->info.nar_hash, &p->info.nar_size);
	if (item->refs)
		gx_strv_append(&p->info.refs, item->refs);
	return place_text(store, path, item->text, item->len, err);
}

static int name_texts(struct gx_store *store, const struct gx_text_item *items, size_t n,
		      struct gx_strv *paths, struct gx_drv_batch *batch, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv roots = GX_STRV_INIT;

	for (size_t i = 0; i < n; i++) {
		char *path;

		if (gx_store_path_text(items[i].name, items[i].text, items[i].len, items[i].refs, &path,
				       err) < 0)
			return -1;
		gx_map_put(&batch->by_path, path, i, NULL);
		gx_strv_push(&roots, path);
		gx_strv_take(paths, path);
		if (items[i].refs)
			gx_strv_append(&roots, items[i].refs);
	}
	return gx_store_add_temp_roots(store, &roots, err);
}

/* WANTED[I]: is the text not valid yet, and the first of its name in the batch? */
static int find_new(struct gx_store *store, const struct gx_strv *paths,
		    const struct gx_drv_batch *batch, bool *wanted, struct gx_err *err)
{
	bool began = gx_db_read_begin(store->db);
	int r = 0;

	for (size_t i = 0; r >= 0 && i < paths->n; i++) {
		if (*gx_map_find(&batch->by_path, paths->v[i]) != i)
			continue;
		r = gx_store_is_valid(store, paths->v[i], err);
		wanted[i] = r == 0;
	}
	gx_db_read_end(store->db, began);
	return r < 0 ? -1 : 0;
}

static int add_named_texts(struct gx_store *store, const struct gx_text_item *items,
			   const struct gx_strv *paths, const struct gx_drv_batch *batch,
			   struct gx_err *err)
{
	struct gx_pending *pending = gx_calloc(paths->n, sizeof *pending);
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;
	GX_AUTO(free) bool *wanted = gx_calloc(paths->n, sizeof *wanted);
	size_t npending = 0;
	int r = find_new(store, paths, batch, wanted, err);

	for (size_t i = 0; r == 0 && i < paths->n; i++)
		if (wanted[i])
			r = add_one_text(store, paths->v[i], &items[i], pending, &npending, err);
	for (size_t i = 0; i < npending; i++)
		gx_strv_push(&names, gx_store_item_name(pending[i].info.path));
	if (r == 0 && npending)
		r = gx_store_flush(store, &names, err);
	if (r == 0)
		r = gx_store_commit(store, pending, npending, err);
	gx_pending_clear(pending, npending);
	return r;
}

int gx_store_add_texts(struct gx_store *store, const struct gx_text_item *items, size_t n,
		       struct gx_strv *out, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv paths = GX_STRV_INIT;
	struct gx_drv_batch batch = { items, GX_MAP_INIT };
	int r;

	if (gx_store_writable(store, err) < 0)
		return -1;
	store->batch = &batch;
	r = name_texts(store, items, n, &paths, &batch, err);
	if (r == 0)
		r = add_named_texts(store, items, &paths, &batch, err);
	store->batch = NULL;
	gx_map_clear(&batch.by_path);
	if (r == 0)
		gx_strv_append(out, &paths);
	return gx_store_hint_space(r, err);
}

int gx_store_add_text(struct gx_store *store, const char *name, const void *text, size_t len,
		      const struct gx_strv *refs, char **out, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv paths = GX_STRV_INIT;
	struct gx_text_item item = { name, text, len, refs };

	if (gx_store_add_texts(store, &item, 1, &paths, err) < 0)
		return -1;
	*out = gx_strdup(paths.v[0]);
	return 0;
}

/* --- trees -------------------------------------------------------------------------------- */

/* Register the canonical tree at TMP, which hashes to HASH, under its own name. */
static int add_tree(struct gx_store *store, const char *path, const char *tmp,
		    const struct gx_hash *nar_hash, uint64_t nar_size, struct gx_err *err)
{
	struct gx_new_item item = { .path = path, .physical = tmp };

	if (nar_hash) {
		item.nar_hash = *nar_hash;
		item.nar_size = nar_size;
	}
	if (gx_store_register(store, &item, 1, NULL, err) < 0) {
		gx_remove_tree(tmp, NULL);
		return -1;
	}
	return 0;
}

/* The name that the content at PATH gets; HASH is what names it, *SIZE that of its NAR. */
static int name_content(const char *name, const char *path, bool recursive,
			enum gx_hash_algo algo, gx_select_fn *select, void *payload, char **out,
			struct gx_hash *hash, uint64_t *size, struct gx_err *err)
{
	struct gx_nar_hasher hasher;

	if (!recursive) {
		if (gx_hash_file(algo, path, hash, err) < 0)
			return -1;
		return gx_store_path_fixed(name, hash, false, out, err);
	}
	hasher = (struct gx_nar_hasher)GX_NAR_HASHER_INIT(algo);
	if (gx_nar_dump(path, select, payload, gx_nar_hash_sink, &hasher, err) < 0) {
		gx_hasher_free(hasher.hasher);
		return -1;
	}
	gx_hasher_end(hasher.hasher, hash);
	*size = hasher.size;
	return gx_store_path_fixed(name, hash, true, out, err);
}

/* A flat copy, through a link if PATH is one. */
static int copy_flat(const char *path, const char *tmp, struct gx_err *err)
{
	GX_AUTO(fd) int in = open(path, O_RDONLY | O_CLOEXEC);
	GX_AUTO(fd) int out = -1;

	if (in < 0)
		return gx_fail_errno(err, "open %s", path);
	out = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (out < 0)
		return gx_fail_errno(err, "create %s", tmp);
	return gx_fd_copy(in, out, err);
}

/* Copy, and name the copy: it must not have changed meanwhile. */
static int add_copy(struct gx_store *store, const char *name, const char *path, bool recursive,
		    enum gx_hash_algo algo, gx_select_fn *select, void *payload,
		    const char *store_path, struct gx_err *err)
{
	GX_AUTO(free) char *tmp = NULL;
	GX_AUTO(free) char *again = NULL;
	bool is_nar_hash = recursive && algo == GX_HASH_SHA256;
	struct gx_hash hash;
	uint64_t size = 0;
	int r;

	if (gx_store_tmp_name(store, &tmp, err) < 0)
		return -1;
	r = recursive ? gx_tree_copy(path, tmp, select, payload, err) : copy_flat(path, tmp, err);
	if (r == 0)
		r = name_content(name, tmp, recursive, algo, NULL, NULL, &again, &hash, &size, err);
	if (r == 0 && strcmp(again, store_path))
		r = gx_fail(err, GX_EFAIL, "%s changed while it was added to the store", path);
	if (r < 0) {
		gx_remove_tree(tmp, NULL);
		return -1;
	}
	return add_tree(store, store_path, tmp, is_nar_hash ? &hash : NULL, size, err);
}

int gx_store_add_path(struct gx_store *store, const char *name, const char *path,
		      bool recursive, enum gx_hash_algo algo, gx_select_fn *select,
		      void *select_payload, char **out, struct gx_err *err)
{
	GX_AUTO(free) char *store_path = NULL;
	struct gx_hash hash;
	uint64_t size;
	int r;

	if (gx_store_writable(store, err) < 0)
		return -1;
	/* Most files are in the store already: read first, write only what is new. */
	if (name_content(name, path, recursive, algo, select, select_payload, &store_path,
			 &hash, &size, err) < 0
	    || gx_store_add_temp_root(store, store_path, err) < 0)
		return -1;
	r = gx_store_is_valid(store, store_path, err);
	if (r < 0 || (r == 0 && add_copy(store, name, path, recursive, algo, select, select_payload,
					 store_path, err) < 0))
		return gx_store_hint_space(-1, err);
	*out = gx_steal(&store_path);
	return 0;
}

/* Sink of two hashes at once: the one that names the item and the one of the database. */
struct two_hashes {
	struct gx_nar_hasher named, nar;
};

static int hash_both(void *payload, const void *data, size_t len, struct gx_err *err)
{
	struct two_hashes *h = payload;

	if (h->named.hasher)
		gx_nar_hash_sink(&h->named, data, len, err);
	return gx_nar_hash_sink(&h->nar, data, len, err);
}

/* The hash that names what was unpacked at TMP. */
static int naming_hash(const char *tmp, bool recursive, enum gx_hash_algo algo,
		       const struct gx_hash *nar, struct gx_hash *named, struct gx_err *err)
{
	struct stat st;

	if (recursive) {
		if (algo == GX_HASH_SHA256)
			*named = *nar;
		return 0;
	}
	if (lstat(tmp, &st) < 0 || !S_ISREG(st.st_mode))
		return gx_fail(err, GX_EINVALID, "flat content must be one regular file");
	return gx_hash_file(algo, tmp, named, err);
}

int gx_store_add_nar(struct gx_store *store, const char *name, bool recursive,
		     enum gx_hash_algo algo, gx_source_fn *source, void *payload,
		     char **out, struct gx_err *err)
{
	GX_AUTO(free) char *tmp = NULL;
	GX_AUTO(free) char *path = NULL;
	bool other = recursive && algo != GX_HASH_SHA256;
	struct two_hashes h = { { other ? gx_hasher_new(algo) : NULL, 0 },
				GX_NAR_HASHER_INIT(GX_HASH_SHA256) };
	struct gx_hash nar, named;
	int r = gx_store_tmp_name(store, &tmp, err);

	if (r == 0)
		r = gx_nar_restore_from(source, payload, hash_both, &h, tmp, NULL, err);
	gx_hasher_end(h.nar.hasher, &nar);
	if (other)
		gx_hasher_end(h.named.hasher, &named);
	if (r < 0)
		return gx_store_hint_space(r, err);
	if (naming_hash(tmp, recursive, algo, &nar, &named, err) < 0
	    || gx_store_path_fixed(name, &named, recursive, &path, err) < 0) {
		gx_remove_tree(tmp, NULL);
		return -1;
	}
	/* A flat item is never executable, whatever the archive says: hash what we keep. */
	if (!recursive && chmod(tmp, 0444) < 0)
		return gx_fail_errno(err, "%s", tmp);
	if (add_tree(store, path, tmp, recursive ? &nar : NULL, h.nar.size, err) < 0)
		return -1;
	*out = gx_steal(&path);
	return 0;
}
