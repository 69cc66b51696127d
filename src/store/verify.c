/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checking the database against the disk, and sharing equal files of valid items. */
#include "store/private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct verifier {
	struct gx_store *store;
	bool contents;
	void (*report)(void *payload, const char *path, const char *fault);
	void *payload;
	size_t faults;
	struct gx_err *err;
};

static void fault(struct verifier *v, const char *path, const char *what)
{
	v->faults++;
	if (v->report)
		v->report(v->payload, path, what);
}

/* Report unless the item was collected while we looked. */
static int fault_if_valid(struct verifier *v, const char *path, const char *what)
{
	int r = gx_store_is_valid(v->store, path, v->err);

	if (r > 0)
		fault(v, path, what);
	return r < 0 ? -1 : 0;
}

static int check_contents(struct verifier *v, const char *path, const char *file)
{
	GX_AUTO(path_info) struct gx_path_info info = GX_PATH_INFO_INIT;
	GX_AUTO(err) struct gx_err why = GX_ERR_INIT;
	struct gx_hash hash;
	uint64_t size;
	int r = gx_store_query(v->store, path, &info, v->err);

	if (r)
		return r < 0 ? -1 : 0;
	if (gx_nar_hash(GX_HASH_SHA256, file, &hash, &size, &why) < 0)
		return fault_if_valid(v, path, gx_err_text(&why));
	if (!gx_hash_equal(&hash, &info.nar_hash))
		return fault_if_valid(v, path, "its content was modified");
	if (info.nar_size && size != info.nar_size)
		fault(v, path, "the database has a wrong size for it");
	return 0;
}

static int verify_item(struct verifier *v, const char *path)
{
	GX_AUTO(free) char *file = gx_store_physical(v->store, path);
	struct stat st;

	if (!gx_store_path_ok(path)) {
		fault(v, path, "not a store path");
		return 0;
	}
	if (lstat(file, &st) < 0)
		return fault_if_valid(v, path, errno == ENOENT ? "missing on disk" : strerror(errno));
	return v->contents ? check_contents(v, path, file) : 0;
}

int gx_store_verify(struct gx_store *store, bool contents,
		    void (*report)(void *payload, const char *path, const char *fault),
		    void *payload, size_t *faults, struct gx_err *err)
{
	struct verifier v = { store, contents, report, payload, 0, err };
	GX_AUTO(strv) struct gx_strv all = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv damage = GX_STRV_INIT;

	if (gx_db_check(store->db, &damage, err) < 0 || gx_store_all_valid(store, &all, err) < 0)
		return -1;
	for (size_t i = 0; i < damage.n; i++)
		fault(&v, "database", damage.v[i]);
	for (size_t i = 0; i < all.n; i++)
		if (verify_item(&v, all.v[i]) < 0)
			return -1;
	*faults = v.faults;
	return 0;
}

int gx_store_optimise(struct gx_store *store, uint64_t *saved, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv all = GX_STRV_INIT;
	struct gx_canon canon;
	uint64_t total = 0;

	if (gx_store_writable(store, err) < 0 || gx_store_all_valid(store, &all, err) < 0
	    || gx_store_canon(store, &canon, err) < 0)
		return -1;
	canon.saved = &total;
	for (size_t i = 0; i < all.n; i++) {
		GX_AUTO(free) char *file = gx_store_physical(store, all.v[i]);
		int r;

		if (gx_store_add_temp_root(store, all.v[i], err) < 0)
			return -1;
		r = gx_store_is_valid(store, all.v[i], err);
		if (r > 0)
			r = gx_tree_canonicalise(file, &canon, err);
		if (r < 0)
			return gx_err_prefix(err, "%s", all.v[i]);
	}
	if (saved)
		*saved = total;
	return 0;
}
