/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Closures as streams. */
#include "store/export.h"

#include "store/path.h"

#include <stdlib.h>
#include <string.h>

#define ITEM_FOLLOWS 1
#define AFTER_NAR 0x4558494eULL		/* "NIXE" */
#define MAX_ITEMS 1000000
#define MAX_STRING 4096
#define SEAL_SIZE (sizeof "sha256 " - 1 + 64 + 1)

/* --- writing ----------------------------------------------------------------------------------- */

struct writer {
	gx_sink_fn *sink;
	void *payload;
	struct gx_hasher *hasher;
};

static int put(void *payload, const void *data, size_t len, struct gx_err *err)
{
	struct writer *writer = payload;

	gx_hasher_add(writer->hasher, data, len);
	return writer->sink(writer->payload, data, len, err);
}

static int put_number(struct writer *writer, uint64_t number, struct gx_err *err)
{
	unsigned char bytes[8];

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)(number >> 8 * i);
	return put(writer, bytes, sizeof bytes, err);
}

static int put_string(struct writer *writer, const char *text, struct gx_err *err)
{
	static const char zeros[8];
	size_t len = strlen(text);

	if (put_number(writer, len, err) < 0 || put(writer, text, len, err) < 0)
		return -1;
	return len % 8 ? put(writer, zeros, 8 - len % 8, err) : 0;
}

static int put_strings(struct writer *writer, const struct gx_strv *list, struct gx_err *err)
{
	if (put_number(writer, list->n, err) < 0)
		return -1;
	for (size_t i = 0; i < list->n; i++)
		if (put_string(writer, list->v[i], err) < 0)
			return -1;
	return 0;
}

static int put_item(struct gx_store *store, struct writer *writer, const char *path,
		    struct gx_err *err)
{
	GX_AUTO(path_info) struct gx_path_info info = GX_PATH_INFO_INIT;
	GX_AUTO(free) char *physical = gx_store_physical(store, path);
	int rc = gx_store_query(store, path, &info, err);

	if (rc != 0)
		return rc < 0 ? -1 : gx_fail(err, GX_ENOTFOUND, "%s is not in the store", path);
	if (put_number(writer, ITEM_FOLLOWS, err) < 0 ||
	    gx_nar_dump(physical, NULL, NULL, put, writer, err) < 0 ||
	    put_number(writer, AFTER_NAR, err) < 0 || put_string(writer, path, err) < 0 ||
	    put_strings(writer, &info.refs, err) < 0 ||
	    put_string(writer, info.deriver ? info.deriver : "", err) < 0)
		return -1;
	return put_number(writer, 0, err);
}

static int put_seal(struct writer *writer, struct gx_err *err)
{
	GX_AUTO(free) char *hex = NULL, *seal = NULL;
	struct gx_hash hash;

	gx_hasher_end(gx_steal(&writer->hasher), &hash);
	hex = gx_base16_str(hash.bytes, hash.len);
	seal = gx_asprintf("sha256 %s\n", hex);
	return writer->sink(writer->payload, seal, strlen(seal), err);
}

int gx_store_export(struct gx_store *store, const struct gx_strv *paths, gx_sink_fn *sink,
		    void *payload, struct gx_err *err)
{
	struct writer writer = { sink, payload, gx_hasher_new(GX_HASH_SHA256) };
	GX_AUTO(strv) struct gx_strv closure = GX_STRV_INIT;
	int rc = gx_store_requisites(store, paths, &closure, err);

	for (size_t i = 0; rc == 0 && i < closure.n; i++)
		rc = put_item(store, &writer, closure.v[i], err);
	if (rc == 0)
		rc = put_number(&writer, 0, err);
	if (rc == 0)
		return put_seal(&writer, err);
	gx_hasher_free(writer.hasher);
	return -1;
}

/* --- reading ----------------------------------------------------------------------------------- */

struct reader {
	gx_source_fn *source;
	void *payload;
	struct gx_hasher *hasher;
};

static int get(void *payload, void *data, size_t len, struct gx_err *err)
{
	struct reader *reader = payload;

	if (reader->source(reader->payload, data, len, err) < 0)
		return -1;
	gx_hasher_add(reader->hasher, data, len);
	return 0;
}

static int get_number(struct reader *reader, uint64_t *out, struct gx_err *err)
{
	unsigned char bytes[8];

	if (get(reader, bytes, sizeof bytes, err) < 0)
		return -1;
	*out = 0;
	for (size_t i = sizeof bytes; i-- > 0; )
		*out = *out << 8 | bytes[i];
	return 0;
}

static int expect(struct reader *reader, uint64_t wanted, struct gx_err *err)
{
	uint64_t number;

	if (get_number(reader, &number, err) < 0)
		return -1;
	return number == wanted ? 0 : gx_fail(err, GX_EINVALID, "this is no exported closure");
}

static int get_string(struct reader *reader, char **out, struct gx_err *err)
{
	GX_AUTO(free) char *text = NULL;
	uint64_t len;

	if (get_number(reader, &len, err) < 0)
		return -1;
	if (len > MAX_STRING)
		return gx_fail(err, GX_EINVALID, "a name in the closure is too long");
	text = gx_calloc((len + 7) / 8 * 8 + 1, 1);
	if (get(reader, text, (len + 7) / 8 * 8, err) < 0)
		return -1;
	text[len] = 0;
	*out = gx_steal(&text);
	return 0;
}

static int get_path(struct reader *reader, char **out, struct gx_err *err)
{
	if (get_string(reader, out, err) < 0)
		return -1;
	return gx_store_path_ok(*out) ? 0 : gx_fail(err, GX_EINVALID, "`%s' is no store item", *out);
}

static int get_paths(struct reader *reader, struct gx_strv *out, struct gx_err *err)
{
	uint64_t n;

	if (get_number(reader, &n, err) < 0)
		return -1;
	for (uint64_t i = 0; i < n; i++) {
		GX_AUTO(free) char *path = NULL;

		if (i >= MAX_ITEMS)
			return gx_fail(err, GX_EINVALID, "an item has too many references");
		if (get_path(reader, &path, err) < 0)
			return -1;
		gx_strv_take(out, gx_steal(&path));
	}
	return 0;
}

void gx_imported_clear(struct gx_imported *items)
{
	for (size_t i = 0; i < items->n; i++) {
		struct gx_new_item *item = &items->v[i];

		free((char *)item->path);
		free((char *)item->physical);
		free((char *)item->deriver);
		gx_strv_clear((struct gx_strv *)item->refs);
		free((struct gx_strv *)item->refs);
	}
	free(items->v);
	*items = (struct gx_imported)GX_IMPORTED_INIT;
}

static int unpack(struct reader *reader, struct gx_new_item *item, struct gx_err *err)
{
	struct gx_nar_hasher hasher = GX_NAR_HASHER_INIT(GX_HASH_SHA256);

	if (gx_nar_restore_from(get, reader, gx_nar_hash_sink, &hasher, item->physical, NULL,
				err) < 0) {
		gx_hasher_free(hasher.hasher);
		return -1;
	}
	gx_hasher_end(hasher.hasher, &item->nar_hash);
	item->nar_size = hasher.size;
	return 0;
}

/* The item that follows, at the end of ITEMS. */
static int get_item(struct reader *reader, const char *dir, struct gx_imported *items,
		    struct gx_err *err)
{
	GX_AUTO(free) char *path = NULL, *deriver = NULL;
	struct gx_strv *refs = gx_calloc(1, sizeof *refs);
	struct gx_new_item *item;

	items->v = gx_reallocarray(items->v, items->n + 1, sizeof *items->v);
	item = &items->v[items->n];
	*item = (struct gx_new_item){ .refs = refs };
	item->physical = gx_asprintf("%s/%zu", dir, items->n++);
	if (unpack(reader, item, err) < 0 || expect(reader, AFTER_NAR, err) < 0 ||
	    get_path(reader, &path, err) < 0)
		return -1;
	item->path = gx_steal(&path);
	if (get_paths(reader, refs, err) < 0 || get_string(reader, &deriver, err) < 0)
		return -1;
	if (*deriver && !gx_store_path_ok(deriver))
		return gx_fail(err, GX_EINVALID, "`%s' is no store item", deriver);
	item->deriver = *deriver ? gx_steal(&deriver) : NULL;
	return expect(reader, 0, err);
}

static int get_items(struct reader *reader, const char *dir, struct gx_imported *items,
		     struct gx_err *err)
{
	for (;;) {
		uint64_t more;

		if (get_number(reader, &more, err) < 0)
			return -1;
		if (more == 0)
			return 0;
		if (more != ITEM_FOLLOWS || items->n >= MAX_ITEMS)
			return gx_fail(err, GX_EINVALID, "this is no exported closure");
		if (get_item(reader, dir, items, err) < 0)
			return -1;
	}
}

static int check_seal(struct reader *reader, struct gx_err *err)
{
	char seal[SEAL_SIZE + 1] = "";
	GX_AUTO(free) char *hex = NULL, *wanted = NULL;
	struct gx_hash hash;

	gx_hasher_end(gx_steal(&reader->hasher), &hash);
	hex = gx_base16_str(hash.bytes, hash.len);
	wanted = gx_asprintf("sha256 %s\n", hex);
	if (reader->source(reader->payload, seal, SEAL_SIZE, err) < 0)
		return -1;
	return !strcmp(seal, wanted) ? 0 : gx_fail(err, GX_EINVALID, "the closure is damaged: its "
						   "bytes are not those that were written");
}

int gx_import_read(gx_source_fn *source, void *payload, const char *dir, struct gx_imported *out,
		   struct gx_err *err)
{
	struct reader reader = { source, payload, gx_hasher_new(GX_HASH_SHA256) };
	GX_AUTO(imported) struct gx_imported items = GX_IMPORTED_INIT;
	int rc = get_items(&reader, dir, &items, err);

	if (rc == 0)
		rc = check_seal(&reader, err);
	gx_hasher_free(reader.hasher);
	if (rc < 0)
		return -1;
	*out = items;
	items = (struct gx_imported)GX_IMPORTED_INIT;
	return 0;
}

static int register_items(struct gx_store *store, struct gx_imported *items, struct gx_err *err)
{
	static const struct gx_provenance imported = { .kind = "imported" };
	GX_AUTO(strv) struct gx_strv paths = GX_STRV_INIT;

	for (size_t i = 0; i < items->n; i++)
		gx_strv_push(&paths, items->v[i].path);
	if (gx_store_add_temp_roots(store, &paths, err) < 0)
		return -1;
	return items->n ? gx_store_register(store, items->v, items->n, &imported, err) : 0;
}

int gx_store_import(struct gx_store *store, gx_source_fn *source, void *payload, char **last,
		    struct gx_err *err)
{
	GX_AUTO(imported) struct gx_imported items = GX_IMPORTED_INIT;
	GX_AUTO(free) char *prefix = gx_path_join(gx_store_tmp(store), "import");
	GX_AUTO(free) char *dir = NULL;
	int rc;

	if (gx_mkdtemp(prefix, &dir, err) < 0)
		return -1;
	rc = gx_import_read(source, payload, dir, &items, err);
	if (rc == 0)
		rc = register_items(store, &items, err);
	gx_remove_tree(dir, NULL);
	if (rc == 0)
		*last = items.n ? gx_strdup(items.v[items.n - 1].path) : NULL;
	return rc;
}
