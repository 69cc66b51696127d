/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading and writing S-expressions. */
#include "profile/sexp.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK 65536

struct block {
	struct block *next;
	size_t used, size;
	char data[];
};

struct gx_sexp_doc {
	struct block *blocks;
	struct gx_sexp *root;
};

struct reader {
	struct gx_sexp_doc *doc;
	const char *p, *end;
	unsigned line;
	struct gx_err *err;
};

static void *take(struct gx_sexp_doc *doc, size_t n)
{
	struct block *b = doc->blocks;
	void *p;

	n = (n + 15) & ~(size_t)15;
	if (!b || b->size - b->used < n) {
		size_t size = n > BLOCK ? n : BLOCK;

		b = gx_malloc(sizeof *b + size);
		*b = (struct block){ doc->blocks, 0, size };
		doc->blocks = b;
	}
	p = b->data + b->used;
	b->used += n;
	return p;
}

static int bad(struct reader *r, const char *what)
{
	return gx_fail(r->err, GX_EINVALID, "line %u: %s", r->line, what);
}

static struct gx_sexp *node(struct reader *r, enum gx_sexp_type type)
{
	struct gx_sexp *s = take(r->doc, sizeof *s);

	*s = (struct gx_sexp){ .type = type, .line = r->line };
	return s;
}

static bool is_delimiter(char c)
{
	return strchr(" \t\r\n\f()[]\";'`,", c) != NULL;	/* NUL included */
}

/* Skip white space, ; comments and #| |# comments. */
static int skip_blank(struct reader *r)
{
	while (r->p < r->end) {
		if (*r->p == '\n') {
			r->line++;
			r->p++;
		} else if (strchr(" \t\r\f", *r->p) && *r->p) {
			r->p++;
		} else if (*r->p == ';') {
			while (r->p < r->end && *r->p != '\n')
				r->p++;
		} else if (r->end - r->p > 1 && r->p[0] == '#' && r->p[1] == '|') {
			for (r->p += 2; r->end - r->p > 1 && memcmp(r->p, "|#", 2); r->p++)
				r->line += *r->p == '\n';
			if (r->end - r->p < 2)
				return bad(r, "comment without end");
			r->p += 2;
		} else {
			break;
		}
	}
	return 0;
}

static void put_utf8(struct gx_buf *buf, unsigned long c)
{
	if (c < 0x80) {
		gx_buf_addc(buf, (char)c);
	} else if (c < 0x800) {
		gx_buf_addc(buf, (char)(0xc0 | c >> 6));
		gx_buf_addc(buf, (char)(0x80 | (c & 63)));
	} else if (c < 0x10000) {
		gx_buf_addc(buf, (char)(0xe0 | c >> 12));
		gx_buf_addc(buf, (char)(0x80 | (c >> 6 & 63)));
		gx_buf_addc(buf, (char)(0x80 | (c & 63)));
	} else {
		gx_buf_addc(buf, (char)(0xf0 | c >> 18));
		gx_buf_addc(buf, (char)(0x80 | (c >> 12 & 63)));
		gx_buf_addc(buf, (char)(0x80 | (c >> 6 & 63)));
		gx_buf_addc(buf, (char)(0x80 | (c & 63)));
	}
}

/* \xHH; of R6RS, or Guile's \xHH, \uHHHH and \UHHHHHH. */
static int read_hex_escape(struct reader *r, char kind, struct gx_buf *buf)
{
	int digits = kind == 'x' ? 2 : kind == 'u' ? 4 : 6;
	char hex[9] = "";
	unsigned long c;
	int n = 0;

	while (n < 8 && r->p + n < r->end && strchr("0123456789abcdefABCDEF", r->p[n]) &&
	       r->p[n]) {
		hex[n] = r->p[n];
		n++;
	}
	if (n && kind == 'x' && r->p + n < r->end && r->p[n] == ';')
		r->p += n + 1;
	else if (n >= digits)
		r->p += digits, hex[digits] = '\0';
	else
		return bad(r, "malformed escape in a string");
	c = strtoul(hex, NULL, 16);
	if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return bad(r, "a string holds a character that cannot be");
	put_utf8(buf, c);
	return 0;
}

static int read_escape(struct reader *r, struct gx_buf *buf)
{
	static const char from[] = "ntrabvf0\"\\";
	static const char to[] = "\n\t\r\a\b\v\f\0\"\\";
	const char *at;
	char c;

	if (r->p >= r->end)
		return bad(r, "string without end");
	c = *r->p++;
	if (c == 'x' || c == 'u' || c == 'U')
		return read_hex_escape(r, c, buf);
	if (c == '\n') {
		r->line++;
		while (r->p < r->end && (*r->p == ' ' || *r->p == '\t'))
			r->p++;
		return 0;
	}
	at = c ? strchr(from, c) : NULL;
	if (!at || c == '0')
		return bad(r, "unknown escape in a string");
	gx_buf_addc(buf, to[at - from]);
	return 0;
}

static int read_string(struct reader *r, struct gx_sexp **out)
{
	GX_AUTO(buf) struct gx_buf buf = GX_BUF_INIT;
	struct gx_sexp *s = node(r, GX_SEXP_STRING);
	char *text;

	for (r->p++; r->p < r->end && *r->p != '"';) {
		char c = *r->p++;

		if (c == '\0')
			return bad(r, "a string holds a NUL byte");
		r->line += c == '\n';
		if (c != '\\')
			gx_buf_addc(&buf, c);
		else if (read_escape(r, &buf) < 0)
			return -1;
	}
	if (r->p >= r->end)
		return bad(r, "string without end");
	r->p++;
	text = take(r->doc, buf.len + 1);
	memcpy(text, gx_buf_str(&buf), buf.len + 1);
	s->text = text;
	*out = s;
	return 0;
}

static bool parse_integer(const char *text, int64_t *out)
{
	const char *digits = *text == '-' || *text == '+' ? text + 1 : text;
	size_t n = strlen(digits);

	if (!n || n > 18 || strspn(digits, "0123456789") != n)
		return false;
	*out = strtoll(text, NULL, 10);
	return true;
}

static int read_atom(struct reader *r, struct gx_sexp **out)
{
	const char *start = r->p;
	struct gx_sexp *s = node(r, GX_SEXP_SYMBOL);
	size_t n;
	char *text;

	while (r->p < r->end && !is_delimiter(*r->p))
		r->p++;
	n = (size_t)(r->p - start);
	if (!n || (n == 1 && *start == '.'))
		return bad(r, "unexpected character");
	text = take(r->doc, n + 1);
	memcpy(text, start, n);
	text[n] = '\0';
	s->text = text;
	*out = s;
	if (!strcmp(text, "#t") || !strcmp(text, "#f") || !strcmp(text, "#true") ||
	    !strcmp(text, "#false")) {
		s->type = GX_SEXP_BOOL;
		s->number = text[1] == 't';
	} else if (text[0] == '#' && text[1] == ':' && text[2]) {
		s->type = GX_SEXP_KEYWORD;
		s->text = text + 2;
	} else if (text[0] == '#' && strcmp(text, "#{}#")) {
		return bad(r, "this kind of datum is not known here");
	} else if (parse_integer(text, &s->number)) {
		s->type = GX_SEXP_INTEGER;
	}
	return 0;
}

static int read_datum(struct reader *r, unsigned depth, struct gx_sexp **out);

static bool at_dot(const struct reader *r)
{
	return *r->p == '.' && r->end - r->p > 1 && is_delimiter(r->p[1]);
}

static int read_list(struct reader *r, unsigned depth, struct gx_sexp **out)
{
	struct gx_sexp *s = node(r, GX_SEXP_LIST), **last = &s->first;
	char closing = *r->p++ == '(' ? ')' : ']';

	for (;;) {
		if (skip_blank(r) < 0)
			return -1;
		if (r->p >= r->end) {
			r->line = s->line;
			return bad(r, "parenthesis without end");
		}
		if (*r->p == closing)
			break;
		if (s->tail)
			return bad(r, "more than one datum after the dot");
		if (at_dot(r) && s->n) {
			r->p++;
			if (read_datum(r, depth + 1, &s->tail) < 0)
				return -1;
			continue;
		}
		if (read_datum(r, depth + 1, last) < 0)
			return -1;
		last = &(*last)->next;
		s->n++;
	}
	r->p++;
	*out = s;
	return 0;
}

static int read_quoted(struct reader *r, unsigned depth, const char *name, struct gx_sexp **out)
{
	struct gx_sexp *s = node(r, GX_SEXP_LIST), *head = node(r, GX_SEXP_SYMBOL);

	r->p++;
	head->text = name;
	s->first = head;
	s->n = 2;
	*out = s;
	return read_datum(r, depth + 1, &head->next);
}

static int read_datum(struct reader *r, unsigned depth, struct gx_sexp **out)
{
	if (skip_blank(r) < 0)
		return -1;
	if (r->p >= r->end)
		return bad(r, "unexpected end");
	if (depth > GX_SEXP_MAX_DEPTH)
		return bad(r, "nested too deeply");
	switch (*r->p) {
	case '(':
	case '[':
		return read_list(r, depth, out);
	case '"':
		return read_string(r, out);
	case '\'':
		return read_quoted(r, depth, "quote", out);
	case '`':
		return read_quoted(r, depth, "quasiquote", out);
	case ',':
		return read_quoted(r, depth, "unquote", out);
	default:
		return read_atom(r, out);
	}
}

int gx_sexp_parse(const char *text, size_t len, struct gx_sexp_doc **out, struct gx_err *err)
{
	GX_AUTO(sexp) struct gx_sexp_doc *doc = gx_calloc(1, sizeof *doc);
	struct reader r = { doc, text, text + len, 1, err };

	if (len > GX_SEXP_MAX_BYTES)
		return gx_fail(err, GX_EINVALID, "more than %u bytes", GX_SEXP_MAX_BYTES);
	if (read_datum(&r, 0, &doc->root) < 0 || skip_blank(&r) < 0)
		return -1;
	if (r.p < r.end)
		return bad(&r, "more than one datum");
	*out = gx_steal(&doc);
	return 0;
}

void gx_sexp_free(struct gx_sexp_doc *doc)
{
	if (!doc)
		return;
	for (struct block *b = doc->blocks, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	free(doc);
}

void gx_cleanup_sexp(struct gx_sexp_doc **doc)
{
	gx_sexp_free(*doc);
	*doc = NULL;
}

const struct gx_sexp *gx_sexp_root(const struct gx_sexp_doc *doc)
{
	return doc->root;
}

const struct gx_sexp *gx_sexp_ref(const struct gx_sexp *sexp, size_t i)
{
	const struct gx_sexp *s;

	if (!sexp || sexp->type != GX_SEXP_LIST)
		return NULL;
	for (s = sexp->first; s && i; s = s->next)
		i--;
	return s;
}

bool gx_sexp_is_symbol(const struct gx_sexp *sexp, const char *name)
{
	return sexp && sexp->type == GX_SEXP_SYMBOL && !strcmp(sexp->text, name);
}

const char *gx_sexp_string(const struct gx_sexp *sexp)
{
	return sexp && sexp->type == GX_SEXP_STRING ? sexp->text : NULL;
}

const struct gx_sexp *gx_sexp_assoc(const struct gx_sexp *list, size_t from, const char *name)
{
	for (const struct gx_sexp *s = gx_sexp_ref(list, from); s; s = s->next)
		if (gx_sexp_is_symbol(gx_sexp_ref(s, 0), name))
			return s;
	return NULL;
}

void gx_sexp_format_string(const char *text, struct gx_buf *out)
{
	static const char from[] = "\n\t\r\a\b\v\f\"\\";
	static const char to[] = "ntrabvf\"\\";

	gx_buf_addc(out, '"');
	for (; *text; text++) {
		const char *at = strchr(from, *text);

		if (at) {
			gx_buf_addc(out, '\\');
			gx_buf_addc(out, to[at - from]);
		} else if ((unsigned char)*text < ' ') {
			gx_buf_addf(out, "\\x%02x;", (unsigned char)*text);
		} else {
			gx_buf_addc(out, *text);
		}
	}
	gx_buf_addc(out, '"');
}

static void format_list(const struct gx_sexp *sexp, struct gx_buf *out)
{
	gx_buf_addc(out, '(');
	for (const struct gx_sexp *s = sexp->first; s; s = s->next) {
		gx_sexp_format(s, out);
		if (s->next)
			gx_buf_addc(out, ' ');
	}
	/* (a . (b)) is (a b) */
	if (sexp->tail && sexp->tail->type == GX_SEXP_LIST) {
		size_t at = out->len;

		format_list(sexp->tail, out);
		if (out->data[at + 1] == ')')
			memmove(out->data + at, out->data + at + 1, out->len-- - at);
		else
			out->data[at] = ' ';
		return;
	}
	if (sexp->tail) {
		gx_buf_adds(out, " . ");
		gx_sexp_format(sexp->tail, out);
	}
	gx_buf_addc(out, ')');
}

void gx_sexp_format(const struct gx_sexp *sexp, struct gx_buf *out)
{
	switch (sexp->type) {
	case GX_SEXP_LIST:
		format_list(sexp, out);
		break;
	case GX_SEXP_STRING:
		gx_sexp_format_string(sexp->text, out);
		break;
	case GX_SEXP_SYMBOL:
		gx_buf_adds(out, sexp->text);
		break;
	case GX_SEXP_KEYWORD:
		gx_buf_addf(out, "#:%s", sexp->text);
		break;
	case GX_SEXP_INTEGER:
		gx_buf_addf(out, "%lld", (long long)sexp->number);
		break;
	case GX_SEXP_BOOL:
		gx_buf_adds(out, sexp->number ? "#t" : "#f");
		break;
	}
}
