/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packages for Debian's dpkg and for rpm. */
#ifndef GX_PACK_DEB_H
#define GX_PACK_DEB_H

#include "pack/content.h"

int gx_deb_write(struct gx_content *content, gx_sink_fn *sink, void *payload,
		 struct gx_err *err);
int gx_rpm_write(struct gx_content *content, gx_sink_fn *sink, void *payload,
		 struct gx_err *err);

#endif
