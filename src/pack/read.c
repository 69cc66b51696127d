/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Images read back. */
#include "pack/read.h"
#include "pack/untar.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_DOCUMENT (16u << 20)
#define MAX_LAYERS 1000
#define TITLE "org.opencontainers.image.ref.name"
#define FULL_TITLE "io.containerd.image.name"

/* The bytes of the document NAME; +1 when there is none. */
static int read_document(const struct gx_image_file *image, const char *name,
			 struct gx_buf *out, struct gx_err *err)
{
	const struct gx_member *member;

	if (image->dir) {
		GX_AUTO(free) char *file = gx_path_join(image->dir, name);

		return gx_file_read(file, MAX_DOCUMENT, out, err);
	}
	member = gx_untar_find(image->untar, name);
	return member ? gx_untar_read(image->fd, member, MAX_DOCUMENT, out, err) : 1;
}

/* The same as JSON; absence is an error. */
static int read_json(const struct gx_image_file *image, const char *name, struct gx_hash *hash,
		     struct gx_json **out, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	int found = read_document(image, name, &text, err);

	if (found)
		return found < 0 ? -1 : gx_fail(err, GX_EINVALID, "the image has no %s", name);
	if (gx_json_parse(gx_buf_str(&text), text.len, out, err))
		return gx_err_prefix(err, "%s", name);
	if (hash)
		gx_hash_data(GX_HASH_SHA256, text.data, text.len, hash);
	return 0;
}

/* "sha256:HEX" -> HEX, borrowed; NULL when it is no such digest. */
static const char *hex_of(const char *digest)
{
	if (!digest || strncmp(digest, "sha256:", 7) || strlen(digest) != 71 ||
	    digest[7 + strspn(digest + 7, "0123456789abcdef")])
		return NULL;
	return digest + 7;
}

static int blob_name(const struct gx_json *descriptor, char **out, struct gx_err *err)
{
	const char *hex = hex_of(gx_json_get_str(descriptor, "digest"));

	if (!hex)
		return gx_fail(err, GX_EINVALID, "the image has a malformed digest");
	*out = gx_asprintf("blobs/sha256/%s", hex);
	return 0;
}

/* A blob by its digest, which it must have. */
static int read_blob(const struct gx_image_file *image, const struct gx_json *descriptor,
		     struct gx_json **out, struct gx_err *err)
{
	GX_AUTO(free) char *name = NULL, *actual = NULL;
	struct gx_hash hash;

	if (blob_name(descriptor, &name, err) || read_json(image, name, &hash, out, err))
		return -1;
	actual = gx_base16_str(hash.bytes, hash.len);
	if (strcmp(actual, gx_path_base(name)))
		return gx_fail(err, GX_EHASH, "%s does not have that hash", name);
	return 0;
}

static int add_layer(struct gx_image_file *image, const char *blob, const char *digest)
{
	struct gx_image_layer *layer = &image->layers[image->n++];

	layer->blob = gx_strdup(blob);
	layer->digest = digest ? gx_strdup(digest) : NULL;
	return 0;
}

static int start_layers(struct gx_image_file *image, const struct gx_json *list,
			struct gx_err *err)
{
	size_t n = gx_json_is_array(list) ? gx_json_count(list) : 0;

	if (!n || n > MAX_LAYERS)
		return gx_fail(err, GX_EINVALID, "the image has %zu layers", n);
	image->layers = gx_calloc(n, sizeof *image->layers);
	return 0;
}

/* [{"Config":…,"RepoTags":[…],"Layers":[…]}] */
static int read_docker(struct gx_image_file *image, struct gx_err *err)
{
	GX_AUTO(json) struct gx_json *manifest = NULL;
	const struct gx_json *entry, *layers;
	const char *config, *tag;

	if (read_json(image, "manifest.json", NULL, &manifest, err))
		return -1;
	entry = gx_json_at(manifest, 0);
	config = gx_json_get_str(entry, "Config");
	layers = gx_json_get(entry, "Layers");
	tag = gx_json_str(gx_json_at(gx_json_get(entry, "RepoTags"), 0));
	if (!config)
		return gx_fail(err, GX_EINVALID, "manifest.json names no configuration");
	if (read_json(image, config, &image->config_digest, &image->config, err) ||
	    start_layers(image, layers, err))
		return -1;
	for (size_t i = 0; i < gx_json_count(layers); i++) {
		const char *blob = gx_json_str(gx_json_at(layers, i));

		if (!blob)
			return gx_fail(err, GX_EINVALID, "manifest.json has a malformed layer");
		add_layer(image, blob, NULL);
	}
	image->tag = tag ? gx_strdup(tag) : NULL;
	return 0;
}

static int read_oci(struct gx_image_file *image, struct gx_err *err)
{
	GX_AUTO(json) struct gx_json *index = NULL, *manifest = NULL;
	const struct gx_json *entry, *layers, *names;
	const char *tag;

	if (read_json(image, "index.json", NULL, &index, err))
		return -1;
	entry = gx_json_at(gx_json_get(index, "manifests"), 0);
	names = gx_json_get(entry, "annotations");
	if (read_blob(image, entry, &manifest, err) ||
	    read_blob(image, gx_json_get(manifest, "config"), &image->config, err))
		return -1;
	gx_base16_decode(hex_of(gx_json_get_str(gx_json_get(manifest, "config"), "digest")), 64,
			 image->config_digest.bytes, GX_SHA256_SIZE);
	image->config_digest.len = GX_SHA256_SIZE;
	layers = gx_json_get(manifest, "layers");
	if (start_layers(image, layers, err))
		return -1;
	for (size_t i = 0; i < gx_json_count(layers); i++) {
		GX_AUTO(free) char *blob = NULL;

		if (blob_name(gx_json_at(layers, i), &blob, err))
			return -1;
		add_layer(image, blob, gx_path_base(blob));
	}
	tag = gx_json_get_str(names, FULL_TITLE);
	if (!tag)
		tag = gx_json_get_str(names, TITLE);
	image->tag = tag ? gx_strdup(tag) : NULL;
	return 0;
}

/* What the configuration says of the layers. */
static int join_config(struct gx_image_file *image, struct gx_err *err)
{
	const struct gx_json *ids = gx_json_get(gx_json_get(image->config, "rootfs"), "diff_ids");
	const struct gx_json *history = gx_json_get(image->config, "history");

	if (gx_json_count(ids) != image->n)
		return gx_fail(err, GX_EINVALID, "the image has %zu layers and %zu diff_ids",
			       image->n, gx_json_count(ids));
	for (size_t i = 0; i < image->n; i++) {
		const char *hex = hex_of(gx_json_str(gx_json_at(ids, i)));
		const char *items = gx_json_get_str(gx_json_at(history, i), "comment");

		if (!hex)
			return gx_fail(err, GX_EINVALID, "the image has a malformed diff_id");
		image->layers[i].diff_id = gx_strdup(hex);
		image->layers[i].items = items ? gx_strdup(items) : NULL;
		if (!image->layers[i].digest)
			image->layers[i].digest = gx_strdup(hex);
	}
	return 0;
}

static int open_archive(struct gx_image_file *image, const char *path, struct gx_err *err)
{
	image->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (image->fd < 0)
		return gx_fail_errno(err, "open %s", path);
	image->untar = gx_calloc(1, sizeof *image->untar);
	return gx_untar_index(image->fd, image->untar, err);
}

static int open_image(struct gx_image_file *image, const char *path, struct gx_err *err)
{
	struct stat st;

	if (stat(path, &st))
		return gx_fail_errno(err, "look at %s", path);
	if (S_ISDIR(st.st_mode))
		image->dir = gx_strdup(path);
	else if (open_archive(image, path, err))
		return -1;
	if (image->dir || gx_untar_find(image->untar, "oci-layout"))
		return read_oci(image, err);
	return read_docker(image, err);
}

int gx_image_file_open(const char *path, struct gx_image_file *out, struct gx_err *err)
{
	GX_AUTO(image_file) struct gx_image_file image = GX_IMAGE_FILE_INIT;

	if (open_image(&image, path, err) || join_config(&image, err))
		return gx_err_prefix(err, "%s", path);
	*out = image;
	image = (struct gx_image_file)GX_IMAGE_FILE_INIT;
	return 0;
}

void gx_image_file_clear(struct gx_image_file *image)
{
	for (size_t i = 0; i < image->n; i++) {
		free(image->layers[i].blob);
		free(image->layers[i].digest);
		free(image->layers[i].diff_id);
		free(image->layers[i].items);
	}
	free(image->layers);
	gx_json_free(image->config);
	free(image->tag);
	free(image->dir);
	if (image->untar)
		gx_untar_clear(image->untar);
	free(image->untar);
	gx_close(&image->fd);
	*image = (struct gx_image_file)GX_IMAGE_FILE_INIT;
}

int gx_image_file_check(const struct gx_image_file *image, size_t i, struct gx_err *err)
{
	const struct gx_image_layer *layer = &image->layers[i];
	GX_AUTO(free) char *actual = NULL;
	struct gx_hash hash;

	if (image->dir) {
		GX_AUTO(free) char *file = gx_path_join(image->dir, layer->blob);

		if (gx_hash_file(GX_HASH_SHA256, file, &hash, err))
			return -1;
	} else {
		const struct gx_member *member = gx_untar_find(image->untar, layer->blob);

		if (!member)
			return gx_fail(err, GX_EINVALID, "the image has no %s", layer->blob);
		if (gx_untar_hash(image->fd, member, &hash, err))
			return -1;
	}
	actual = gx_base16_str(hash.bytes, hash.len);
	return !strcmp(actual, layer->digest);
}

const char *gx_image_file_fault(const struct gx_image_file *image)
{
	return image->untar ? image->untar->fault : NULL;
}

const char *gx_image_file_label(const struct gx_image_file *image, const char *key)
{
	return gx_json_get_str(gx_json_get(gx_json_get(image->config, "config"), "Labels"), key);
}
