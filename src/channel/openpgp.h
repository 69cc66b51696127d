/* SPDX-License-Identifier: GPL-3.0-or-later */
/* As much of OpenPGP (RFC 4880, RFC 6637) as signed commits need: public keys, with subkeys,
 * and detached signatures of documents; armoured or binary.
 *
 * Keys are identified by fingerprint alone, and whoever lists a fingerprint vouches for the
 * key: user ids and bindings are not verified; expiry and revocation are told, not enforced,
 * since a history that was signed in time stays signed. */
#ifndef GX_CHANNEL_OPENPGP_H
#define GX_CHANNEL_OPENPGP_H

#include "util/util.h"

#define GX_FINGERPRINT_LEN 40	/* hexadecimal digits, lower case */

struct gx_pgp_key {
	char fingerprint[GX_FINGERPRINT_LEN + 1];
	uint32_t created;
	uint32_t lifetime;	/* seconds after CREATED; 0: for ever */
	bool revoked;
	char *user;		/* of the primary key: its first user id, or NULL */
	void *material;		/* libgcrypt's form */
	int algorithm;
};

struct gx_keyring {
	struct gx_pgp_key *keys;
	size_t n;
};
#define GX_KEYRING_INIT { NULL, 0 }
void gx_keyring_clear(struct gx_keyring *ring);
#define gx_cleanup_keyring gx_keyring_clear
/* Add all keys in DATA (one *.key file).  Packets of no interest and keys of unknown kinds are
 * passed over; malformed ones are GX_EINVALID. */
int gx_keyring_add(struct gx_keyring *ring, const void *data, size_t len, struct gx_err *err);
const struct gx_pgp_key *gx_keyring_find(const struct gx_keyring *ring, const char *fingerprint);

struct gx_pgp_verdict {
	const struct gx_pgp_key *key;	/* that made the signature, borrowed from the ring */
	char issuer[GX_FINGERPRINT_LEN + 1];	/* fingerprint or 16 digits, as the signature
						 * tells; "" when it does not */
	uint32_t created;		/* the signature */
};
/* Verify the detached SIGNATURE of TEXT.  0: right, by OUT->key; +1: the key is not in RING
 * (OUT->issuer); -1: wrong, weak (MD5, SHA-1) or malformed. */
int gx_pgp_verify(const struct gx_keyring *ring, const void *signature, size_t siglen,
		  const void *text, size_t len, struct gx_pgp_verdict *out, struct gx_err *err);

#endif
