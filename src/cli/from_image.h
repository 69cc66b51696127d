/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx shell --from-image. */
#ifndef GX_FROM_IMAGE_H
#define GX_FROM_IMAGE_H

#include "util/util.h"

/* Become `gx shell' with what the image FILE was made of in place of --from-image; ARGV is the
 * command line of the command.  Returns only on failure. */
int gx_from_image(const char *file, int argc, char *const *argv, struct gx_err *err);

#endif
