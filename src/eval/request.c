/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of the evaluator, and how it is written down for it. */
#include "eval/run.h"

#include <stdlib.h>
#include <string.h>

static const char *const kind_names[] = {
	[GX_EVAL_PROFILE] = "profile", [GX_EVAL_BUILD] = "build", [GX_EVAL_SHOW] = "show",
	[GX_EVAL_SEARCH] = "search", [GX_EVAL_MANIFEST] = "manifest",
	[GX_EVAL_CHANNELS] = "channels",
	[GX_EVAL_TRANSACTION] = "transaction",
};

static const char *const input_names[] = {
	[GX_EVAL_MANIFEST_FILE] = "manifest-file", [GX_EVAL_SPEC] = "spec",
	[GX_EVAL_EXPR] = "expression", [GX_EVAL_FILE] = "file",
	[GX_EVAL_MANIFEST_TEXT] = "manifest-text", [GX_EVAL_FILE_TEXT] = "file-text",
	[GX_EVAL_INSTALLED] = "installed",
};

void gx_eval_add_input(struct gx_eval_request *req, enum gx_eval_input_kind kind,
		       const char *text, bool development)
{
	req->inputs = gx_reallocarray(req->inputs, req->ninputs + 1, sizeof *req->inputs);
	req->inputs[req->ninputs++] = (struct gx_eval_input){ kind, gx_strdup(text),
							      development };
}

void gx_eval_add_channel(struct gx_eval_request *req, const char *name, const char *root,
			 const char *commit, const char *url)
{
	req->channels = gx_reallocarray(req->channels, req->nchannels + 1,
					sizeof *req->channels);
	req->channels[req->nchannels++] = (struct gx_eval_channel){
		.name = gx_strdup(name), .root = gx_strdup(root),
		.commit = commit ? gx_strdup(commit) : NULL, .url = url ? gx_strdup(url) : NULL,
	};
}

void gx_eval_request_clear(struct gx_eval_request *req)
{
	for (size_t i = 0; i < req->ninputs; i++)
		free(req->inputs[i].text);
	for (size_t i = 0; i < req->nchannels; i++) {
		free(req->channels[i].name);
		free(req->channels[i].root);
		free(req->channels[i].commit);
		free(req->channels[i].pin);
		free(req->channels[i].url);
		free(req->channels[i].logical);
		free(req->channels[i].source);
	}
	free(req->inputs);
	free(req->channels);
	free(req->system);
	gx_strv_clear(&req->load_path);
	gx_strv_clear(&req->options);
	*req = (struct gx_eval_request){ 0 };
}

/* One record of the strings that follow, up to a NULL. */
static void put(struct gx_buf *out, const char *first, ...)
{
	GX_AUTO(strv) struct gx_strv record = GX_STRV_INIT;
	va_list ap;

	va_start(ap, first);
	for (const char *s = first; s; s = va_arg(ap, const char *))
		gx_strv_push(&record, s);
	va_end(ap);
	gx_record_put(out, &record);
}

void gx_eval_request_format(const struct gx_eval_request *req, struct gx_buf *out)
{
	put(out, "kind", kind_names[req->kind], NULL);
	put(out, "system", req->system ? req->system : GX_EVAL_SYSTEM, NULL);
	for (size_t i = 0; i < req->nchannels; i++) {
		const struct gx_eval_channel *c = &req->channels[i];

		put(out, "channel", c->name, c->root, c->commit ? c->commit : "",
		    c->url ? c->url : "", c->source ? c->source : "", NULL);
	}
	for (size_t i = 0; i < req->load_path.n; i++)
		put(out, "load-path", req->load_path.v[i], NULL);
	for (size_t i = 0; i < req->options.n; i++)
		put(out, "option", req->options.v[i], NULL);
	if (getenv("GX_BACKTRACE"))
		put(out, "option", "backtrace", NULL);
	if (gx_eval_check_wanted())
		put(out, "option", "check", NULL);
	for (size_t i = 0; i < req->ninputs; i++)
		put(out, "input", input_names[req->inputs[i].kind], req->inputs[i].text,
		    req->inputs[i].development ? "1" : "0", NULL);
}
