/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests of the store: a new, empty store below a temporary directory. */
#ifndef GX_FRESH_H
#define GX_FRESH_H

#include "store/store.h"
#include "tap.h"

static char *fresh_root;

__attribute__((unused))
static struct gx_store *fresh_open(void)
{
	struct gx_store *store = NULL;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;

	if (gx_store_open(&(struct gx_store_opts){ .root = fresh_root, .create = true }, &store, &err)
	    < 0)
		ok(false, "the store opens: %s", gx_err_text(&err));
	return store;
}

__attribute__((unused))
static struct gx_store *fresh_store(void)
{
	if (gx_mkdtemp("/tmp/gx-store", &fresh_root, NULL) < 0)
		return NULL;
	return fresh_open();
}

__attribute__((unused))
static void fresh_remove(void)
{
	gx_remove_tree(fresh_root, NULL);
	free(fresh_root);
	fresh_root = NULL;
}

/* A text without references; aborts the test when that fails. */
__attribute__((unused))
static char *add_text(struct gx_store *store, const char *name, const char *text,
		      const char *ref)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(strv) struct gx_strv refs = GX_STRV_INIT;
	char *path = NULL;

	if (ref)
		gx_strv_push(&refs, ref);
	if (gx_store_add_text(store, name, text, strlen(text), &refs, &path, &err) < 0)
		ok(false, "%s is added: %s", name, gx_err_text(&err));
	return path;
}

__attribute__((unused))
static bool valid(struct gx_store *store, const char *path)
{
	return gx_store_is_valid(store, path, NULL) == 1;
}

__attribute__((unused))
static bool on_disk(struct gx_store *store, const char *path)
{
	GX_AUTO(free) char *file = gx_store_physical(store, path);

	return gx_exists(file);
}

#endif
