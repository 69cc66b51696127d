/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx verify-image: is an image what its provenance says, layer by layer? */
#include "cli/command.h"
#include "cli/image_source.h"
#include "cli/pack_prepare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPT_BLOBS = GX_OPT_OWN };

struct verify_args {
	const char *file;
	bool blobs_only;
};

const struct gx_opt gx_opts_verify_image[] = {
	{ OPT_BLOBS, "blobs-only", NULL, "only check that no layer was damaged" },
	GX_OPT_HELP_ROW,
	GX_OPT_END,
};

static int on_option(void *payload, int id, const char *value, struct gx_err *err)
{
	struct verify_args *args = payload;

	if (id == OPT_BLOBS) {
		args->blobs_only = true;
		return 0;
	}
	if (args->file)
		return gx_fail(err, GX_EUSAGE, "one image at a time");
	args->file = value;
	return 0;
}

static const char *name_of(const struct gx_image_layer *layer)
{
	return layer->items ? layer->items : layer->blob;
}

/* Do the bytes hash to what the image says of itself?  *FAULTS counts those that do not. */
static int check_blobs(const struct gx_image_file *image, size_t *faults, struct gx_err *err)
{
	for (size_t i = 0; i < image->n; i++) {
		int sound = gx_image_file_check(image, i, err);

		if (sound < 0)
			return -1;
		if (!sound) {
			printf("damaged: layer %zu, %s\n", i + 1, name_of(&image->layers[i]));
			++*faults;
		}
	}
	return 0;
}

static const char *find_items(const struct gx_pack_result *made, const char *diff_id)
{
	for (size_t i = 0; i < made->nlayers; i++) {
		GX_AUTO(free) char *hex = gx_base16_str(made->layers[i].diff_id.bytes,
							made->layers[i].diff_id.len);

		if (!strcmp(hex, diff_id))
			return made->layers[i].items;
	}
	return NULL;
}

/* Layers of the image that are not among those made again. */
static void compare(const struct gx_image_file *image, const struct gx_pack_result *made,
		    size_t *faults)
{
	for (size_t i = 0; i < image->n; i++) {
		if (find_items(made, image->layers[i].diff_id))
			continue;
		printf("differs: layer %zu, %s\n", i + 1, name_of(&image->layers[i]));
		++*faults;
	}
	if (!*faults && !gx_hash_equal(&image->config_digest, &made->config)) {
		printf("differs: the configuration\n");
		++*faults;
	}
}

/* Make the layers again from what the image carries. */
static int rebuild(const struct gx_image_file *image, const char *dir, size_t *faults,
		   struct gx_err *err)
{
	GX_AUTO(pack_args) struct gx_pack_args args = GX_PACK_ARGS_INIT;
	GX_AUTO(pack_result) struct gx_pack_result made = { 0 };
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(strv) struct gx_strv words = GX_STRV_INIT;

	gx_strv_push(&words, "pack");
	gx_strv_push(&words, "--format=docker");
	if (gx_image_source(image, dir, &words, err))
		return -1;
	if (gx_pack_args_parse(&args, (int)words.n, words.v, err))
		return gx_err_prefix(err, "the image's provenance");
	if (gx_inputs_store(&store, err) ||
	    gx_pack_prepare(store, &args, err) ||
	    gx_pack_measure(store, &args.opts, &made, err))
		return -1;
	compare(image, &made, faults);
	return 0;
}

static int verify(const struct verify_args *args, struct gx_err *err)
{
	GX_AUTO(image_file) struct gx_image_file image = GX_IMAGE_FILE_INIT;
	GX_AUTO(free) char *dir = NULL;
	size_t faults = 0;
	int r;

	if (gx_image_file_open(args->file, &image, err) || check_blobs(&image, &faults, err))
		return -1;
	/* no layer is at fault, but the file is not what was written either */
	if (!faults && gx_image_file_fault(&image))
		return gx_fail(err, GX_EINVALID, "%s: %s", args->file, gx_image_file_fault(&image));
	if (!args->blobs_only && !faults) {
		if (gx_mkdtemp("/tmp/gx-verify", &dir, err))
			return -1;
		r = rebuild(&image, dir, &faults, err);
		gx_remove_tree(dir, NULL);
		if (r)
			return -1;
	}
	if (!faults)
		gx_say("%zu layers are as they should be", image.n);
	return faults ? 1 : 0;
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
