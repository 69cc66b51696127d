/* SPDX-License-Identifier: GPL-3.0-or-later */
/* S-expressions as data: a bounded reader for files that are never evaluated. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "util/util.h"
#include "util/sexp.h"
#include "util/utf8.h"

#define MAX_LEN ((size_t)16 << 20)
#define MAX_DEPTH 200

struct reader {
	const char *p, *end;
	unsigned line, column, depth;
	struct gx_err *err;
};

static struct gx_sexp *node_new(const struct reader *r, enum gx_sexp_kind kind)
{
	struct gx_sexp *s = gx_calloc(1, sizeof *s);

	s->kind = kind;
	s->line = r->line;
	s->column = r->column;
	return s;
}

static void node_push(struct gx_sexp *list, struct gx_sexp *item)
{
	/* Grown at powers of two: the count itself tells the capacity. */
	if ((list->n & (list->n - 1)) == 0)
		list->items = gx_reallocarray(list->items, list->n ? list->n * 2 : 1,
					      sizeof *list->items);
	list->items[list->n++] = item;
}

void gx_sexp_free(struct gx_sexp *sexp)
{
	if (!sexp)
		return;
	for (size_t i = 0; i < sexp->n; i++)
		gx_sexp_free(sexp->items[i]);
	free(sexp->items);
	free(sexp->text);
	free(sexp);
}

void gx_cleanup_sexp(struct gx_sexp **sexp)
{
	gx_sexp_free(*sexp);
}

/* The words before a message that has a place in a text without a name. */
static char *place_words(unsigned line, unsigned column)
{
	return gx_asprintf("line %u, column %u: ", line, column);
}

static int fail_at(struct gx_err *err, unsigned line, unsigned column, const char *what)
{
	GX_AUTO(free) char *words = place_words(line, column);

	gx_fail(err, GX_EINVALID, "%s%s", words, what);
	if (err) {
		err->place.line = line;
		err->place.column = column;
	}
	return -1;
}

int gx_sexp_fail(struct gx_err *err, const struct gx_sexp *at, const char *fmt, ...)
{
	GX_AUTO(free) char *what = NULL;
	va_list ap;

	va_start(ap, fmt);
	what = gx_vasprintf(fmt, ap);
	va_end(ap);
	return fail_at(err, at->line, at->column, what);
}

int gx_sexp_locate(struct gx_err *err, const char *file, const char *text)
{
	GX_AUTO(free) char *words = NULL;
	unsigned line, column;
	size_t len;

	if (!err || err->place.file)
		return -1;
	line = err->place.line;
	column = err->place.column;
	words = place_words(line, column);
	len = strlen(words);
	if (!line || strncmp(err->msg, words, len))
		return gx_err_prefix(err, "%s", file);
	memmove(err->msg, err->msg + len, strlen(err->msg + len) + 1);
	return text ? gx_err_at_text(err, file, text, line, column)
		    : gx_err_at(err, file, line, column);
}

static int fail(struct reader *r, const char *what)
{
	return fail_at(r->err, r->line, r->column, what);
}

static int peek(const struct reader *r, size_t ahead)
{
	return (size_t)(r->end - r->p) > ahead ? (unsigned char)r->p[ahead] : -1;
}

static int next(struct reader *r)
{
	int c = peek(r, 0);

	if (c < 0)
		return c;
	r->p++;
	if (c == '\n') {
		r->line++;
		r->column = 1;
	} else if ((c & 0xc0) != 0x80) {	/* a column is a character, not a byte */
		r->column++;
	}
	return c;
}

static bool is_blank(int c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool ends_token(int c)
{
	return c < 0 || is_blank(c) || strchr("()[]\";'`,", c) != NULL;
}

static int read_value(struct reader *r, struct gx_sexp **out);

static int skip_block_comment(struct reader *r)
{
	unsigned depth = 0;

	do {
		int c = next(r);

		if (c < 0)
			return fail(r, "a #| comment is not closed");
		if (c == '#' && peek(r, 0) == '|') {
			next(r);
			depth++;
		} else if (c == '|' && peek(r, 0) == '#') {
			next(r);
			depth--;
		}
	} while (depth);
	return 0;
}

/* Skip blanks and comments. */
static int skip(struct reader *r)
{
	for (;;) {
		int c = peek(r, 0);

		if (is_blank(c)) {
			next(r);
		} else if (c == ';') {
			while (peek(r, 0) >= 0 && peek(r, 0) != '\n')
				next(r);
		} else if (c == '#' && peek(r, 1) == '|') {
			if (skip_block_comment(r) < 0)
				return -1;
		} else if (c == '#' && peek(r, 1) == ';') {
			GX_AUTO(sexp) struct gx_sexp *ignored = NULL;

			next(r);
			next(r);
			if (read_value(r, &ignored) < 0)
				return -1;
		} else {
			return 0;
		}
	}
}

static int hex_digit(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* What follows \x, \u or \U: DIGITS of them, or for \x up to a semicolon as R7RS has it
 * (exactly two otherwise, as Guile writes them). */
static int read_hex_escape(struct reader *r, unsigned digits, struct gx_buf *buf)
{
	unsigned long c = 0;

	for (unsigned i = 0; i < digits; i++) {
		int d = hex_digit(peek(r, 0));

		if (d < 0)
			return fail(r, "a hexadecimal digit is missing in a string");
		next(r);
		c = c << 4 | (unsigned)d;
	}
	if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return fail(r, "a string holds an impossible character");
	gx_utf8_add(buf, (uint32_t)c);
	return 0;
}

static int read_escape(struct reader *r, struct gx_buf *buf)
{
	static const char names[] = "abfnrtv", values[] = "\a\b\f\n\r\t\v";
	int c = next(r);
	const char *p;

	switch (c) {
	case '"': case '\\': case '(': case '|': case '/':
		gx_buf_addc(buf, (char)c);
		return 0;
	case '\n':	/* a continued line: its indentation is left out */
		while (peek(r, 0) == ' ' || peek(r, 0) == '\t')
			next(r);
		return 0;
	case 'x':
		return read_hex_escape(r, 2, buf);
	case 'u':
		return read_hex_escape(r, 4, buf);
	case 'U':
		return read_hex_escape(r, 6, buf);
	}
	p = c > 0 ? strchr(names, c) : NULL;
	if (!p)
		return fail(r, "a string holds an unknown escape");
	gx_buf_addc(buf, values[p - names]);
	return 0;
}

static int read_string(struct reader *r, struct gx_sexp **out)
{
	GX_AUTO(sexp) struct gx_sexp *s = node_new(r, GX_SEXP_STRING);
	GX_AUTO(buf) struct gx_buf buf = GX_BUF_INIT;

	next(r);
	for (;;) {
		int c = next(r);

		if (c < 0) {
			r->line = s->line;
			r->column = s->column;
			return fail(r, "this string is not closed");
		}
		if (c == '"')
			break;
		if (c == 0)
			return fail(r, "a string holds a NUL");
		if (c != '\\')
			gx_buf_addc(&buf, (char)c);
		else if (read_escape(r, &buf) < 0)
			return -1;
	}
	s->text = gx_buf_take(&buf);
	if (!s->text)
		s->text = gx_strdup("");
	*out = gx_steal(&s);
	return 0;
}

static int read_atom(struct reader *r, enum gx_sexp_kind kind, struct gx_sexp **out)
{
	GX_AUTO(sexp) struct gx_sexp *s = node_new(r, kind);
	const char *start = r->p;

	while (!ends_token(peek(r, 0))) {
		if (next(r) == 0)
			return fail(r, "a NUL in the text");
	}
	if (r->p == start || (r->p == start + 1 && *start == '.'))
		return fail(r, "a value was expected");
	s->text = gx_strndup(start, (size_t)(r->p - start));
	*out = gx_steal(&s);
	return 0;
}

static int read_hash(struct reader *r, struct gx_sexp **out)
{
	GX_AUTO(sexp) struct gx_sexp *s = NULL;

	if (peek(r, 1) == ':') {
		next(r);
		next(r);
		return read_atom(r, GX_SEXP_KEYWORD, out);
	}
	if (read_atom(r, GX_SEXP_SYMBOL, &s) < 0)
		return -1;
	if (!strcmp(s->text, "#t") || !strcmp(s->text, "#true"))
		s->kind = GX_SEXP_TRUE;
	else if (!strcmp(s->text, "#f") || !strcmp(s->text, "#false"))
		s->kind = GX_SEXP_FALSE;
	else
		return gx_sexp_fail(r->err, s, "`%.40s' is not data", s->text);
	free(gx_steal(&s->text));
	*out = gx_steal(&s);
	return 0;
}

/* 'X and its kin as (quote X). */
static int read_quoted(struct reader *r, struct gx_sexp **out)
{
	GX_AUTO(sexp) struct gx_sexp *list = node_new(r, GX_SEXP_LIST);
	struct gx_sexp *name = node_new(r, GX_SEXP_SYMBOL), *value;
	int c = next(r);

	node_push(list, name);
	if (c == ',' && peek(r, 0) == '@') {
		next(r);
		name->text = gx_strdup("unquote-splicing");
	} else {
		name->text = gx_strdup(c == '\'' ? "quote" : c == '`' ? "quasiquote" : "unquote");
	}
	if (read_value(r, &value) < 0)
		return -1;
	node_push(list, value);
	*out = gx_steal(&list);
	return 0;
}

static int read_tail(struct reader *r, struct gx_sexp *list, int close)
{
	struct gx_sexp *item;

	next(r);
	if (list->n == 0)
		return fail(r, "nothing stands before this dot");
	if (read_value(r, &item) < 0)
		return -1;
	node_push(list, item);
	list->dotted = true;
	if (skip(r) < 0)
		return -1;
	if (next(r) != close)
		return fail(r, "one value only may follow a dot");
	return 0;
}

static int read_list(struct reader *r, struct gx_sexp **out)
{
	GX_AUTO(sexp) struct gx_sexp *list = node_new(r, GX_SEXP_LIST);
	int close = next(r) == '(' ? ')' : ']';

	for (;;) {
		struct gx_sexp *item;
		int c;

		if (skip(r) < 0)
			return -1;
		c = peek(r, 0);
		if (c < 0) {
			r->line = list->line;
			r->column = list->column;
			return fail(r, "this parenthesis is not closed");
		}
		if (c == ')' || c == ']') {
			next(r);
			if (c != close)
				return fail(r, "the wrong kind of closing parenthesis");
			break;
		}
		if (c == '.' && ends_token(peek(r, 1))) {
			if (read_tail(r, list, close) < 0)
				return -1;
			break;
		}
		if (read_value(r, &item) < 0)
			return -1;
		node_push(list, item);
	}
	*out = gx_steal(&list);
	return 0;
}

static int read_one(struct reader *r, struct gx_sexp **out)
{
	if (skip(r) < 0)
		return -1;
	switch (peek(r, 0)) {
	case -1:
		return fail(r, "the text ends where a value was expected");
	case '(': case '[':
		return read_list(r, out);
	case ')': case ']':
		return fail(r, "a closing parenthesis too many");
	case '"':
		return read_string(r, out);
	case '\'': case '`': case ',':
		return read_quoted(r, out);
	case '#':
		return read_hash(r, out);
	}
	return read_atom(r, GX_SEXP_SYMBOL, out);
}

static int read_value(struct reader *r, struct gx_sexp **out)
{
	int rc;

	if (r->depth == MAX_DEPTH)
		return fail(r, "too deeply nested");
	r->depth++;
	rc = read_one(r, out);
	r->depth--;
	return rc;
}

int gx_sexp_parse(const char *text, size_t len, struct gx_sexp **out, struct gx_err *err)
{
	struct reader r = { text, text + len, 1, 1, 0, err };
	GX_AUTO(sexp) struct gx_sexp *all = NULL;

	if (len > MAX_LEN)
		return gx_fail(err, GX_EINVALID, "the text is too long to be data");
	all = node_new(&r, GX_SEXP_LIST);
	for (;;) {
		struct gx_sexp *item;

		if (skip(&r) < 0)
			return -1;
		if (r.p == r.end)
			break;
		if (read_value(&r, &item) < 0)
			return -1;
		node_push(all, item);
	}
	*out = gx_steal(&all);
	return 0;
}

bool gx_sexp_is_symbol(const struct gx_sexp *sexp, const char *name)
{
	return sexp && sexp->kind == GX_SEXP_SYMBOL && !strcmp(sexp->text, name);
}

bool gx_sexp_is_form(const struct gx_sexp *sexp, const char *name)
{
	return gx_sexp_is_symbol(gx_sexp_at(sexp, 0), name);
}

const char *gx_sexp_string(const struct gx_sexp *sexp)
{
	return sexp && sexp->kind == GX_SEXP_STRING ? sexp->text : NULL;
}

const struct gx_sexp *gx_sexp_at(const struct gx_sexp *list, size_t i)
{
	return list && i < list->n ? list->items[i] : NULL;
}

const struct gx_sexp *gx_sexp_find(const struct gx_sexp *list, const char *name)
{
	for (size_t i = 0; list && i < list->n; i++) {
		if (gx_sexp_is_form(list->items[i], name))
			return list->items[i];
	}
	return NULL;
}

const char *gx_sexp_find_string(const struct gx_sexp *list, const char *name)
{
	const struct gx_sexp *form = gx_sexp_find(list, name);

	return form && form->n == 2 ? gx_sexp_string(form->items[1]) : NULL;
}

void gx_sexp_add_string(struct gx_buf *out, const char *text)
{
	gx_buf_addc(out, '"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			gx_buf_addf(out, "\\%c", c);
		else if (c == '\n')
			gx_buf_adds(out, "\\n");
		else if (c == '\t')
			gx_buf_adds(out, "\\t");
		else if (c < ' ' || c == 0x7f)
			gx_buf_addf(out, "\\x%02x", c);
		else
			gx_buf_addc(out, (char)c);
	}
	gx_buf_addc(out, '"');
}

void gx_sexp_format(const struct gx_sexp *sexp, struct gx_buf *out)
{
	switch (sexp->kind) {
	case GX_SEXP_STRING:
		gx_sexp_add_string(out, sexp->text);
		return;
	case GX_SEXP_SYMBOL:
		gx_buf_adds(out, sexp->text);
		return;
	case GX_SEXP_KEYWORD:
		gx_buf_addf(out, "#:%s", sexp->text);
		return;
	case GX_SEXP_TRUE:
	case GX_SEXP_FALSE:
		gx_buf_adds(out, sexp->kind == GX_SEXP_TRUE ? "#t" : "#f");
		return;
	case GX_SEXP_LIST:
		break;
	}
	gx_buf_addc(out, '(');
	for (size_t i = 0; i < sexp->n; i++) {
		if (i > 0)
			gx_buf_addc(out, ' ');
		if (sexp->dotted && i + 1 == sexp->n)
			gx_buf_adds(out, ". ");
		gx_sexp_format(sexp->items[i], out);
	}
	gx_buf_addc(out, ')');
}
