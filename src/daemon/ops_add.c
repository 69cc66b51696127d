/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operations that add items and roots. */
#include "daemon/session.h"

#include <stdlib.h>
#include <string.h>

static int op_add_text(struct gx_daemon *d, struct gx_err *err)
{
	GX_AUTO(free) char *name = NULL;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(strv) struct gx_strv refs = GX_STRV_INIT;
	const char *path;

	if (gx_wire_string(&d->wire, &name, err) || gx_wire_text(&d->wire, &text, err)
	    || gx_wire_list(&d->wire, &refs, err)
	    || gx_texts_add(d->texts, name, &text, &refs, &path, err))
		return -1;
	d->stats.texts++;
	if (!d->opts.lazy && gx_daemon_commit(d, NULL, err))
		return -1;
	gx_daemon_put_last(d);
	gx_wire_put_string(&d->wire, path);
	return 0;
}

static int wire_source(void *wire, void *data, size_t len, struct gx_err *err)
{
	return gx_wire_read(wire, data, len, err);
}

/* The archive that follows is read in any case, so that the session can go on. */
static int skip_nar(struct gx_daemon *d)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;

	if (gx_nar_copy(wire_source, &d->wire, NULL, NULL, NULL, &err))
		d->wire.broken = true;
	return -1;
}

static int op_add(struct gx_daemon *d, struct gx_err *err)
{
	GX_AUTO(free) char *name = NULL, *algo_name = NULL, *path = NULL;
	enum gx_hash_algo algo;
	uint64_t ignored, recursive;

	if (gx_wire_string(&d->wire, &name, err) || gx_wire_u64(&d->wire, &ignored, err)
	    || gx_wire_u64(&d->wire, &recursive, err)
	    || gx_wire_string(&d->wire, &algo_name, err))
		return -1;
	if (gx_hash_algo_parse(algo_name, &algo)) {
		gx_fail(err, GX_EINVALID, "unknown hash algorithm `%s'", algo_name);
		return skip_nar(d);
	}
	if (!gx_store_name_ok(name)) {
		gx_fail(err, GX_EINVALID, "invalid store item name `%s'", name);
		return skip_nar(d);
	}
	if (gx_store_add_nar(d->store, name, recursive, algo, wire_source, &d->wire, &path,
			     err)) {
		/* How much of the archive was read is not known. */
		d->wire.broken = true;
		return -1;
	}
	gx_daemon_put_last(d);
	gx_wire_put_string(&d->wire, path);
	return 0;
}

static int op_temp_root(struct gx_daemon *d, struct gx_err *err)
{
	GX_AUTO(free) char *path = NULL;

	if (gx_daemon_path(d, &path, err)
	    || gx_store_add_temp_root(d->store, path, err))
		return -1;
	return gx_daemon_done(d);
}

/* The client has made the link itself, which must lead into the store. */
static int op_indirect_root(struct gx_daemon *d, struct gx_err *err)
{
	GX_AUTO(free) char *link = NULL, *target = NULL, *item = NULL;
	int r;

	if (gx_wire_string(&d->wire, &link, err))
		return -1;
	if (link[0] != '/')
		return gx_fail(err, GX_EINVALID, "`%s' is not an absolute file name", link);
	r = gx_readlink(link, &target, err);
	if (r)
		return r < 0 ? -1 : gx_fail(err, GX_ENOTFOUND, "there is no link `%s'", link);
	item = gx_store_path_item(target);
	if (!item)
		return gx_fail(err, GX_EINVALID, "`%s' does not lead into the store", link);
	if (gx_store_add_indirect_root(d->store, link, item, err))
		return -1;
	return gx_daemon_done(d);
}

static int op_sync_with_gc(struct gx_daemon *d, struct gx_err *err)
{
	return gx_daemon_done(d);
}

const struct gx_daemon_op gx_daemon_add_ops[] = {
	{ 7, "add-to-store", op_add, .in_memory = true },
	{ 8, "add-text-to-store", op_add_text, .in_memory = true },
	{ 11, "add-temp-root", op_temp_root, .in_memory = true },
	{ 12, "add-indirect-root", op_indirect_root },
	{ 13, "sync-with-gc", op_sync_with_gc, .in_memory = true },
	{ 0, NULL, NULL },
};
