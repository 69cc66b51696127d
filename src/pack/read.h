/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Images read back: docker archives and OCI archives, compressed or not, and OCI layout
 * directories. */
#ifndef GX_PACK_READ_H
#define GX_PACK_READ_H

#include "store/store.h"

struct gx_image_layer {
	char *blob;			/* its name in the archive or directory */
	char *digest;			/* what the blob must hash to, in hexadecimal */
	char *diff_id;			/* the same of the uncompressed layer */
	char *items;			/* what is in it, as the configuration says; or NULL */
};
struct gx_image_file {
	struct gx_json *config;		/* the configuration */
	struct gx_hash config_digest;
	struct gx_image_layer *layers;	size_t n;
	char *tag;			/* or NULL */
	char *dir;			/* of a layout, or NULL … */
	int fd;				/* … of an archive, or -1 */
	struct gx_untar *untar;
};

/* Open the image at PATH, which may be a pipe.  GX_EINVALID: it is none, or not a sound one. */
int gx_image_file_open(const char *path, struct gx_image_file *out, struct gx_err *err);
void gx_image_file_clear(struct gx_image_file *image);
#define gx_cleanup_image_file gx_image_file_clear
#define GX_IMAGE_FILE_INIT { .fd = -1 }
/* Does layer I's blob hash to its digest?  1 yes, 0 no, -1 error. */
int gx_image_file_check(const struct gx_image_file *image, size_t i, struct gx_err *err);
/* What was wrong behind the last member of a compressed archive, or NULL. */
const char *gx_image_file_fault(const struct gx_image_file *image);
/* A label of the configuration, or NULL. */
const char *gx_image_file_label(const struct gx_image_file *image, const char *key);

#endif
