/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Package modules for (gx eval lazy): which there are, their text and their forms. */
#include "eval/compiled.h"
#include "eval/forms.h"
#include "eval/guile.h"
#include "eval/scan.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SOURCE_MAX ((size_t)64 << 20)

static SCM symbol_or_false(const char *text)
{
	return text ? scm_from_utf8_symbol(text) : SCM_BOOL_F;
}

static SCM string_or_false(const char *text)
{
	return text ? scm_from_utf8_string(text) : SCM_BOOL_F;
}

static SCM letter(int c)
{
	char text[2] = { (char)c, '\0' };

	return scm_from_utf8_symbol(text);
}

/* "gnu/packages/base" as (gnu packages base). */
static SCM module_name(const char *rel)
{
	SCM out = SCM_EOL;
	size_t n = strlen(rel);

	while (n) {
		size_t start = n;

		while (start && rel[start - 1] != '/')
			start--;
		out = scm_cons(scm_from_utf8_symboln(rel + start, n - start), out);
		n = start ? start - 1 : 0;
	}
	return out;
}

/* --- which there are ------------------------------------------------------------------------ */

/* Other files below the same folders are scripts of builders and the like. */
static bool is_module(const char *forms)
{
	if (!strncmp(forms, "u ", 2))
		forms = strchr(forms, '\n') + 1;
	return *forms == GX_FORM_MODULE;
}

/* A module that the user's own directory hides is none of ours. */
static bool registered(const struct gx_scan *scan, size_t module)
{
	const char *rel = gx_scan_rel(scan, module);

	return gx_scan_forms(scan, module) && is_module(gx_scan_forms(scan, module))
		&& gx_scan_find(scan, rel, strlen(rel)) == module;
}

static SCM engine_package_modules(void)
{
	const struct gx_scan *scan = gx_compiled_modules();
	SCM out = SCM_EOL;

	for (size_t i = gx_scan_count(scan); i > 0; i--) {
		const char *rel = gx_scan_rel(scan, i - 1);
		enum gx_scan_root_kind kind;
		const char *dir;

		if (!registered(scan, i - 1))
			continue;
		dir = gx_scan_root(scan, gx_scan_root_of(scan, i - 1), &kind);
		out = scm_cons(scm_list_5(scm_from_size_t(i - 1), module_name(rel),
					  scm_from_utf8_string(gx_scan_source(scan, i - 1)
							       + strlen(dir) + 1),
					  scm_from_utf8_string(dir),
					  scm_from_bool(gx_scan_lazy(scan, i - 1))),
			       out);
	}
	return out;
}

/* --- one of them ---------------------------------------------------------------------------- */

static SCM form_to_vector(const struct gx_form *form)
{
	SCM v = scm_c_make_vector(11, SCM_BOOL_F);

	scm_c_vector_set_x(v, 0, letter(form->kind));
	scm_c_vector_set_x(v, 1, symbol_or_false(form->head));
	scm_c_vector_set_x(v, 2, symbol_or_false(form->name));
	scm_c_vector_set_x(v, 3, scm_from_size_t(form->start));
	scm_c_vector_set_x(v, 4, scm_from_size_t(form->end));
	scm_c_vector_set_x(v, 5, scm_from_size_t(form->line));
	scm_c_vector_set_x(v, 6, scm_from_size_t(form->column));
	scm_c_vector_set_x(v, 7, letter(form->value));
	scm_c_vector_set_x(v, 8, string_or_false(form->text));
	scm_c_vector_set_x(v, 9, string_or_false(form->version));
	scm_c_vector_set_x(v, 10, string_or_false(form->heads));
	return v;
}

static SCM forms_to_list(const struct gx_forms *forms)
{
	SCM out = SCM_EOL;

	for (size_t i = forms->n; i > 0; i--)
		out = scm_cons(form_to_vector(&forms->v[i - 1]), out);
	return out;
}

/* Read the source, as part of what the evaluation depends on; its forms as they were indexed, or
 * if it changed meanwhile as they are. */
static int open_module(size_t module, struct gx_buf *text, struct gx_forms *forms,
		       struct gx_err *err)
{
	const struct gx_scan *scan = gx_compiled_modules();
	const char *source = gx_scan_source(scan, module);
	GX_AUTO(fd) int fd = open(source, O_RDONLY | O_CLOEXEC);
	const char *known = gx_scan_forms(scan, module);
	struct stat st;

	if (fd < 0 || fstat(fd, &st))
		return gx_fail_errno(err, "read %s", source);
	if (gx_fd_read_all(fd, SOURCE_MAX, text, err))
		return -1;
	if (!known || !gx_scan_same(scan, module, &st) || text->len != (size_t)st.st_size
	    || gx_forms_parse(known, strlen(known), forms, NULL))
		gx_forms_scan(gx_buf_str(text), text->len, forms);
	return 0;
}

/* Directories that come first on the load path decide by not having the module. */
static void look_for_others(size_t module)
{
	const struct gx_scan *scan = gx_compiled_modules();
	enum gx_scan_root_kind kind;
	struct stat st;

	for (size_t i = 0; i < gx_scan_root_of(scan, module); i++) {
		GX_AUTO(free) char *path = gx_asprintf("%s/%s.scm", gx_scan_root(scan, i, &kind),
						       gx_scan_rel(scan, module));

		stat(path, &st);
	}
}

static size_t to_module(SCM index, const char *who)
{
	size_t module = scm_to_size_t(index);

	if (module >= gx_scan_count(gx_compiled_modules()))
		scm_out_of_range(who, index);
	return module;
}

static SCM engine_lazy_open(SCM index)
{
	size_t module = to_module(index, "lazy-open");
	struct gx_forms forms = GX_FORMS_INIT;
	struct gx_buf text = GX_BUF_INIT;
	struct gx_err err = GX_ERR_INIT;
	SCM bytes, out;

	look_for_others(module);
	if (open_module(module, &text, &forms, &err)) {
		gx_buf_clear(&text);
		gx_throw(&err);
	}
	bytes = scm_c_make_bytevector(text.len);
	memcpy(SCM_BYTEVECTOR_CONTENTS(bytes), gx_buf_str(&text), text.len);
	out = scm_list_3(string_or_false(forms.unfit), bytes,
			 gx_forms_are_whole(&forms) ? forms_to_list(&forms) : SCM_BOOL_F);
	gx_forms_clear(&forms);
	gx_buf_clear(&text);
	return out;
}

static const struct gx_primitive modules_table[] = {
	{ "package-modules", 0, 0, engine_package_modules,
	  "(package-modules): lists INDEX NAME RELATIVE-FILE DIRECTORY LAZY? of the package "
	  "modules; LAZY? says whether one may be evaluated form by form." },
	{ "lazy-open", 1, 0, engine_lazy_open,
	  "(lazy-open INDEX): a list UNFIT BYTES FORMS of a package module: why it cannot be "
	  "evaluated form by form or #f, its text, and a vector for each form, or #f where they are "
	  "not a module's." },
};

void gx_modules_define(void)
{
	gx_define_primitives(modules_table, GX_ARRAY_SIZE(modules_table));
}
