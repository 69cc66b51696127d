/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The module (gx engine): what the driver in scheme/gx needs and nobody else. */
#include "eval/compiled.h"
#include "eval/guile.h"
#include "eval/records.h"
#include "eval/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REQUEST_MAX ((size_t)64 << 20)

static SCM from_strv(const struct gx_strv *list)
{
	SCM out = SCM_EOL;

	for (size_t i = list->n; i > 0; i--)
		out = scm_cons(scm_from_utf8_string(list->v[i - 1]), out);
	return out;
}

/* --- the request ---------------------------------------------------------------------------- */

static int read_request(struct gx_buf *out, struct gx_err *err)
{
	if (gx_eval_env.request_fd < 0)
		return gx_fail(err, GX_EINVALID, "there is no request");
	return gx_fd_read_all(gx_eval_env.request_fd, REQUEST_MAX, out, err);
}

static SCM engine_request(void)
{
	struct gx_buf text = GX_BUF_INIT;
	struct gx_strv record = GX_STRV_INIT;
	struct gx_err err = GX_ERR_INIT;
	SCM out = SCM_EOL;
	const char *at;
	int r = read_request(&text, &err);

	for (at = text.data; !r;) {
		r = gx_record_next(&at, text.data + text.len, &record, &err);
		if (!r)
			out = scm_cons(from_strv(&record), out);
	}
	gx_buf_clear(&text);
	gx_strv_clear(&record);
	if (r < 0)
		gx_throw(&err);
	return scm_reverse_x(out, SCM_EOL);
}

/* --- the result ----------------------------------------------------------------------------- */

static int write_result(struct gx_buf *out, struct gx_err *err)
{
	int r = gx_eval_env.result_fd < 0 ? 0
		: gx_fd_write(gx_eval_env.result_fd, out->data, out->len, err);

	gx_buf_reset(out);
	return r;
}

/* RECORD, a list of strings, as bytes at the end of the result. */
static SCM engine_result(SCM record)
{
	struct gx_strv strings = GX_STRV_INIT;
	struct gx_buf out = GX_BUF_INIT;
	struct gx_err err = GX_ERR_INIT;
	int r;

	SCM_ASSERT_TYPE(scm_ilength(record) >= 0, record, 1, "engine-result", "list");
	for (SCM l = record; !scm_is_null(l); l = scm_cdr(l))
		SCM_ASSERT_TYPE(scm_is_string(scm_car(l)), scm_car(l), 1, "engine-result",
				"string");
	for (SCM l = record; !scm_is_null(l); l = scm_cdr(l))
		gx_strv_take(&strings, scm_to_utf8_string(scm_car(l)));
	gx_record_put(&out, &strings);
	r = write_result(&out, &err);
	gx_buf_clear(&out);
	gx_strv_clear(&strings);
	if (r)
		gx_throw(&err);
	return SCM_UNSPECIFIED;
}

static const char *const trace_names[] = {
	[GX_TRACE_FILE] = "file", [GX_TRACE_ABSENT] = "absent", [GX_TRACE_DIR] = "directory",
	[GX_TRACE_EXISTS] = "exists", [GX_TRACE_LINK] = "link", [GX_TRACE_ENV] = "env",
	[GX_TRACE_CWD] = "cwd", [GX_TRACE_CHANNEL] = "channel", [GX_TRACE_SYSTEM] = "system",
	[GX_TRACE_OPTION] = "option", [GX_TRACE_VERSION] = "version",
	[GX_TRACE_IMPURE] = "impure",
};

static void put_trace(void *payload, const struct gx_trace_item *item)
{
	GX_AUTO(strv) struct gx_strv record = GX_STRV_INIT;
	GX_AUTO(free) char *hash = gx_base16_str(item->hash.bytes, item->hash.len);

	gx_strv_push(&record, "trace");
	gx_strv_push(&record, trace_names[item->type]);
	gx_strv_push(&record, item->name ? item->name : "");
	gx_strv_push(&record, item->value ? item->value : "");
	gx_strv_push(&record, hash);
	gx_strv_pushf(&record, "%llu", (unsigned long long)item->dev);
	gx_strv_pushf(&record, "%llu", (unsigned long long)item->ino);
	gx_strv_pushf(&record, "%llu", (unsigned long long)item->size);
	gx_strv_pushf(&record, "%lld", (long long)item->mtime_ns);
	gx_strv_pushf(&record, "%lld", (long long)item->ctime_ns);
	gx_strv_pushf(&record, "%s%s", item->name ? "n" : "", item->value ? "v" : "");
	gx_record_put(payload, &record);
}

/* The strings are copied by Guile's rules for dynamic extents: nothing of them leaks when one
 * of the arguments is of the wrong type. */
static SCM engine_complain(SCM kind, SCM message, SCM hint, SCM file, SCM line, SCM column)
{
	struct gx_err err = GX_ERR_INIT;
	unsigned at = scm_to_uint(line), in = scm_to_uint(column);
	char *text[4];

	scm_dynwind_begin(0);
	text[0] = scm_to_utf8_string(kind);
	scm_dynwind_free(text[0]);
	text[1] = scm_to_utf8_string(message);
	scm_dynwind_free(text[1]);
	text[2] = scm_to_utf8_string(hint);
	scm_dynwind_free(text[2]);
	text[3] = scm_to_utf8_string(file);
	scm_dynwind_free(text[3]);
	gx_fail(&err, GX_EFAIL, "%s", text[1]);
	gx_err_kind(&err, text[0]);
	if (*text[2])
		gx_err_hint(&err, "%s", text[2]);
	if (*text[3])
		gx_err_at(&err, text[3], at, in);
	gx_complain(&err);
	gx_err_clear(&err);
	scm_dynwind_end();
	return SCM_UNSPECIFIED;
}

static SCM engine_finish(void)
{
	struct gx_buf out = GX_BUF_INIT;
	struct gx_strv done = GX_STRV_INIT;
	struct gx_err err = GX_ERR_INIT;
	int r;

	gx_trace_finish(put_trace, &out);
	gx_strv_push(&done, "done");
	gx_record_put(&out, &done);
	r = write_result(&out, &err);
	gx_buf_clear(&out);
	gx_strv_clear(&done);
	if (r)
		gx_throw(&err);
	return SCM_UNSPECIFIED;
}

static void print_trace(void *payload, const struct gx_trace_item *item)
{
	fprintf(stderr, "%s %s %s\n", trace_names[item->type], item->name ? item->name : "",
		item->value ? item->value : "");
}

static SCM engine_print_trace(void)
{
	gx_trace_finish(print_trace, NULL);
	return SCM_UNSPECIFIED;
}

/* --- the trace ------------------------------------------------------------------------------ */

static void note_module(void *payload, const char *source)
{
	gx_trace_note(source);
}

/* What runs before the trace starts is known by the versions of Guile, by one file of it, and
 * of gx; but a gx that is being developed changes without changing its version. */
static SCM engine_trace_start(void)
{
	gx_trace_start();
	gx_trace_note(GX_GUILE_CCACHE_DIR "/ice-9/boot-9.go");
	if (gx_where_uninstalled()) {
		gx_trace_note(GX_BUILDDIR "/gx-eval");
		gx_compiled_each_own(note_module, NULL);
	}
	return SCM_UNSPECIFIED;
}

static SCM engine_trace_impure(SCM why)
{
	char *text;

	SCM_ASSERT_TYPE(scm_is_string(why), why, 1, "trace-impure", "string");
	if (!gx_trace_active())
		return SCM_UNSPECIFIED;
	text = scm_to_utf8_string(why);
	gx_trace_impure("%s", text);
	free(text);
	return SCM_UNSPECIFIED;
}

static SCM engine_trace_ignore(SCM prefix)
{
	char *text;

	SCM_ASSERT_TYPE(scm_is_string(prefix), prefix, 1, "trace-ignore", "string");
	text = scm_to_utf8_string(prefix);
	gx_trace_ignore(text);
	free(text);
	return SCM_UNSPECIFIED;
}

/* While THUNK runs, nothing is recorded. */
static SCM engine_untraced(SCM thunk)
{
	SCM value;

	SCM_ASSERT_TYPE(scm_is_true(scm_procedure_p(thunk)), thunk, 1, "untraced", "procedure");
	scm_dynwind_begin(0);
	gx_trace_suspended++;
	scm_dynwind_unwind_handler((void (*)(void *))gx_trace_resume, NULL, SCM_F_WIND_EXPLICITLY);
	value = scm_call_0(thunk);
	scm_dynwind_end();
	return value;
}

/* --- compiled modules ----------------------------------------------------------------------- */

static void add_missing(void *payload, const char *rel, const char *source, bool package)
{
	SCM *list = payload;

	*list = scm_cons(scm_list_3(scm_from_utf8_string(rel), scm_from_utf8_string(source),
				    scm_from_bool(package)), *list);
}

static SCM engine_missing(void)
{
	SCM list = SCM_EOL;

	gx_compiled_missing(add_missing, &list);
	return scm_reverse_x(list, SCM_EOL);
}

static SCM engine_tmp(void)
{
	char *tmp = gx_compiled_tmp();
	SCM out = tmp ? scm_from_utf8_string(tmp) : SCM_BOOL_F;

	free(tmp);
	return out;
}

static SCM engine_commit(SCM rel, SCM tmp)
{
	struct gx_err err = GX_ERR_INIT;
	char *r, *t;
	int failed;

	SCM_ASSERT_TYPE(scm_is_string(rel), rel, 1, "compiled-commit", "string");
	SCM_ASSERT_TYPE(scm_is_string(tmp), tmp, 2, "compiled-commit", "string");
	r = scm_to_utf8_string(rel);
	t = scm_to_utf8_string(tmp);
	failed = gx_compiled_commit(r, t, &err);
	free(r);
	free(t);
	if (failed)
		gx_throw(&err);
	return SCM_UNSPECIFIED;
}

static SCM engine_lock(void)
{
	struct gx_err err = GX_ERR_INIT;

	if (gx_compiled_lock(&err))
		gx_throw(&err);
	return SCM_UNSPECIFIED;
}

static SCM engine_give_up(SCM rel, SCM reason)
{
	char *r, *why;

	SCM_ASSERT_TYPE(scm_is_string(rel), rel, 1, "compiled-give-up", "string");
	SCM_ASSERT_TYPE(scm_is_string(reason), reason, 2, "compiled-give-up", "string");
	r = scm_to_utf8_string(rel);
	why = scm_to_utf8_string(reason);
	gx_compiled_give_up(r, why);
	free(r);
	free(why);
	return SCM_UNSPECIFIED;
}

static SCM engine_release(void)
{
	gx_compiled_release();
	return SCM_UNSPECIFIED;
}

static SCM engine_expire(SCM days)
{
	gx_compiled_expire(scm_to_uint(days));
	return SCM_UNSPECIFIED;
}

static SCM engine_prune(void)
{
	gx_compiled_prune();
	return SCM_UNSPECIFIED;
}

static const struct gx_primitive engine_table[] = {
	{ "engine-request", 0, 0, engine_request,
	  "(engine-request): what gx asks, a list of lists of strings." },
	{ "engine-result", 1, 0, engine_result,
	  "(engine-result RECORD): answer with RECORD, a list of strings." },
	{ "engine-complain", 6, 0, engine_complain,
	  "(engine-complain KIND MESSAGE HINT FILE LINE COLUMN): tell an error; \"\" and 0 for what\n"
	  "is not known." },
	{ "engine-finish", 0, 0, engine_finish,
	  "(engine-finish): stop the trace, hand it over, and end the answer." },
	{ "print-trace", 0, 0, engine_print_trace,
	  "(print-trace): stop the trace and write it to stderr." },
	{ "trace-start!", 0, 0, engine_trace_start,
	  "(trace-start!): from now on record what this process looks at." },
	{ "trace-impure!", 1, 0, engine_trace_impure,
	  "(trace-impure! WHY): this evaluation must not be cached, because WHY." },
	{ "trace-ignore!", 1, 0, engine_trace_ignore,
	  "(trace-ignore! PREFIX): do not record what happens below the directory PREFIX." },
	{ "untraced", 1, 0, engine_untraced,
	  "(untraced THUNK): the value of THUNK; what it looks at is not recorded." },
	{ "compiled-missing", 0, 0, engine_missing,
	  "(compiled-missing): lists NAME SOURCE PACKAGE? of the modules to compile, in order." },
	{ "compiled-tmp", 0, 0, engine_tmp,
	  "(compiled-tmp): a file name to compile to, or #f." },
	{ "compiled-commit", 2, 0, engine_commit,
	  "(compiled-commit NAME TMP): keep TMP as the object file of module NAME." },
	{ "compiled-lock", 0, 0, engine_lock,
	  "(compiled-lock): be the only process that compiles, until the end." },
	{ "compiled-give-up", 2, 0, engine_give_up,
	  "(compiled-give-up NAME REASON): the module NAME, as it is, cannot be compiled." },
	{ "compiled-release", 0, 0, engine_release,
	  "(compiled-release): tell who waits for the compiler to go on." },
	{ "compiled-expire", 1, 0, engine_expire,
	  "(compiled-expire DAYS): remove object files not read for so long." },
	{ "compiled-prune", 0, 0, engine_prune,
	  "(compiled-prune): remove object files that no module uses." },
};

static void define_module(void *data)
{
	gx_define_primitives(engine_table, GX_ARRAY_SIZE(engine_table));
	gx_modules_define();
	gx_names_define();
	gx_datum_define();
}

void gx_engine_init(void)
{
	scm_c_define_module("gx engine", define_module, NULL);
}
