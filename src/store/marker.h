/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The marker of a store: R/gnu/store/.gx-store, and the same bytes in R/var/guix/.gx-store.
 *
 *	gx-store 1
 *	id: 32 random characters
 *	prefix: /gnu/store
 *	way: root | owned | private
 *	owner: user id
 *	gx: version that made the store
 *
 * A reader refuses another number in the first line and ignores lines that it does not know. */
#ifndef GX_MARKER_H
#define GX_MARKER_H

#include "store/store.h"

struct gx_marker {
	char *id;
	char *prefix;
	enum gx_store_way way;
	uid_t owner;
	char *gx;
};

#define GX_MARKER_INIT { NULL, NULL, GX_STORE_PRIVATE, (uid_t)-1, NULL }

void gx_marker_clear(struct gx_marker *marker);
#define gx_cleanup_marker gx_marker_clear
int gx_marker_parse(const char *text, size_t len, struct gx_marker *out, struct gx_err *err);
/* +1 when there is no such file. */
int gx_marker_read(const char *file, struct gx_marker *out, struct gx_err *err);
void gx_marker_format(const struct gx_marker *marker, struct gx_buf *out);
const char *gx_store_way_name(enum gx_store_way way);

#endif
