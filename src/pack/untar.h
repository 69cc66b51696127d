/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the members of a tar archive are, for archives from elsewhere. */
#ifndef GX_PACK_UNTAR_H
#define GX_PACK_UNTAR_H

#include "store/store.h"

struct gx_member {
	char *path;		/* as written, "./" and trailing slashes taken off */
	uint64_t offset;	/* of its bytes in the file */
	uint64_t size;
};
struct gx_untar {
	struct gx_member *v;
	size_t n, cap;
};

/* Index the regular members of the plain tar archive in FD: ustar, pax and GNU long names.
 * Sizes and names are bounded; what does not add up is GX_EINVALID. */
int gx_untar_index(int fd, struct gx_untar *out, struct gx_err *err);
void gx_untar_clear(struct gx_untar *untar);
#define gx_cleanup_untar gx_untar_clear
/* The last member called PATH, or NULL. */
const struct gx_member *gx_untar_find(const struct gx_untar *untar, const char *path);
/* Its bytes, at most MAX. */
int gx_untar_read(int fd, const struct gx_member *member, size_t max, struct gx_buf *out,
		  struct gx_err *err);

#endif
