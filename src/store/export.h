/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A closure as one stream: Guix's export format, without signatures, and a seal behind it.
 *
 *	for each item, references first:
 *		1, NAR, 0x4558494e, path, references, deriver ("" for none), 0
 *	0
 *	"sha256 HEX\n"		of all bytes before
 *
 * Numbers are 64 bits, little-endian; strings have their length before them and are padded to
 * 8 bytes.  The seal tells a damaged stream, not a forged one: whoever may write it decides
 * what is in the store. */
#ifndef GX_STORE_EXPORT_H
#define GX_STORE_EXPORT_H

#include "store/nar.h"
#include "store/store.h"

/* Send the closure of PATHS, which must be valid. */
int gx_store_export(struct gx_store *store, const struct gx_strv *paths, gx_sink_fn *sink,
		    void *payload, struct gx_err *err);

/* The items of a stream, unpacked. */
struct gx_imported {
	struct gx_new_item *v;	/* all that they point to is theirs */
	size_t n;
};
#define GX_IMPORTED_INIT { NULL, 0 }
void gx_imported_clear(struct gx_imported *items);
#define gx_cleanup_imported gx_imported_clear

/* Unpack a stream into the directory DIR.  GX_EINVALID, also when the seal does not fit; what
 * was unpacked until then is the caller's to remove. */
int gx_import_read(gx_source_fn *source, void *payload, const char *dir, struct gx_imported *out,
		   struct gx_err *err);
/* Take in a stream, all of it or nothing; *LAST (yours) is its last item, which needs those
 * before it, or NULL when there is none.  Nothing is registered before the seal was checked. */
int gx_store_import(struct gx_store *store, gx_source_fn *source, void *payload, char **last,
		    struct gx_err *err);

#endif
