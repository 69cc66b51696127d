/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The top-level forms of a module's source, told apart without evaluating anything.
 *
 * A form's place, head and defined name say which form to evaluate when a name is asked for.
 * For definitions there is also what can be seen of the value: the literal name of a package,
 * the variable that it inherits from or stands for.  That rests on the usual meaning of the
 * words in HEADS, which who uses it has to check in the module's own scope. */
#ifndef GX_FORMS_H
#define GX_FORMS_H

#include "util/util.h"

enum gx_form_kind {
	GX_FORM_MODULE = 'm',		/* define-module */
	GX_FORM_USE = 'u',		/* use-modules */
	GX_FORM_EXPORT = 'x',		/* export */
	GX_FORM_DEFINE = 'd',		/* define, define* */
	GX_FORM_PUBLIC = 'p',		/* define-public, define*-public */
	GX_FORM_SYNTAX = 's',		/* define-syntax, define-syntax-rule */
	GX_FORM_CONSTANT = 'c',		/* a string or number, without effect */
	GX_FORM_OTHER = 'o',		/* a list with another head */
};

enum gx_value_kind {
	GX_VALUE_UNKNOWN = '?',
	GX_VALUE_NAMED = 'n',		/* a package with the literal name TEXT */
	GX_VALUE_INHERITS = 'i',	/* a package with the name of the variable TEXT's */
	GX_VALUE_ALIAS = 'a',		/* the value of the variable TEXT */
	GX_VALUE_OTHER = '-',		/* not a package */
};

struct gx_form {
	enum gx_form_kind kind;
	size_t start, end;		/* bytes */
	size_t line, column;		/* of its start, from 0; columns as Guile counts them */
	char *head;			/* or NULL */
	char *name;			/* what it defines, or NULL */
	enum gx_value_kind value;
	char *text;			/* see above; or NULL */
	char *version;			/* the package's, if literal; or NULL */
	char *heads;			/* words that VALUE rests on, "let package"; or NULL */
};

struct gx_forms {
	struct gx_form *v;
	size_t n;
	/* Why the forms cannot be evaluated one by one, out of order; NULL if they can, as far
	 * as can be seen from here. */
	char *unfit;
};
#define GX_FORMS_INIT { NULL, 0, NULL }

/* The forms of TEXT, which may be anything; what cannot be read makes it unfit. */
void gx_forms_scan(const char *text, size_t len, struct gx_forms *out);
/* Can they at least be evaluated one after the other, as those of one module? */
bool gx_forms_are_whole(const struct gx_forms *forms);
void gx_forms_clear(struct gx_forms *forms);
#define gx_cleanup_forms gx_forms_clear

/* As text: a line "u REASON" if unfit, then for each form a line of fields between tabs. */
void gx_forms_format(const struct gx_forms *forms, struct gx_buf *out);
int gx_forms_parse(const char *text, size_t len, struct gx_forms *out, struct gx_err *err);

#endif
