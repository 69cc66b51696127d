/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificate authorities at the file names that programs look for. */
#ifndef GX_PACK_CERTS_H
#define GX_PACK_CERTS_H

#include "pack/content.h"

#define GX_CERTS_FILE "/etc/ssl/certs/ca-certificates.crt"

/* Where the closure has a bundle, or single certificates, provide GX_CERTS_FILE and its other
 * usual names.  None: an error if the options ask for them; a warning if something of the
 * closure would want them. */
int gx_certs_add(struct gx_content *content, struct gx_err *err);

#endif
