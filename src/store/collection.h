/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run of the collector, shared by gc.c (items) and sweep.c (files that are no items). */
#ifndef GX_STORE_COLLECTION_H
#define GX_STORE_COLLECTION_H

#include "store/graph.h"

struct collection {
	struct gx_store *store;
	const struct gx_gc_opts *opts;
	struct gx_graph graph;
	struct gx_map rooted;		/* temporary roots, as last read */
	struct gx_strv alive;		/* names of living processes' files */
	struct gx_gc_result result;
	struct gx_err *err;
};

/* Was as much freed as the caller asked for? */
bool gx_gc_enough(const struct collection *c);
/* Read the temporary roots; the gc lock is held exclusively.  What they keep is marked. */
int gx_gc_read_temp_roots(struct collection *c);
/* Remove what is in the trash, ours and what a killed collector left. */
int gx_gc_empty_trash(struct collection *c);
/* One more path is gone. */
void gx_gc_report(struct collection *c, const char *path, uint64_t bytes);

/* Trash NAME's files if it is not valid and nobody works on it; the gc lock is held. */
int gx_gc_drop_invalid(struct collection *c, const char *name, uint64_t *bytes, bool *dropped);
/* Files in the store directory that are no items. */
int gx_gc_sweep_invalid(struct collection *c);
/* What a crash left of small files that are written under another name first. */
int gx_gc_sweep_names(struct collection *c);
/* Temporary directories whose process is gone. */
int gx_gc_sweep_tmp(struct collection *c);
/* Names in .links that nobody shares any more. */
int gx_gc_sweep_links(struct collection *c);

#endif
