/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session of the worker protocol: handshake, dispatch, answers. */
#include "daemon/session.h"

#include <stdlib.h>
#include <string.h>

/* Write pending text items at the latest when they take so much memory. */
#define PENDING_MAX ((size_t)256 << 20)

struct gx_daemon *gx_daemon_new(struct gx_store *store, int in, int out,
				const struct gx_daemon_opts *opts)
{
	struct gx_daemon *d = gx_calloc(1, sizeof *d);

	d->store = store;
	if (opts)
		d->opts = *opts;
	if (d->opts.build)
		d->build = *d->opts.build;
	gx_wire_init(&d->wire, in, out);
	d->texts = gx_texts_new(store);
	return d;
}

void gx_daemon_free(struct gx_daemon *d)
{
	if (!d)
		return;
	gx_wire_clear(&d->wire);
	gx_texts_free(d->texts);
	free(d);
}

void gx_cleanup_daemon(struct gx_daemon **d)
{
	gx_daemon_free(*d);
}

int gx_daemon_commit(struct gx_daemon *d, const struct gx_strv *wanted, struct gx_err *err)
{
	return gx_texts_write(d->texts, wanted, &d->stats.written, err);
}

bool gx_daemon_is_pending(const struct gx_daemon *d, const char *path)
{
	return gx_texts_has(d->texts, path);
}

const struct gx_daemon_stats *gx_daemon_stats(const struct gx_daemon *d)
{
	return &d->stats;
}

void gx_daemon_put_last(struct gx_daemon *d)
{
	gx_wire_put_u64(&d->wire, GX_WORKER_LAST);
}

void gx_daemon_put_next(struct gx_daemon *d, const char *text, size_t len)
{
	gx_wire_put_u64(&d->wire, GX_WORKER_NEXT);
	gx_wire_put_data(&d->wire, text, len);
}

int gx_daemon_done(struct gx_daemon *d)
{
	gx_daemon_put_last(d);
	gx_wire_put_u64(&d->wire, 1);
	return 0;
}

int gx_daemon_path(struct gx_daemon *d, char **out, struct gx_err *err)
{
	GX_AUTO(free) char *path = NULL;

	if (gx_wire_string(&d->wire, &path, err))
		return -1;
	if (!gx_store_path_ok(path))
		return gx_fail(err, GX_EINVALID, "path `%s' is not in the store", path);
	*out = gx_steal(&path);
	return 0;
}

static int handshake(struct gx_daemon *d, struct gx_err *err)
{
	uint64_t word, version;
	int r = gx_wire_read_first(&d->wire, &word, err);

	if (r)
		return r;
	if (word != GX_WORKER_HELLO)
		return gx_fail(err, GX_EINVALID, "worker protocol: not a client's greeting");
	gx_wire_put_u64(&d->wire, GX_WORKER_ANSWER);
	gx_wire_put_u64(&d->wire, GX_WORKER_VERSION);
	if (gx_wire_u64(&d->wire, &version, err))
		return -1;
	if (version >> 8 != GX_WORKER_VERSION >> 8 || version < GX_WORKER_OLDEST)
		return gx_fail(err, GX_EINVALID, "worker protocol: client version %#llx is not "
			       "supported", (unsigned long long)version);
	/* A processor to run on, which we leave alone, and whether to reserve disk space. */
	if (gx_wire_u64(&d->wire, &word, err)
	    || (word && gx_wire_u64(&d->wire, &word, err))
	    || gx_wire_u64(&d->wire, &word, err))
		return -1;
	gx_daemon_put_last(d);
	return gx_wire_flush(&d->wire, err);
}

static const struct gx_daemon_op *find_op(uint64_t code)
{
	const struct gx_daemon_op *const tables[] = {
		gx_daemon_query_ops, gx_daemon_add_ops, gx_daemon_build_ops, gx_daemon_gc_ops,
	};

	for (size_t t = 0; t < GX_ARRAY_SIZE(tables); t++)
		for (const struct gx_daemon_op *op = tables[t]; op->fn; op++)
			if (op->code == code)
				return op;
	return NULL;
}

static int run_op(struct gx_daemon *d, const struct gx_daemon_op *op, uint64_t code,
		  struct gx_err *err)
{
	if (!op || (op->trusted && !d->opts.trusted)) {
		/* Its arguments are unknown, so nothing after it makes sense. */
		d->wire.broken = true;
		return op ? gx_fail(err, GX_EINVALID, "you may not do `%s' here", op->name)
			: gx_fail(err, GX_EINVALID, "worker protocol: unknown operation %llu",
				  (unsigned long long)code);
	}
	if (!op->in_memory || !d->opts.lazy || gx_texts_bytes(d->texts) > PENDING_MAX)
		if (gx_daemon_commit(d, NULL, err)) {
			d->wire.broken = true;
			return -1;
		}
	return op->fn(d, err);
}

/* One request; +1 when the client has hung up. */
static int serve_one(struct gx_daemon *d, struct gx_err *err)
{
	GX_AUTO(err) struct gx_err failure = GX_ERR_INIT;
	uint64_t code;
	int r = gx_wire_read_first(&d->wire, &code, err);

	if (r)
		return r;
	d->stats.requests++;
	d->status = 1;
	if (run_op(d, find_op(code), code, &failure)) {
		gx_wire_put_u64(&d->wire, GX_WORKER_ERROR);
		gx_wire_put_string(&d->wire, gx_err_text(&failure));
		gx_wire_put_u64(&d->wire, d->status);
	}
	if (gx_wire_flush(&d->wire, err))
		return -1;
	if (d->wire.broken) {
		gx_err_move(err, &failure);
		return -1;
	}
	return 0;
}

int gx_daemon_run(struct gx_daemon *d, struct gx_err *err)
{
	int r = handshake(d, err);

	while (!r)
		r = serve_one(d, err);
	return r < 0 ? -1 : 0;
}

