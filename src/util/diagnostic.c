/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors and warnings as they are told. */
#include "util/diagnostic.h"
#include "util/excerpt.h"
#include "util/utf8.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static enum gx_diagnostic_form form = GX_DIAGNOSTIC_TEXT;

int gx_diagnostic_set_form(const char *name, struct gx_err *err)
{
	if (!strcmp(name, "text"))
		form = GX_DIAGNOSTIC_TEXT;
	else if (!strcmp(name, "json"))
		form = GX_DIAGNOSTIC_JSON;
	else
		return gx_fail(err, GX_EUSAGE, "'%s' is no form of diagnostics: text, json", name);
	return 0;
}

enum gx_diagnostic_form gx_diagnostic_form(void)
{
	return form;
}

const char *gx_diagnostic_code(const struct gx_err *err)
{
	static const char *const words[] = {
		[GX_EOK] = "warning", [GX_EFAIL] = "failed", [GX_EUSAGE] = "usage",
		[GX_ENOTFOUND] = "not-found", [GX_EEXISTS] = "exists", [GX_EINVALID] = "invalid",
		[GX_ESYS] = "system", [GX_EHASH] = "hash-mismatch", [GX_EBUILD] = "build-failed",
		[GX_ENET] = "network", [GX_EBUSY] = "busy", [GX_ENOTREALISED] = "not-realised",
		[GX_EINTERRUPTED] = "interrupted",
	};

	return err->kind ? err->kind : words[err->code];
}

/* --- words ----------------------------------------------------------------------------------- */

/* FILE as one would write it here. */
static const char *relative(const char *file)
{
	GX_AUTO(free) char *dir = getcwd(NULL, 0);
	size_t len = dir ? strlen(dir) : 0;

	return len > 1 && !strncmp(file, dir, len) && file[len] == '/' ? file + len + 1 : file;
}

static void add_position(struct gx_buf *out, const struct gx_place *place)
{
	if (!place->file)
		return;
	gx_buf_adds(out, place->name ? place->name : relative(place->file));
	if (place->line)
		gx_buf_addf(out, place->column ? ":%u:%u" : ":%u", place->line, place->column);
	gx_buf_adds(out, ": ");
}

/* The columns for the text of an excerpt, beside its margin and two dots; 0: stderr is no
 * terminal. */
static unsigned excerpt_width(void)
{
	struct winsize size;

	if (ioctl(2, TIOCGWINSZ, &size) < 0 || !size.ws_col)
		return 0;
	return size.ws_col < 30 ? 20 : size.ws_col - 10u;
}

static void add_excerpt(struct gx_buf *out, const struct gx_place *place)
{
	GX_AUTO(excerpt) struct gx_excerpt excerpt = { GX_BUF_INIT, 0, 0, 0 };
	bool colour = gx_log_colour();

	if (gx_excerpt_read(place, excerpt_width(), &excerpt))
		return;
	gx_buf_addf(out, "%5u | %s\n", place->line, gx_buf_str(&excerpt.line));
	if (!place->column)
		return;
	gx_buf_addf(out, "      | %*s%s^", (int)excerpt.offset, "", colour ? "\033[31m" : "");
	while (--excerpt.width)
		gx_buf_addc(out, '~');
	gx_buf_adds(out, colour ? "\033[0m\n" : "\n");
}

static void add_related(struct gx_buf *out, const struct gx_place *place)
{
	if (!place->file)
		return;
	add_position(out, place);
	gx_buf_addf(out, "%s\n", place->note);
	add_excerpt(out, place);
}

/* Call FN for each line of HINT, which may be NULL. */
static void each_hint(const char *hint, struct gx_buf *out,
		      void (*fn)(struct gx_buf *out, const char *line, size_t len))
{
	while (hint && *hint) {
		size_t len = strcspn(hint, "\n");

		fn(out, hint, len);
		hint += len + (hint[len] == '\n');
	}
}

static void add_hint(struct gx_buf *out, const char *line, size_t len)
{
	bool colour = gx_log_colour();

	gx_buf_addf(out, "%shint:%s %.*s\n", colour ? "\033[36m" : "", colour ? "\033[0m" : "",
		    (int)len, line);
}

static void format_text(const struct gx_err *err, const char *severity, struct gx_buf *out)
{
	const char *start = !gx_log_colour() ? "" : *severity == 'e' ? "\033[31m" : "\033[35m";
	const char *stop = *start ? "\033[0m" : "";

	gx_buf_addf(out, "gx: %s%s:%s ", start, severity, stop);
	add_position(out, &err->place);
	gx_buf_addf(out, "%s\n", gx_err_text(err));
	add_excerpt(out, &err->place);
	add_related(out, &err->related);
	each_hint(err->hint, out, add_hint);
}

char *gx_diagnostic_summary(const struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf out = GX_BUF_INIT;
	const char *text = gx_err_text(err);

	add_position(&out, &err->place);
	gx_buf_add(&out, text, strcspn(text, "\n"));
	return gx_buf_take(&out);
}

/* --- JSON ------------------------------------------------------------------------------------ */

static void add_member(struct gx_buf *out, const char *name, const char *value)
{
	gx_buf_addf(out, "%s\"%s\":", out->data[out->len - 1] == '{' ? "" : ",", name);
	gx_utf8_add_json(out, value, strlen(value));
}

static void add_json_place(struct gx_buf *out, const struct gx_place *place)
{
	GX_AUTO(excerpt) struct gx_excerpt excerpt = { GX_BUF_INIT, 0, 0, 0 };
	bool seen = gx_excerpt_read(place, 0, &excerpt) == 0;

	if (!place->file)
		return;
	add_member(out, "file", place->name ? place->name : place->file);
	if (place->line)
		gx_buf_addf(out, ",\"line\":%u", place->line);
	if (place->column)
		gx_buf_addf(out, ",\"column\":%u", place->column);
	if (seen && place->column)
		gx_buf_addf(out, ",\"endLine\":%u,\"endColumn\":%u", place->line,
			    excerpt.end_column);
	if (seen)
		add_member(out, "excerpt", gx_buf_str(&excerpt.line));
}

static void add_json_related(struct gx_buf *out, const struct gx_place *place)
{
	gx_buf_adds(out, ",\"related\":[");
	if (place->file) {
		gx_buf_addc(out, '{');
		add_member(out, "message", place->note);
		add_json_place(out, place);
		gx_buf_addc(out, '}');
	}
	gx_buf_addc(out, ']');
}

static void add_json_hint(struct gx_buf *out, const char *line, size_t len)
{
	if (out->data[out->len - 1] != '[')
		gx_buf_addc(out, ',');
	gx_utf8_add_json(out, line, len);
}

static void format_json(const struct gx_err *err, const char *severity, struct gx_buf *out)
{
	gx_buf_addc(out, '{');
	add_member(out, "severity", severity);
	add_member(out, "code", gx_diagnostic_code(err));
	add_member(out, "message", gx_err_text(err));
	add_json_place(out, &err->place);
	gx_buf_adds(out, ",\"hints\":[");
	each_hint(err->hint, out, add_json_hint);
	gx_buf_addc(out, ']');
	add_json_related(out, &err->related);
	gx_buf_adds(out, "}\n");
}

void gx_diagnostic_format(const struct gx_err *err, const char *severity, struct gx_buf *out)
{
	if (form == GX_DIAGNOSTIC_JSON)
		format_json(err, severity, out);
	else
		format_text(err, severity, out);
}
