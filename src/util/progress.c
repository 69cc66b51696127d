/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The progress line. */
#include "util/util.h"
#include "util/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

struct gx_progress {
	int fd;
	bool live;		/* a terminal that understands \r and "erase line" */
	char *text;		/* what the line should read, or NULL */
	bool shown;		/* something is on the last line of the screen */
	double drawn;		/* when */
};

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

struct gx_progress *gx_progress_new(int fd)
{
	struct gx_progress *p = gx_calloc(1, sizeof *p);
	const char *term = getenv("TERM");

	p->fd = fd;
	p->live = isatty(fd) && term && strcmp(term, "dumb") && !getenv("NO_PROGRESS");
	return p;
}

bool gx_progress_live(const struct gx_progress *progress)
{
	return progress->live;
}

static unsigned columns(const struct gx_progress *p)
{
	struct winsize size;

	return ioctl(p->fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 10 ? size.ws_col : 80;
}

/* The screen is no reason to fail: what cannot be written is lost. */
static void put(const struct gx_progress *p, const char *text, size_t len)
{
	gx_fd_write(p->fd, text, len, NULL);
}

/* TEXT cut after WIDTH characters (of UTF-8; wide ones are not ours). */
static size_t cut(const char *text, unsigned width)
{
	size_t i = 0;

	while (text[i] && text[i] != '\n') {
		if (((unsigned char)text[i] & 0xc0) != 0x80 && width-- == 0)
			break;
		i++;
	}
	return i;
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

	if (!p->text || !*p->text) {
		erase(p);
		return;
	}
	gx_buf_addc(&line, '\r');
	gx_buf_add(&line, p->text, cut(p->text, columns(p) - 1));
	gx_buf_adds(&line, "\033[K");
	put(p, line.data, line.len);
	p->shown = true;
	p->drawn = now();
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
	if (!progress->live)
		return;
	free(progress->text);
	progress->text = text && *text ? gx_strdup(text) : NULL;
	if (!progress->text || now() - progress->drawn >= 0.1)
		draw(progress);
}

void gx_progress_print(struct gx_progress *progress, const char *text)
{
	size_t len = strlen(text);

	erase(progress);
	put(progress, text, len);
	if (!len || text[len - 1] != '\n')
		put(progress, "\n", 1);
	if (progress->live)
		draw(progress);
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
