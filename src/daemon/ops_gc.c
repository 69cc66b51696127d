/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operations on the whole store: roots, collection, checks. */
#include "daemon/session.h"

#include <stdlib.h>
#include <string.h>

static int op_find_roots(struct gx_daemon *d, struct gx_err *err)
{
	GX_AUTO(roots) struct gx_roots roots = { NULL, 0 };

	if (gx_store_roots(d->store, &roots, err))
		return -1;
	gx_daemon_put_last(d);
	gx_wire_put_u64(&d->wire, roots.n);
	for (size_t i = 0; i < roots.n; i++) {
		gx_wire_put_string(&d->wire, roots.v[i].link);
		gx_wire_put_string(&d->wire, roots.v[i].path);
	}
	return 0;
}

struct gc_args {
	enum { GC_LIVE, GC_DEAD, GC_DELETE_DEAD, GC_DELETE_SPECIFIC } action;
	struct gx_strv paths;
	uint64_t free_bytes;	/* UINT64_MAX: everything */
};

static int read_gc_args(struct gx_daemon *d, struct gc_args *args, struct gx_err *err)
{
	uint64_t action, ignored;

	if (gx_wire_u64(&d->wire, &action, err) || gx_wire_list(&d->wire, &args->paths, err)
	    || gx_wire_u64(&d->wire, &ignored, err)	/* ignore liveness: never */
	    || gx_wire_u64(&d->wire, &args->free_bytes, err)
	    || gx_wire_u64(&d->wire, &ignored, err) || gx_wire_u64(&d->wire, &ignored, err)
	    || gx_wire_u64(&d->wire, &ignored, err))
		return -1;
	if (action > GC_DELETE_SPECIFIC)
		return gx_fail(err, GX_EINVALID, "unknown garbage collector action");
	args->action = action;
	return 0;
}

static int collect(struct gx_daemon *d, const struct gc_args *args,
		   struct gx_gc_result *result, struct gx_err *err)
{
	struct gx_gc_opts opts = {
		.free_bytes = args->free_bytes == UINT64_MAX ? 0 : args->free_bytes,
		.only = args->action == GC_DELETE_SPECIFIC ? &args->paths : NULL,
	};

	switch (args->action) {
	case GC_LIVE:
		return gx_store_live(d->store, &result->paths, err);
	case GC_DEAD:
		return gx_store_dead(d->store, &result->paths, err);
	default:
		if (!d->opts.trusted)
			return gx_fail(err, GX_EINVALID, "you may not delete store items here");
		return gx_store_gc(d->store, &opts, result, err);
	}
}

static int op_collect(struct gx_daemon *d, struct gx_err *err)
{
	struct gc_args args = { GC_LIVE, GX_STRV_INIT, 0 };
	struct gx_gc_result result = { GX_STRV_INIT, 0 };
	int r = read_gc_args(d, &args, err);

	if (!r)
		r = collect(d, &args, &result, err);
	if (!r) {
		gx_daemon_put_last(d);
		gx_wire_put_list(&d->wire, &result.paths);
		gx_wire_put_u64(&d->wire, result.bytes);
		gx_wire_put_u64(&d->wire, 0);
	}
	gx_strv_clear(&args.paths);
	gx_gc_result_clear(&result);
	return r;
}

static int op_optimise(struct gx_daemon *d, struct gx_err *err)
{
	uint64_t saved;

	return gx_store_optimise(d->store, &saved, err) ? -1 : gx_daemon_done(d);
}

static void put_fault(void *payload, const char *path, const char *fault)
{
	GX_AUTO(free) char *line = gx_asprintf("%s: %s\n", path, fault);

	gx_daemon_put_next(payload, line, strlen(line));
}

static int op_verify(struct gx_daemon *d, struct gx_err *err)
{
	uint64_t contents, repair;
	size_t faults = 0;

	if (gx_wire_u64(&d->wire, &contents, err) || gx_wire_u64(&d->wire, &repair, err)
	    || gx_store_verify(d->store, contents, put_fault, d, &faults, err))
		return -1;
	gx_daemon_put_last(d);
	gx_wire_put_u64(&d->wire, faults != 0);
	return 0;
}

const struct gx_daemon_op gx_daemon_gc_ops[] = {
	{ 14, "find-roots", op_find_roots },
	{ 20, "collect-garbage", op_collect },
	{ 34, "optimize-store", op_optimise, .trusted = true },
	{ 35, "verify-store", op_verify },
	{ 0, NULL, NULL },
};
