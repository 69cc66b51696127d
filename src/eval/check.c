/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The self-check: lazy evaluation against modules that are loaded whole. */
#include "eval/run.h"

#include <stdlib.h>
#include <string.h>

bool gx_eval_check_wanted(void)
{
	const char *check = getenv("GX_EVAL_CHECK");

	return check && *check;
}

static void add_text(struct gx_buf *out, const char *what, const char *text)
{
	if (text)
		gx_buf_addf(out, "%s %s\n", what, text);
}

/* What an evaluation gave, as lines; not what it depended on, which is the point of laziness. */
static void describe(const struct gx_eval_result *result, struct gx_buf *out)
{
	add_text(out, "profile", result->profile_drv);
	add_text(out, "profile output", result->profile_out);
	for (size_t i = 0; i < result->noutputs; i++)
		gx_buf_addf(out, "output %s %s %s %s\n", result->outputs[i].input,
			    result->outputs[i].drv, result->outputs[i].output,
			    result->outputs[i].path);
	for (size_t i = 0; i < result->npackages; i++)
		gx_buf_addf(out, "package %s %s %s %s\n", result->packages[i].name,
			    result->packages[i].version, result->packages[i].output,
			    result->packages[i].path);
	add_text(out, "code", result->manifest_code);
	add_text(out, "description", result->show);
	add_text(out, "variable", result->table);
}

/* The line of TEXT that OFFSET is in; yours. */
static char *line_at(const char *text, size_t offset)
{
	size_t start = offset;

	while (start && text[start - 1] != '\n')
		start--;
	return gx_strndup(text + start, strcspn(text + start, "\n"));
}

int gx_eval_check(const struct gx_eval_result *lazy, const struct gx_eval_result *eager,
		  struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf a = GX_BUF_INIT, b = GX_BUF_INIT;
	GX_AUTO(free) char *got = NULL, *wanted = NULL;
	size_t same = 0;

	describe(lazy, &a);
	describe(eager, &b);
	while (same < a.len && same < b.len && a.data[same] == b.data[same])
		same++;
	if (same == a.len && same == b.len)
		return 0;
	got = line_at(gx_buf_str(&a), same);
	wanted = line_at(gx_buf_str(&b), same);
	gx_fail(err, GX_EFAIL, "lazy evaluation gives '%s', modules loaded whole give '%s'", got,
		wanted);
	return gx_err_hint(err, "a module's forms depend on the order in which they are evaluated; "
			   "or it is a bug of gx");
}
