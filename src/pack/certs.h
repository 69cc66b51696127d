/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificate authorities at the file names that programs look for. */
#ifndef GX_PACK_CERTS_H
#define GX_PACK_CERTS_H

#include "pack/content.h"

/* Where the closure has a bundle, or single certificates, provide
 * /etc/ssl/certs/ca-certificates.crt and ca-bundle.crt.  None: an error if the options ask
 * for them, else a warning is left to the caller (nothing is added). */
int gx_certs_add(struct gx_content *content, struct gx_err *err);

#endif
