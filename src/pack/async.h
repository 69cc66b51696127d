/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sink that runs in a thread of its own, and small sinks to compose. */
#ifndef GX_PACK_ASYNC_H
#define GX_PACK_ASYNC_H

#include "store/store.h"

/* Bytes given to gx_async_write reach SINK in order, in another thread, through a ring of
 * bounded size.  A failure of SINK is reported by the next write, or by gx_async_end. */
struct gx_async;
struct gx_async *gx_async_new(gx_sink_fn *sink, void *payload);
int gx_async_write(void *async, const void *data, size_t len, struct gx_err *err);
/* Wait until everything arrived, and free. */
int gx_async_end(struct gx_async *async, struct gx_err *err);
/* Stop without waiting for what is queued, and free; NULL is fine. */
void gx_async_free(struct gx_async *async);
void gx_cleanup_async(struct gx_async **async);

/* Hash a stream in a thread while passing it on. */
struct gx_tap {
	struct gx_hasher *hasher;
	struct gx_async *async;
	gx_sink_fn *next;	/* or NULL */
	void *next_payload;
	uint64_t size;
};
void gx_tap_init(struct gx_tap *tap, gx_sink_fn *next, void *next_payload);
int gx_tap_write(void *tap, const void *data, size_t len, struct gx_err *err);
/* The SHA-256 of what passed. */
int gx_tap_end(struct gx_tap *tap, struct gx_hash *out, struct gx_err *err);
void gx_tap_clear(struct gx_tap *tap);
#define gx_cleanup_tap gx_tap_clear

/* Writes to a descriptor; the payload is an int *. */
int gx_fd_sink(void *fd, const void *data, size_t len, struct gx_err *err);

#endif
