/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding references: which hash parts of store paths occur in the bytes of an archive.
 *
 * A window of 32 characters slides over the bytes.  It is read from its end: a byte outside
 * the alphabet of nix-base32 cannot be in any candidate, so the window jumps behind it; in
 * most binary and text data that is nearly 32 bytes at a time. */
#include "store/private.h"

#include <stdlib.h>
#include <string.h>

#define WINDOW GX_STORE_HASH_LEN

struct scanner {
	struct gx_map candidates;	/* hash part -> index + 1; 0 once it was found */
	const struct gx_strv *paths;
	struct gx_strv *found;
	struct gx_nar_hasher hasher;
	bool digit[256];
	char tail[2 * WINDOW];		/* the last bytes of the previous block, then ours */
	size_t tail_len;
};

static void check_window(struct scanner *s, const char *at)
{
	char key[WINDOW + 1];
	size_t *index;

	memcpy(key, at, WINDOW);
	key[WINDOW] = '\0';
	index = gx_map_find(&s->candidates, key);
	if (index && *index) {
		gx_strv_push(s->found, s->paths->v[*index - 1]);
		*index = 0;
	}
}

static void search(struct scanner *s, const char *data, size_t len)
{
	size_t at = 0;

	while (len >= WINDOW && at <= len - WINDOW) {
		size_t i = WINDOW;

		while (i > 0 && s->digit[(unsigned char)data[at + i - 1]])
			i--;
		if (i) {
			at += i;
			continue;
		}
		check_window(s, data + at);
		at++;
	}
}

static int scan_sink(void *payload, const void *data, size_t len, struct gx_err *err)
{
	struct scanner *s = payload;
	size_t head = len < WINDOW - 1 ? len : WINDOW - 1, keep;

	gx_nar_hash_sink(&s->hasher, data, len, err);
	/* Windows that straddle the blocks: the old tail and the new head. */
	memcpy(s->tail + s->tail_len, data, head);
	search(s, s->tail, s->tail_len + head);
	search(s, data, len);
	if (len >= WINDOW - 1) {
		memcpy(s->tail, (const char *)data + len - (WINDOW - 1), WINDOW - 1);
		s->tail_len = WINDOW - 1;
	} else {
		s->tail_len += head;
		keep = s->tail_len < WINDOW - 1 ? s->tail_len : WINDOW - 1;
		memmove(s->tail, s->tail + s->tail_len - keep, keep);
		s->tail_len = keep;
	}
	return 0;
}

static void prepare(struct scanner *s, const struct gx_strv *candidates)
{
	for (int c = 0; c < 256; c++)
		s->digit[c] = gx_base32_char((char)c);
	for (size_t i = 0; i < candidates->n; i++) {
		GX_AUTO(free) char *key = gx_strndup(gx_store_path_hash(candidates->v[i]), WINDOW);

		gx_map_put(&s->candidates, key, i + 1, NULL);
	}
}

int gx_store_scan(const char *physical, const struct gx_strv *candidates, struct gx_strv *out,
		  struct gx_hash *nar_hash, uint64_t *nar_size, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv found = GX_STRV_INIT;
	struct scanner s = { .paths = candidates, .found = &found,
			     .hasher = GX_NAR_HASHER_INIT(GX_HASH_SHA256) };
	struct gx_hash hash;
	int r;

	for (size_t i = 0; i < candidates->n; i++)
		if (!gx_store_path_ok(candidates->v[i]))
			return gx_hasher_free(s.hasher.hasher),
				gx_fail(err, GX_EINVALID, "`%s' is not a store path", candidates->v[i]);
	prepare(&s, candidates);
	r = gx_nar_dump(physical, NULL, NULL, scan_sink, &s, err);
	gx_map_clear(&s.candidates);
	gx_hasher_end(s.hasher.hasher, &hash);
	if (r < 0)
		return -1;
	gx_strv_sort(&found);
	gx_strv_append(out, &found);
	if (nar_hash)
		*nar_hash = hash;
	if (nar_size)
		*nar_size = s.hasher.size;
	return 0;
}
