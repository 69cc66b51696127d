/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for people, on stderr. */
#include "util/diagnostic.h"

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
	const char *no = getenv("NO_COLOR"), *force = getenv("CLICOLOR_FORCE");
	const char *wish = getenv("CLICOLOR"), *term = getenv("TERM");

	if (no && *no)
		return false;
	if (force && *force && strcmp(force, "0"))
		return true;
	return isatty(2) && term && strcmp(term, "dumb") && !(wish && !strcmp(wish, "0"));
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

/* One write, for the same reason. */
static void tell(const struct gx_err *err, const char *severity)
{
	GX_AUTO(buf) struct gx_buf out = GX_BUF_INIT;

	gx_diagnostic_format(err, severity, &out);
	gx_fd_write(2, out.data, out.len, NULL);
}

void gx_warn(const char *fmt, ...)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&err.msg, fmt, ap) < 0)
		err.msg = NULL;
	va_end(ap);
	tell(&err, "warning");
}

void gx_complain(const struct gx_err *err)
{
	tell(err, "error");
}

int gx_exit_status(const struct gx_err *err)
{
	switch (err->code) {
	case GX_EUSAGE:
		return 2;
	case GX_ENOTREALISED:
		return 3;
	default:
		return 1;
	}
}
