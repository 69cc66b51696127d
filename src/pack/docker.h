/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The docker archive: what `docker load' and `podman load' read. */
#ifndef GX_PACK_DOCKER_H
#define GX_PACK_DOCKER_H

#include "pack/image.h"

/* Send the archive of CONTENT to SINK in one pass over the store. */
int gx_docker_write(struct gx_content *content, gx_sink_fn *sink, void *payload,
		    struct gx_pack_result *result, struct gx_err *err);

#endif
