/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people and scripts see of a run while it goes on: a line that is redrawn, lines that
 * stay, or JSON objects (doc/diagnostics.md). */
#include "build/build.h"
#include "util/progress.h"
#include "util/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct running {
	char *drv;
	char *name;
	bool download;
	uint64_t bytes, total;
	double started;
	struct gx_buf line;		/* an unfinished line of its log */
};

/* A log without line ends is told in such pieces. */
#define MAX_LINE 65536

struct gx_build_reporter {
	struct gx_progress *progress;
	bool logs;
	size_t builds, downloads;	/* planned */
	size_t built, downloaded;
	uint64_t planned;		/* bytes of all downloads … */
	bool sizes_unknown;		/* … unless there are some that one knows nothing of */
	uint64_t bytes;			/* of finished downloads */
	struct running *running;	size_t nrunning;
	double rate;			/* bytes a second, over the last seconds */
	double rate_at;
	uint64_t rate_bytes;
};

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

struct gx_build_reporter *gx_build_reporter_new(struct gx_progress *progress, bool logs)
{
	struct gx_build_reporter *r = gx_calloc(1, sizeof *r);

	r->progress = progress;
	r->logs = logs;
	return r;
}

static void running_clear(struct running *item)
{
	free(item->drv);
	free(item->name);
	gx_buf_clear(&item->line);
}

void gx_build_reporter_free(struct gx_build_reporter *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->nrunning; i++)
		running_clear(&r->running[i]);
	free(r->running);
	free(r);
}

/* --- bytes ---------------------------------------------------------------------------------- */

struct bytes {
	uint64_t done, total;
	bool known;		/* TOTAL is that of all files of the plan */
};

/* Where the plan does not know a size, the server tells it when the file begins to come. */
static struct bytes count_bytes(const struct gx_build_reporter *r)
{
	struct bytes b = { r->bytes, r->bytes, true };
	size_t seen = r->downloaded;

	for (size_t i = 0; i < r->nrunning; i++) {
		const struct running *item = &r->running[i];

		if (!item->download)
			continue;
		seen++;
		b.done += item->bytes;
		b.total += item->total > item->bytes ? item->total : item->bytes;
		b.known = b.known && item->total;
	}
	b.known = b.known && seen >= r->downloads;
	if (r->planned && !r->sizes_unknown) {
		b.known = true;
		b.total = r->planned > b.done ? r->planned : b.done;
	}
	return b;
}

/* The speed of the last seconds, told once some have passed. */
static void measure(struct gx_build_reporter *r, uint64_t done)
{
	double t = now(), passed = t - r->rate_at, speed;

	if (!r->rate_at || done < r->rate_bytes) {
		r->rate_at = t;
		r->rate_bytes = done;
	} else if (passed >= 0.5) {
		speed = (double)(done - r->rate_bytes) / passed;
		r->rate = r->rate > 0 ? 0.7 * r->rate + 0.3 * speed : speed;
		r->rate_at = t;
		r->rate_bytes = done;
	}
}

static double seconds_left(const struct gx_build_reporter *r, const struct bytes *b)
{
	return b->known && r->rate > 1 && b->total > b->done
		? (double)(b->total - b->done) / r->rate : 0;
}

/* --- the line ------------------------------------------------------------------------------- */

static bool downloading(const struct gx_build_reporter *r)
{
	return r->downloaded < r->downloads;
}

static void add_bytes(const struct gx_build_reporter *r, const struct bytes *b,
		      struct gx_buf *out)
{
	char text[16];
	double left = seconds_left(r, b);

	if (!b->done)
		return;
	gx_format_size(b->done, text);
	gx_buf_addf(out, ", %s", text);
	if (!downloading(r))
		return;
	if (b->known) {
		gx_format_size(b->total, text);
		gx_buf_addf(out, " of %s", text);
	}
	if (r->rate > 1) {
		gx_format_size((uint64_t)r->rate, text);
		gx_buf_addf(out, ", %s/s", text);
	}
	if (left >= 1) {
		gx_format_time(left, text);
		gx_buf_addf(out, ", %s left", text);
	}
}

static void add_item(const struct running *item, double t, struct gx_buf *out)
{
	char text[16];

	gx_buf_adds(out, item->name);
	if (item->download && item->total) {
		gx_buf_addf(out, " %u%%", (unsigned)(item->bytes * 100 / item->total));
	} else if (!item->download && t - item->started >= 5) {
		gx_format_time(t - item->started, text);
		gx_buf_addf(out, " %s", text);
	}
}

static void format_line(const struct gx_build_reporter *r, const struct bytes *b,
			struct gx_buf *out)
{
	const char *separator = ": ";
	double t = now();

	if (r->downloads) {
		gx_buf_addf(out, "downloaded %zu/%zu", r->downloaded, r->downloads);
		add_bytes(r, b, out);
	}
	if (r->builds)
		gx_buf_addf(out, "%sbuilt %zu/%zu", out->len ? "; " : "", r->built, r->builds);
	for (size_t i = r->nrunning; i-- > 0; separator = ", ") {
		gx_buf_adds(out, separator);
		add_item(&r->running[i], t, out);
	}
}

/* --- JSON ----------------------------------------------------------------------------------- */

static void add_text(struct gx_buf *out, const char *name, const char *value)
{
	if (!value)
		return;
	gx_buf_addf(out, ",\"%s\":", name);
	gx_utf8_add_json(out, value, strlen(value));
}

static void put_state(struct gx_build_reporter *r, const struct bytes *b)
{
	GX_AUTO(buf) struct gx_buf out = GX_BUF_INIT;
	double left = seconds_left(r, b);

	gx_buf_addf(&out, "{\"event\":\"progress\",\"downloaded\":%zu,\"downloads\":%zu,"
		    "\"built\":%zu,\"builds\":%zu,\"bytes\":%llu", r->downloaded, r->downloads,
		    r->built, r->builds, (unsigned long long)b->done);
	if (b->known && b->total)
		gx_buf_addf(&out, ",\"bytesTotal\":%llu", (unsigned long long)b->total);
	if (r->rate > 1 && downloading(r))
		gx_buf_addf(&out, ",\"bytesPerSecond\":%.0f", r->rate);
	if (left >= 1)
		gx_buf_addf(&out, ",\"secondsLeft\":%.0f", left);
	gx_buf_adds(&out, ",\"running\":[");
	for (size_t i = 0; i < r->nrunning; i++) {
		gx_buf_adds(&out, i ? "," : "");
		gx_utf8_add_json(&out, r->running[i].name, strlen(r->running[i].name));
	}
	gx_buf_adds(&out, "]}");
	gx_progress_object(r->progress, out.data);
}

static void put_item(struct gx_build_reporter *r, const char *what,
		     const struct gx_build_event *event)
{
	GX_AUTO(buf) struct gx_buf out = GX_BUF_INIT;

	if (!gx_progress_is_json())
		return;
	gx_buf_addf(&out, "{\"event\":\"%s\",\"kind\":\"%s\"", what,
		    event->download ? "download" : "build");
	add_text(&out, "name", event->name);
	add_text(&out, "derivation", event->drv);
	if (event->kind == GX_BUILD_SUCCEEDED)
		gx_buf_addf(&out, ",\"seconds\":%.1f", event->seconds);
	if (event->kind == GX_BUILD_SUCCEEDED && event->download)
		gx_buf_addf(&out, ",\"bytes\":%llu", (unsigned long long)event->bytes);
	if (event->kind == GX_BUILD_FAILED)
		gx_buf_addf(&out, ",\"status\":%d", event->status);
	add_text(&out, "log", event->kind == GX_BUILD_FAILED ? event->log_file : NULL);
	gx_buf_adds(&out, "}");
	gx_progress_object(r->progress, out.data);
}

static void redraw(struct gx_build_reporter *r)
{
	GX_AUTO(buf) struct gx_buf out = GX_BUF_INIT;
	struct bytes b = count_bytes(r);

	measure(r, b.done);
	if (gx_progress_is_json()) {
		if (gx_progress_due(r->progress))
			put_state(r, &b);
	} else if (gx_progress_live(r->progress)) {
		format_line(r, &b, &out);
		gx_progress_set(r->progress, gx_buf_str(&out));
	}
}

/* --- events --------------------------------------------------------------------------------- */

/* A line that stays; JSON has an object for it. */
static void say(struct gx_build_reporter *r, const char *verb, const char *name, const char *rest)
{
	GX_AUTO(free) char *text = gx_asprintf("%s %s%s", verb, name, rest);

	if (!gx_progress_is_json())
		gx_progress_print(r->progress, text);
}

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
		.download = event->download, .started = now(),
	};
	put_item(r, "started", event);
	if (!gx_progress_live(r->progress))
		say(r, event->download ? "downloading" : "building", event->name, "");
}

/* What ITEM's log said since its last line end; several builds at once tell their names. */
static void put_line(struct gx_build_reporter *r, struct running *item)
{
	GX_AUTO(buf) struct gx_buf whole = GX_BUF_INIT;

	if (r->nrunning > 1)
		gx_buf_addf(&whole, "%s> ", item->name);
	gx_buf_add(&whole, item->line.data, item->line.len);
	gx_progress_print(r->progress, gx_buf_str(&whole));
	gx_buf_reset(&item->line);
}

static void ended(struct gx_build_reporter *r, const struct gx_build_event *event)
{
	struct running *item = find(r, event->drv);

	if (!item)
		return;
	if (item->line.len)
		put_line(r, item);
	running_clear(item);
	*item = r->running[--r->nrunning];
}

static void succeeded(struct gx_build_reporter *r, const struct gx_build_event *event)
{
	char text[64], size[16];

	ended(r, event);
	put_item(r, "finished", event);
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

static void failed(struct gx_build_reporter *r, const struct gx_build_event *event)
{
	ended(r, event);
	put_item(r, "failed", event);
	say(r, "failed:", event->name, "");
}

static void show_log(struct gx_build_reporter *r, const struct gx_build_event *event)
{
	const char *text = event->text, *end = text + event->len;
	struct running *item = r->logs ? find(r, event->drv) : NULL;

	while (item && text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));

		gx_buf_add(&item->line, text, (size_t)((newline ? newline : end) - text));
		if (newline || item->line.len > MAX_LINE)
			put_line(r, item);
		text = newline ? newline + 1 : end;
	}
}

static void grown(struct gx_build_reporter *r, const struct gx_build_event *event)
{
	struct running *item = find(r, event->drv);

	if (item) {
		item->bytes = event->bytes;
		item->total = event->total;
	}
}

void gx_build_reporter_event(void *reporter, const struct gx_build_event *event)
{
	struct gx_build_reporter *r = reporter;

	switch (event->kind) {
	case GX_BUILD_PLANNED:
		r->builds += event->count;
		r->downloads += event->downloads;
		r->planned += event->total;
		r->sizes_unknown = r->sizes_unknown || (event->downloads && !event->total);
		break;
	case GX_BUILD_STARTED:
		started(r, event);
		break;
	case GX_BUILD_LOG:
		show_log(r, event);
		return;
	case GX_BUILD_PROGRESS:
		grown(r, event);
		break;
	case GX_BUILD_WAITING:
		put_item(r, "waiting", event);
		say(r, "waiting for another gx that realises", event->name, "");
		break;
	case GX_BUILD_SUCCEEDED:
		succeeded(r, event);
		break;
	case GX_BUILD_FAILED:
		failed(r, event);
		break;
	case GX_BUILD_TICK:
		break;
	}
	redraw(r);
}
