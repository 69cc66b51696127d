/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Channels' trees as store items, named gx-channel-NAME-COMMIT12.
 *
 * CACHE/channels/items/COMMIT-NAME remembers "HASH [ITEM]", sealed: a tree that was seen once is
 * not read again. */
#include <stdlib.h>
#include <string.h>

#include "channel/base.h"
#include "channel/items.h"

struct memo {
	char *hash;	/* "sha256:…" */
	char *item;	/* or NULL */
};

static void memo_clear(struct memo *m)
{
	free(m->hash);
	free(m->item);
}
#define gx_cleanup_memo memo_clear

static char *memo_path(const struct gx_channel_opts *opts, const struct gx_channel *c)
{
	return gx_asprintf("%s/channels/items/%s-%s", gx_channel_cache(opts), c->commit, c->name);
}

static void memo_read(const char *path, struct memo *out)
{
	GX_AUTO(buf) struct gx_buf buf = GX_BUF_INIT;
	GX_AUTO(strv) struct gx_strv words = GX_STRV_INIT;

	if (gx_sealed_read(path, 4096, &buf))
		return;
	gx_strv_split(&words, gx_buf_str(&buf), " \n");
	if (words.n < 1 || strncmp(words.v[0], "sha256:", 7))
		return;
	out->hash = gx_strdup(words.v[0]);
	if (words.n > 1 && gx_store_path_ok(words.v[1]))
		out->item = gx_strdup(words.v[1]);
}

/* Not written: read again next time. */
static void memo_write(const char *path, const char *hash, const char *item)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	gx_buf_addf(&text, "%s%s%s\n", hash, item ? " " : "", item ? item : "");
	gx_sealed_write(path, 0600, &text);
}

static char *hash_text(const struct gx_hash *hash)
{
	GX_AUTO(free) char *text = gx_base32_str(hash->bytes, hash->len);

	return gx_asprintf("sha256:%s", text);
}

static int check_hash(const struct gx_channel *c, const char *hash, struct gx_err *err)
{
	if (!c->nar_hash || !strcmp(c->nar_hash, hash))
		return 0;
	return gx_fail(err, GX_EHASH, "channel %s: the tree of commit %s has the hash %s, but the "
		       "lock says %s", c->name, c->commit, hash, c->nar_hash);
}

static int add_item(const struct gx_channel_opts *opts, struct gx_git *git,
		    const struct gx_channel *c, char **out, struct gx_err *err)
{
	GX_AUTO(free) char *name = gx_asprintf("gx-channel-%s-%.12s", c->name, c->commit);
	struct gx_git_nar *nar = NULL;
	int rc;

	if (gx_git_nar_new(git, c->commit, &nar, err) < 0)
		return -1;
	rc = gx_store_add_nar(opts->store, name, true, GX_HASH_SHA256, gx_git_nar_source, nar, out,
			      err);
	gx_git_nar_free(nar);
	return rc < 0 ? gx_err_prefix(err, "channel %s", c->name) : 0;
}

static int item_hash(const struct gx_channel_opts *opts, const char *item, char **out,
		     struct gx_err *err)
{
	GX_AUTO(path_info) struct gx_path_info info = GX_PATH_INFO_INIT;

	if (gx_store_query(opts->store, item, &info, err) != 0)
		return gx_fail(err, GX_EFAIL, "%s is not valid", item);
	*out = hash_text(&info.nar_hash);
	return 0;
}

int gx_channel_item(const struct gx_channel_opts *opts, struct gx_git *git,
		    const struct gx_channel *c, char **out, struct gx_err *err)
{
	GX_AUTO(free) char *path = memo_path(opts, c), *item = NULL, *hash = NULL;
	GX_AUTO(memo) struct memo memo = { NULL, NULL };

	bool known;

	memo_read(path, &memo);
	known = memo.item != NULL;
	if (memo.item && gx_store_is_valid(opts->store, memo.item, NULL) == 1) {
		if (gx_store_add_temp_root(opts->store, memo.item, err) < 0)
			return -1;
		item = gx_steal(&memo.item);
	} else if (add_item(opts, git, c, &item, err) < 0) {
		return -1;
	}
	/* The database, not the memory, says what the item holds. */
	if (item_hash(opts, item, &hash, err) < 0 || check_hash(c, hash, err) < 0)
		return -1;
	if (!known || strcmp(memo.hash, hash))
		memo_write(path, hash, item);
	*out = gx_steal(&item);
	return 0;
}

char *gx_channel_known_item(const struct gx_channel_opts *opts, const struct gx_channel *c)
{
	GX_AUTO(free) char *path = memo_path(opts, c), *hash = NULL;
	GX_AUTO(memo) struct memo memo = { NULL, NULL };

	memo_read(path, &memo);
	if (!c->nar_hash || !memo.item || gx_store_is_valid(opts->store, memo.item, NULL) != 1
	    || gx_store_add_temp_root(opts->store, memo.item, NULL) < 0
	    || item_hash(opts, memo.item, &hash, NULL) < 0 || strcmp(hash, c->nar_hash))
		return NULL;
	return gx_steal(&memo.item);
}

/* Without storing it. */
static int hash_tree(struct gx_git *git, const char *commit, char **out, struct gx_err *err)
{
	struct gx_nar_hasher hasher = { gx_hasher_new(GX_HASH_SHA256), 0 };
	struct gx_git_nar *nar = NULL;
	struct gx_hash hash;
	int rc = gx_git_nar_new(git, commit, &nar, err);

	if (rc == 0)
		rc = gx_nar_copy(gx_git_nar_source, nar, gx_nar_hash_sink, &hasher, NULL, err);
	gx_git_nar_free(nar);
	if (rc < 0) {
		gx_hasher_free(hasher.hasher);
		return -1;
	}
	gx_hasher_end(hasher.hasher, &hash);
	*out = hash_text(&hash);
	return 0;
}

int gx_channel_nar_hash(const struct gx_channel_opts *opts,
			const struct gx_channel_instance *i, char **out, struct gx_err *err)
{
	const struct gx_channel *c = &i->channel;
	GX_AUTO(free) char *path = memo_path(opts, c);
	GX_AUTO(memo) struct memo memo = { NULL, NULL };
	GX_AUTO(git) struct gx_git *git = NULL;

	if (i->item)
		return item_hash(opts, i->item, out, err);
	memo_read(path, &memo);
	if (memo.hash) {
		*out = gx_steal(&memo.hash);
		return 0;
	}
	if (gx_channel_git(opts, c, &git, NULL) < 0 || !gx_git_has_commit(git, c->commit)) {
		*out = NULL;
		return 0;
	}
	if (hash_tree(git, c->commit, out, err) < 0)
		return gx_err_prefix(err, "channel %s", c->name);
	memo_write(path, *out, NULL);
	return 0;
}
