/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Relocatable packs: a twin of the profile whose programs are launchers. */
#ifndef GX_PACK_RELOCATE_H
#define GX_PACK_RELOCATE_H

#include "pack/content.h"

/* The store name of the profile's twin: its name with R (-R) or RR (-RR) at the end; yours. */
char *gx_relocate_twin(const struct gx_pack_opts *opts);
/* Add the twin: one launcher, hard-linked under the name of each program; the rest of the
 * profile by links. */
int gx_relocate_add(struct gx_content *content, struct gx_err *err);

#endif
