/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forms of a derivation's text that only hashing needs; private to src/store. */
#ifndef GX_DRV_FORMAT_H
#define GX_DRV_FORMAT_H

#include "store/drv.h"

/* The text with other INPUTS, and with MASK, with the own output paths (and the variables
 * named after outputs) left empty. */
void gx_drv_format_with(const struct gx_drv *drv, const struct gx_drv_input *inputs,
			size_t ninputs, bool mask, struct gx_buf *out);

#endif
