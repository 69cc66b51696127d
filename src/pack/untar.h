/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The members of a tar archive from elsewhere: where they are in a plain file; in a compressed
 * one or a pipe, which is read once and from the front, what they hash to. */
#ifndef GX_PACK_UNTAR_H
#define GX_PACK_UNTAR_H

#include "store/store.h"

struct gx_member {
	char *path;		/* as written, "./" and trailing slashes taken off */
	uint64_t offset;	/* of its bytes in the file */
	uint64_t size;
	/* of a stream's members only: */
	struct gx_hash hash;
	char *data;		/* the bytes of a JSON document of up to 16 MiB, else NULL */
};
struct gx_untar {
	struct gx_member *v;
	size_t n, cap;
	bool stream;
	char *fault;		/* what was wrong behind the last member of a stream, or NULL */
};

/* Index the regular members of the tar archive in FD, which is plain or compressed in any
 * manner that gx_decompressor_new knows: ustar, pax and GNU long names.  Sizes and names are
 * bounded; what does not add up is GX_EINVALID and names the member it happened in. */
int gx_untar_index(int fd, struct gx_untar *out, struct gx_err *err);
void gx_untar_clear(struct gx_untar *untar);
#define gx_cleanup_untar gx_untar_clear
/* The last member called PATH, or NULL. */
const struct gx_member *gx_untar_find(const struct gx_untar *untar, const char *path);
/* Its bytes, at most MAX; of a stream's members only those of documents. */
int gx_untar_read(int fd, const struct gx_member *member, size_t max, struct gx_buf *out,
		  struct gx_err *err);
/* The SHA-256 of its bytes. */
int gx_untar_hash(int fd, const struct gx_member *member, struct gx_hash *out,
		  struct gx_err *err);

#endif
