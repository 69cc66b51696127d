/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The configuration of an image (OCI image specification, config.md), as canonical JSON. */
#include "pack/certs.h"
#include "pack/image.h"

#include <stdlib.h>
#include <string.h>

/* Fixed, so that equal inputs make equal images on every day. */
#define CREATED "1970-01-01T00:00:01Z"

static void set_list(struct gx_json *object, const char *key, const struct gx_strv *list)
{
	if (list->n)
		gx_json_set(object, key, gx_json_strings(list->v, list->n));
}

/* {"8080/tcp":{}} */
static void set_names(struct gx_json *object, const char *key, const struct gx_strv *list)
{
	struct gx_json *set;

	if (!list->n)
		return;
	set = gx_json_object();
	for (size_t i = 0; i < list->n; i++)
		gx_json_set(set, list->v[i], gx_json_object());
	gx_json_set(object, key, set);
}

static void set_labels(struct gx_json *object, const struct gx_strv *list)
{
	struct gx_json *labels;

	if (!list->n)
		return;
	labels = gx_json_object();
	for (size_t i = 0; i < list->n; i++) {
		size_t n = strcspn(list->v[i], "=");
		GX_AUTO(free) char *key = gx_strndup(list->v[i], n);

		gx_json_set_str(labels, key, list->v[i][n] ? list->v[i] + n + 1 : "");
	}
	gx_json_set(object, "Labels", labels);
}

/* Of variables given twice the last value holds, at the place of the first. */
static void set_env(struct gx_json *object, const struct gx_strv *env)
{
	struct gx_json *list = gx_json_array();

	for (size_t i = 0; i < env->n; i++) {
		size_t len = strcspn(env->v[i], "=") + 1, last = i, before = 0;

		while (before < i && strncmp(env->v[before], env->v[i], len))
			before++;
		if (before < i)
			continue;
		for (size_t k = i + 1; k < env->n; k++) {
			if (!strncmp(env->v[k], env->v[i], len))
				last = k;
		}
		gx_json_add(list, gx_json_string(env->v[last]));
	}
	if (env->n)
		gx_json_set(object, "Env", list);
	else
		gx_json_free(list);
}

/* As with the entry point, "bin/app" lies in the profile; "app" is looked up in PATH. */
static struct gx_json *health_words(const struct gx_pack_opts *opts)
{
	const struct gx_strv *words = &opts->image.healthcheck;
	struct gx_json *list = gx_json_array();

	for (size_t i = 0; i < words->n; i++) {
		bool path = i == 1 && !strcmp(words->v[0], "CMD") && strchr(words->v[1], '/');
		GX_AUTO(free) char *word = path ? gx_content_in_profile(opts, words->v[i])
						: gx_strdup(words->v[i]);

		gx_json_add(list, gx_json_string(word));
	}
	return list;
}

static void set_healthcheck(struct gx_json *object, const struct gx_pack_opts *opts)
{
	const struct gx_pack_image *image = &opts->image;
	struct gx_json *check;

	if (!image->healthcheck.n)
		return;
	check = gx_json_object();
	gx_json_set(check, "Test", health_words(opts));
	if (image->health_interval)
		gx_json_set(check, "Interval", gx_json_integer((long long)image->health_interval));
	if (image->health_timeout)
		gx_json_set(check, "Timeout", gx_json_integer((long long)image->health_timeout));
	if (image->health_start)
		gx_json_set(check, "StartPeriod", gx_json_integer((long long)image->health_start));
	if (image->health_retries)
		gx_json_set(check, "Retries", gx_json_integer(image->health_retries));
	gx_json_set(object, "Healthcheck", check);
}

static void set_entrypoint(struct gx_json *object, const struct gx_pack_opts *opts)
{
	const struct gx_strv *words = &opts->image.entrypoint;
	struct gx_json *list;

	if (!words->n)
		return;
	list = gx_json_array();
	for (size_t i = 0; i < words->n; i++) {
		GX_AUTO(free) char *word = i ? gx_strdup(words->v[i])
					     : gx_content_in_profile(opts, words->v[i]);

		gx_json_add(list, gx_json_string(word));
	}
	gx_json_set(object, "Entrypoint", list);
}

/* The programs' own idea of where certificates are is often a directory of their build. */
static void add_certs_variable(const struct gx_content *content, struct gx_strv *env)
{
	static const char name[] = "SSL_CERT_FILE=";

	for (size_t i = 0; i < env->n; i++) {
		if (!strncmp(env->v[i], name, sizeof name - 1))
			return;
	}
	if (gx_rootfs_find(&content->rootfs, GX_CERTS_FILE))
		gx_strv_pushf(env, "%s%s", name, GX_CERTS_FILE);
}

static struct gx_json *make_config(const struct gx_content *content)
{
	const struct gx_pack_opts *opts = content->opts;
	const struct gx_pack_image *image = &opts->image;
	struct gx_json *config = gx_json_object();
	GX_AUTO(strv) struct gx_strv env = GX_STRV_INIT;

	gx_strv_append(&env, &image->env);
	add_certs_variable(content, &env);
	set_env(config, &env);
	set_entrypoint(config, opts);
	set_list(config, "Cmd", &image->cmd);
	set_names(config, "ExposedPorts", &image->ports);
	set_names(config, "Volumes", &image->volumes);
	set_labels(config, &image->labels);
	set_healthcheck(config, opts);
	if (opts->user.set) {
		GX_AUTO(free) char *user = gx_asprintf("%u:%u", opts->user.uid, opts->user.gid);

		gx_json_set_str(config, "User", user);
	}
	if (image->workdir)
		gx_json_set_str(config, "WorkingDir", image->workdir);
	if (image->stop_signal)
		gx_json_set_str(config, "StopSignal", image->stop_signal);
	return config;
}

void gx_image_config(const struct gx_image *image, struct gx_buf *out)
{
	GX_AUTO(json) struct gx_json *root = gx_json_object();
	struct gx_json *history = gx_json_array(), *ids = gx_json_array();
	struct gx_json *rootfs = gx_json_object();

	for (size_t i = 0; i < image->n; i++) {
		GX_AUTO(free) char *id = gx_image_digest(&image->layers[i].diff_id);
		struct gx_json *step = gx_json_object();

		gx_json_add(ids, gx_json_string(id));
		gx_json_set_str(step, "created", CREATED);
		gx_json_set_str(step, "created_by", "gx pack");
		gx_json_set_str(step, "comment", image->layers[i].items);
		gx_json_add(history, step);
	}
	gx_json_set_str(rootfs, "type", "layers");
	gx_json_set(rootfs, "diff_ids", ids);
	gx_json_set_str(root, "architecture", "amd64");
	gx_json_set_str(root, "os", "linux");
	gx_json_set_str(root, "created", CREATED);
	gx_json_set(root, "config", make_config(image->content));
	gx_json_set(root, "history", history);
	gx_json_set(root, "rootfs", rootfs);
	gx_json_format(root, false, out);
}
