/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Diagnostics: places, excerpts with carets, words and JSON. */
#include "tap.h"
#include "util/diagnostic.h"
#include "util/excerpt.h"
#include "util/utf8.h"

#include <unistd.h>

/* LINE as line 2 of a text; what is shown of it, with the mark below COLUMN. */
static void shows(const char *line, unsigned column, const char *wanted, const char *mark,
		  const char *what)
{
	GX_AUTO(excerpt) struct gx_excerpt excerpt = { GX_BUF_INIT, 0, 0, 0 };
	GX_AUTO(buf) struct gx_buf below = GX_BUF_INIT;
	GX_AUTO(free) char *text = gx_asprintf("first\n%s\nlast\n", line);
	struct gx_place place = { .file = (char *)"f", .text = text, .line = 2, .column = column };

	if (!ok(gx_excerpt_read(&place, 0, &excerpt) == 0, "%s: there is an excerpt", what))
		return;
	for (unsigned i = 0; i < excerpt.offset; i++)
		gx_buf_addc(&below, ' ');
	gx_buf_addc(&below, '^');
	for (unsigned i = 1; i < excerpt.width; i++)
		gx_buf_addc(&below, '~');
	if (!ok(!strcmp(gx_buf_str(&excerpt.line), wanted), "%s: the line", what))
		printf("# %s\n", gx_buf_str(&excerpt.line));
	if (!ok(!strcmp(below.data, mark), "%s: the caret", what))
		printf("# %s\n", below.data);
}

static void test_lines(void)
{
	shows("(list bash)", 7, "(list bash)", "      ^~~~", "a word");
	shows("(list \"b\\\"h\" x)", 7, "(list \"b\\\"h\" x)", "      ^~~~~~", "a string");
	shows("(list bash)", 1, "(list bash)", "^", "a parenthesis");
	shows("\tx", 2, "        x", "        ^", "a tab");
	shows("ab\tx", 4, "ab      x", "        ^", "a tab after text");
	shows("漢字 x", 4, "漢字 x", "     ^", "wide characters");
	shows("e\314\201 x", 4, "e\314\201 x", "  ^", "a combining mark");
	shows("x\r", 1, "x", "^", "a carriage return at the end");
	shows("a\033[2J b", 7, "a␛[2J b", "      ^", "an escape is not sent to the terminal");
	shows("a\351b c", 5, "a\357\277\275b c", "    ^", "a byte that is not UTF-8");
	shows("abc", 9, "abc", "   ^", "a column behind the end");
}

static void test_long_line(void)
{
	GX_AUTO(buf) struct gx_buf line = GX_BUF_INIT;
	GX_AUTO(excerpt) struct gx_excerpt excerpt = { GX_BUF_INIT, 0, 0, 0 };
	struct gx_place place = { .file = (char *)"f", .line = 1, .column = 5001 };

	for (int i = 0; i < 1000; i++)
		gx_buf_adds(&line, "word ");
	gx_buf_adds(&line, "WRONG");
	for (int i = 0; i < 1000; i++)
		gx_buf_adds(&line, " word");
	place.text = line.data;
	ok(gx_excerpt_read(&place, 0, &excerpt) == 0 && excerpt.line.len < 120,
	   "a long line is cut");
	ok(strstr(excerpt.line.data, "WRONG") && !strncmp(excerpt.line.data, "…", 3),
	   "around what is wrong");
	ok(!strncmp(excerpt.line.data + strlen("…") + excerpt.offset - 1, "WRONG", 5) &&
	   excerpt.width == 5, "the caret is below it");
	ok(excerpt.end_column == 5006, "the end is that in the whole line");
}

static void test_absent(void)
{
	GX_AUTO(excerpt) struct gx_excerpt excerpt = { GX_BUF_INIT, 0, 0, 0 };
	static const struct gx_place places[] = {
		{ .file = NULL }, { .file = (char *)"/nonexistent/file", .line = 1 },
		{ .file = (char *)"/", .line = 1 }, { .file = (char *)"/dev/zero", .line = 1 },
		{ .file = (char *)"f", .text = (char *)"one\n", .line = 7 },
		{ .file = (char *)"f", .text = (char *)"", .line = 1 },
		{ .file = (char *)"f", .text = (char *)"\n", .line = 1 },
		{ .file = (char *)"f", .text = (char *)"x", .line = 0 },
	};

	for (size_t i = 0; i < GX_ARRAY_SIZE(places); i++)
		ok(gx_excerpt_read(&places[i], 0, &excerpt) == 1, "no excerpt of place %zu", i);
}

static void test_forms(void)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(buf) struct gx_buf json = GX_BUF_INIT;
	GX_AUTO(json) struct gx_json *value = NULL;
	GX_AUTO(free) char *summary = NULL;

	gx_fail(&err, GX_EINVALID, "no such \"thing\"\001\377");
	gx_err_at_text(&err, "/x/file.scm", "(a b)\n (c)\n", 1, 4);
	gx_err_place_name(&err, "mine: file.scm");
	gx_err_related(&err, 2, 2, "this one");
	gx_err_hint(&err, "try c");
	gx_err_prefix(&err, "reading");
	setenv("NO_COLOR", "1", 1);
	gx_diagnostic_format(&err, "error", &text);
	ok(!strcmp(text.data,
		   "gx: error: mine: file.scm:1:4: reading: no such \"thing\"\001\377\n"
		   "    1 | (a b)\n      |    ^\n"
		   "mine: file.scm:2:2: this one\n    2 |  (c)\n      |  ^\nhint: try c\n"),
	   "an error in words");
	summary = gx_diagnostic_summary(&err);
	ok(!strncmp(summary, "mine: file.scm:1:4: reading: no such", 36), "its summary");
	ok(gx_diagnostic_set_form("json", NULL) == 0, "diagnostics may be JSON");
	gx_diagnostic_format(&err, "error", &json);
	ok(gx_json_parse(json.data, json.len, &value, NULL) == 0 && strchr(json.data, '\n') ==
	   json.data + json.len - 1, "an error is one line of JSON");
	ok(!strcmp(gx_json_get_str(value, "code"), "invalid") &&
	   !strcmp(gx_json_get_str(value, "excerpt"), "(a b)") &&
	   gx_json_int(gx_json_get(value, "endColumn")) == 5 &&
	   gx_json_int(gx_json_get(gx_json_at(gx_json_get(value, "related"), 0), "line")) == 2 &&
	   !strcmp(gx_json_str(gx_json_at(gx_json_get(value, "hints"), 0)), "try c"),
	   "with all that the words say");
	gx_err_kind(&err, "my-kind");
	ok(!strcmp(gx_diagnostic_code(&err), "my-kind"), "a kind is more exact than a code");
	gx_diagnostic_set_form("text", NULL);
	ok(gx_diagnostic_set_form("xml", &err) < 0 && err.code == GX_EUSAGE && !err.place.file &&
	   !err.kind, "another form is a mistake; a new error has no place of the old");
}

static void test_utf8(void)
{
	GX_AUTO(buf) struct gx_buf out = GX_BUF_INIT;
	static const uint32_t some[] = { 1, 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff };
	static const char *const bad[] = { "\300\200", "\355\240\200", "\364\220\200\200", "\343\201",
					   "\200", "\377" };
	const char *at;

	for (size_t i = 0; i < GX_ARRAY_SIZE(some); i++) {
		gx_buf_reset(&out);
		gx_utf8_add(&out, some[i]);
		at = out.data;
		ok(gx_utf8_next(&at, out.data + out.len) == some[i] && at == out.data + out.len,
		   "U+%04X comes back", some[i]);
	}
	for (size_t i = 0; i < GX_ARRAY_SIZE(bad); i++) {
		at = bad[i];
		ok(gx_utf8_next(&at, at + strlen(at)) == GX_UTF8_BAD && at == bad[i] + 1,
		   "what is not UTF-8 is passed byte by byte (%zu)", i);
	}
}

int main(void)
{
	test_lines();
	test_long_line();
	test_absent();
	test_forms();
	test_utf8();
	return done();
}
