/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operations that only ask. */
#include "daemon/session.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static int not_valid(struct gx_err *err, const char *path)
{
	return gx_fail(err, GX_ENOTFOUND, "path `%s' is not valid", path);
}

/* The info of the path that comes as argument, which must be valid. */
static int read_info(struct gx_daemon *d, struct gx_path_info *info, struct gx_err *err)
{
	GX_AUTO(free) char *path = NULL;
	int r;

	if (gx_daemon_path(d, &path, err))
		return -1;
	r = gx_store_query(d->store, path, info, err);
	return r > 0 ? not_valid(err, path) : r;
}

static int op_valid(struct gx_daemon *d, struct gx_err *err)
{
	GX_AUTO(free) char *path = NULL;
	int valid;

	if (gx_daemon_path(d, &path, err))
		return -1;
	valid = gx_texts_has(d->texts, path) || gx_store_is_valid(d->store, path, err);
	if (valid < 0)
		return -1;
	gx_daemon_put_last(d);
	gx_wire_put_u64(&d->wire, valid);
	return 0;
}

static void put_hash(struct gx_daemon *d, const struct gx_hash *hash)
{
	GX_AUTO(free) char *text = gx_base16_str(hash->bytes, hash->len);

	gx_wire_put_string(&d->wire, text);
}

static int op_path_hash(struct gx_daemon *d, struct gx_err *err)
{
	GX_AUTO(path_info) struct gx_path_info info = GX_PATH_INFO_INIT;

	if (read_info(d, &info, err))
		return -1;
	gx_daemon_put_last(d);
	put_hash(d, &info.nar_hash);
	return 0;
}

static int put_paths(struct gx_daemon *d, const struct gx_strv *paths)
{
	gx_daemon_put_last(d);
	gx_wire_put_list(&d->wire, paths);
	return 0;
}

static int op_references(struct gx_daemon *d, struct gx_err *err)
{
	GX_AUTO(path_info) struct gx_path_info info = GX_PATH_INFO_INIT;

	return read_info(d, &info, err) ? -1 : put_paths(d, &info.refs);
}

typedef int list_fn(struct gx_store *store, const char *path, struct gx_strv *out,
		    struct gx_err *err);

static int answer_list(struct gx_daemon *d, list_fn *fn, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv list = GX_STRV_INIT;
	GX_AUTO(free) char *path = NULL;

	if (gx_daemon_path(d, &path, err) || fn(d->store, path, &list, err))
		return -1;
	return put_paths(d, &list);
}

static int op_referrers(struct gx_daemon *d, struct gx_err *err)
{
	return answer_list(d, gx_store_referrers, err);
}

static int op_derivers(struct gx_daemon *d, struct gx_err *err)
{
	return answer_list(d, gx_store_derivers, err);
}

static int op_deriver(struct gx_daemon *d, struct gx_err *err)
{
	GX_AUTO(path_info) struct gx_path_info info = GX_PATH_INFO_INIT;

	if (read_info(d, &info, err))
		return -1;
	gx_daemon_put_last(d);
	gx_wire_put_string(&d->wire, info.deriver ? info.deriver : "");
	return 0;
}

static int op_path_info(struct gx_daemon *d, struct gx_err *err)
{
	GX_AUTO(path_info) struct gx_path_info info = GX_PATH_INFO_INIT;

	if (read_info(d, &info, err))
		return -1;
	gx_daemon_put_last(d);
	gx_wire_put_string(&d->wire, info.deriver ? info.deriver : "");
	put_hash(d, &info.nar_hash);
	gx_wire_put_list(&d->wire, &info.refs);
	gx_wire_put_u64(&d->wire, info.registered);
	gx_wire_put_u64(&d->wire, info.nar_size);
	return 0;
}

static int read_drv(struct gx_daemon *d, struct gx_drv **out, struct gx_err *err)
{
	GX_AUTO(free) char *path = NULL;
	int valid;

	if (gx_daemon_path(d, &path, err))
		return -1;
	valid = gx_store_is_valid(d->store, path, err);
	if (valid <= 0)
		return valid < 0 ? -1 : not_valid(err, path);
	return gx_drv_read(gx_store_dir(d->store), path, out, err);
}

/* The outputs' paths, or their names; sorted, as a set is. */
static int answer_outputs(struct gx_daemon *d, bool names, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv list = GX_STRV_INIT;
	struct gx_drv *drv;

	if (read_drv(d, &drv, err))
		return -1;
	for (size_t i = 0; i < drv->noutputs; i++)
		gx_strv_push(&list, names ? drv->outputs[i].name : drv->outputs[i].path);
	gx_drv_free(drv);
	gx_strv_sort(&list);
	return put_paths(d, &list);
}

static int op_drv_outputs(struct gx_daemon *d, struct gx_err *err)
{
	return answer_outputs(d, false, err);
}

static int op_drv_output_names(struct gx_daemon *d, struct gx_err *err)
{
	return answer_outputs(d, true, err);
}

static int op_from_hash_part(struct gx_daemon *d, struct gx_err *err)
{
	GX_AUTO(free) char *hash = NULL, *path = NULL;

	if (gx_wire_string(&d->wire, &hash, err))
		return -1;
	if (strlen(hash) != GX_STORE_HASH_LEN)
		return gx_fail(err, GX_EINVALID, "invalid hash part `%s'", hash);
	if (gx_store_from_hash_part(d->store, hash, &path, err) < 0)
		return -1;
	gx_daemon_put_last(d);
	gx_wire_put_string(&d->wire, path ? path : "");
	return 0;
}

static int op_all_valid(struct gx_daemon *d, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv list = GX_STRV_INIT;

	return gx_store_all_valid(d->store, &list, err) ? -1 : put_paths(d, &list);
}

static int op_valid_paths(struct gx_daemon *d, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv paths = GX_STRV_INIT, valid = GX_STRV_INIT;

	if (gx_wire_list(&d->wire, &paths, err))
		return -1;
	for (size_t i = 0; i < paths.n; i++) {
		int r = gx_store_is_valid(d->store, paths.v[i], err);

		if (r < 0)
			return -1;
		if (r)
			gx_strv_push(&valid, paths.v[i]);
	}
	return put_paths(d, &valid);
}

/* --- substitutes: none are offered over this connection ------------------------------------- */

static int op_has_substitutes(struct gx_daemon *d, struct gx_err *err)
{
	GX_AUTO(free) char *path = NULL;

	if (gx_daemon_path(d, &path, err))
		return -1;
	gx_daemon_put_last(d);
	gx_wire_put_u64(&d->wire, 0);
	return 0;
}

static int op_no_substitutes(struct gx_daemon *d, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv paths = GX_STRV_INIT;
	const struct gx_strv none = GX_STRV_INIT;

	return gx_wire_list(&d->wire, &paths, err) ? -1 : put_paths(d, &none);
}

static int op_nothing(struct gx_daemon *d, struct gx_err *err)
{
	const struct gx_strv none = GX_STRV_INIT;

	return put_paths(d, &none);
}

static int op_clear_failed(struct gx_daemon *d, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv paths = GX_STRV_INIT;

	return gx_wire_list(&d->wire, &paths, err) ? -1 : gx_daemon_done(d);
}

const struct gx_daemon_op gx_daemon_query_ops[] = {
	{ 1, "valid-path?", op_valid, .in_memory = true },
	{ 3, "has-substitutes?", op_has_substitutes, .in_memory = true },
	{ 4, "query-path-hash", op_path_hash },
	{ 5, "query-references", op_references },
	{ 6, "query-referrers", op_referrers },
	{ 18, "query-deriver", op_deriver },
	{ 22, "query-derivation-outputs", op_drv_outputs },
	{ 23, "query-all-valid-paths", op_all_valid },
	{ 24, "query-failed-paths", op_nothing, .in_memory = true },
	{ 25, "clear-failed-paths", op_clear_failed, .in_memory = true },
	{ 26, "query-path-info", op_path_info },
	{ 28, "query-derivation-output-names", op_drv_output_names },
	{ 29, "query-path-from-hash-part", op_from_hash_part },
	{ 30, "query-substitutable-path-infos", op_no_substitutes, .in_memory = true },
	{ 31, "query-valid-paths", op_valid_paths },
	{ 32, "query-substitutable-paths", op_no_substitutes, .in_memory = true },
	{ 33, "query-valid-derivers", op_derivers },
	{ 81, "substitute-urls", op_nothing, .in_memory = true },
	{ 0, NULL, NULL },
};
