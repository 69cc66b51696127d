/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Store file names (doc/formats.md 4). */
#ifndef GX_STORE_PATH_H
#define GX_STORE_PATH_H

#include "util/util.h"

/* The logical store: part of every hash, wherever the files really are. */
#define GX_STORE_DIR "/gnu/store"
#define GX_STORE_HASH_LEN 32		/* characters of the hash part */
#define GX_STORE_NAME_MAX 211		/* longest NAME after HASH- */

/* Is TEXT exactly /gnu/store/HASH-NAME with a legal name? */
bool gx_store_path_ok(const char *text);
/* Is NAME a legal item name: [A-Za-z0-9+-._?=]+, not starting with '.'? */
bool gx_store_name_ok(const char *name);
/* The hash part (32 characters, borrowed, not terminated) and the name of a store path. */
const char *gx_store_path_hash(const char *path);
const char *gx_store_path_name(const char *path);
/* The store item that TEXT lies in, e.g. /gnu/store/H-n/bin/sh -> /gnu/store/H-n;
 * NULL when it is not in the store. */
char *gx_store_path_item(const char *text);

/* PATH(type, hash, name) = the file name of that content; GX_EINVALID for an illegal name. */
int gx_store_path_make(const char *type, const struct gx_hash *hash, const char *name,
		       char **out, struct gx_err *err);
/* A text item with its references (any order, duplicates allowed). */
int gx_store_path_text(const char *name, const void *text, size_t len,
		       const struct gx_strv *refs, char **out, struct gx_err *err);
/* Fixed content: flat or recursive (NAR) with HASH; recursive sha256 is "source". */
int gx_store_path_fixed(const char *name, const struct gx_hash *hash, bool recursive,
			char **out, struct gx_err *err);

#endif
