/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Follow links inside the store, wherever the store really is. */
#ifndef GX_PACK_RESOLVE_H
#define GX_PACK_RESOLVE_H

#include "store/store.h"

#include <sys/stat.h>

/* The logical name that LOGICAL (below /gnu/store) leads to when all links are followed,
 * and what is there; NULL when nothing is, or a link leaves the store.  Yours. */
char *gx_resolve(struct gx_store *store, const char *logical, struct stat *st);

#endif
