/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The private folder of one build, in the store's folder for temporary files, where the
 * collector finds what killed processes leave:
 *	build.XXXXXX/root/	where the new root is mounted
 *	build.XXXXXX/store/	becomes /gnu/store: mount points of inputs, the new outputs
 *	build.XXXXXX/tmp/	becomes /tmp; holds guix-build-NAME.drv-0/ */
#ifndef GX_BUILD_SCRATCH_H
#define GX_BUILD_SCRATCH_H

#include "build/build.h"
#include "build/userpool.h"

struct gx_build_scratch {
	char *path;
	char *outputs;		/* its store/ */
	char *top;		/* its tmp/guix-build-NAME.drv-0 */
	char *inside;		/* /tmp/guix-build-NAME.drv-0, as the builder sees it */
};
#define GX_BUILD_SCRATCH_INIT { NULL, NULL, NULL, NULL }

/* Make the folder of a build of NAME, entered by USER alone. */
int gx_build_scratch_make(struct gx_store *store, const char *name,
			  const struct gx_build_user *user, struct gx_build_scratch *out,
			  struct gx_err *err);
/* Show the file SHARED, which several builds write, as /tmp/NAME. */
int gx_build_scratch_share(const struct gx_build_scratch *scratch, const char *shared,
			   const char *name, struct gx_err *err);
/* Write the file NAME into the build directory, owned by USER. */
int gx_build_scratch_write(const struct gx_build_scratch *scratch, const char *name,
			   const struct gx_buf *text, const struct gx_build_user *user,
			   struct gx_err *err);
/* Move the build directory where people find it; its new path, yours, or NULL. */
char *gx_build_scratch_keep(struct gx_store *store, struct gx_build_scratch *scratch,
			    const char *name);
/* Delete it all. */
void gx_build_scratch_remove(struct gx_build_scratch *scratch);
/* The same in a process of its own, which is returned (to be waited for), or -1 when that could
 * not be started and all is deleted already. */
pid_t gx_build_scratch_remove_aside(struct gx_build_scratch *scratch);
#endif
