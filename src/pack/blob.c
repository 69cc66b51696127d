/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers as blobs: maybe compressed, known by their digests.
 *
 * The cache is one small file for each layer, CACHE/layers/KEY:
 *	DIFF_ID SIZE DIGEST BLOB_SIZE
 * KEY is the hash of the layer format, the compression with its library's version, and each
 * item's name and NAR hash.  Losing it costs time only; a blob that does not come out as
 * the cache says is an error. */
#include "pack/blob.h"
#include "pack/async.h"
#include "pack/compression.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LAYER_FORMAT "gx layer 1"

enum gx_pack_compression gx_blob_compression(const struct gx_pack_opts *opts)
{
	return opts->compression != GX_PACK_DEFAULT ? opts->compression
		: gx_pack_default_compression(opts->format);
}

/* The cache file of a layer of store items; NULL for one with the rootfs. */
static char *cache_file(const struct gx_image *image, size_t i,
			enum gx_pack_compression compression)
{
	const struct gx_layer_plan *plan = &image->layers[i].plan;
	GX_AUTO(buf) struct gx_buf key = GX_BUF_INIT;
	GX_AUTO(free) char *hex = NULL;
	struct gx_hash hash;

	if (!plan->n || image->layers[i].whole)
		return NULL;
	gx_buf_addf(&key, "%s %s\n", LAYER_FORMAT, gx_compression_id(compression));
	for (size_t k = 0; k < plan->n; k++) {
		const struct gx_pack_item *item =
			&image->content->closure.items[plan->items[k]];

		gx_buf_addf(&key, "%s ", item->path);
		gx_buf_add(&key, item->nar_hash.bytes, item->nar_hash.len);
	}
	gx_hash_data(GX_HASH_SHA256, key.data, key.len, &hash);
	hex = gx_base32_str(hash.bytes, 20);
	return gx_asprintf("%s/layers/%s", gx_store_cache(image->content->store), hex);
}

static bool parse_hash(const char *hex, struct gx_hash *out)
{
	out->algo = GX_HASH_SHA256;
	out->len = GX_SHA256_SIZE;
	return !gx_base16_decode(hex, strlen(hex), out->bytes, out->len);
}

static bool read_cache(const char *file, struct gx_layer *layer)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	unsigned long long size, blob_size;
	char diff_id[65], digest[65];
	struct gx_hash a, b;

	if (gx_sealed_read(file, 1024, &text) ||
	    sscanf(gx_buf_str(&text), "%64s %llu %64s %llu", diff_id, &size, digest,
		   &blob_size) != 4 ||
	    !parse_hash(diff_id, &a) || !parse_hash(digest, &b))
		return false;
	layer->diff_id = a;
	layer->size = size;
	layer->digest = b;
	layer->blob_size = blob_size;
	return true;
}

static void write_cache(const char *file, const struct gx_layer *layer)
{
	GX_AUTO(free) char *diff_id = gx_base16_str(layer->diff_id.bytes, layer->diff_id.len);
	GX_AUTO(free) char *digest = gx_base16_str(layer->digest.bytes, layer->digest.len);
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	gx_buf_addf(&text, "%s %llu %s %llu\n", diff_id, (unsigned long long)layer->size, digest,
		    (unsigned long long)layer->blob_size);
	gx_sealed_write(file, 0644, &text);
}

int gx_blob_send(struct gx_image *image, size_t i, enum gx_pack_compression compression,
		 gx_sink_fn *sink, void *payload, struct gx_err *err)
{
	struct gx_layer *layer = &image->layers[i];
	GX_AUTO(compressor) struct gx_compressor *compressor = NULL;
	GX_AUTO(tap) struct gx_tap tap = { 0 };
	struct gx_hash digest;

	if (compression == GX_PACK_NONE) {
		if (gx_image_send(image, i, sink, payload, err))
			return -1;
		layer->digest = layer->diff_id;
		layer->blob_size = layer->size;
		return 0;
	}
	gx_tap_init(&tap, sink, payload);
	if (gx_compression_open(compression, image->content->opts->threads, gx_tap_write, &tap,
				&compressor, err) ||
	    gx_image_send(image, i, gx_compressor_write, compressor, err) ||
	    gx_compressor_end(compressor, err) || gx_tap_end(&tap, &digest, err))
		return -1;
	if (layer->digest.len && !gx_hash_equal(&layer->digest, &digest))
		return gx_fail(err, GX_EHASH, "the compressed layer of %s is not what it was "
			       "before", layer->items);
	layer->digest = digest;
	layer->blob_size = tap.size;
	return 0;
}

int gx_blob_know(struct gx_image *image, size_t i, enum gx_pack_compression compression,
		 struct gx_err *err)
{
	GX_AUTO(free) char *file = cache_file(image, i, compression);

	if (file && read_cache(file, &image->layers[i]))
		return 0;
	if (gx_blob_send(image, i, compression, NULL, NULL, err))
		return -1;
	if (file)
		write_cache(file, &image->layers[i]);
	return 0;
}

static struct gx_json *descriptor(const char *type, const struct gx_hash *digest, uint64_t size)
{
	struct gx_json *object = gx_json_object();
	GX_AUTO(free) char *text = gx_image_digest(digest);

	gx_json_set_str(object, "mediaType", type);
	gx_json_set_str(object, "digest", text);
	gx_json_set(object, "size", gx_json_integer((long long)size));
	return object;
}

static void manifest_text(const struct gx_image *image, enum gx_pack_compression compression,
			  struct gx_blob_documents *d)
{
	GX_AUTO(json) struct gx_json *root = gx_json_object();
	GX_AUTO(free) char *type = compression == GX_PACK_NONE ? gx_strdup(GX_MEDIA_LAYER)
		: gx_asprintf("%s+%s", GX_MEDIA_LAYER, gx_pack_compression_name(compression));
	struct gx_json *layers = gx_json_array();

	for (size_t i = 0; i < image->n; i++)
		gx_json_add(layers, descriptor(type, &image->layers[i].digest,
					       image->layers[i].blob_size));
	gx_json_set(root, "schemaVersion", gx_json_integer(2));
	gx_json_set_str(root, "mediaType", GX_MEDIA_MANIFEST);
	gx_json_set(root, "config", descriptor(GX_MEDIA_CONFIG, &d->config_digest,
					       d->config.len));
	gx_json_set(root, "layers", layers);
	gx_json_format(root, false, &d->manifest);
}

void gx_blob_documents(const struct gx_image *image, enum gx_pack_compression compression,
		       struct gx_blob_documents *d)
{
	*d = (struct gx_blob_documents){ 0 };
	gx_image_config(image, &d->config);
	gx_hash_data(GX_HASH_SHA256, d->config.data, d->config.len, &d->config_digest);
	manifest_text(image, compression, d);
	gx_hash_data(GX_HASH_SHA256, d->manifest.data, d->manifest.len, &d->manifest_digest);
}

void gx_blob_documents_clear(struct gx_blob_documents *d)
{
	gx_buf_clear(&d->config);
	gx_buf_clear(&d->manifest);
}
