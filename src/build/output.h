/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what a builder left to items that can be registered. */
#ifndef GX_BUILD_OUTPUT_H
#define GX_BUILD_OUTPUT_H

#include "build/build.h"

struct gx_build_output {
	char *path;		/* logical */
	char *physical;		/* where the builder made it */
	struct gx_strv refs;
	struct gx_hash nar_hash;
	uint64_t nar_size;
};
struct gx_build_outputs {
	struct gx_build_output *v;
	size_t n;
};
void gx_build_outputs_clear(struct gx_build_outputs *outputs);
#define gx_cleanup_build_outputs gx_build_outputs_clear

/* Make the outputs of DRV, which lie in DIR, canonical; check fixed hashes and allowed
 * references; find their references among CLOSURE and each other. */
int gx_build_outputs_check(struct gx_store *store, const struct gx_drv *drv, const char *dir,
			   const struct gx_strv *closure, struct gx_build_outputs *out,
			   struct gx_err *err);

/* The same in a process of its own, so that other builds go on meanwhile: its result comes
 * as bytes through a pipe and is read back by the second function. */
int gx_build_outputs_start(struct gx_store *store, const struct gx_drv *drv, const char *dir,
			   const struct gx_strv *closure, pid_t *pid, int *fd,
			   struct gx_err *err);
int gx_build_outputs_read(const struct gx_buf *bytes, const struct gx_drv *drv, const char *dir,
			  struct gx_build_outputs *out, struct gx_err *err);

/* The first few files that differ between two trees, one a line, in words, into OUT. */
void gx_build_compare(const char *a, const char *b, struct gx_buf *out);

#endif
