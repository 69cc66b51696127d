/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and passwords for registries, from docker's configuration. */
#ifndef GX_PACK_CREDENTIALS_H
#define GX_PACK_CREDENTIALS_H

#include "util/util.h"

/* "user:password" for REGISTRY ("host:port"), yours, from $DOCKER_CONFIG/config.json or
 * ~/.docker/config.json or $XDG_RUNTIME_DIR/containers/auth.json, credential helpers
 * included; NULL when there are none. */
int gx_credentials_find(const char *registry, char **out, struct gx_err *err);
/* The same in the text of one such file; CONFIG names it in messages. */
int gx_credentials_parse(const char *text, size_t len, const char *config,
			 const char *registry, char **out, struct gx_err *err);

#endif
