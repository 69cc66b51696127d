/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operations that build, and the options that say how. */
#include "daemon/session.h"

#include <stdlib.h>
#include <string.h>

static bool truth(const char *value)
{
	return !strcmp(value, "1") || !strcmp(value, "true") || !strcmp(value, "yes");
}

static unsigned number(const char *value)
{
	unsigned long n = strtoul(value, NULL, 10);

	return n > 1u << 30 ? 1u << 30 : (unsigned)n;
}

static void set_option(struct gx_daemon *d, const char *name, const char *value)
{
	if (!strcmp(name, "multiplexed-build-output"))
		d->multiplexed = truth(value);
	else if (!strcmp(name, "build-max-jobs"))
		d->build.jobs = number(value);
	else if (!strcmp(name, "build-cores"))
		d->build.cores = number(value);
	else if (!strcmp(name, "build-timeout"))
		d->build.timeout = number(value);
	else if (!strcmp(name, "build-max-silent-time"))
		d->build.max_silent = number(value);
	else if (!strcmp(name, "build-repeat"))
		d->build.rounds = number(value) + 1;
	/* What is left concerns substitutes and wording. */
}

static int op_set_options(struct gx_daemon *d, struct gx_err *err)
{
	enum { KEEP_FAILED, KEEP_GOING, FALLBACK, VERBOSITY, OFFLOAD, BUILD_VERBOSITY, LOG_TYPE,
	       PRINT_TRACE, SUBSTITUTES, COUNT };
	uint64_t v[COUNT], pairs;

	for (int i = 0; i < COUNT; i++)
		if (gx_wire_u64(&d->wire, &v[i], err))
			return -1;
	if (gx_wire_u64(&d->wire, &pairs, err))
		return -1;
	if (pairs > 1000) {
		d->wire.broken = true;
		return gx_fail(err, GX_EINVALID, "worker protocol: too many options");
	}
	d->build.keep_failed = v[KEEP_FAILED];
	d->build.keep_going = v[KEEP_GOING];
	d->trace = v[PRINT_TRACE];
	while (pairs--) {
		GX_AUTO(free) char *name = NULL, *value = NULL;

		if (gx_wire_string(&d->wire, &name, err)
		    || gx_wire_string(&d->wire, &value, err))
			return -1;
		set_option(d, name, value);
	}
	gx_daemon_put_last(d);
	return 0;
}

/* --- traces --------------------------------------------------------------------------------- */

static void put_line(struct gx_daemon *d, struct gx_buf *line)
{
	gx_daemon_put_next(d, gx_buf_str(line), line->len);
}

static void put_log(struct gx_daemon *d, const struct gx_build_event *event)
{
	GX_AUTO(buf) struct gx_buf line = GX_BUF_INIT;

	if (d->multiplexed)
		gx_buf_addf(&line, "@ build-log %ld %zu\n", (long)event->pid, event->len);
	gx_buf_add(&line, event->text, event->len);
	put_line(d, &line);
}

static void put_trace(struct gx_daemon *d, const struct gx_build_event *event)
{
	GX_AUTO(buf) struct gx_buf line = GX_BUF_INIT;

	switch (event->kind) {
	case GX_BUILD_STARTED:
		gx_buf_addf(&line, "@ build-started %s - %s %s %ld\n", event->drv,
			    event->system ? event->system : "", event->log_file
			    ? event->log_file : "", (long)event->pid);
		break;
	case GX_BUILD_SUCCEEDED:
		gx_buf_addf(&line, "@ build-succeeded %s -\n", event->drv);
		break;
	case GX_BUILD_FAILED:
		gx_buf_addf(&line, "@ build-failed %s - 1 %.*s\n", event->drv,
			    event->text ? (int)strcspn(event->text, "\n") : 0,
			    event->text ? event->text : "");
		break;
	default:
		return;
	}
	put_line(d, &line);
}

static void on_event(void *payload, const struct gx_build_event *event)
{
	struct gx_daemon *d = payload;
	GX_AUTO(err) struct gx_err ignored = GX_ERR_INIT;

	if (event->kind == GX_BUILD_LOG)
		put_log(d, event);
	else if (d->trace)
		put_trace(d, event);
	/* A client that is gone is noticed when the answer is sent. */
	gx_wire_flush(&d->wire, &ignored);
}

/* --- building ------------------------------------------------------------------------------- */

/* Derivations among THINGS as targets; a plain item must be valid already. */
static int read_targets(struct gx_daemon *d, const struct gx_strv *things,
			struct gx_strv *targets, struct gx_strv *drvs, struct gx_err *err)
{
	for (size_t i = 0; i < things->n; i++) {
		GX_AUTO(free) char *path = gx_strndup(things->v[i], strcspn(things->v[i], "!"));
		size_t len = strlen(path);
		int valid;

		if (!gx_store_path_ok(path))
			return gx_fail(err, GX_EINVALID, "path `%s' is not in the store", path);
		if (len > 4 && !strcmp(path + len - 4, ".drv")) {
			gx_strv_push(targets, things->v[i]);
			gx_strv_push(drvs, path);
			continue;
		}
		valid = gx_store_is_valid(d->store, path, err);
		if (valid <= 0)
			return valid < 0 ? -1 : gx_fail(err, GX_ENOTFOUND,
							"path `%s' is not valid", path);
	}
	return 0;
}

static int build(struct gx_daemon *d, const struct gx_strv *things, enum gx_build_mode mode,
		 struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv targets = GX_STRV_INIT, drvs = GX_STRV_INIT;
	GX_AUTO(build_result) struct gx_build_result result = GX_BUILD_RESULT_INIT;
	struct gx_build_opts opts = d->build;

	if (read_targets(d, things, &targets, &drvs, err)
	    || gx_daemon_commit(d, &drvs, err))
		return -1;
	if (!targets.n)
		return 0;
	opts.mode = mode;
	if (!opts.event) {
		opts.event = on_event;
		opts.payload = d;
	}
	if (gx_build_run(d->store, &targets, &opts, &result, err)) {
		d->status = err->code == GX_EBUILD || err->code == GX_EHASH ? 100 : 1;
		return -1;
	}
	return 0;
}

static int op_build(struct gx_daemon *d, struct gx_err *err)
{
	static const enum gx_build_mode modes[] = {
		GX_BUILD_NORMAL, GX_BUILD_REPAIR, GX_BUILD_CHECK,
	};
	GX_AUTO(strv) struct gx_strv things = GX_STRV_INIT;
	uint64_t mode;

	if (gx_wire_list(&d->wire, &things, err) || gx_wire_u64(&d->wire, &mode, err))
		return -1;
	if (mode >= GX_ARRAY_SIZE(modes))
		return gx_fail(err, GX_EINVALID, "unknown build mode");
	return build(d, &things, modes[mode], err) ? -1 : gx_daemon_done(d);
}

static int op_ensure(struct gx_daemon *d, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv things = GX_STRV_INIT;
	char *path;

	if (gx_daemon_path(d, &path, err))
		return -1;
	gx_strv_take(&things, path);
	if (!gx_texts_has(d->texts, path)) {
		int valid = gx_store_is_valid(d->store, path, err);

		if (valid <= 0)
			return valid < 0 ? -1 : gx_fail(err, GX_ENOTFOUND,
				"path `%s' is not valid and there is no substitute for it",
				path);
	}
	return gx_daemon_done(d);
}

static int op_builtins(struct gx_daemon *d, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;

	for (const char *const *name = gx_build_builtins(); *name; name++)
		gx_strv_push(&names, *name);
	gx_daemon_put_last(d);
	gx_wire_put_list(&d->wire, &names);
	return 0;
}

const struct gx_daemon_op gx_daemon_build_ops[] = {
	{ 9, "build-things", op_build, .in_memory = true },
	{ 10, "ensure-path", op_ensure, .in_memory = true },
	{ 19, "set-options", op_set_options, .in_memory = true },
	{ 80, "built-in-builders", op_builtins, .in_memory = true },
	{ 0, NULL, NULL },
};
