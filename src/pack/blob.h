/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers as blobs: maybe compressed, known by their digests. */
#ifndef GX_PACK_BLOB_H
#define GX_PACK_BLOB_H

#include "pack/image.h"

#define GX_MEDIA_MANIFEST "application/vnd.oci.image.manifest.v1+json"
#define GX_MEDIA_INDEX "application/vnd.oci.image.index.v1+json"
#define GX_MEDIA_CONFIG "application/vnd.oci.image.config.v1+json"
#define GX_MEDIA_LAYER "application/vnd.oci.image.layer.v1.tar"

/* Find layer I's diff_id, size, digest and blob size: in the cache beside the store, where
 * they are kept by the contents of the layer's items, or by making the blob once. */
int gx_blob_know(struct gx_image *image, size_t i, enum gx_pack_compression compression,
		 struct gx_err *err);
/* Make layer I's blob, send it to SINK, and fill in or check what is known of it. */
int gx_blob_send(struct gx_image *image, size_t i, enum gx_pack_compression compression,
		 gx_sink_fn *sink, void *payload, struct gx_err *err);
/* The compression of blobs: the options' or the format's. */
enum gx_pack_compression gx_blob_compression(const struct gx_pack_opts *opts);

/* The configuration and the manifest of an image whose layers are known. */
struct gx_blob_documents {
	struct gx_buf config, manifest;
	struct gx_hash config_digest, manifest_digest;
};
void gx_blob_documents(const struct gx_image *image, enum gx_pack_compression compression,
		       struct gx_blob_documents *out);
void gx_blob_documents_clear(struct gx_blob_documents *documents);
#define gx_cleanup_blob_documents gx_blob_documents_clear

#endif
