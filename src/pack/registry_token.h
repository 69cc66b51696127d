/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a registry wants to see of us. */
#ifndef GX_PACK_REGISTRY_TOKEN_H
#define GX_PACK_REGISTRY_TOKEN_H

#include "pack/registry.h"

/* Set the authorization that answers CHALLENGE, the value of a WWW-Authenticate. */
int gx_registry_authorize(struct gx_registry *registry, const char *challenge,
			  struct gx_err *err);

#endif
