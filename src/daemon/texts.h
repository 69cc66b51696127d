/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text items that a client has added and that wait in memory to be written. */
#ifndef GX_TEXTS_H
#define GX_TEXTS_H

#include "store/store.h"

struct gx_texts;
/* STORE stays the caller's. */
struct gx_texts *gx_texts_new(struct gx_store *store);
void gx_texts_free(struct gx_texts *texts);
/* Check an item (legal name, valid or pending references, right output paths if it is a
 * derivation) and keep it; TEXT's bytes and REFS' strings are taken over.  *OUT is borrowed. */
int gx_texts_add(struct gx_texts *texts, const char *name, struct gx_buf *text,
		 struct gx_strv *refs, const char **out, struct gx_err *err);
/* Does PATH wait in memory? */
bool gx_texts_has(const struct gx_texts *texts, const char *path);
/* Write WANTED and what they need of the pending items, all if NULL, in one batch; *WRITTEN
 * grows by their number.  They are pending no longer. */
int gx_texts_write(struct gx_texts *texts, const struct gx_strv *wanted, uint64_t *written,
		   struct gx_err *err);
/* Bytes of text that wait. */
size_t gx_texts_bytes(const struct gx_texts *texts);

#endif
