/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes back from the evaluator. */
#include "eval/run.h"

#include <stdlib.h>
#include <string.h>

static const char *const trace_names[] = {
	[GX_TRACE_FILE] = "file", [GX_TRACE_ABSENT] = "absent", [GX_TRACE_DIR] = "directory",
	[GX_TRACE_EXISTS] = "exists", [GX_TRACE_LINK] = "link", [GX_TRACE_ENV] = "env",
	[GX_TRACE_CWD] = "cwd", [GX_TRACE_CHANNEL] = "channel", [GX_TRACE_SYSTEM] = "system",
	[GX_TRACE_OPTION] = "option", [GX_TRACE_VERSION] = "version",
	[GX_TRACE_IMPURE] = "impure",
};

static void clear_field(struct gx_eval_image_field *field)
{
	free(field->name);
	free(field->option);
	free(field->file);
	gx_strv_clear(&field->values);
}

void gx_trace_clear(struct gx_trace *trace)
{
	for (size_t i = 0; i < trace->n; i++) {
		free(trace->v[i].name);
		free(trace->v[i].value);
	}
	free(trace->v);
	*trace = (struct gx_trace){ NULL, 0, false };
}

void gx_eval_result_clear(struct gx_eval_result *result)
{
	free(result->profile_drv);
	free(result->profile_out);
	free(result->manifest_code);
	free(result->show);
	free(result->table);
	for (size_t i = 0; i < result->noutputs; i++) {
		free(result->outputs[i].input);
		free(result->outputs[i].drv);
		free(result->outputs[i].output);
		free(result->outputs[i].path);
	}
	for (size_t i = 0; i < result->npackages; i++) {
		free(result->packages[i].name);
		free(result->packages[i].version);
		free(result->packages[i].output);
		free(result->packages[i].path);
	}
	for (size_t i = 0; i < result->nimage; i++)
		clear_field(&result->image[i]);
	free(result->image);
	gx_trace_clear(&result->trace);
	free(result->outputs);
	free(result->packages);
	gx_strv_clear(&result->warnings);
	gx_strv_clear(&result->error.candidates);
	free(result->error.kind);
	free(result->error.file);
	free(result->error.source);
	free(result->error.note);
	free(result->error.backtrace);
	*result = (struct gx_eval_result){ 0 };
}

static struct gx_trace_item *new_item(struct gx_trace *trace, enum gx_trace_type type)
{
	if ((trace->n & (trace->n - 1)) == 0)
		trace->v = gx_reallocarray(trace->v, trace->n ? trace->n * 2 : 1,
					   sizeof *trace->v);
	trace->v[trace->n] = (struct gx_trace_item){ .type = type };
	trace->impure |= type == GX_TRACE_IMPURE;
	return &trace->v[trace->n++];
}

void gx_trace_move(struct gx_trace *to, struct gx_trace *from)
{
	for (size_t i = 0; i < from->n; i++) {
		*new_item(to, from->v[i].type) = from->v[i];
		from->v[i].name = from->v[i].value = NULL;
	}
	gx_trace_clear(from);
}

void gx_trace_add(struct gx_trace *trace, enum gx_trace_type type, const char *name,
		  const char *value)
{
	struct gx_trace_item *item = new_item(trace, type);

	item->name = name ? gx_strdup(name) : NULL;
	item->value = value ? gx_strdup(value) : NULL;
}

/* --- the records ---------------------------------------------------------------------------- */

static int malformed(struct gx_err *err, const struct gx_strv *r)
{
	return gx_fail(err, GX_EINVALID, "the evaluator's answer has a malformed `%s'",
		       r->n ? r->v[0] : "");
}

static int take_trace(const struct gx_strv *r, struct gx_eval_result *result,
		      struct gx_err *err)
{
	struct gx_trace_item *item;
	size_t type = 0;

	while (r->n == 11 && type < GX_ARRAY_SIZE(trace_names)
	       && strcmp(trace_names[type], r->v[1]))
		type++;
	if (r->n != 11 || type == GX_ARRAY_SIZE(trace_names))
		return malformed(err, r);
	item = new_item(&result->trace, type);
	item->name = strchr(r->v[10], 'n') ? gx_strdup(r->v[2]) : NULL;
	item->value = strchr(r->v[10], 'v') ? gx_strdup(r->v[3]) : NULL;
	item->hash.algo = GX_HASH_SHA256;
	item->hash.len = strlen(r->v[4]) / 2;
	if (item->hash.len && (item->hash.len != GX_SHA256_SIZE
			       || gx_base16_decode(r->v[4], strlen(r->v[4]),
						   item->hash.bytes, item->hash.len)))
		return malformed(err, r);
	item->dev = strtoull(r->v[5], NULL, 10);
	item->ino = strtoull(r->v[6], NULL, 10);
	item->size = strtoull(r->v[7], NULL, 10);
	item->mtime_ns = strtoll(r->v[8], NULL, 10);
	item->ctime_ns = strtoll(r->v[9], NULL, 10);
	return 0;
}

static void replace(char **to, const char *value)
{
	free(*to);
	*to = gx_strdup(value);
}

static int take_profile(const struct gx_strv *r, struct gx_eval_result *result,
			struct gx_err *err)
{
	if (r->n != 3)
		return malformed(err, r);
	replace(&result->profile_drv, r->v[1]);
	replace(&result->profile_out, r->v[2]);
	return 0;
}

static int take_output(const struct gx_strv *r, struct gx_eval_result *result,
		       struct gx_err *err)
{
	struct gx_eval_output *o;

	if (r->n != 5)
		return malformed(err, r);
	result->outputs = gx_reallocarray(result->outputs, result->noutputs + 1, sizeof *o);
	o = &result->outputs[result->noutputs++];
	*o = (struct gx_eval_output){ gx_strdup(r->v[1]), gx_strdup(r->v[2]),
				      gx_strdup(r->v[3]), gx_strdup(r->v[4]) };
	return 0;
}

static int take_package(const struct gx_strv *r, struct gx_eval_result *result,
			struct gx_err *err)
{
	struct gx_eval_package *p;

	if (r->n != 5)
		return malformed(err, r);
	result->packages = gx_reallocarray(result->packages, result->npackages + 1, sizeof *p);
	p = &result->packages[result->npackages++];
	*p = (struct gx_eval_package){ gx_strdup(r->v[1]), gx_strdup(r->v[2]),
				       gx_strdup(r->v[3]), gx_strdup(r->v[4]) };
	return 0;
}

static int take_image(const struct gx_strv *r, struct gx_eval_result *result,
		      struct gx_err *err)
{
	struct gx_eval_image_field *field;

	if (r->n < 6)
		return malformed(err, r);
	result->image = gx_reallocarray(result->image, result->nimage + 1, sizeof *field);
	field = &result->image[result->nimage++];
	*field = (struct gx_eval_image_field){ gx_strdup(r->v[1]), gx_strdup(r->v[2]),
					       gx_strdup(r->v[3]), atoi(r->v[4]),
					       atoi(r->v[5]), GX_STRV_INIT };
	for (size_t i = 6; i < r->n; i++)
		gx_strv_push(&field->values, r->v[i]);
	return 0;
}

static int take_text(const struct gx_strv *r, char **to, struct gx_err *err)
{
	if (r->n != 2)
		return malformed(err, r);
	replace(to, r->v[1]);
	return 0;
}

static int take_warning(const struct gx_strv *r, struct gx_eval_result *result,
			struct gx_err *err)
{
	if (r->n != 2)
		return malformed(err, r);
	gx_strv_push(&result->warnings, r->v[1]);
	return 0;
}

/* One KEY VALUE of an error record; *MESSAGE and *HINT are borrowed from it. */
static void take_error_field(struct gx_eval_error *e, const char *key, const char *value,
			     const char **message, const char **hint)
{
	const struct {
		const char *key;
		const char **borrowed;
		char **text;
		int *number;
	} fields[] = {
		{ "message", .borrowed = message }, { "hint", .borrowed = hint },
		{ "kind", .text = &e->kind }, { "file", .text = &e->file },
		{ "source", .text = &e->source }, { "note", .text = &e->note },
		{ "backtrace", .text = &e->backtrace },
		{ "line", .number = &e->line }, { "column", .number = &e->column },
		{ "open-line", .number = &e->open_line },
		{ "open-column", .number = &e->open_column },
	};
	size_t i = 0;

	if (!strcmp(key, "candidate"))
		gx_strv_push(&e->candidates, value);
	while (i < GX_ARRAY_SIZE(fields) && strcmp(fields[i].key, key))
		i++;
	if (i == GX_ARRAY_SIZE(fields))
		return;
	if (fields[i].borrowed)
		*fields[i].borrowed = value;
	else if (fields[i].text)
		replace(fields[i].text, value);
	else
		*fields[i].number = atoi(value) > 0 ? atoi(value) : 0;
}

/* error KEY VALUE KEY VALUE … */
static int take_error(const struct gx_strv *r, struct gx_eval_result *result,
		      struct gx_err *err)
{
	const char *message = "the evaluation failed", *hint = NULL;

	for (size_t i = 1; i + 1 < r->n; i += 2)
		take_error_field(&result->error, r->v[i], r->v[i + 1], &message, &hint);
	if (!result->error.kind)
		result->error.kind = gx_strdup("other");
	return gx_eval_error_tell(&result->error, message, hint, err);
}

static int take_record(const struct gx_strv *r, struct gx_eval_result *result,
		       bool *complete, struct gx_err *err)
{
	const char *tag = r->n ? r->v[0] : "";

	if (!strcmp(tag, "trace"))
		return take_trace(r, result, err);
	if (!strcmp(tag, "profile"))
		return take_profile(r, result, err);
	if (!strcmp(tag, "output"))
		return take_output(r, result, err);
	if (!strcmp(tag, "package"))
		return take_package(r, result, err);
	if (!strcmp(tag, "image"))
		return take_image(r, result, err);
	if (!strcmp(tag, "code"))
		return take_text(r, &result->manifest_code, err);
	if (!strcmp(tag, "show"))
		return take_text(r, &result->show, err);
	if (!strcmp(tag, "table"))
		return take_text(r, &result->table, err);
	if (!strcmp(tag, "warning"))
		return take_warning(r, result, err);
	if (!strcmp(tag, "error")) {
		*complete = true;
		return take_error(r, result, err);
	}
	if (!strcmp(tag, "done")) {
		*complete = true;
		return 0;
	}
	return malformed(err, r);
}

int gx_eval_result_parse(const char *data, size_t len, struct gx_eval_result *result,
			 bool *complete, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv record = GX_STRV_INIT;
	const char *at = data;

	*complete = false;
	for (;;) {
		int r = gx_record_next(&at, data + len, &record, err);

		if (r)
			return r < 0 ? -1 : 0;
		if (take_record(&record, result, complete, err))
			return -1;
	}
}
