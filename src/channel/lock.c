/* SPDX-License-Identifier: GPL-3.0-or-later */
/* channels.lock: written, read, merged.
 *
 *	(channels-lock
 *	 (version 1)
 *	 (requested
 *	  (channel (name base) (url "…") (branch "main")) …)
 *	 (locked
 *	  (channel (name base) (url "…") (branch "main") (commit "…") (nar-hash "sha256:…")) …)) */
#include <stdlib.h>
#include <string.h>

#include "channel/forms.h"
#include "net/url.h"

#define MAX_LOCK ((size_t)1 << 20)

void gx_lock_clear(struct gx_lock *lock)
{
	gx_channels_clear(&lock->requested);
	gx_channels_clear(&lock->locked);
}

static int read_lock(const struct gx_sexp *form, struct gx_lock *lock, struct gx_err *err)
{
	const struct gx_sexp *version = gx_sexp_find(form, "version");

	if (!gx_sexp_is_form(form, "channels-lock"))
		return gx_fail(err, GX_EINVALID, "this is no (channels-lock …)");
	if (!version || version->n != 2 || !gx_sexp_is_symbol(version->items[1], "1"))
		return gx_fail(err, GX_EINVALID, "this lock has a version that this gx does not know");
	if (gx_channel_read_list(gx_sexp_find(form, "requested"), &lock->requested, err) < 0 ||
	    gx_channel_read_list(gx_sexp_find(form, "locked"), &lock->locked, err) < 0)
		return -1;
	if (lock->locked.n == 0 || !gx_channels_pinned(&lock->locked))
		return gx_fail(err, GX_EINVALID, "a locked channel lacks its full commit");
	return 0;
}

int gx_lock_parse(const char *text, size_t len, struct gx_lock *out, struct gx_err *err)
{
	GX_AUTO(sexp) struct gx_sexp *all = NULL;
	GX_AUTO(lock) struct gx_lock lock = GX_LOCK_INIT;

	if (len > MAX_LOCK)
		return gx_fail(err, GX_EINVALID, "too long for a lock");
	if (memmem(text, len, "\n<<<<<<< ", 9) || (len > 8 && !memcmp(text, "<<<<<<< ", 8)))
		return gx_fail(err, GX_EINVALID, "it holds conflict markers: `gx lock merge' would "
			       "have resolved them, `gx lock --update' makes it anew");
	if (gx_sexp_parse(text, len, &all, err) < 0)
		return -1;
	if (all->n != 1)
		return gx_fail(err, GX_EINVALID, "this is no (channels-lock …)");
	if (read_lock(all->items[0], &lock, err) < 0)
		return -1;
	*out = lock;
	lock = (struct gx_lock)GX_LOCK_INIT;
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const struct gx_channel *const *)a)->name,
		      (*(const struct gx_channel *const *)b)->name);
}

/* Sorted, so that two locks of one set are the same bytes. */
static void format_list(const struct gx_channels *list, const char *title, struct gx_buf *out)
{
	GX_AUTO(free) const struct gx_channel **sorted = gx_calloc(list->n + 1, sizeof *sorted);

	for (size_t i = 0; i < list->n; i++)
		sorted[i] = &list->v[i];
	qsort(sorted, list->n, sizeof *sorted, by_name);
	gx_buf_addf(out, "\n (%s", title);
	for (size_t i = 0; i < list->n; i++) {
		gx_buf_addc(out, '\n');
		gx_channel_format(sorted[i], true, true, "  ", out);
	}
	gx_buf_addc(out, ')');
}

void gx_lock_format(const struct gx_lock *lock, struct gx_buf *out)
{
	gx_buf_adds(out, ";; The commits that this project's channels are at.  gx reads and writes "
		    "this file;\n;; commit it.  `gx lock --update' moves to newer commits.\n"
		    "(channels-lock\n (version 1)");
	format_list(&lock->requested, "requested", out);
	format_list(&lock->locked, "locked", out);
	gx_buf_adds(out, ")\n");
}

int gx_lock_read(const char *path, struct gx_lock *out, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf buf = GX_BUF_INIT;
	GX_AUTO(free) char *full = gx_path_absolute(path), *dir = gx_path_dir(full);
	int rc = gx_file_read(path, MAX_LOCK, &buf, err);

	if (rc != 0)
		return rc;
	if (gx_lock_parse(gx_buf_str(&buf), buf.len, out, err) < 0)
		return gx_sexp_locate(err, path, NULL);
	gx_channels_set_dir(&out->requested, dir);
	gx_channels_set_dir(&out->locked, dir);
	return 0;
}

int gx_lock_write(const char *path, const struct gx_lock *lock, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf buf = GX_BUF_INIT;

	gx_lock_format(lock, &buf);
	return gx_file_write(path, buf.data, buf.len, 0644, err);
}

/* --- merge ------------------------------------------------------------------------------------------ */

struct merge {
	gx_lock_descends_fn *descends;
	void *payload;
};

static bool same(const struct gx_channel *a, const struct gx_channel *b)
{
	return a && b ? gx_channel_equal(a, b) : a == b;
}

/* For messages; yours. */
static char *state_of(const struct gx_channel *channel)
{
	if (!channel)
		return gx_strdup("nothing");
	return channel->commit ? gx_strdup(channel->commit) : gx_url_shown(channel->url);
}

/* Which of three versions of one channel holds (NULL: none, it was taken out). */
static int merge_one(const struct merge *m, const char *name, const struct gx_channel *base,
		     const struct gx_channel *ours, const struct gx_channel *theirs,
		     const struct gx_channel **out, struct gx_err *err)
{
	GX_AUTO(free) char *mine = NULL, *yours = NULL;

	*out = ours;
	if (same(ours, theirs) || same(base, theirs))
		return 0;
	*out = theirs;
	if (same(base, ours))
		return 0;
	if (ours && theirs && m->descends) {
		if (m->descends(m->payload, ours, theirs))
			return 0;
		*out = ours;
		if (m->descends(m->payload, theirs, ours))
			return 0;
	}
	mine = state_of(ours);
	yours = state_of(theirs);
	return gx_fail(err, GX_EINVALID, "channel %s was changed on both sides, to %s and to %s",
		       name, mine, yours);
}

static int merge_lists(const struct merge *m, const struct gx_channels *base,
		       const struct gx_channels *ours, const struct gx_channels *theirs,
		       struct gx_channels *out, struct gx_err *err)
{
	const struct gx_channels *lists[] = { ours, theirs };

	for (size_t l = 0; l < 2; l++) {
		for (size_t i = 0; i < lists[l]->n; i++) {
			const char *name = lists[l]->v[i].name;
			const struct gx_channel *chosen;

			if (l == 1 && gx_channels_find(ours, name))
				continue;
			if (merge_one(m, name, gx_channels_find(base, name),
				      gx_channels_find(ours, name), gx_channels_find(theirs, name),
				      &chosen, err) < 0)
				return -1;
			if (chosen)
				gx_channels_add(out, chosen);
		}
	}
	return 0;
}

int gx_lock_merge(const struct gx_lock *base, const struct gx_lock *ours,
		  const struct gx_lock *theirs, gx_lock_descends_fn *descends, void *payload,
		  struct gx_lock *out, struct gx_err *err)
{
	const struct merge requested = { NULL, NULL }, locked = { descends, payload };
	GX_AUTO(lock) struct gx_lock lock = GX_LOCK_INIT;

	if (merge_lists(&requested, &base->requested, &ours->requested, &theirs->requested,
			&lock.requested, err) < 0 ||
	    merge_lists(&locked, &base->locked, &ours->locked, &theirs->locked, &lock.locked,
			err) < 0)
		return -1;
	*out = lock;
	lock = (struct gx_lock)GX_LOCK_INIT;
	return 0;
}
