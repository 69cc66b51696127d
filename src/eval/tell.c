/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for an error in the user's own files. */
#include "eval/run.h"

#include <string.h>

#define SOURCE_MAX ((size_t)16 << 20)

/* The LINEth line of FILE with a caret below COLUMN; nothing when it cannot be read. */
static void add_excerpt(struct gx_buf *out, const char *file, int line, int column)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(err) struct gx_err ignored = GX_ERR_INIT;
	const char *start;
	size_t len;

	if (!file || line < 1 || gx_file_read(file, SOURCE_MAX, &text, &ignored))
		return;
	start = gx_buf_str(&text);
	for (int i = 1; i < line && start; i++) {
		start = strchr(start, '\n');
		start = start ? start + 1 : NULL;
	}
	if (!start)
		return;
	len = strcspn(start, "\n");
	if (!len || len > 500)
		return;
	gx_buf_addf(out, "\n%5d | %.*s\n      | ", line, (int)len, start);
	for (int i = 1; i < column && (size_t)i <= len; i++)
		gx_buf_addc(out, start[i - 1] == '\t' ? '\t' : ' ');
	gx_buf_addc(out, '^');
}

int gx_eval_error_tell(const struct gx_eval_error *error, const char *message,
		       const char *hint, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf out = GX_BUF_INIT;

	if (error->file && error->line)
		gx_buf_addf(&out, "%s:%d:%d: ", error->file, error->line, error->column);
	else if (error->file)
		gx_buf_addf(&out, "%s: ", error->file);
	gx_buf_adds(&out, message);
	add_excerpt(&out, error->file, error->line, error->column);
	if (error->open_line && error->open_line != error->line)
		add_excerpt(&out, error->file, error->open_line, error->open_column);
	if (error->backtrace)
		gx_buf_addf(&out, "\n%s", error->backtrace);
	gx_fail(err, GX_EFAIL, "%s", gx_buf_str(&out));
	if (hint)
		gx_err_hint(err, "%s", hint);
	return -1;
}
