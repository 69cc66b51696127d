/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text items that wait in memory to be written. */
#include "daemon/texts.h"
#include "util/map.h"

#include <stdlib.h>
#include <string.h>

struct item {
	char *path, *name;
	struct gx_buf text;
	struct gx_strv refs;
	bool valid;		/* in the store: the text and the references are gone */
	bool wanted;		/* mark of gx_texts_write */
};

struct gx_texts {
	struct gx_store *store;
	struct gx_drv_memo *memo;
	struct item **items;	/* in the order of arrival: references come first */
	size_t n, cap;
	struct gx_map places;	/* in ITEMS, by path */
	size_t bytes;
};

static struct item *find(const struct gx_texts *texts, const char *path)
{
	const size_t *place = gx_map_find(&texts->places, path);

	return place ? texts->items[*place] : NULL;
}

static struct item *insert(struct gx_texts *texts, char *path)
{
	struct item *item = gx_calloc(1, sizeof *item);

	if (texts->n == texts->cap) {
		texts->cap = texts->cap ? texts->cap * 2 : 256;
		texts->items = gx_reallocarray(texts->items, texts->cap, sizeof *texts->items);
	}
	item->path = path;
	gx_map_put(&texts->places, path, texts->n, NULL);
	texts->items[texts->n++] = item;
	return item;
}

static void forget_text(struct gx_texts *texts, struct item *item)
{
	texts->bytes -= item->text.len;
	gx_buf_clear(&item->text);
	gx_strv_clear(&item->refs);
	free(item->name);
	item->name = NULL;
}

/* Derivations that output paths depend on: from memory, else from the store. */
static int load_drv(void *payload, const char *path, struct gx_drv **out, struct gx_err *err)
{
	struct gx_texts *texts = payload;
	const struct item *item = find(texts, path);

	if (item && !item->valid)
		return gx_drv_parse(gx_buf_str(&item->text), item->text.len, out, err);
	return gx_drv_read(gx_store_dir(texts->store), path, out, err);
}

struct gx_texts *gx_texts_new(struct gx_store *store)
{
	struct gx_texts *texts = gx_calloc(1, sizeof *texts);

	texts->store = store;
	texts->memo = gx_drv_memo_new(load_drv, texts);
	return texts;
}

void gx_texts_free(struct gx_texts *texts)
{
	if (!texts)
		return;
	for (size_t i = 0; i < texts->n; i++) {
		forget_text(texts, texts->items[i]);
		free(texts->items[i]->path);
		free(texts->items[i]);
	}
	gx_drv_memo_free(texts->memo);
	free(texts->items);
	gx_map_clear(&texts->places);
	free(texts);
}

bool gx_texts_has(const struct gx_texts *texts, const char *path)
{
	const struct item *item = find(texts, path);

	return item && !item->valid;
}

size_t gx_texts_bytes(const struct gx_texts *texts)
{
	return texts->bytes;
}

/* Each reference must be there already, so that no batch refers to nothing. */
static int check_refs(struct gx_texts *texts, const struct gx_strv *refs, struct gx_err *err)
{
	for (size_t i = 0; i < refs->n; i++) {
		int valid;

		if (find(texts, refs->v[i]))
			continue;
		if (!gx_store_path_ok(refs->v[i]))
			return gx_fail(err, GX_EINVALID, "path `%s' is not in the store",
				       refs->v[i]);
		valid = gx_store_is_valid(texts->store, refs->v[i], err);
		if (valid < 0)
			return -1;
		if (!valid)
			return gx_fail(err, GX_ENOTFOUND, "path `%s' is not valid", refs->v[i]);
		/* Remember it, so that the database is asked once. */
		insert(texts, gx_strdup(refs->v[i]))->valid = true;
	}
	return 0;
}

static bool is_drv(const char *name)
{
	size_t len = strlen(name);

	return len > 4 && !strcmp(name + len - 4, ".drv");
}

static int check_drv(struct gx_texts *texts, const char *path, const struct gx_buf *text,
		     struct gx_err *err)
{
	struct gx_drv *drv;
	int r;

	if (gx_drv_parse(gx_buf_str(text), text->len, &drv, err))
		return gx_err_prefix(err, "derivation `%s'", path);
	r = gx_drv_check_outputs(texts->memo, path, drv, err);
	gx_drv_free(drv);
	return r;
}

int gx_texts_add(struct gx_texts *texts, const char *name, struct gx_buf *text,
		 struct gx_strv *refs, const char **out, struct gx_err *err)
{
	GX_AUTO(free) char *path = NULL;
	struct item *item;

	if (gx_store_path_text(name, gx_buf_str(text), text->len, refs, &path, err))
		return -1;
	item = find(texts, path);
	if (!item) {
		if (check_refs(texts, refs, err)
		    || (is_drv(name) && check_drv(texts, path, text, err)))
			return -1;
		item = insert(texts, gx_steal(&path));
		item->name = gx_strdup(name);
		item->text = *text;
		item->refs = *refs;
		texts->bytes += text->len;
		*text = (struct gx_buf)GX_BUF_INIT;
		*refs = (struct gx_strv)GX_STRV_INIT;
	}
	*out = item->path;
	return 0;
}

/* Mark PATH and what it refers to; an explicit stack, since graphs may be deep. */
static void mark(struct gx_texts *texts, const char *path)
{
	const char **stack = NULL;
	size_t n = 0, cap = 0;

	for (;;) {
		struct item *item = find(texts, path);

		if (item && !item->valid && !item->wanted) {
			item->wanted = true;
			if (n + item->refs.n > cap) {
				cap = (n + item->refs.n) * 2;
				stack = gx_reallocarray(stack, cap, sizeof *stack);
			}
			for (size_t i = 0; i < item->refs.n; i++)
				stack[n++] = item->refs.v[i];
		}
		if (!n)
			break;
		path = stack[--n];
	}
	free(stack);
}

static int write_batch(struct gx_texts *texts, struct gx_text_item *batch,
		       struct item **items, size_t n, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv paths = GX_STRV_INIT;

	if (n && gx_store_add_texts(texts->store, batch, n, &paths, err))
		return -1;
	for (size_t i = 0; i < n; i++) {
		forget_text(texts, items[i]);
		items[i]->valid = true;
	}
	return 0;
}

int gx_texts_write(struct gx_texts *texts, const struct gx_strv *wanted, uint64_t *written,
		   struct gx_err *err)
{
	struct gx_text_item *batch = gx_calloc(texts->n + 1, sizeof *batch);
	struct item **items = gx_calloc(texts->n + 1, sizeof *items);
	size_t n = 0;
	int r;

	for (size_t i = 0; wanted && i < wanted->n; i++)
		mark(texts, wanted->v[i]);
	for (size_t i = 0; i < texts->n; i++) {
		struct item *item = texts->items[i];

		if (item->valid || (wanted && !item->wanted))
			continue;
		batch[n] = (struct gx_text_item){ item->name, gx_buf_str(&item->text),
						  item->text.len, &item->refs };
		items[n++] = item;
	}
	r = write_batch(texts, batch, items, n, err);
	if (!r)
		*written += n;
	free(batch);
	free(items);
	return r;
}
