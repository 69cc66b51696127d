/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hash functions, on libgcrypt. */
#include "util/util.h"

#include <errno.h>
#include <fcntl.h>
#include <gcrypt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct algorithm {
	const char *name;
	int gcrypt;
	size_t size;
} algorithms[] = {
	[GX_HASH_SHA256] = { "sha256", GCRY_MD_SHA256, 32 },
	[GX_HASH_MD5] = { "md5", GCRY_MD_MD5, 16 },
	[GX_HASH_SHA1] = { "sha1", GCRY_MD_SHA1, 20 },
	[GX_HASH_SHA384] = { "sha384", GCRY_MD_SHA384, 48 },
	[GX_HASH_SHA512] = { "sha512", GCRY_MD_SHA512, 64 },
	[GX_HASH_SHA3_256] = { "sha3-256", GCRY_MD_SHA3_256, 32 },
	[GX_HASH_SHA3_384] = { "sha3-384", GCRY_MD_SHA3_384, 48 },
	[GX_HASH_SHA3_512] = { "sha3-512", GCRY_MD_SHA3_512, 64 },
	[GX_HASH_BLAKE2B_256] = { "blake2b-256", GCRY_MD_BLAKE2B_256, 32 },
	[GX_HASH_BLAKE2B_384] = { "blake2b-384", GCRY_MD_BLAKE2B_384, 48 },
	[GX_HASH_BLAKE2B_512] = { "blake2b-512", GCRY_MD_BLAKE2B_512, 64 },
	[GX_HASH_BLAKE2S_256] = { "blake2s-256", GCRY_MD_BLAKE2S_256, 32 },
};

struct gx_hasher {
	enum gx_hash_algo algo;
	gcry_md_hd_t md;
};

int gx_hash_algo_parse(const char *name, enum gx_hash_algo *out)
{
	for (size_t i = 0; i < GX_ARRAY_SIZE(algorithms); i++) {
		if (!strcmp(algorithms[i].name, name)) {
			*out = (enum gx_hash_algo)i;
			return 0;
		}
	}
	return -1;
}

const char *gx_hash_algo_name(enum gx_hash_algo algo)
{
	return algorithms[algo].name;
}

size_t gx_hash_algo_size(enum gx_hash_algo algo)
{
	return algorithms[algo].size;
}

bool gx_hash_equal(const struct gx_hash *a, const struct gx_hash *b)
{
	return a->algo == b->algo && a->len == b->len && !memcmp(a->bytes, b->bytes, a->len);
}

/* libgcrypt wants to be asked its version before first use. */
static void ensure_gcrypt(void)
{
	if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P))
		return;
	if (!gcry_check_version(GCRYPT_VERSION))
		abort();
	gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
	gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
}

struct gx_hasher *gx_hasher_new(enum gx_hash_algo algo)
{
	struct gx_hasher *hasher = gx_malloc(sizeof *hasher);

	ensure_gcrypt();
	hasher->algo = algo;
	if (gcry_md_open(&hasher->md, algorithms[algo].gcrypt, 0))
		abort();
	return hasher;
}

void gx_hasher_add(struct gx_hasher *hasher, const void *data, size_t len)
{
	gcry_md_write(hasher->md, data, len);
}

void gx_hasher_end(struct gx_hasher *hasher, struct gx_hash *out)
{
	out->algo = hasher->algo;
	out->len = algorithms[hasher->algo].size;
	memcpy(out->bytes, gcry_md_read(hasher->md, 0), out->len);
	gx_hasher_free(hasher);
}

void gx_hasher_free(struct gx_hasher *hasher)
{
	if (hasher) {
		gcry_md_close(hasher->md);
		free(hasher);
	}
}

void gx_hash_data(enum gx_hash_algo algo, const void *data, size_t len, struct gx_hash *out)
{
	ensure_gcrypt();
	out->algo = algo;
	out->len = algorithms[algo].size;
	gcry_md_hash_buffer(algorithms[algo].gcrypt, out->bytes, data, len);
}

int gx_hash_fd(enum gx_hash_algo algo, int fd, struct gx_hash *out, struct gx_err *err)
{
	struct gx_hasher *hasher = gx_hasher_new(algo);
	GX_AUTO(free) char *block = gx_malloc(1 << 17);

	for (;;) {
		ssize_t n = read(fd, block, 1 << 17);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			gx_hasher_free(hasher);
			return gx_fail_errno(err, "read");
		}
		if (n == 0)
			break;
		gx_hasher_add(hasher, block, (size_t)n);
	}
	gx_hasher_end(hasher, out);
	return 0;
}

int gx_hash_file(enum gx_hash_algo algo, const char *path, struct gx_hash *out,
		 struct gx_err *err)
{
	GX_AUTO(fd) int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return gx_fail_errno(err, "open %s", path);
	if (gx_hash_fd(algo, fd, out, err) < 0)
		return gx_err_prefix(err, "%s", path);
	return 0;
}
