/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SquashFS images, on libsquashfs. */
#ifndef GX_PACK_SQUASHFS_H
#define GX_PACK_SQUASHFS_H

#include "pack/content.h"

/* Write the image of CONTENT to FD, a regular file that may be read and is empty. */
int gx_squashfs_write(struct gx_content *content, int fd, struct gx_err *err);

#endif
