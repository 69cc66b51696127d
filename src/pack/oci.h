/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OCI image layouts: in a tar archive, or as a directory. */
#ifndef GX_PACK_OCI_H
#define GX_PACK_OCI_H

#include "pack/image.h"

int gx_oci_write(struct gx_content *content, gx_sink_fn *sink, void *payload,
		 struct gx_pack_result *result, struct gx_err *err);
/* Blobs that DIR has already are not written again; an image of the same name is replaced in
 * its index. */
int gx_oci_write_dir(struct gx_content *content, const char *dir,
		     struct gx_pack_result *result, struct gx_err *err);

#endif
