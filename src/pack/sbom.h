/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of materials. */
#ifndef GX_PACK_SBOM_H
#define GX_PACK_SBOM_H

#include "store/store.h"

/* Append the list of materials of PROFILE's closure, a pack called NAME: SPDX 2.3, or
 * CycloneDX 1.5, as JSON.  Each store item is a component, with its NAR hash and references;
 * a function of the closure alone. */
int gx_sbom_write(struct gx_store *store, const char *profile, bool cyclonedx, const char *name,
		  struct gx_buf *out, struct gx_err *err);

#endif
