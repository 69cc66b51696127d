/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The embedded base channel, as the other files of this folder see it. */
#ifndef GX_CHANNEL_BASE_H
#define GX_CHANNEL_BASE_H

#include "channel/clone.h"
#include "channel/forms.h"

#define GX_BASE_NAME "base"
/* Stands for the URL where none was configured: the bundle alone serves it. */
#define GX_BASE_NO_URL "gx:base"

/* The commit of the copy that came with gx, NULL where that is modified; yours. */
char *gx_base_commit(void);
/* Its modules' directory; yours. */
char *gx_base_root(void);
/* Is COMMIT, of the clone GIT, part of the history that a gx brought along? */
bool gx_base_came_with_gx(struct gx_git *git, const char *commit);
/* Fetch HEAD of the tree that gx was built in; the clone is locked by the caller. */
int gx_base_fetch_local(struct gx_git *git, struct gx_err *err);

#endif
