/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx verify-image: is an image what its provenance says, layer by layer? */
#include "cli/command.h"
#include "cli/image_source.h"
#include "cli/pack_prepare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPT_BLOBS = GX_OPT_OWN, OPT_JSON };

struct verify_args {
	const char *file;
	bool blobs_only;
	bool json;
};

const struct gx_opt gx_opts_verify_image[] = {
	{ OPT_BLOBS, "blobs-only", NULL, "only check that no layer was damaged" },
	{ OPT_JSON, "json", NULL, "print JSON" },
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};

/* What was found: DAMAGED does not hash to what the image says of itself, DIFFERS is not what
 * its provenance makes. */
enum state { SOUND, DAMAGED, DIFFERS };
static const char *const state_names[] = { "sound", "damaged", "differs" };

struct findings {
	enum state *layers;
	enum state config;
	struct gx_strv fields;	/* of the configuration, that differ */
	size_t faults;
};

static int on_option(void *payload, int id, const char *value, struct gx_err *err)
{
	struct verify_args *args = payload;

	if (id == OPT_BLOBS) {
		args->blobs_only = true;
		return 0;
	}
	if (id == OPT_JSON) {
		args->json = true;
		return 0;
	}
	if (args->file)
		return gx_fail(err, GX_EUSAGE, "one image at a time");
	args->file = value;
	return 0;
}

static void find(struct findings *found, enum state *what, enum state state)
{
	*what = state;
	found->faults++;
}

static int check_blobs(const struct gx_image_file *image, struct findings *found,
		       struct gx_err *err)
{
	for (size_t i = 0; i < image->n; i++) {
		int sound = gx_image_file_check(image, i, err);

		if (sound < 0)
			return -1;
		if (!sound)
			find(found, &found->layers[i], DAMAGED);
	}
	return 0;
}

static bool was_made(const struct gx_pack_result *made, const char *diff_id)
{
	for (size_t i = 0; i < made->nlayers; i++) {
		GX_AUTO(free) char *hex = gx_base16_str(made->layers[i].diff_id.bytes,
							made->layers[i].diff_id.len);

		if (!strcmp(hex, diff_id))
			return true;
	}
	return false;
}

/* Of what a run depends on: other members differ from one tool that copies images to the next. */
static bool same_member(const struct gx_json *a, const struct gx_json *b, const char *name)
{
	GX_AUTO(buf) struct gx_buf x = GX_BUF_INIT, y = GX_BUF_INIT;
	const struct gx_json *one = gx_json_get(a, name), *other = gx_json_get(b, name);

	if (one)
		gx_json_format(one, false, &x);
	if (other)
		gx_json_format(other, false, &y);
	if (!strcmp(gx_buf_str(&x), "null"))
		gx_buf_reset(&x);
	return !strcmp(gx_buf_str(&x), gx_buf_str(&y));
}

static void compare_configs(const struct gx_json *image, const struct gx_json *made,
			    struct gx_strv *fields)
{
	static const char *const top[] = { "architecture", "os", "rootfs" };
	static const char *const inner[] = { "Entrypoint", "Cmd", "Env", "User", "WorkingDir",
		"ExposedPorts", "Volumes", "Labels", "StopSignal", "Healthcheck" };

	for (size_t i = 0; i < GX_ARRAY_SIZE(top); i++) {
		if (!same_member(image, made, top[i]))
			gx_strv_push(fields, top[i]);
	}
	for (size_t i = 0; i < GX_ARRAY_SIZE(inner); i++) {
		if (!same_member(gx_json_get(image, "config"), gx_json_get(made, "config"), inner[i]))
			gx_strv_push(fields, inner[i]);
	}
}

/* Layers of the image that are not among those made again. */
static void compare(const struct gx_image_file *image, const struct gx_pack_result *made,
		    struct findings *found)
{
	GX_AUTO(json) struct gx_json *config = NULL;

	for (size_t i = 0; i < image->n; i++) {
		if (!was_made(made, image->layers[i].diff_id))
			find(found, &found->layers[i], DIFFERS);
	}
	if (found->faults || gx_hash_equal(&image->config_digest, &made->config) ||
	    gx_json_parse(gx_buf_str(&made->config_text), made->config_text.len, &config, NULL))
		return;
	compare_configs(image->config, config, &found->fields);
	if (found->fields.n)
		find(found, &found->config, DIFFERS);
}

/* Make the layers again from what the image carries. */
static int rebuild(const struct gx_image_file *image, const char *dir, struct findings *found,
		   struct gx_err *err)
{
	GX_AUTO(pack_args) struct gx_pack_args args = GX_PACK_ARGS_INIT;
	GX_AUTO(pack_result) struct gx_pack_result made = { 0 };
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(strv) struct gx_strv words = GX_STRV_INIT;
	int r;

	args.forget = true;	/* of files in a folder that goes away */
	gx_strv_push(&words, "pack");
	gx_strv_push(&words, "--format=docker");
	if (gx_image_source(image, dir, &words, err))
		return -1;
	if (gx_pack_args_parse(&args, (int)words.n, words.v, err))
		return gx_err_prefix(err, "the image's provenance");
	if (gx_inputs_store(&store, err))
		return -1;
	r = gx_pack_prepare(store, &args, err);
	if (r > 0)
		return gx_fail(err, GX_EINVALID, "the image's provenance makes no image");
	if (r < 0 || gx_pack_measure(store, &args.opts, &made, err))
		return -1;
	compare(image, &made, found);
	return 0;
}

static int rebuild_in_folder(const struct gx_image_file *image, struct findings *found,
			     struct gx_err *err)
{
	GX_AUTO(free) char *dir = NULL;
	int r;

	if (gx_mkdtemp("/tmp/gx-verify", &dir, err))
		return -1;
	r = rebuild(image, dir, found, err);
	gx_remove_tree(dir, NULL);
	return r;
}

/* --- telling ----------------------------------------------------------------------------------- */

static const char *name_of(const struct gx_image_layer *layer)
{
	return layer->items ? layer->items : layer->blob;
}

static void print_words(const struct gx_image_file *image, const struct findings *found)
{
	for (size_t i = 0; i < image->n; i++) {
		if (found->layers[i] != SOUND)
			printf("%s: layer %zu, %s\n", state_names[found->layers[i]], i + 1,
			       name_of(&image->layers[i]));
	}
	if (found->config != SOUND) {
		GX_AUTO(free) char *fields = gx_strv_join(&found->fields, ", ");

		printf("%s: the configuration, %s\n", state_names[found->config], fields);
	}
	if (!found->faults)
		gx_say("%zu layers are as they should be", image->n);
}

static struct gx_json *layer_json(const struct gx_image_layer *layer, enum state state)
{
	GX_AUTO(free) char *id = gx_asprintf("sha256:%s", layer->diff_id);
	struct gx_json *row = gx_json_object();

	gx_json_set_str(row, "items", name_of(layer));
	gx_json_set_str(row, "diffId", id);
	gx_json_set_str(row, "state", state_names[state]);
	return row;
}

static void print_json(const struct gx_image_file *image, const struct findings *found)
{
	GX_AUTO(json) struct gx_json *root = gx_json_object();
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	struct gx_json *layers = gx_json_array();

	for (size_t i = 0; i < image->n; i++)
		gx_json_add(layers, layer_json(&image->layers[i], found->layers[i]));
	if (image->tag)
		gx_json_set_str(root, "name", image->tag);
	gx_json_set_str(root, "configuration", state_names[found->config]);
	gx_json_set(root, "fields", gx_json_strings(found->fields.v, found->fields.n));
	gx_json_set(root, "layers", layers);
	gx_json_format(root, true, &text);
	printf("%s\n", gx_buf_str(&text));
}

static int verify(const struct verify_args *args, struct gx_err *err)
{
	GX_AUTO(image_file) struct gx_image_file image = GX_IMAGE_FILE_INIT;
	GX_AUTO(free) enum state *layers = NULL;
	struct findings found = { 0 };

	if (gx_image_file_open(args->file, &image, err))
		return -1;
	found.layers = layers = gx_calloc(image.n, sizeof *layers);
	if (check_blobs(&image, &found, err))
		return -1;
	/* no layer is at fault, but the file is not what was written either */
	if (!found.faults && gx_image_file_fault(&image))
		return gx_fail(err, GX_EINVALID, "%s: %s", args->file, gx_image_file_fault(&image));
	if (!args->blobs_only && !found.faults && rebuild_in_folder(&image, &found, err))
		return -1;
	if (args->json)
		print_json(&image, &found);
	else
		print_words(&image, &found);
	gx_strv_clear(&found.fields);
	return found.faults ? 1 : 0;
}

int gx_cmd_verify_image(const struct gx_command *cmd, int argc, char **argv, struct gx_err *err)
{
	struct verify_args args = { 0 };
	int r = gx_opts_parse(gx_opts_verify_image, argc, argv, on_option, &args, NULL, err);

	if (r)
		return gx_command_stop(cmd, r);
	if (!args.file)
		return gx_fail(err, GX_EUSAGE, "no image was named");
	return verify(&args, err);
}
