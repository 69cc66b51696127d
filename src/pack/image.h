/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Images: layers, and the configuration that container engines read. */
#ifndef GX_PACK_IMAGE_H
#define GX_PACK_IMAGE_H

#include "pack/content.h"

struct gx_layer {
	struct gx_layer_plan plan;	/* store items; none: the rootfs */
	bool whole;			/* the only layer: the rootfs too */
	char *items;			/* for people */
	char *name;			/* unique in the image: a file name */
	struct gx_hash diff_id;		/* len 0: not known yet */
	uint64_t size;			/* of the tar; 0: not known yet */
	struct gx_hash digest;		/* of the blob */
	uint64_t blob_size;
};

struct gx_image {
	struct gx_content *content;
	struct gx_layer *layers;
	size_t n;
};

/* CONTENT stays borrowed and must outlive the image. */
void gx_image_init(struct gx_image *image, struct gx_content *content);
void gx_image_clear(struct gx_image *image);
#define gx_cleanup_image gx_image_clear

/* The size of layer I's tar, found without reading file contents. */
int gx_image_measure(struct gx_image *image, size_t i, struct gx_err *err);
/* Send layer I's tar.  Sets its diff_id; one that was known already must come out again. */
int gx_image_send(struct gx_image *image, size_t i, gx_sink_fn *sink, void *payload,
		  struct gx_err *err);
/* The configuration's JSON text; needs all diff_ids. */
void gx_image_config(const struct gx_image *image, struct gx_buf *out);
/* "app:latest": the tag of the options, or one made of the package's name. */
char *gx_image_tag(const struct gx_pack_opts *opts);
/* Hand the layers' facts over. */
void gx_image_report(const struct gx_image *image, struct gx_pack_result *result);

/* "sha256:HEX" of a hash; yours. */
char *gx_image_digest(const struct gx_hash *hash);

#endif
