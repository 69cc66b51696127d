/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The docker archive: a tar of
 *
 *	HASH-NAME/layer.tar	for each layer; several items: others/; no items: files/
 *	CONFIGHASH.json		the image's configuration
 *	manifest.json		[{"Config":…,"RepoTags":[…],"Layers":[…]}]
 *	repositories		{"REPOSITORY":{"TAG":"files"}}, for old readers
 *
 * Layers are named after their items, not after their hashes, so that each can be hashed
 * while it is written. */
#include "pack/docker.h"
#include "pack/tar.h"

#include <stdlib.h>
#include <string.h>

static int write_text(struct gx_tar *tar, const char *path, const struct gx_buf *text,
		      struct gx_err *err)
{
	struct gx_entry e = { .path = path, .kind = GX_ENTRY_FILE, .mode = 0444,
			      .size = text->len, .data = gx_buf_str(text) };

	return gx_tar_add(tar, &e, err);
}

static int write_layer(struct gx_tar *tar, struct gx_image *image, size_t i, struct gx_err *err)
{
	GX_AUTO(free) char *path = gx_asprintf("%s/layer.tar", image->layers[i].name);

	if (gx_image_measure(image, i, err) ||
	    gx_tar_head(tar, path, image->layers[i].size, err) ||
	    gx_image_send(image, i, gx_tar_data, tar, err))
		return -1;
	return gx_tar_pad(tar, err);
}

static void manifest_text(const struct gx_image *image, const char *config, const char *tag,
			  struct gx_buf *out)
{
	GX_AUTO(json) struct gx_json *list = gx_json_array();
	struct gx_json *entry = gx_json_object(), *layers = gx_json_array();

	for (size_t i = 0; i < image->n; i++) {
		GX_AUTO(free) char *path = gx_asprintf("%s/layer.tar", image->layers[i].name);

		gx_json_add(layers, gx_json_string(path));
	}
	gx_json_set_str(entry, "Config", config);
	gx_json_set(entry, "RepoTags", gx_json_strings((char *const *)&tag, 1));
	gx_json_set(entry, "Layers", layers);
	gx_json_add(list, entry);
	gx_json_format(list, false, out);
}

static void repositories_text(const struct gx_image *image, const char *tag, struct gx_buf *out)
{
	GX_AUTO(json) struct gx_json *root = gx_json_object();
	GX_AUTO(free) char *repository = gx_strndup(tag, (size_t)(strrchr(tag, ':') - tag));
	struct gx_json *tags = gx_json_object();

	gx_json_set_str(tags, strrchr(tag, ':') + 1, image->layers[image->n - 1].name);
	gx_json_set(root, repository, tags);
	gx_json_format(root, false, out);
}

static int write_documents(struct gx_tar *tar, struct gx_image *image,
			   struct gx_pack_result *result, struct gx_err *err)
{
	GX_AUTO(free) char *tag = gx_image_tag(image->content->opts);
	GX_AUTO(free) char *hex = NULL, *config_name = NULL;
	GX_AUTO(buf) struct gx_buf config = GX_BUF_INIT, manifest = GX_BUF_INIT,
				   repositories = GX_BUF_INIT;

	gx_image_config(image, &config);
	gx_hash_data(GX_HASH_SHA256, config.data, config.len, &result->config);
	hex = gx_base16_str(result->config.bytes, result->config.len);
	config_name = gx_asprintf("%s.json", hex);
	manifest_text(image, config_name, tag, &manifest);
	repositories_text(image, tag, &repositories);
	if (write_text(tar, config_name, &config, err) ||
	    write_text(tar, "manifest.json", &manifest, err))
		return -1;
	return write_text(tar, "repositories", &repositories, err);
}

int gx_docker_write(struct gx_content *content, gx_sink_fn *sink, void *payload,
		    struct gx_pack_result *result, struct gx_err *err)
{
	GX_AUTO(image) struct gx_image image = { 0 };
	GX_AUTO(tar) struct gx_tar tar;

	gx_image_init(&image, content);
	gx_tar_init(&tar, sink, payload);
	for (size_t i = 0; i < image.n; i++) {
		if (write_layer(&tar, &image, i, err))
			return -1;
		image.layers[i].digest = image.layers[i].diff_id;
		image.layers[i].blob_size = image.layers[i].size;
	}
	if (write_documents(&tar, &image, result, err) || gx_tar_end(&tar, err))
		return -1;
	gx_image_report(&image, result);
	return 0;
}
