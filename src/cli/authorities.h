/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificate authorities of one's own in an environment: a company's, whose proxy looks into
 * TLS.  The environment's bundle is an item of the store and stays as it is; one with more in
 * it lies in the cache, named by the bundle and what is joined to it. */
#ifndef GX_AUTHORITIES_H
#define GX_AUTHORITIES_H

#include "cache/cache.h"

/* Let the variables of ENTRY that name a bundle (SSL_CERT_FILE and its like) name one that also
 * has the certificates of FILES (--extra-ca) and of GX_EXTRA_CA, files separated by colons.
 * JOINED, unless NULL, gets the names of those bundles.  +1: one is still to be made. */
int gx_authorities_use(struct gx_cache_entry *entry, const struct gx_strv *files,
		       struct gx_strv *joined, struct gx_err *err);
/* The same, making what is missing; for the engine.  STORE_DIR: the physical store. */
int gx_authorities_join(const char *store_dir, struct gx_cache_entry *entry,
			const struct gx_strv *files, struct gx_strv *joined,
			struct gx_err *err);
/* Forget bundles that nobody used for MAX_AGE seconds. */
void gx_authorities_expire(int64_t max_age);
/* When ENTRY replaces the host's SSL_CERT_FILE, say how it could be joined. */
void gx_authorities_hint(const struct gx_cache_entry *entry, const struct gx_strv *files);

/* Add FILES and those of GX_EXTRA_CA to ALL. */
void gx_authorities_list(const struct gx_strv *files, struct gx_strv *all);

/* For authorities_make.c: the certificates to join, empty when there are none … */
int gx_authorities_read(const struct gx_strv *files, struct gx_buf *pem, struct gx_err *err);
/* … and where the bundle of CHANGE with PEM in it lies; yours.  NULL: CHANGE names no bundle. */
char *gx_authorities_file(const struct gx_env_change *change, const struct gx_buf *pem);

#endif
