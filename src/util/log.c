/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for people, on stderr. */
#include "util/util.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum gx_log_level level = GX_LOG_NORMAL;

void gx_log_set_level(enum gx_log_level l)
{
	level = l;
}

enum gx_log_level gx_log_level(void)
{
	return level;
}

bool gx_log_colour(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(2) && !(no && *no) && term && strcmp(term, "dumb");
}

/* One write per line, so that lines of several processes do not mix. */
static void put_line(const char *prefix, const char *fmt, va_list ap)
{
	char *text = NULL, *line = NULL;
	int n;

	if (vasprintf(&text, fmt, ap) < 0)
		return;
	n = asprintf(&line, "%s%s\n", prefix, text);
	if (n > 0 && write(2, line, (size_t)n) < 0)
		n = 0;	/* nobody is listening: nothing to do about it */
	free(text);
	free(line);
}

void gx_say(const char *fmt, ...)
{
	va_list ap;

	if (level < GX_LOG_NORMAL)
		return;
	va_start(ap, fmt);
	put_line("gx: ", fmt, ap);
	va_end(ap);
}

void gx_detail(const char *fmt, ...)
{
	va_list ap;

	if (level < GX_LOG_VERBOSE)
		return;
	va_start(ap, fmt);
	put_line("gx: ", fmt, ap);
	va_end(ap);
}

void gx_warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_line(gx_log_colour() ? "gx: \033[35mwarning:\033[0m " : "gx: warning: ", fmt, ap);
	va_end(ap);
}

static void put(const char *prefix, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_line(prefix, fmt, ap);
	va_end(ap);
}

void gx_complain(const struct gx_err *err)
{
	put(gx_log_colour() ? "gx: \033[31merror:\033[0m " : "gx: error: ", "%s", gx_err_text(err));
	if (err->hint)
		put(gx_log_colour() ? "\033[36mhint:\033[0m " : "hint: ", "%s", err->hint);
}

int gx_exit_status(const struct gx_err *err)
{
	switch (err->code) {
	case GX_EOK:
		return 0;
	case GX_EUSAGE:
		return 2;
	case GX_ENOTREALISED:
		return 3;
	default:
		return 1;
	}
}
