/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a module's source says of itself. */
#include "eval/forms.h"
#include "eval/scan_private.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static bool symbol_char(char c)
{
	return (unsigned char)c > ' ' && !strchr("()[]{}\"';`,#|", c);
}

/* Add the symbol "#{…}#" at AT to OUT, in which \x20; stands for a blank; the position after it,
 * or NULL when it is something else. */
static const char *extended_symbol(const char *at, const char *end, struct gx_buf *out)
{
	for (at += 2; at + 1 < end && *at != '\n'; at++) {
		unsigned long c;
		char *after;

		if (at[0] == '}' && at[1] == '#')
			return at + 2;
		if (at[0] != '\\' || at[1] != 'x') {
			gx_buf_addc(out, *at);
			continue;
		}
		c = strtoul(at + 2, &after, 16);
		if (after >= end || *after != ';' || !c || c > 127)
			return NULL;
		gx_buf_addc(out, (char)c);
		at = after;
	}
	return NULL;
}

static const char *any_symbol(const char *at, const char *end, struct gx_buf *out)
{
	if (end - at > 2 && at[0] == '#' && at[1] == '{')
		return extended_symbol(at, end, out);
	if (!symbol_char(*at))
		return NULL;
	while (at < end && symbol_char(*at))
		gx_buf_addc(out, *at++);
	return at;
}

/* The list of symbols that opens at TEXT[0] == '(' as a path, "guix/records", into OUT, which
 * it empties first; the position after its ")", or NULL when it is something else. */
static const char *symbol_list(const char *text, const char *end, struct gx_buf *out)
{
	gx_buf_reset(out);
	for (text++; text && text < end && *text != ')';) {
		if (strchr(" \t\n", *text)) {
			text++;
			continue;
		}
		if (out->len)
			gx_buf_addc(out, '/');
		text = any_symbol(text, end, out);
	}
	return text && text < end && out->len ? text + 1 : NULL;
}

/* Whatever looks like the name of a module is taken for an import: that finds all of them,
 * and those that a build-side expression imports too.  Quoted ones are told apart. */
static void find_imports(const char *text, size_t len, struct gx_strv *out)
{
	GX_AUTO(buf) struct gx_buf name = GX_BUF_INIT;
	const char *end = text + len;

	for (const char *p = memchr(text, '(', len); p;
	     p = memchr(p, '(', end - p)) {
		const char *after = symbol_list(p, end, &name);

		if (after && memchr(name.data, '/', name.len) && !memchr(name.data, '\n', name.len)
		    && name.len < PATH_MAX)
			gx_strv_pushf(out, "%s%s", p > text && p[-1] == '\'' ? "'" : "", name.data);
		p = after ? after : p + 1;
	}
	gx_strv_sort(out);
	gx_strv_uniq(out);
}

/* The end of the form at the start of TEXT; good enough for a define-module form: parentheses
 * in strings, characters and comments would only make it longer or shorter the same way each
 * time. */
static size_t form_length(const char *text, size_t len)
{
	size_t depth = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '(')
			depth++;
		else if (text[i] == ')' && depth && !--depth)
			return i + 1;
	}
	return len;
}

/* A top-level form that can define nothing but plain variables. */
static bool plain_form(const char *line)
{
	static const char *const heads[] = {
		"(define-module ", "(define-public ", "(define ", "(define* ",
		"(define*-public ", "(define-deprecated ", "(export ",
	};

	for (size_t i = 0; i < GX_ARRAY_SIZE(heads); i++)
		if (!strncmp(line, heads[i], strlen(heads[i])))
			return true;
	return false;
}

/* May it define macros, or anything that its importers' code could contain? */
static bool may_define_macros(const char *text)
{
	static const char *const words[] = {
		"syntax", "macro", "inlinable", "record-type", "integrable", "condition-type",
		"eval-when", "include",
	};

	for (size_t i = 0; i < GX_ARRAY_SIZE(words); i++)
		if (strstr(text, words[i]))
			return true;
	if (*text == '(' && !plain_form(text))
		return true;
	for (const char *p = strstr(text, "\n("); p; p = strstr(p + 1, "\n("))
		if (!plain_form(p + 1))
			return true;
	return false;
}

static void take_forms(struct module *m, const char *text, size_t len)
{
	GX_AUTO(forms) struct gx_forms forms = GX_FORMS_INIT;
	struct gx_buf out = GX_BUF_INIT;

	gx_forms_scan(text, len, &forms);
	gx_forms_format(&forms, &out);
	gx_strv_take(&m->forms, gx_buf_take(&out));
}

void gx_scan_take_source(struct module *m, const char *text, size_t len)
{
	const char *form = strstr(text, "(define-module");

	m->read = true;
	m->macros = !form || may_define_macros(text);
	if (form)
		gx_hash_data(GX_HASH_SHA256, form, form_length(form, text + len - form),
			     &m->form);
	else
		m->form = m->text;
	gx_strv_clear(&m->imports);
	gx_strv_clear(&m->forms);
	find_imports(text, len, &m->imports);
	if (m->lazy)
		take_forms(m, text, len);
}
