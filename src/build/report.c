/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people read of a run: the plan before it, and events as they come. */
#include "build/build.h"
#include "util/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct running {
	char *drv;
	char *name;
	bool download;
	uint64_t bytes, total;
};

struct gx_build_reporter {
	struct gx_progress *progress;
	bool logs;
	size_t builds, downloads;	/* planned */
	size_t built, downloaded;
	uint64_t bytes;			/* of finished downloads */
	struct running *running;	size_t nrunning;
	struct gx_buf line;		/* an unfinished line of a log */
};

struct gx_build_reporter *gx_build_reporter_new(struct gx_progress *progress, bool logs)
{
	struct gx_build_reporter *r = gx_calloc(1, sizeof *r);

	r->progress = progress;
	r->logs = logs;
	return r;
}

void gx_build_reporter_free(struct gx_build_reporter *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->nrunning; i++) {
		free(r->running[i].drv);
		free(r->running[i].name);
	}
	free(r->running);
	gx_buf_clear(&r->line);
	free(r);
}

/* --- the line ------------------------------------------------------------------------------- */

static void add_count(struct gx_buf *out, const char *what, size_t n, size_t total)
{
	if (total)
		gx_buf_addf(out, "%s%s %zu/%zu", out->len ? ", " : "", what, n, total);
}

static void add_bytes(const struct gx_build_reporter *r, struct gx_buf *out)
{
	uint64_t done = r->bytes;
	char text[16];

	for (size_t i = 0; i < r->nrunning; i++)
		done += r->running[i].bytes;
	if (!done)
		return;
	gx_format_size(done, text);
	gx_buf_addf(out, " (%s)", text);
}

static void redraw(struct gx_build_reporter *r)
{
	GX_AUTO(buf) struct gx_buf out = GX_BUF_INIT;
	const char *separator = ": ";

	if (!gx_progress_live(r->progress))
		return;
	add_count(&out, "downloaded", r->downloaded, r->downloads);
	add_bytes(r, &out);
	add_count(&out, "built", r->built, r->builds);
	for (size_t i = r->nrunning; i-- > 0; ) {
		const struct running *item = &r->running[i];

		gx_buf_addf(&out, "%s%s", separator, item->name);
		if (item->download && item->total)
			gx_buf_addf(&out, " %u%%", (unsigned)(item->bytes * 100 / item->total));
		separator = ", ";
	}
	gx_progress_set(r->progress, gx_buf_str(&out));
}

static void say(struct gx_build_reporter *r, const char *fmt, const char *name, const char *rest)
{
	GX_AUTO(free) char *text = gx_asprintf("%s %s%s", fmt, name, rest);

	gx_progress_print(r->progress, text);
}

/* --- events --------------------------------------------------------------------------------- */

static struct running *find(struct gx_build_reporter *r, const char *drv)
{
	for (size_t i = 0; i < r->nrunning; i++)
		if (!strcmp(r->running[i].drv, drv))
			return &r->running[i];
	return NULL;
}

static void started(struct gx_build_reporter *r, const struct gx_build_event *event)
{
	r->running = gx_reallocarray(r->running, r->nrunning + 1, sizeof *r->running);
	r->running[r->nrunning++] = (struct running){
		.drv = gx_strdup(event->drv), .name = gx_strdup(event->name),
		.download = event->download,
	};
	if (!gx_progress_live(r->progress))
		say(r, event->download ? "downloading" : "building", event->name, "");
}

static void ended(struct gx_build_reporter *r, const struct gx_build_event *event)
{
	struct running *item = find(r, event->drv);

	if (item) {
		free(item->drv);
		free(item->name);
		*item = r->running[--r->nrunning];
	}
}

static void succeeded(struct gx_build_reporter *r, const struct gx_build_event *event)
{
	char text[64], size[16];

	ended(r, event);
	if (event->download) {
		r->downloaded++;
		r->bytes += event->bytes;
	} else {
		r->built++;
	}
	/* What took long is worth a line that stays. */
	if (event->seconds < 10 && gx_progress_live(r->progress))
		return;
	if (event->download) {
		gx_format_size(event->bytes, size);
		snprintf(text, sizeof text, " (%s, %.1f s)", size, event->seconds);
	} else {
		snprintf(text, sizeof text, " (%.1f s)", event->seconds);
	}
	say(r, event->download ? "downloaded" : "built", event->name, text);
}

static void show_log(struct gx_build_reporter *r, const struct gx_build_event *event)
{
	const char *text = event->text, *end = text + event->len, *newline;

	if (!r->logs)
		return;
	while (text < end && (newline = memchr(text, '\n', end - text))) {
		GX_AUTO(buf) struct gx_buf whole = GX_BUF_INIT;

		if (r->nrunning > 1)
			gx_buf_addf(&whole, "%s> ", event->name);
		gx_buf_add(&whole, r->line.data, r->line.len);
		gx_buf_add(&whole, text, newline - text + 1);
		gx_progress_print(r->progress, gx_buf_str(&whole));
		gx_buf_reset(&r->line);
		text = newline + 1;
	}
	gx_buf_add(&r->line, text, end - text);
}

void gx_build_reporter_event(void *reporter, const struct gx_build_event *event)
{
	struct gx_build_reporter *r = reporter;
	struct running *item;

	switch (event->kind) {
	case GX_BUILD_PLANNED:
		r->builds += event->count;
		r->downloads += event->downloads;
		break;
	case GX_BUILD_STARTED:
		started(r, event);
		break;
	case GX_BUILD_LOG:
		show_log(r, event);
		return;
	case GX_BUILD_PROGRESS:
		item = find(r, event->drv);
		if (item) {
			item->bytes = event->bytes;
			item->total = event->total;
		}
		break;
	case GX_BUILD_WAITING:
		say(r, "waiting for another gx that realises", event->name, "");
		break;
	case GX_BUILD_SUCCEEDED:
		succeeded(r, event);
		break;
	case GX_BUILD_FAILED:
		ended(r, event);
		say(r, "failed:", event->name, "");
		break;
	}
	redraw(r);
}

/* --- the plan ------------------------------------------------------------------------------- */

static void add_group(struct gx_buf *out, const char *verb, const char *noun, const char *rest,
		      const struct gx_build_plan_item *items, size_t n)
{
	if (!n)
		return;
	gx_buf_addf(out, "%zu %s%s would be %s%s:\n", n, noun, n == 1 ? "" : "s", verb, rest);
	for (size_t i = 0; i < n; i++) {
		char size[16] = "";

		if (items[i].size)
			gx_format_size(items[i].size, size);
		gx_buf_addf(out, "  %s%s%s%s\n", items[i].drv, *size ? "  (" : "", size,
			    *size ? ")" : "");
	}
}

void gx_build_plan_format(const struct gx_build_plan *plan, struct gx_buf *out)
{
	char size[16], rest[48] = "";

	if (plan->download_bytes) {
		gx_format_size(plan->download_bytes, size);
		snprintf(rest, sizeof rest, " (%s%s)", plan->sizes_known ? "" : "at least ",
			 size);
	}
	add_group(out, "downloaded", "file", rest, plan->downloads, plan->ndownloads);
	add_group(out, "built", "derivation", "", plan->builds, plan->nbuilds);
}
