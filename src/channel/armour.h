/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OpenPGP's text form and its packets. */
#ifndef GX_CHANNEL_ARMOUR_H
#define GX_CHANNEL_ARMOUR_H

#include "util/util.h"

/* The bytes of DATA without armour: of each armoured block, or DATA itself when it has none. */
int gx_armour_open(const void *data, size_t len, struct gx_buf *out, struct gx_err *err);

/* A window on bytes that shrinks as they are read. */
struct gx_pgp_cursor {
	const unsigned char *p;
	size_t left;
};
struct gx_pgp_packet {
	int tag;
	struct gx_pgp_cursor body;
};
enum {
	GX_PGP_SIGNATURE = 2,
	GX_PGP_KEY = 6,
	GX_PGP_USER = 13,
	GX_PGP_SUBKEY = 14,
};
/* The next packet; +1 at the end. */
int gx_pgp_next(struct gx_pgp_cursor *c, struct gx_pgp_packet *out, struct gx_err *err);
/* Each -1 (no message) when too few bytes are left. */
int gx_pgp_u8(struct gx_pgp_cursor *c, unsigned *out);
int gx_pgp_u16(struct gx_pgp_cursor *c, unsigned *out);
int gx_pgp_u32(struct gx_pgp_cursor *c, uint32_t *out);
int gx_pgp_take(struct gx_pgp_cursor *c, size_t n, struct gx_pgp_cursor *out);
/* A multiprecision integer's bytes. */
int gx_pgp_mpi(struct gx_pgp_cursor *c, struct gx_pgp_cursor *out);

#endif
