/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The top-level forms of a module's source, told apart without evaluating anything. */
#include "eval/forms.h"
#include "eval/lexer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FORMS_MAX ((size_t)1 << 20)
#define NESTING_MAX 16

struct word {
	const char *s;
	size_t n;
};

static bool is(struct word word, const char *text)
{
	return strlen(text) == word.n && !memcmp(word.s, text, word.n);
}

static bool is_any(struct word word, const char *const *texts)
{
	for (; *texts; texts++)
		if (is(word, *texts))
			return true;
	return false;
}

static struct word read_word(struct gx_lexer *lexer)
{
	struct word word = { NULL, 0 };

	word.n = gx_lexer_symbol(lexer, &word.s);
	return word;
}

static char *copy(struct word word)
{
	return gx_strndup(word.s, word.n);
}

/* Why the forms are not even what a module's would be, one after the other. */
static const char *const broken[] = { "it cannot be read", "it is empty",
	"it does not begin with define-module", "it has two define-module forms", NULL };
enum { UNREADABLE, EMPTY, NO_MODULE, TWO_MODULES };

static void unfit(struct gx_forms *forms, const char *why)
{
	if (!forms->unfit)
		forms->unfit = gx_strdup(why);
}

bool gx_forms_are_whole(const struct gx_forms *forms)
{
	for (size_t i = 0; forms->unfit && broken[i]; i++)
		if (!strcmp(forms->unfit, broken[i]))
			return false;
	return true;
}

/* --- what can be seen of a value ---------------------------------------------------------- */

/* Words whose value is no package, whatever their arguments are. */
static const char *const never_packages[] = {
	"lambda", "lambda*", "case-lambda", "match-lambda", "mlambda", "mlambdaq", "origin",
	"list", "cons", "cons*", "append", "string-append", "delay", "make-parameter", "base32",
	"git-version", "local-file", "plain-file", "computed-file", "program-file",
	"mixed-text-file", "search-patches", "quasiquote", "quote", "gexp", NULL
};
static const char *const wrappers[] = { "hidden-package", NULL };
static const char *const binders[] = { "let", "let*", "letrec", "letrec*", NULL };

/* Remember that WORD is taken for what it usually is. */
static void rest_on(struct gx_form *form, struct word word)
{
	GX_AUTO(free) char *before = form->heads;

	form->heads = gx_asprintf("%s%s%.*s", before ? before : "", before ? " " : "",
				  (int)word.n, word.s);
}

static void set_value(struct gx_form *form, enum gx_value_kind kind, struct word text)
{
	form->value = kind;
	free(form->text);
	form->text = text.n ? copy(text) : NULL;
}

static bool read_literal(struct gx_lexer lexer, struct word *out)
{
	return gx_lexer_string(&lexer, &out->s, &out->n) && out->n
		&& !memchr(out->s, '\t', out->n);
}

/* One field of a package, AT behind its parenthesis; false if it makes the name unknown. */
static bool read_field(struct gx_lexer field, struct gx_form *form, struct word *inherited)
{
	struct word key = read_word(&field), literal;

	if (is(key, "name")) {
		if (!read_literal(field, &literal))
			return false;
		set_value(form, GX_VALUE_NAMED, literal);
	} else if (is(key, "version") && read_literal(field, &literal)) {
		free(form->version);
		form->version = copy(literal);
	} else if (is(key, "inherit")) {
		*inherited = read_word(&field);
		return inherited->n || form->value == GX_VALUE_NAMED;
	}
	return true;
}

/* The fields of (package …), behind what comes before them. */
static void read_package(struct gx_lexer *lexer, struct gx_form *form, struct word inherited)
{
	bool known = true;

	while (gx_lexer_next(lexer) && *lexer->at != ')' && *lexer->at != ']') {
		struct gx_lexer field = *lexer;

		if (gx_lexer_open(&field) && !read_field(field, form, &inherited))
			known = form->value == GX_VALUE_NAMED;
		if (!gx_lexer_skip(lexer))
			break;
	}
	if (form->value == GX_VALUE_NAMED)
		return;
	if (known && inherited.n)
		set_value(form, GX_VALUE_INHERITS, inherited);
	else
		form->value = GX_VALUE_UNKNOWN;
}

/* Does the list of bindings that comes next bind one of the words we rely on? */
static bool binds_heads(struct gx_lexer lexer)
{
	static const char *const own[] = { "package", "package/inherit", "name", "inherit", NULL };

	if (!gx_lexer_open(&lexer))
		return true;
	while (gx_lexer_next(&lexer) && *lexer.at != ')' && *lexer.at != ']') {
		struct gx_lexer binding = lexer;
		struct word word;

		if (!gx_lexer_open(&binding))
			return true;
		word = read_word(&binding);
		if (!word.n || is_any(word, own) || is_any(word, never_packages)
		    || is_any(word, wrappers) || is_any(word, binders))
			return true;
		if (!gx_lexer_skip(&lexer))
			return true;
	}
	return lexer.broken;
}

static void read_value(struct gx_lexer lexer, struct gx_form *form, unsigned depth);

/* The last form of a body. */
static void read_last(struct gx_lexer lexer, struct gx_form *form, unsigned depth)
{
	struct gx_lexer last = lexer;

	while (gx_lexer_next(&lexer) && *lexer.at != ')' && *lexer.at != ']') {
		last = lexer;
		if (!gx_lexer_skip(&lexer))
			return;
	}
	read_value(last, form, depth);
}

static void read_inherit(struct gx_lexer lexer, struct gx_form *form)
{
	struct word parent = read_word(&lexer);

	if (!parent.n && !gx_lexer_skip(&lexer))
		return;
	read_package(&lexer, form, parent);
}

/* (HEAD …), behind the head. */
static void read_call(struct gx_lexer lexer, struct word head, struct gx_form *form,
		      unsigned depth)
{
	struct word literal;

	rest_on(form, head);
	if (is(head, "package")) {
		read_package(&lexer, form, (struct word){ NULL, 0 });
	} else if (is(head, "package/inherit")) {
		read_inherit(lexer, form);
	} else if (is(head, "deprecated-package")) {
		if (read_literal(lexer, &literal))
			set_value(form, GX_VALUE_NAMED, literal);
	} else if (is_any(head, binders)) {
		if (!binds_heads(lexer) && gx_lexer_skip(&lexer))
			read_last(lexer, form, depth);
	} else if (is_any(head, wrappers)) {
		read_value(lexer, form, depth);
	} else if (is_any(head, never_packages)) {
		form->value = GX_VALUE_OTHER;
	}
}

static void read_value(struct gx_lexer lexer, struct gx_form *form, unsigned depth)
{
	struct word word;

	if (!depth || !gx_lexer_next(&lexer))
		return;
	if (strchr("\"'`#0123456789", *lexer.at)) {
		form->value = GX_VALUE_OTHER;
	} else if (gx_lexer_open(&lexer)) {
		word = read_word(&lexer);
		if (word.n)
			read_call(lexer, word, form, depth - 1);
	} else {
		word = read_word(&lexer);
		if (word.n)
			set_value(form, GX_VALUE_ALIAS, word);
	}
}

/* --- forms -------------------------------------------------------------------------------- */

struct head {
	const char *name;
	enum gx_form_kind kind;
};

static const struct head heads[] = {
	{ "define", GX_FORM_DEFINE }, { "define*", GX_FORM_DEFINE },
	{ "define-public", GX_FORM_PUBLIC }, { "define*-public", GX_FORM_PUBLIC },
	{ "define-syntax", GX_FORM_SYNTAX }, { "define-syntax-rule", GX_FORM_SYNTAX },
	{ "define-module", GX_FORM_MODULE }, { "use-modules", GX_FORM_USE },
	{ "export", GX_FORM_EXPORT },
};

static enum gx_form_kind kind_of(struct word head)
{
	for (size_t i = 0; i < GX_ARRAY_SIZE(heads); i++)
		if (is(head, heads[i].name))
			return heads[i].kind;
	return GX_FORM_OTHER;
}

/* (define NAME VALUE) or (define (NAME ARG …) BODY …), behind the head. */
static void read_definition(struct gx_lexer lexer, struct gx_form *form, struct gx_forms *forms)
{
	bool procedure = gx_lexer_open(&lexer);
	struct word name = read_word(&lexer);

	if (!name.n) {
		unfit(forms, "a definition is not of a plain name");
		return;
	}
	form->name = copy(name);
	if (form->kind == GX_FORM_SYNTAX || procedure) {
		form->value = GX_VALUE_OTHER;
		return;
	}
	form->value = GX_VALUE_UNKNOWN;
	read_value(lexer, form, NESTING_MAX);
	/* A name was found before something else turned out to be odd. */
	if (form->value != GX_VALUE_NAMED && form->value != GX_VALUE_INHERITS
	    && form->value != GX_VALUE_ALIAS) {
		free(gx_steal(&form->text));
	}
}

static bool defines(const struct gx_form *form)
{
	return form->kind == GX_FORM_DEFINE || form->kind == GX_FORM_PUBLIC
		|| form->kind == GX_FORM_SYNTAX;
}

/* Forms that must happen in their order, or that change what others mean. */
static void judge(const struct gx_forms *forms, const struct gx_form *form, struct word head,
		  struct gx_forms *out)
{
	static const char *const effects[] = { "begin", "eval-when", "set!", "include",
					       "load", "cond-expand", NULL };
	bool first = !forms->n;

	if ((form->kind == GX_FORM_MODULE) != first)
		unfit(out, broken[first ? NO_MODULE : TWO_MODULES]);
	if (form->kind == GX_FORM_USE)
		for (size_t i = 0; i < forms->n; i++)
			if (forms->v[i].kind != GX_FORM_MODULE && forms->v[i].kind != GX_FORM_USE)
				unfit(out, "it imports modules after its first definition");
	if (form->kind == GX_FORM_OTHER && (!head.n || is_any(head, effects)))
		unfit(out, "it has forms with effects");
}

static void read_form(struct gx_lexer lexer, struct gx_form *form, struct gx_forms *forms)
{
	struct word head = { NULL, 0 };

	if (gx_lexer_open(&lexer)) {
		head = read_word(&lexer);
		form->kind = kind_of(head);
		form->head = head.n ? copy(head) : NULL;
	} else {
		form->kind = strchr("\"0123456789", *lexer.at) ? GX_FORM_CONSTANT
			: GX_FORM_OTHER;
	}
	if (form->kind != GX_FORM_CONSTANT)
		judge(forms, form, head, forms);
	if (defines(form))
		read_definition(lexer, form, forms);
}

static void add_form(struct gx_forms *forms, const struct gx_form *form)
{
	/* Grown by halves: how many there are is known only in the end. */
	if (!(forms->n & (forms->n - 1)))
		forms->v = gx_reallocarray(forms->v, forms->n ? forms->n * 2 : 1,
					   sizeof *forms->v);
	forms->v[forms->n++] = *form;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool has_name_twice(const struct gx_forms *forms)
{
	GX_AUTO(free) const char **names = gx_calloc(forms->n + 1, sizeof *names);
	size_t n = 0;

	for (size_t i = 0; i < forms->n; i++)
		if (forms->v[i].name)
			names[n++] = forms->v[i].name;
	qsort(names, n, sizeof *names, by_text);
	for (size_t i = 1; i < n; i++)
		if (!strcmp(names[i], names[i - 1]))
			return true;
	return false;
}

static bool ends_word(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '(' || c == ')';
}

/* Does code call something that, by its name, changes variables or objects?  Then a value may
 * depend on what else was evaluated before: (define next! (let ((n 0)) (lambda () (set! n …)))). */
static bool has_mutations(const char *text, size_t len)
{
	const char *at = text, *end = text + len;

	for (; (at = memchr(at, '!', end - at)); at++) {
		const char *start = at;

		if (at + 1 < end && !ends_word(at[1]))
			continue;
		while (start > text && !ends_word(start[-1]) && !strchr("\";|#'`,", start[-1]))
			start--;
		if (start < at && start > text && start[-1] == '(')
			return true;
	}
	return false;
}

void gx_forms_scan(const char *text, size_t len, struct gx_forms *out)
{
	struct gx_lexer lexer;

	*out = (struct gx_forms)GX_FORMS_INIT;
	gx_lexer_init(&lexer, text, len);
	while (gx_lexer_next(&lexer) && out->n < FORMS_MAX) {
		struct gx_form form = { .start = lexer.at - text, .line = lexer.line,
					.column = gx_lexer_column(&lexer),
					.value = GX_VALUE_OTHER };

		read_form(lexer, &form, out);
		if (!gx_lexer_skip(&lexer))
			lexer.broken = true;
		form.end = lexer.at - text;
		add_form(out, &form);
		if (lexer.broken)
			break;
	}
	if (lexer.broken || out->n == FORMS_MAX)
		unfit(out, broken[UNREADABLE]);
	if (!out->n)
		unfit(out, broken[EMPTY]);
	if (has_name_twice(out))
		unfit(out, "it defines a name twice");
	if (has_mutations(text, len))
		unfit(out, "it calls what changes variables or objects");
}

static void clear_form(struct gx_form *form)
{
	free(form->head);
	free(form->name);
	free(form->text);
	free(form->version);
	free(form->heads);
}

void gx_forms_clear(struct gx_forms *forms)
{
	for (size_t i = 0; i < forms->n; i++)
		clear_form(&forms->v[i]);
	free(forms->v);
	free(forms->unfit);
	*forms = (struct gx_forms)GX_FORMS_INIT;
}

/* --- as text ------------------------------------------------------------------------------ */

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

void gx_forms_format(const struct gx_forms *forms, struct gx_buf *out)
{
	if (forms->unfit)
		gx_buf_addf(out, "u %s\n", forms->unfit);
	for (size_t i = 0; i < forms->n; i++) {
		const struct gx_form *f = &forms->v[i];

		gx_buf_addf(out, "%c%c\t%zu\t%zu\t%zu\t%zu\t%s\t%s\t%s\t%s\t%s\n", f->kind, f->value,
			    f->start, f->end, f->line, f->column, or_empty(f->head),
			    or_empty(f->name), or_empty(f->text), or_empty(f->version),
			    or_empty(f->heads));
	}
}

/* The field at *AT, moved behind it and its tab. */
static struct word next_field(const char **at, const char *end)
{
	const char *tab = memchr(*at, '\t', end - *at);
	struct word field = { *at, (tab ? tab : end) - *at };

	*at = tab ? tab + 1 : end;
	return field;
}

static char *next_text(const char **at, const char *end)
{
	struct word field = next_field(at, end);

	return field.n ? copy(field) : NULL;
}

static size_t next_number(const char **at, const char *end)
{
	struct word field = next_field(at, end);
	size_t value = 0;

	for (size_t i = 0; i < field.n && i < 15; i++)
		value = value * 10 + (unsigned char)(field.s[i] - '0') % 10;
	return value;
}

static int parse_line(const char *at, const char *end, struct gx_forms *out, struct gx_err *err)
{
	struct gx_form form = { 0 };

	if (end - at < 3 || !strchr("muxdpsco", at[0]) || !strchr("?nia-", at[1]) || at[2] != '\t')
		return gx_fail(err, GX_EINVALID, "a line of the index of forms is damaged");
	form.kind = at[0];
	form.value = at[1];
	at += 3;
	form.start = next_number(&at, end);
	form.end = next_number(&at, end);
	form.line = next_number(&at, end);
	form.column = next_number(&at, end);
	form.head = next_text(&at, end);
	form.name = next_text(&at, end);
	form.text = next_text(&at, end);
	form.version = next_text(&at, end);
	form.heads = next_text(&at, end);
	add_form(out, &form);
	return 0;
}

int gx_forms_parse(const char *text, size_t len, struct gx_forms *out, struct gx_err *err)
{
	const char *end = text + len;

	*out = (struct gx_forms)GX_FORMS_INIT;
	while (text < end) {
		const char *newline = memchr(text, '\n', end - text);
		const char *stop = newline ? newline : end;

		if (stop - text > 2 && text[0] == 'u' && text[1] == ' ' && !out->unfit)
			out->unfit = gx_strndup(text + 2, stop - text - 2);
		else if (parse_line(text, stop, out, err))
			return gx_forms_clear(out), -1;
		text = newline ? newline + 1 : end;
	}
	return 0;
}
