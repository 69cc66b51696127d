/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Public keys and detached signatures of OpenPGP, verified with libgcrypt. */
#include <gcrypt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "channel/armour.h"
#include "channel/openpgp.h"

#define MAX_KEYS 20000

enum { RSA = 1, RSA_SIGN = 3, DSA = 17, ECDSA = 19, EDDSA = 22 };

/* --- curves and hashes ----------------------------------------------------------------------------- */

static const struct {
	const char *name;
	unsigned bits;
	unsigned char len, oid[12];
} curves[] = {
	{ "NIST P-256", 256, 8, { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07 } },
	{ "NIST P-384", 384, 5, { 0x2b, 0x81, 0x04, 0x00, 0x22 } },
	{ "NIST P-521", 521, 5, { 0x2b, 0x81, 0x04, 0x00, 0x23 } },
	{ "Ed25519", 255, 9, { 0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x0f, 0x01 } },
};

static const struct {
	unsigned id;
	int gcry;
	const char *name;
} hashes[] = {
	{ 8, GCRY_MD_SHA256, "sha256" }, { 9, GCRY_MD_SHA384, "sha384" },
	{ 10, GCRY_MD_SHA512, "sha512" }, { 12, GCRY_MD_SHA3_256, "sha3-256" },
	{ 14, GCRY_MD_SHA3_512, "sha3-512" },
};

/* --- keys --------------------------------------------------------------------------------------------- */

void gx_keyring_clear(struct gx_keyring *ring)
{
	for (size_t i = 0; i < ring->n; i++) {
		gcry_sexp_release(ring->keys[i].material);
		free(ring->keys[i].user);
	}
	free(ring->keys);
	*ring = (struct gx_keyring)GX_KEYRING_INIT;
}

const struct gx_pgp_key *gx_keyring_find(const struct gx_keyring *ring, const char *fingerprint)
{
	size_t len = strlen(fingerprint);

	for (size_t i = 0; i < ring->n; i++) {
		const char *own = ring->keys[i].fingerprint;

		/* A key id is the end of the fingerprint. */
		if ((len == GX_FINGERPRINT_LEN || len == 16) &&
		    !strcmp(own + GX_FINGERPRINT_LEN - len, fingerprint))
			return &ring->keys[i];
	}
	return NULL;
}

static void set_fingerprint(struct gx_pgp_key *key, const struct gx_pgp_cursor *body)
{
	unsigned char head[3] = { 0x99, (unsigned char)(body->left >> 8),
				  (unsigned char)body->left };
	struct gx_hasher *hasher = gx_hasher_new(GX_HASH_SHA1);
	GX_AUTO(free) char *hex = NULL;
	struct gx_hash hash;

	gx_hasher_add(hasher, head, sizeof head);
	gx_hasher_add(hasher, body->p, body->left);
	gx_hasher_end(hasher, &hash);
	hex = gx_base16_str(hash.bytes, hash.len);
	memcpy(key->fingerprint, hex, GX_FINGERPRINT_LEN + 1);
}

/* The index in CURVES of the object identifier that comes next; -1 when it is another. */
static int read_curve(struct gx_pgp_cursor *c)
{
	struct gx_pgp_cursor oid;
	unsigned len;

	if (gx_pgp_u8(c, &len) < 0 || len == 0 || len == 255 || gx_pgp_take(c, len, &oid) < 0)
		return -1;
	for (size_t i = 0; i < GX_ARRAY_SIZE(curves); i++) {
		if (curves[i].len == oid.left && !memcmp(curves[i].oid, oid.p, oid.left))
			return (int)i;
	}
	return -1;
}

static int build_ecc(struct gx_pgp_cursor *c, int algorithm, gcry_sexp_t *out)
{
	int curve = read_curve(c);
	struct gx_pgp_cursor q;
	bool eddsa = algorithm == EDDSA;

	if (curve < 0 || gx_pgp_mpi(c, &q) < 0 || eddsa != (curves[curve].bits == 255))
		return -1;
	if (eddsa && (q.left != 33 || q.p[0] != 0x40))
		return -1;
	return gcry_sexp_build(out, NULL, eddsa ?
			       "(public-key (ecc (curve %s) (flags eddsa) (q %b)))" :
			       "(public-key (ecc (curve %s) (q %b)))", curves[curve].name,
			       (int)q.left, q.p) ? -1 : 0;
}

/* Integers are given to libgcrypt with a zero in front: their first bit is no sign. */
static gcry_mpi_t to_mpi(const struct gx_pgp_cursor *c)
{
	gcry_mpi_t mpi = NULL;

	gcry_mpi_scan(&mpi, GCRYMPI_FMT_USG, c->p, c->left, NULL);
	return mpi;
}

static int build_integers(struct gx_pgp_cursor *c, const char *format, size_t n, gcry_sexp_t *out)
{
	gcry_mpi_t v[4] = { NULL, NULL, NULL, NULL };
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++) {
		struct gx_pgp_cursor bytes;

		rc = gx_pgp_mpi(c, &bytes);
		if (rc == 0)
			v[i] = to_mpi(&bytes);
		if (!v[i])
			rc = -1;
	}
	if (rc == 0 && gcry_sexp_build(out, NULL, format, v[0], v[1], v[2], v[3]))
		rc = -1;
	for (size_t i = 0; i < n; i++)
		gcry_mpi_release(v[i]);
	return rc;
}

static int build_key(struct gx_pgp_cursor *c, int algorithm, gcry_sexp_t *out)
{
	switch (algorithm) {
	case RSA:
	case RSA_SIGN:
		return build_integers(c, "(public-key (rsa (n %m) (e %m)))", 2, out);
	case DSA:
		return build_integers(c, "(public-key (dsa (p %m) (q %m) (g %m) (y %m)))", 4, out);
	case ECDSA:
	case EDDSA:
		return build_ecc(c, algorithm, out);
	}
	return -1;
}

/* 0: added; +1: not a kind that signs here. */
static int add_key(struct gx_keyring *ring, struct gx_pgp_cursor body, struct gx_err *err)
{
	struct gx_pgp_key key = { .user = NULL };
	struct gx_pgp_cursor c = body;
	unsigned version, algorithm;
	gcry_sexp_t material = NULL;

	if (gx_pgp_u8(&c, &version) < 0 || body.left > 65535)
		return gx_fail(err, GX_EINVALID, "malformed OpenPGP key");
	if (version != 4)
		return 1;
	if (gx_pgp_u32(&c, &key.created) < 0 || gx_pgp_u8(&c, &algorithm) < 0)
		return gx_fail(err, GX_EINVALID, "malformed OpenPGP key");
	if (build_key(&c, (int)algorithm, &material) < 0)
		return 1;
	if (ring->n == MAX_KEYS) {
		gcry_sexp_release(material);
		return gx_fail(err, GX_EINVALID, "too many OpenPGP keys");
	}
	key.material = material;
	key.algorithm = (int)algorithm;
	set_fingerprint(&key, &body);
	ring->keys = gx_reallocarray(ring->keys, ring->n + 1, sizeof *ring->keys);
	ring->keys[ring->n++] = key;
	return 0;
}

/* --- signature packets ---------------------------------------------------------------------------------- */

struct signature {
	unsigned type, algorithm, hash;
	uint32_t created, key_lifetime;
	char issuer[GX_FINGERPRINT_LEN + 1];
	struct gx_pgp_cursor hashed;	/* all that is hashed behind the text */
	unsigned prefix;		/* the first 16 bits of the digest */
	struct gx_pgp_cursor values;
};

static void hex_of(const unsigned char *p, size_t n, char *out)
{
	GX_AUTO(free) char *hex = gx_base16_str(p, n);

	memcpy(out, hex, 2 * n + 1);
}

/* One subpacket; -1 when it is critical and unknown, or malformed. */
static int read_subpacket(unsigned type, struct gx_pgp_cursor c, bool hashed,
			  struct signature *sig)
{
	switch (type & 0x7f) {
	case 2:
		return hashed ? gx_pgp_u32(&c, &sig->created) : 0;
	case 9:
		return hashed ? gx_pgp_u32(&c, &sig->key_lifetime) : 0;
	case 16:
		if (c.left != 8)
			return -1;
		if (!*sig->issuer)
			hex_of(c.p, 8, sig->issuer);
		return 0;
	case 33:
		if (c.left == 21 && c.p[0] == 4)
			hex_of(c.p + 1, 20, sig->issuer);
		return 0;
	/* Preferences, flags, notations, and what else gpg writes. */
	case 3: case 4: case 5: case 6: case 7: case 11: case 12: case 20: case 21: case 22:
	case 23: case 24: case 25: case 26: case 27: case 28: case 29: case 30: case 31: case 32:
	case 34: case 35: case 37: case 38: case 39:
		return 0;
	}
	return type & 0x80 ? -1 : 0;
}

static int read_subpackets(struct gx_pgp_cursor area, bool hashed, struct signature *sig)
{
	while (area.left > 0) {
		struct gx_pgp_cursor sub;
		unsigned a, b, type;
		uint32_t len;

		if (gx_pgp_u8(&area, &a) < 0)
			return -1;
		len = a;
		if (a >= 192 && a < 255) {
			if (gx_pgp_u8(&area, &b) < 0)
				return -1;
			len = ((a - 192) << 8) + b + 192;
		} else if (a == 255 && gx_pgp_u32(&area, &len) < 0) {
			return -1;
		}
		if (gx_pgp_take(&area, len, &sub) < 0 || gx_pgp_u8(&sub, &type) < 0 ||
		    read_subpacket(type, sub, hashed, sig) < 0)
			return -1;
	}
	return 0;
}

/* 0, +1 for a version other than 4, -1 (no message). */
static int read_signature(struct gx_pgp_cursor c, struct signature *sig)
{
	const unsigned char *start = c.p;
	struct gx_pgp_cursor hashed, unhashed;
	unsigned version, len;

	*sig = (struct signature){ 0 };
	if (gx_pgp_u8(&c, &version) < 0)
		return -1;
	if (version != 4)
		return 1;
	if (gx_pgp_u8(&c, &sig->type) < 0 || gx_pgp_u8(&c, &sig->algorithm) < 0 ||
	    gx_pgp_u8(&c, &sig->hash) < 0 || gx_pgp_u16(&c, &len) < 0 ||
	    gx_pgp_take(&c, len, &hashed) < 0)
		return -1;
	sig->hashed = (struct gx_pgp_cursor){ start, (size_t)(c.p - start) };
	if (gx_pgp_u16(&c, &len) < 0 || gx_pgp_take(&c, len, &unhashed) < 0 ||
	    gx_pgp_u16(&c, &sig->prefix) < 0)
		return -1;
	/* What is signed counts more than what anybody may have added. */
	if (read_subpackets(unhashed, false, sig) < 0 || read_subpackets(hashed, true, sig) < 0)
		return -1;
	sig->values = c;
	return 0;
}

/* What a signature behind a key says about it: only told to the user. */
static void note_about_key(struct gx_pgp_key *key, struct gx_pgp_cursor body)
{
	struct signature sig;

	if (read_signature(body, &sig) != 0)
		return;
	if (sig.type == 0x20 || sig.type == 0x28)
		key->revoked = true;
	else if ((sig.type >= 0x10 && sig.type <= 0x13) || sig.type == 0x18 || sig.type == 0x1f)
		key->lifetime = sig.key_lifetime ? sig.key_lifetime : key->lifetime;
}

int gx_keyring_add(struct gx_keyring *ring, const void *data, size_t len, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf bytes = GX_BUF_INIT;
	struct gx_pgp_cursor c;
	struct gx_pgp_packet packet;
	struct gx_pgp_key *current = NULL;
	int rc;

	if (gx_armour_open(data, len, &bytes, err) < 0)
		return -1;
	c = (struct gx_pgp_cursor){ (const unsigned char *)gx_buf_str(&bytes), bytes.len };
	while ((rc = gx_pgp_next(&c, &packet, err)) == 0) {
		if (packet.tag == GX_PGP_KEY || packet.tag == GX_PGP_SUBKEY) {
			rc = add_key(ring, packet.body, err);
			if (rc < 0)
				return -1;
			current = rc == 0 ? &ring->keys[ring->n - 1] : NULL;
		} else if (packet.tag == GX_PGP_SIGNATURE && current) {
			note_about_key(current, packet.body);
		} else if (packet.tag == GX_PGP_USER && current && !current->user) {
			current->user = gx_strndup((const char *)packet.body.p,
						   packet.body.left < 200 ? packet.body.left : 200);
		}
	}
	return rc < 0 ? -1 : 0;
}

/* --- verification ---------------------------------------------------------------------------------------- */

static int hash_index(unsigned id)
{
	for (size_t i = 0; i < GX_ARRAY_SIZE(hashes); i++) {
		if (hashes[i].id == id)
			return (int)i;
	}
	return -1;
}

static size_t digest(const struct signature *sig, int algo, const void *text, size_t len,
		     unsigned char out[64])
{
	unsigned char tail[6] = { 4, 0xff };
	gcry_md_hd_t md;
	size_t n = gcry_md_get_algo_dlen(algo);

	for (int i = 0; i < 4; i++)
		tail[2 + i] = (unsigned char)(sig->hashed.left >> (24 - 8 * i));
	if (gcry_md_open(&md, algo, 0))
		return 0;
	gcry_md_write(md, text, len);
	gcry_md_write(md, sig->hashed.p, sig->hashed.left);
	gcry_md_write(md, tail, sizeof tail);
	memcpy(out, gcry_md_read(md, algo), n);
	gcry_md_close(md);
	return n;
}

/* DSA and ECDSA sign as many leading bits of the digest as their group has. */
static int raw_data(const struct gx_pgp_key *key, const unsigned char *hash, size_t len,
		    gcry_sexp_t *out)
{
	unsigned bits = 0;
	gcry_mpi_t value = NULL;
	gcry_sexp_t q;
	int rc;

	if (key->algorithm == DSA) {
		q = gcry_sexp_find_token(key->material, "q", 1);
		value = q ? gcry_sexp_nth_mpi(q, 1, GCRYMPI_FMT_USG) : NULL;
		bits = value ? gcry_mpi_get_nbits(value) : 0;
		gcry_mpi_release(value);
		gcry_sexp_release(q);
	} else {
		bits = gcry_pk_get_nbits(key->material);
	}
	if (bits < 160)
		return -1;
	if (len > (bits + 7) / 8)
		len = (bits + 7) / 8;
	value = NULL;
	if (gcry_mpi_scan(&value, GCRYMPI_FMT_USG, hash, len, NULL))
		return -1;
	if (len * 8 > bits)
		gcry_mpi_rshift(value, value, (unsigned)(len * 8 - bits));
	rc = gcry_sexp_build(out, NULL, "(data (flags raw) (value %m))", value) ? -1 : 0;
	gcry_mpi_release(value);
	return rc;
}

static int build_data(const struct gx_pgp_key *key, const char *hash_name,
		      const unsigned char *hash, size_t len, gcry_sexp_t *out)
{
	switch (key->algorithm) {
	case RSA:
	case RSA_SIGN:
		return gcry_sexp_build(out, NULL, "(data (flags pkcs1) (hash %s %b))", hash_name,
				       (int)len, hash) ? -1 : 0;
	case EDDSA:
		return gcry_sexp_build(out, NULL, "(data (flags eddsa) (hash-algo sha512) "
				       "(value %b))", (int)len, hash) ? -1 : 0;
	}
	return raw_data(key, hash, len, out);
}

/* EdDSA's two halves are strings of 32 bytes, of which MPIs drop leading zeros. */
static int eddsa_value(struct gx_pgp_cursor *c, gcry_sexp_t *out)
{
	unsigned char halves[2][32] = { { 0 } };

	for (int i = 0; i < 2; i++) {
		struct gx_pgp_cursor mpi;

		if (gx_pgp_mpi(c, &mpi) < 0 || mpi.left > 32)
			return -1;
		memcpy(halves[i] + 32 - mpi.left, mpi.p, mpi.left);
	}
	return gcry_sexp_build(out, NULL, "(sig-val (eddsa (r %b) (s %b)))", 32, halves[0], 32,
			       halves[1]) ? -1 : 0;
}

static int build_value(const struct gx_pgp_key *key, struct gx_pgp_cursor c, gcry_sexp_t *out)
{
	switch (key->algorithm) {
	case RSA:
	case RSA_SIGN:
		return build_integers(&c, "(sig-val (rsa (s %m)))", 1, out);
	case DSA:
		return build_integers(&c, "(sig-val (dsa (r %m) (s %m)))", 2, out);
	case ECDSA:
		return build_integers(&c, "(sig-val (ecdsa (r %m) (s %m)))", 2, out);
	}
	return eddsa_value(&c, out);
}

static bool is_right(const struct gx_pgp_key *key, const struct signature *sig,
		     const void *text, size_t len)
{
	int index = hash_index(sig->hash);
	unsigned char hash[64];
	size_t n = digest(sig, hashes[index].gcry, text, len, hash);
	gcry_sexp_t data = NULL, value = NULL;
	bool right;

	if (n == 0 || (unsigned)(hash[0] << 8 | hash[1]) != sig->prefix)
		return false;
	right = build_data(key, hashes[index].name, hash, n, &data) == 0 &&
		build_value(key, sig->values, &value) == 0 &&
		gcry_pk_verify(value, data, key->material) == 0;
	gcry_sexp_release(data);
	gcry_sexp_release(value);
	return right;
}

static bool same_kind(int key, unsigned sig)
{
	return key == (int)sig || (key == RSA && sig == RSA_SIGN) || (key == RSA_SIGN && sig == RSA);
}

int gx_pgp_verify(const struct gx_keyring *ring, const void *signature, size_t siglen,
		  const void *text, size_t len, struct gx_pgp_verdict *out, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf bytes = GX_BUF_INIT;
	struct gx_pgp_packet packet;
	struct gx_pgp_cursor c;
	struct signature sig;
	const struct gx_pgp_key *key;

	if (gx_armour_open(signature, siglen, &bytes, err) < 0)
		return -1;
	c = (struct gx_pgp_cursor){ (const unsigned char *)gx_buf_str(&bytes), bytes.len };
	if (gx_pgp_next(&c, &packet, err) != 0 || packet.tag != GX_PGP_SIGNATURE ||
	    read_signature(packet.body, &sig) != 0)
		return gx_fail(err, GX_EINVALID, "malformed OpenPGP signature");
	if (sig.type != 0)
		return gx_fail(err, GX_EINVALID, "the signature is not one of a binary document");
	if (hash_index(sig.hash) < 0)
		return gx_fail(err, GX_EINVALID, "the signature uses %s, which is refused",
			       sig.hash == 1 ? "MD5" : sig.hash == 2 ? "SHA-1" :
			       "an unknown or weak hash function");
	out->key = NULL;
	out->created = sig.created;
	memcpy(out->issuer, sig.issuer, sizeof out->issuer);
	key = *sig.issuer ? gx_keyring_find(ring, sig.issuer) : NULL;
	if (!key)
		return 1;
	if (!same_kind(key->algorithm, sig.algorithm) || !is_right(key, &sig, text, len))
		return gx_fail(err, GX_EINVALID, "the signature is wrong");
	out->key = key;
	return 0;
}
