/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work on the blocks of a stream in several threads, results in order. */
#ifndef GX_NET_BLOCKS_H
#define GX_NET_BLOCKS_H

#include "store/nar.h"
#include "util/util.h"

struct gx_block {
	const unsigned char *before;	/* what preceded the block, at most the history */
	size_t nbefore;
	const unsigned char *data;
	size_t len;
	struct gx_buf out;		/* the worker's result */
	uint32_t check;			/* a checksum that the worker may leave */
};

struct gx_blocks_opts {
	size_t size;			/* of a block */
	size_t history;
	unsigned threads;
	/* on a worker's thread; 0, or -1 when compression fails */
	int (*work)(struct gx_block *block);
	/* on the caller's thread, in order */
	int (*done)(void *payload, const struct gx_block *block, struct gx_err *err);
	void *payload;
};

struct gx_blocks;
/* OPTS is copied; yours. */
struct gx_blocks *gx_blocks_new(const struct gx_blocks_opts *opts);
int gx_blocks_write(struct gx_blocks *blocks, const void *data, size_t len, struct gx_err *err);
/* Work on the last, short block if there is one (or if nothing was written and EMPTY), and
 * wait for all. */
int gx_blocks_end(struct gx_blocks *blocks, bool empty, struct gx_err *err);
void gx_blocks_free(struct gx_blocks *blocks);

#endif
