/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Progress in its forms. */
#include "util/progress.h"
#include "util/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum form { FORM_AUTO, FORM_LINE, FORM_PLAIN, FORM_JSON, FORM_NONE };

static enum form wish = FORM_AUTO;

struct gx_progress {
	int fd;
	enum form form;		/* not FORM_AUTO */
	char *text;		/* what the line should read, or NULL */
	bool shown;		/* something is on the last line of the screen */
	double drawn;		/* when */
};

int gx_progress_set_form(const char *name, struct gx_err *err)
{
	static const char *const names[] = { "auto", "line", "plain", "json", "none" };

	for (size_t i = 0; i < GX_ARRAY_SIZE(names); i++)
		if (!strcmp(name, names[i])) {
			wish = (enum form)i;
			return 0;
		}
	return gx_fail(err, GX_EUSAGE, "'%s' is no form of progress: line, plain, json, none",
		       name);
}

bool gx_progress_is_json(void)
{
	return wish == FORM_JSON;
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

/* A line is redrawn on a terminal that understands \r and "erase line". */
static enum form choose(int fd)
{
	const char *term = getenv("TERM");

	if (wish != FORM_AUTO)
		return wish;
	return isatty(fd) && term && strcmp(term, "dumb") && !getenv("NO_PROGRESS") ? FORM_LINE
										     : FORM_PLAIN;
}

struct gx_progress *gx_progress_new(int fd)
{
	struct gx_progress *p = gx_calloc(1, sizeof *p);

	p->fd = fd;
	p->form = choose(fd);
	return p;
}

bool gx_progress_live(const struct gx_progress *progress)
{
	return progress->form == FORM_LINE;
}

bool gx_progress_due(const struct gx_progress *progress)
{
	return (progress->form == FORM_LINE || progress->form == FORM_JSON) &&
	       now() - progress->drawn >= 0.1;
}

/* Asked each time, so that a window may change its size. */
static unsigned columns(const struct gx_progress *p)
{
	struct winsize size;

	return ioctl(p->fd, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

/* The screen is no reason to fail: what cannot be written is lost. */
static void put(const struct gx_progress *p, const char *text, size_t len)
{
	gx_fd_write(p->fd, text, len, NULL);
}

/* Add as much of TEXT as WIDTH columns hold. */
static void add_cut(struct gx_buf *out, const char *text, unsigned width)
{
	const char *end = text + strcspn(text, "\n");

	while (text < end) {
		uint32_t c = gx_utf8_visible(gx_utf8_next(&text, end));

		if (gx_utf8_width(c) > width)
			return;
		width -= gx_utf8_width(c);
		gx_utf8_add(out, c);
	}
}

static void erase(struct gx_progress *p)
{
	if (p->shown)
		put(p, "\r\033[K", 4);
	p->shown = false;
}

static void draw(struct gx_progress *p)
{
	GX_AUTO(buf) struct gx_buf line = GX_BUF_INIT;

	if (!p->text) {
		erase(p);
		return;
	}
	gx_buf_addc(&line, '\r');
	/* The last column stays free: some terminals would begin another line. */
	add_cut(&line, p->text, columns(p) - 1);
	gx_buf_adds(&line, "\033[K");
	put(p, line.data, line.len);
	p->shown = true;
	p->drawn = now();
}

static void put_event(struct gx_progress *p, const char *event, const char *text)
{
	GX_AUTO(buf) struct gx_buf line = GX_BUF_INIT;
	size_t len = strlen(text);

	gx_buf_addf(&line, "{\"event\":\"%s\",\"text\":", event);
	gx_utf8_add_json(&line, text, len && text[len - 1] == '\n' ? len - 1 : len);
	gx_buf_adds(&line, "}\n");
	put(p, line.data, line.len);
}

void gx_progress_free(struct gx_progress *progress)
{
	if (!progress)
		return;
	erase(progress);
	free(progress->text);
	free(progress);
}

void gx_progress_set(struct gx_progress *progress, const char *text)
{
	bool due = gx_progress_due(progress);

	if (progress->form != FORM_LINE && progress->form != FORM_JSON)
		return;
	free(progress->text);
	progress->text = text && *text ? gx_strdup(text) : NULL;
	if (progress->form == FORM_LINE) {
		if (!progress->text || due)
			draw(progress);
	} else if (progress->text && due) {
		put_event(progress, "status", progress->text);
		progress->drawn = now();
	}
}

void gx_progress_print(struct gx_progress *progress, const char *text)
{
	size_t len = strlen(text);

	if (progress->form == FORM_NONE)
		return;
	if (progress->form == FORM_JSON) {
		put_event(progress, "message", text);
		return;
	}
	erase(progress);
	put(progress, text, len);
	if (!len || text[len - 1] != '\n')
		put(progress, "\n", 1);
	if (progress->form == FORM_LINE)
		draw(progress);
}

void gx_progress_object(struct gx_progress *progress, const char *object)
{
	GX_AUTO(buf) struct gx_buf line = GX_BUF_INIT;

	if (progress->form != FORM_JSON)
		return;
	gx_buf_addf(&line, "%s\n", object);
	put(progress, line.data, line.len);
	progress->drawn = now();
}

void gx_format_size(uint64_t bytes, char out[16])
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB", "PB", "EB" };
	double n = bytes;
	int unit = 0;

	while (n >= 999.5 && unit < 6) {
		n /= 1000;
		unit++;
	}
	snprintf(out, 16, unit && n < 9.95 ? "%.1f %s" : "%.0f %s", n, units[unit]);
}

void gx_format_time(double seconds, char out[16])
{
	unsigned s = seconds > 0 && seconds < 1e6 ? (unsigned)(seconds + 0.5) : 0;

	if (s >= 3600)
		snprintf(out, 16, "%u:%02u:%02u", s / 3600 % 1000, s / 60 % 60, s % 60);
	else
		snprintf(out, 16, "%u:%02u", s / 60, s % 60);
}
