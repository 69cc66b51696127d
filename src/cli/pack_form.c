/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The (image …) form of a manifest: options of `gx pack' below those of the command line. */
#include "cli/pack_form.h"

#include <stdlib.h>
#include <string.h>

const struct gx_eval_image_field *gx_pack_form_find(const struct gx_eval_result *result,
						    const char *name)
{
	for (size_t i = result->nimage; i > 0; i--) {
		if (!strcmp(result->image[i - 1].name, name))
			return &result->image[i - 1];
	}
	return NULL;
}

/* "--port=x: …" -> "ports: …" */
static char *reword(const struct gx_eval_image_field *field, const char *message)
{
	size_t n = strlen(field->option);

	if (strncmp(message, "--", 2) || strncmp(message + 2, field->option, n))
		return gx_asprintf("%s: %s", field->name, message);
	return gx_asprintf("%s%s%s", field->name, message[2 + n] == '=' ? " " : "",
			   message + 2 + n + (message[2 + n] == '='));
}

int gx_pack_form_fault(const struct gx_eval_image_field *field, struct gx_err *err)
{
	struct gx_eval_error place = { .kind = (char *)"image", .line = field->line,
				       .file = *field->file ? field->file : NULL,
				       .column = field->column };
	GX_AUTO(err) struct gx_err was = GX_ERR_INIT;
	GX_AUTO(free) char *message = NULL;

	gx_err_move(&was, err);
	message = reword(field, gx_err_text(&was));
	return gx_eval_error_tell(&place, message, was.hint, err);
}

/* One field as the options that it stands for. */
static int read_field(struct gx_pack_args *form, const struct gx_eval_image_field *field,
		      struct gx_err *err)
{
	struct gx_strv *check = &form->opts.image.healthcheck;

	if (!strcmp(field->option, "health-cmd")) {
		/* a list of words, any of which may hold blanks */
		gx_strv_clear(check);
		gx_strv_push(check, "CMD");
		gx_strv_append(check, &field->values);
		return 0;
	}
	for (size_t i = 0; i < field->values.n; i++) {
		if (gx_pack_args_option(form, field->option, field->values.v[i], err))
			return gx_pack_form_fault(field, err);
	}
	return 0;
}

/* FORM before ARGS, where the last of several holds. */
static void join(struct gx_strv *args, struct gx_strv *form)
{
	gx_strv_append(form, args);
	gx_strv_clear(args);
	*args = *form;
	*form = (struct gx_strv)GX_STRV_INIT;
}

static void default_list(struct gx_strv *args, struct gx_strv *form)
{
	if (!args->n)
		join(args, form);
}

static void default_string(char **args, char **form)
{
	if (!*args)
		*args = gx_steal(form);
}

static void merge_health(struct gx_pack_image *args, struct gx_pack_image *form)
{
	default_list(&args->healthcheck, &form->healthcheck);
	args->health_interval = args->health_interval ? args->health_interval
						      : form->health_interval;
	args->health_timeout = args->health_timeout ? args->health_timeout : form->health_timeout;
	args->health_start = args->health_start ? args->health_start : form->health_start;
	args->health_retries = args->health_retries ? args->health_retries : form->health_retries;
}

/* An entry point of the command line comes with arguments of its own; arguments alone
 * replace those of the form. */
static void merge_entrypoint(struct gx_pack_args *args, struct gx_pack_args *form)
{
	struct gx_strv *words = &args->opts.image.entrypoint;
	struct gx_strv *others = &form->opts.image.entrypoint;

	if (args->has_entry_point || !others->n)
		return;
	while (words->n && form->has_entry_point && others->n > 1)
		free(gx_steal(&others->v[--others->n]));
	join(words, others);
}

static bool has_link(const struct gx_pack_opts *opts, const char *path)
{
	for (size_t i = 0; i < opts->nlinks; i++) {
		if (!strcmp(opts->links[i].path, path))
			return true;
	}
	return false;
}

static void merge_links(struct gx_pack_opts *args, struct gx_pack_opts *form)
{
	for (size_t i = 0; i < form->nlinks; i++) {
		struct gx_pack_link *link = &form->links[i];

		if (has_link(args, link->path))
			continue;
		args->links = gx_reallocarray(args->links, args->nlinks + 1, sizeof *link);
		args->links[args->nlinks++] = (struct gx_pack_link){ gx_steal(&link->path),
								     gx_steal(&link->target) };
	}
}

static void merge(struct gx_pack_args *args, struct gx_pack_args *form)
{
	struct gx_pack_opts *opts = &args->opts, *others = &form->opts;

	merge_entrypoint(args, form);
	default_list(&opts->image.cmd, &others->image.cmd);
	join(&opts->image.env, &others->image.env);
	join(&opts->image.labels, &others->image.labels);
	join(&opts->image.ports, &others->image.ports);
	join(&opts->image.volumes, &others->image.volumes);
	default_string(&opts->image.workdir, &others->image.workdir);
	default_string(&opts->image.stop_signal, &others->image.stop_signal);
	merge_health(&opts->image, &others->image);
	default_string(&opts->tag, &others->tag);
	if (!opts->user.set) {
		opts->user = others->user;
		others->user = (struct gx_pack_user){ 0 };
	}
	if (!opts->max_layers)
		opts->max_layers = others->max_layers;
	opts->ca_certificates |= others->ca_certificates;
	opts->bin_sh |= others->bin_sh;
	merge_links(opts, others);
}

int gx_pack_form_apply(struct gx_pack_args *args, const struct gx_eval_result *result,
		       struct gx_err *err)
{
	GX_AUTO(pack_args) struct gx_pack_args form = GX_PACK_ARGS_INIT;

	for (size_t i = 0; i < result->nimage; i++) {
		if (read_field(&form, &result->image[i], err))
			return -1;
	}
	merge(args, &form);
	return 0;
}
