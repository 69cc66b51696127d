/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes into a pack, whatever its format: store items and the files beside them. */
#ifndef GX_PACK_CONTENT_H
#define GX_PACK_CONTENT_H

#include "pack/closure.h"
#include "pack/pack.h"
#include "pack/rootfs.h"

struct gx_content {
	struct gx_store *store;
	const struct gx_pack_opts *opts;
	struct gx_closure closure;
	struct gx_rootfs rootfs;
	struct gx_strv *warnings;	/* of the result */
	struct gx_walk_opts walk;
	uint64_t done, total;		/* for opts->progress */
};

/* Gather it all: OPTS stays borrowed. */
int gx_content_init(struct gx_content *content, struct gx_store *store,
		    const struct gx_pack_opts *opts, struct gx_pack_result *result,
		    struct gx_err *err);
void gx_content_clear(struct gx_content *content);
#define gx_cleanup_content gx_content_clear

/* The entries of one item, without the directories that hold it. */
int gx_content_emit_item(struct gx_content *content, const struct gx_pack_item *item,
			 gx_entry_fn *fn, void *payload, struct gx_err *err);
/* Everything, in the order of gx_entry_compare. */
int gx_content_emit(struct gx_content *content, gx_entry_fn *fn, void *payload,
		    struct gx_err *err);
/* gnu and gnu/store. */
int gx_content_emit_store_dirs(gx_entry_fn *fn, void *payload, struct gx_err *err);
/* More bytes went by. */
void gx_content_progress(struct gx_content *content, uint64_t bytes);

/* WORD in the profile: "bin/app" -> "/gnu/store/…-profile/bin/app"; absolute ones as they
 * are; yours. */
char *gx_content_in_profile(const struct gx_pack_opts *opts, const char *word);
/* Is this format an image for container engines? */
bool gx_content_is_image(enum gx_pack_format format);

#endif
