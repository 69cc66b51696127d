/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Integers, strings and lists of the worker protocol over buffered descriptors.
 *
 *	u64	little endian
 *	string	u64 length, bytes, zeroes up to a multiple of 8
 *	list	u64 count, strings */
#ifndef GX_WIRE_H
#define GX_WIRE_H

#include "util/util.h"

#define GX_WIRE_STRING_MAX ((size_t)64 << 10)	/* names and paths */
#define GX_WIRE_TEXT_MAX ((size_t)64 << 20)	/* a text item */
#define GX_WIRE_LIST_MAX ((size_t)1 << 20)	/* elements */

struct gx_wire {
	int in, out;
	unsigned char *data;	/* read, not yet consumed: data[pos..end) */
	size_t pos, end;
	struct gx_buf pending;	/* written, not yet sent */
	bool broken;		/* the client's bytes made no sense: end the session */
};

void gx_wire_init(struct gx_wire *w, int in, int out);
void gx_wire_clear(struct gx_wire *w);

/* Reading: -1 also marks the wire broken.  A string with a NUL inside is refused. */
int gx_wire_read(struct gx_wire *w, void *data, size_t len, struct gx_err *err);
/* +1 when the client has hung up before the first byte. */
int gx_wire_read_first(struct gx_wire *w, uint64_t *out, struct gx_err *err);
int gx_wire_u64(struct gx_wire *w, uint64_t *out, struct gx_err *err);
int gx_wire_string(struct gx_wire *w, char **out, struct gx_err *err);
int gx_wire_text(struct gx_wire *w, struct gx_buf *out, struct gx_err *err);
int gx_wire_list(struct gx_wire *w, struct gx_strv *out, struct gx_err *err);

/* Writing: collected until gx_wire_flush. */
void gx_wire_put_u64(struct gx_wire *w, uint64_t n);
void gx_wire_put_data(struct gx_wire *w, const void *data, size_t len);
void gx_wire_put_string(struct gx_wire *w, const char *s);
void gx_wire_put_list(struct gx_wire *w, const struct gx_strv *list);
int gx_wire_flush(struct gx_wire *w, struct gx_err *err);

#endif
