/* SPDX-License-Identifier: GPL-3.0-or-later */
/* S-expressions as data. */
#include "util/util.h"
#include "tap.h"

static void reads(const char *text, const char *want)
{
	GX_AUTO(sexp) struct gx_sexp *all = NULL;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(buf) struct gx_buf buf = GX_BUF_INIT;

	if (gx_sexp_parse(text, strlen(text), &all, &err) < 0)
		gx_buf_adds(&buf, gx_err_text(&err));
	else
		gx_sexp_format(all, &buf);
	is(gx_buf_str(&buf), want, "%.60s", text);
}

int main(void)
{
	GX_AUTO(sexp) struct gx_sexp *all = NULL;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(buf) struct gx_buf deep = GX_BUF_INIT;
	static const char channel[] = "(channel (name x) (url \"u\") (n))";

	reads("", "()");
	reads("a ; c\n#| x #| y |# |# \"b\" #;(c d) [e #:f]", "(a \"b\" (e #:f))");
	reads("(a . (b c)) (a . b)", "((a . (b c)) (a . b))");
	reads("'a `(b ,c ,@d)", "((quote a) (quasiquote (b (unquote c) (unquote-splicing d))))");
	reads("(#t #f #true 1.5 -3 ...)", "((#t #f #t 1.5 -3 ...))");
	reads("\"a\\n\\t\\\"\\\\\\x41\\u2603\" \"x\\\n   y\"", "(\"a\\n\\t\\\"\\\\A\xe2\x98\x83\" \"xy\")");
	reads("(a", "line 1, column 1: this parenthesis is not closed");
	reads("a)", "line 1, column 2: a closing parenthesis too many");
	reads("(a]", "line 1, column 4: the wrong kind of closing parenthesis");
	reads("\n  \"a", "line 2, column 3: this string is not closed");
	reads("#(1 2)", "line 1, column 1: `#' is not data");
	reads("#~(x)", "line 1, column 1: `#~' is not data");
	reads("( . a)", "line 1, column 4: nothing stands before this dot");
	reads("(a . b c)", "line 1, column 9: one value only may follow a dot");
	reads("\"\\q\"", "line 1, column 4: a string holds an unknown escape");
	for (int i = 0; i < 100000; i++)
		gx_buf_addc(&deep, i % 2 ? '\'' : '(');
	ok(gx_sexp_parse(deep.data, deep.len, &all, &err) < 0, "a hundred thousand levels are refused");
	ok(gx_sexp_parse("(\0)", 3, &all, &err) < 0, "a NUL is refused");
	ok(gx_sexp_parse(channel, strlen(channel), &all, &err) == 0, "a channel is read");
	is(gx_sexp_find_string(gx_sexp_at(all, 0), "url"), "u", "its url is found");
	ok(!gx_sexp_find_string(gx_sexp_at(all, 0), "name") && !gx_sexp_find_string(NULL, "x") &&
	   gx_sexp_find(gx_sexp_at(all, 0), "n"), "what is no string is none");
	return done();
}
