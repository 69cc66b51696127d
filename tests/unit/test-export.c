/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Closures that travel as streams, whole, cut and spoilt. */
#include "store/export.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static char *root;

static struct gx_store *open_store(const char *name)
{
	GX_AUTO(free) char *dir = gx_path_join(root, name);
	struct gx_store_opts opts = { .root = dir, .create = true };
	struct gx_store *store = NULL;

	gx_mkdirs(dir, 0755, NULL);
	if (gx_store_open(&opts, &store, NULL) < 0)
		abort();
	return store;
}

static int to_buf(void *payload, const void *data, size_t len, struct gx_err *err)
{
	(void)err;
	gx_buf_add(payload, data, len);
	return 0;
}

static int import(struct gx_store *store, const char *data, size_t len, char **last,
		  struct gx_err *err)
{
	struct gx_nar_memory memory = { data, len };

	return gx_store_import(store, gx_nar_memory_source, &memory, last, err);
}

/* Two items, of which the second refers to the first. */
static void make(struct gx_store *store, char **first, char **second)
{
	GX_AUTO(strv) struct gx_strv refs = GX_STRV_INIT;

	gx_store_add_text(store, "first", "1", 1, NULL, first, NULL);
	gx_strv_push(&refs, *first);
	gx_store_add_text(store, "second", *first, strlen(*first), &refs, second, NULL);
}

static void test_travel(struct gx_store *from, const char *first, const char *second,
			const struct gx_buf *stream)
{
	GX_AUTO(store) struct gx_store *store = open_store("b");
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(strv) struct gx_strv refs = GX_STRV_INIT;
	GX_AUTO(path_info) struct gx_path_info here = GX_PATH_INFO_INIT, there = GX_PATH_INFO_INIT;
	GX_AUTO(free) char *last = NULL, *again = NULL;
	size_t faults = 1;

	ok(import(store, stream->data, stream->len, &last, &err) == 0, "a closure is taken in: %s",
	   gx_err_text(&err));
	is(last, second, "its last item is told");
	gx_store_references(store, second, &refs, NULL);
	ok(refs.n == 1 && !strcmp(refs.v[0], first), "references came with it");
	gx_store_query(from, second, &there, NULL);
	gx_store_query(store, second, &here, NULL);
	ok(gx_hash_equal(&here.nar_hash, &there.nar_hash) && here.nar_size == there.nar_size,
	   "as did hash and size");
	ok(gx_store_verify(store, true, NULL, NULL, &faults, NULL) == 0 && !faults,
	   "the store is sound");
	ok(import(store, stream->data, stream->len, &again, &err) == 0, "it may come twice");
}

static void put_seal(char *data, size_t len)
{
	GX_AUTO(free) char *hex = NULL;
	struct gx_hash hash;

	gx_hash_data(GX_HASH_SHA256, data, len - 72, &hash);
	hex = gx_base16_str(hash.bytes, hash.len);
	memcpy(data + len - 72 + 7, hex, 64);
}

/* Each byte spoilt: the seal tells.  With a seal that fits, whatever is in it is refused or
 * taken in, and the store stays sound. */
static void test_spoilt(const struct gx_buf *stream)
{
	GX_AUTO(store) struct gx_store *store = open_store("c");
	GX_AUTO(strv) struct gx_strv all = GX_STRV_INIT;
	size_t taken = 0, faults = 1;

	for (size_t i = 0; i < stream->len; i++) {
		GX_AUTO(free) char *copy = gx_malloc(stream->len), *last = NULL;

		memcpy(copy, stream->data, stream->len);
		copy[i] ^= 0x11;
		taken += import(store, copy, stream->len, &last, NULL) == 0;
	}
	for (size_t i = 0; i < stream->len; i += 7) {
		GX_AUTO(free) char *last = NULL;

		taken += import(store, stream->data, i, &last, NULL) == 0;
	}
	gx_store_all_valid(store, &all, NULL);
	ok(taken == 0 && all.n == 0, "nothing of a spoilt or cut stream is taken in");
	for (size_t i = 0; i + 72 < stream->len; i++) {
		GX_AUTO(free) char *copy = gx_malloc(stream->len), *last = NULL;

		memcpy(copy, stream->data, stream->len);
		copy[i] ^= 0x11;
		put_seal(copy, stream->len);
		import(store, copy, stream->len, &last, NULL);
	}
	ok(gx_store_verify(store, true, NULL, NULL, &faults, NULL) == 0 && !faults,
	   "whatever a stream holds, the store stays sound");
}

int main(void)
{
	GX_AUTO(free) char *first = NULL, *second = NULL;
	GX_AUTO(strv) struct gx_strv paths = GX_STRV_INIT;
	GX_AUTO(buf) struct gx_buf stream = GX_BUF_INIT;
	GX_AUTO(store) struct gx_store *store = NULL;

	if (gx_mkdtemp("/tmp/gx-export", &root, NULL) < 0)
		return 1;
	store = open_store("a");
	make(store, &first, &second);
	gx_strv_push(&paths, second);
	ok(gx_store_export(store, &paths, to_buf, &stream, NULL) == 0, "a closure is written");
	test_travel(store, first, second, &stream);
	test_spoilt(&stream);
	gx_remove_tree(root, NULL);
	free(root);
	return done();
}
