/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The layers of an image: one per store item, then one for everything else. */
#include "pack/image.h"
#include "pack/async.h"
#include "pack/tar.h"

#include <stdlib.h>
#include <string.h>

#define DEFAULT_MAX_LAYERS 100
#define MAX_NAMES 8		/* in a layer's description */

char *gx_image_digest(const struct gx_hash *hash)
{
	GX_AUTO(free) char *hex = gx_base16_str(hash->bytes, hash->len);

	return gx_asprintf("sha256:%s", hex);
}

/* "ruby-3.4.7, zlib-1.2.13 and 31 more" */
static char *describe(const struct gx_closure *closure, const struct gx_layer_plan *plan)
{
	struct gx_buf out = GX_BUF_INIT;

	for (size_t i = 0; i < plan->n && i < MAX_NAMES; i++)
		gx_buf_addf(&out, "%s%s", i ? ", " : "",
			    gx_store_path_name(closure->items[plan->items[i]].path));
	if (plan->n > MAX_NAMES)
		gx_buf_addf(&out, " and %zu more", plan->n - MAX_NAMES);
	return gx_buf_take(&out);
}

void gx_image_init(struct gx_image *image, struct gx_content *content)
{
	unsigned max = content->opts->max_layers ? content->opts->max_layers : DEFAULT_MAX_LAYERS;
	GX_AUTO(free) struct gx_layer_plan *plans = NULL;
	size_t n = gx_layers_plan(&content->closure, max > 1 ? max - 1 : 1, &plans);

	*image = (struct gx_image){ content, gx_calloc(n + 1, sizeof *image->layers), n + (max > 1) };
	for (size_t i = 0; i < n; i++) {
		struct gx_layer *layer = &image->layers[i];

		layer->plan = plans[i];
		layer->items = describe(&content->closure, &plans[i]);
		layer->name = plans[i].n > 1 ? gx_strdup("others")
			: gx_strdup(gx_path_base(content->closure.items[plans[i].items[0]].path));
	}
	if (max == 1) {
		image->layers[0].whole = true;
		return;
	}
	image->layers[n].items = gx_strdup("files");
	image->layers[n].name = gx_strdup("files");
}

void gx_image_clear(struct gx_image *image)
{
	for (size_t i = 0; i < image->n; i++) {
		free(image->layers[i].plan.items);
		free(image->layers[i].items);
		free(image->layers[i].name);
	}
	free(image->layers);
	*image = (struct gx_image){ 0 };
}

/* In a layer such a name does not stand for a file, but for the removal of one. */
static int add_entry(void *tar, const struct gx_entry *entry, struct gx_err *err)
{
	if (!strncmp(gx_path_base(entry->path), ".wh.", 4))
		return gx_fail(err, GX_EINVALID, "/%s cannot be in an image: engines take names "
			       "that start with .wh. for deletions", entry->path);
	return gx_tar_add(tar, entry, err);
}

static int emit_layer(struct gx_image *image, const struct gx_layer *layer,
		      struct gx_tar *tar, struct gx_err *err)
{
	struct gx_content *c = image->content;

	if (layer->whole)
		return gx_content_emit(c, add_entry, tar, err);
	if (!layer->plan.n)
		return gx_rootfs_emit(&c->rootfs, add_entry, tar, err);
	if (gx_content_emit_store_dirs(add_entry, tar, err))
		return -1;
	for (size_t i = 0; i < layer->plan.n; i++) {
		const struct gx_pack_item *item = &c->closure.items[layer->plan.items[i]];

		if (gx_content_emit_item(c, item, add_entry, tar, err))
			return -1;
		if (tar->sink)
			gx_content_progress(c, item->nar_size);
	}
	return 0;
}

int gx_image_measure(struct gx_image *image, size_t i, struct gx_err *err)
{
	struct gx_layer *layer = &image->layers[i];
	GX_AUTO(tar) struct gx_tar tar;

	if (layer->size)
		return 0;
	gx_tar_init(&tar, NULL, NULL);
	if (emit_layer(image, layer, &tar, err) || gx_tar_end(&tar, err))
		return -1;
	layer->size = tar.offset;
	return 0;
}

/* A store item that changed after it was measured or hashed must not go out unnoticed. */
static int check(const struct gx_layer *layer, uint64_t size, const struct gx_hash *hash,
		 struct gx_err *err)
{
	if ((!layer->size || layer->size == size) &&
	    (!layer->diff_id.len || gx_hash_equal(&layer->diff_id, hash)))
		return 0;
	gx_fail(err, GX_EHASH, "the layer of %s is not what it was before", layer->items);
	return gx_err_hint(err, "`gx gc --verify=contents' finds store items that were changed");
}

int gx_image_send(struct gx_image *image, size_t i, gx_sink_fn *sink, void *payload,
		  struct gx_err *err)
{
	struct gx_layer *layer = &image->layers[i];
	GX_AUTO(tap) struct gx_tap tap;
	GX_AUTO(tar) struct gx_tar tar;
	struct gx_hash hash;

	gx_tap_init(&tap, sink, payload);
	gx_tar_init(&tar, gx_tap_write, &tap);
	if (emit_layer(image, layer, &tar, err) || gx_tar_end(&tar, err) ||
	    gx_tap_end(&tap, &hash, err) || check(layer, tar.offset, &hash, err))
		return -1;
	layer->size = tar.offset;
	layer->diff_id = hash;
	return 0;
}

char *gx_image_tag(const struct gx_pack_opts *opts)
{
	if (opts->tag)
		return gx_strdup(opts->tag);
	return gx_asprintf("%s:latest", opts->name ? opts->name : "gx-image");
}

void gx_image_report(const struct gx_image *image, struct gx_pack_result *result)
{
	result->layers = gx_calloc(image->n, sizeof *result->layers);
	result->nlayers = image->n;
	for (size_t i = 0; i < image->n; i++) {
		const struct gx_layer *from = &image->layers[i];

		result->layers[i] = (struct gx_pack_layer){ gx_strdup(from->items),
			from->diff_id, from->size, from->digest, from->blob_size };
	}
}
