/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The provenance that an image carries, as files and arguments again. */
#ifndef GX_IMAGE_SOURCE_H
#define GX_IMAGE_SOURCE_H

#include "pack/read.h"
#include "util/util.h"

/* Write the manifests and channels of IMAGE's provenance to the directory DIR, made if need
 * be, name the channels in $GX_CHANNELS, and add to ARGUMENTS what `gx pack' was called with,
 * naming those files.  GX_ENOTFOUND: the image carries none. */
int gx_image_source(const struct gx_image_file *image, const char *dir,
		    struct gx_strv *arguments, struct gx_err *err);
/* The length of "--manifest=" or "--file=" at the start of WORD, or 0. */
size_t gx_image_source_option(const char *word);

#endif
