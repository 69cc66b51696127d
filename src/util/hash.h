/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hash functions, on libgcrypt. */
#ifndef GX_HASH_H
#define GX_HASH_H

enum gx_hash_algo {
	GX_HASH_SHA256, GX_HASH_MD5, GX_HASH_SHA1, GX_HASH_SHA384, GX_HASH_SHA512,
	GX_HASH_SHA3_256, GX_HASH_SHA3_384, GX_HASH_SHA3_512,
	GX_HASH_BLAKE2B_256, GX_HASH_BLAKE2B_384, GX_HASH_BLAKE2B_512, GX_HASH_BLAKE2S_256,
};

#define GX_SHA256_SIZE 32
#define GX_HASH_MAX 64

struct gx_hash {
	enum gx_hash_algo algo;
	size_t len;			/* bytes used */
	unsigned char bytes[GX_HASH_MAX];
};

/* "sha256" and so on; -1 without error for an unknown name. */
int gx_hash_algo_parse(const char *name, enum gx_hash_algo *out);
const char *gx_hash_algo_name(enum gx_hash_algo algo);
size_t gx_hash_algo_size(enum gx_hash_algo algo);
bool gx_hash_equal(const struct gx_hash *a, const struct gx_hash *b);

/* A running hash: gx_hasher_new, gx_hasher_add…, gx_hasher_end (which frees). */
struct gx_hasher;
struct gx_hasher *gx_hasher_new(enum gx_hash_algo algo);
void gx_hasher_add(struct gx_hasher *hasher, const void *data, size_t len);
void gx_hasher_end(struct gx_hasher *hasher, struct gx_hash *out);
void gx_hasher_free(struct gx_hasher *hasher);

/* The hash of LEN bytes. */
void gx_hash_data(enum gx_hash_algo algo, const void *data, size_t len, struct gx_hash *out);
/* Hash what is left of FD; or the regular file PATH. */
int gx_hash_fd(enum gx_hash_algo algo, int fd, struct gx_hash *out, struct gx_err *err);
int gx_hash_file(enum gx_hash_algo algo, const char *path, struct gx_hash *out,
		 struct gx_err *err);

#endif
