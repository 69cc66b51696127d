/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file from several places: resumed, retried, checked while it streams. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "net/http.h"
#include "store/nar.h"

struct job {
	struct gx_net *net;
	const struct gx_fetch *fetch;
	int fd;			/* the unfinished file */
	char *path;
	uint64_t have;		/* its length; the hasher has seen as much */
	struct gx_hasher *hasher;	/* of flat content */
	uint64_t travelled;
	struct gx_buf reasons;	/* "\n  URL: why" … */
	bool wrong;		/* some place served other bytes: ACTUAL is their hash */
	struct gx_hash actual;
};

static enum gx_hash_algo algo_of(const struct job *job)
{
	return job->fetch->hash ? job->fetch->hash->algo : GX_HASH_SHA256;
}

static void job_clear(struct job *job)
{
	gx_close(&job->fd);
	free(job->path);
	gx_hasher_free(job->hasher);
	gx_buf_clear(&job->reasons);
}

/* --- the unfinished file ----------------------------------------------------------------------- */

/* Forget the bytes that are here. */
static int start_over(struct job *job, struct gx_err *err)
{
	if (ftruncate(job->fd, 0) < 0 || lseek(job->fd, 0, SEEK_SET) < 0)
		return gx_fail_errno(err, "empty %s", job->path);
	gx_hasher_free(job->hasher);
	job->hasher = gx_hasher_new(algo_of(job));
	job->have = 0;
	return 0;
}

/* Hash what an earlier process left. */
static int take_up(struct job *job, struct gx_err *err)
{
	char block[65536];
	ssize_t n;

	job->hasher = gx_hasher_new(algo_of(job));
	while ((n = read(job->fd, block, sizeof block)) > 0) {
		gx_hasher_add(job->hasher, block, (size_t)n);
		job->have += (uint64_t)n;
	}
	return n < 0 ? gx_fail_errno(err, "read %s", job->path) : 0;
}

static int open_partial(struct job *job, const char *dest, struct gx_err *err)
{
	const struct gx_fetch *fetch = job->fetch;

	if (fetch->partial_dir && fetch->hash) {
		GX_AUTO(free) char *hex = gx_base16_str(fetch->hash->bytes, fetch->hash->len);
		int rc;

		if (gx_mkdirs(fetch->partial_dir, 0700, err) < 0)
			return -1;
		job->path = gx_asprintf("%s/%s.part", fetch->partial_dir, hex);
		/* its former owner moves it away while holding the lock */
		rc = gx_lock_file(job->path, GX_LOCK_EXCLUSIVE | GX_LOCK_TRY, &job->fd, err);
		if (rc < 0)
			return -1;
		if (rc == 0)
			return take_up(job, err);
		free(gx_steal(&job->path));
	}
	job->path = gx_asprintf("%s.XXXXXX", dest);
	job->fd = mkostemp(job->path, O_CLOEXEC);
	if (job->fd < 0)
		return gx_fail_errno(err, "create %s", job->path);
	job->hasher = gx_hasher_new(algo_of(job));
	return 0;
}

static int finish(struct job *job, const char *dest, struct gx_err *err)
{
	if (fchmod(job->fd, job->fetch->executable ? 0555 : 0444) < 0)
		return gx_fail_errno(err, "chmod %s", job->path);
	if (fdatasync(job->fd) < 0)
		return gx_fail_errno(err, "flush %s", job->path);
	if (rename(job->path, dest) < 0)
		return gx_fail_errno(err, "rename %s to %s", job->path, dest);
	return 0;
}

/* --- one transfer ------------------------------------------------------------------------------ */

static int on_begin(void *payload, uint64_t at, uint64_t total, struct gx_err *err)
{
	struct job *job = payload;

	if (at == job->have)
		return 0;
	if (at != 0)
		return gx_fail(err, GX_ENET, "the server resumes at another byte than asked");
	return start_over(job, err);
}

static int on_data(void *payload, const void *data, size_t len, struct gx_err *err)
{
	struct job *job = payload;

	if (gx_fd_write(job->fd, data, len, err) < 0)
		return -1;
	gx_hasher_add(job->hasher, data, len);
	job->have += len;
	job->travelled += len;
	return 0;
}

/* The hash of the finished file. */
static int hash_file(struct job *job, struct gx_hash *out, struct gx_err *err)
{
	if (job->fetch->recursive) {
		uint64_t size;

		if (fchmod(job->fd, job->fetch->executable ? 0700 : 0600) < 0)
			return gx_fail_errno(err, "chmod %s", job->path);
		return gx_nar_hash(algo_of(job), job->path, out, &size, err);
	}
	gx_hasher_end(gx_steal(&job->hasher), out);
	return 0;
}

/* 0: the right content; +1: another. */
static int check(struct job *job, const char *url, struct gx_err *err)
{
	struct gx_hash actual;
	GX_AUTO(free) char *text = NULL;

	if (hash_file(job, &actual, err) < 0)
		return -1;
	if (!job->fetch->hash || gx_hash_equal(&actual, job->fetch->hash))
		return 0;
	gx_http_distrust(job->net);
	job->wrong = true;
	job->actual = actual;
	text = gx_base32_str(actual.bytes, actual.len);
	gx_fail(err, GX_EHASH, "it serves other content: %s hash %s",
		gx_hash_algo_name(actual.algo), text);
	return 1;
}

/* Wait before the next attempt; non-zero when the caller wants to stop. */
static int pause_for(struct job *job, unsigned milliseconds)
{
	const struct gx_net_opts *opts = gx_net_options(job->net);
	struct timespec tick = { 0, 50 * 1000 * 1000 };

	for (unsigned i = 0; i < milliseconds; i += 50) {
		if (opts->progress && opts->progress(opts->payload, job->have, 0) != 0)
			return -1;
		nanosleep(&tick, NULL);
	}
	return 0;
}

enum next {
	NEXT_DONE,
	NEXT_AGAIN,	/* the same place, after a pause */
	NEXT_AGAIN_NOW,	/* the same place, from the beginning */
	NEXT_PLACE,
	NEXT_FATAL,	/* no place can help */
};

static enum next after_done(struct job *job, const char *url, bool resumed, struct gx_err *err)
{
	switch (check(job, url, err)) {
	case 0:
		return NEXT_DONE;
	case 1:
		/* Two places, or two versions, may have been glued together. */
		if (start_over(job, NULL) < 0)
			return NEXT_FATAL;
		return resumed ? NEXT_AGAIN_NOW : NEXT_PLACE;
	}
	return NEXT_FATAL;
}

static enum next attempt(struct job *job, const char *url, unsigned *wait, struct gx_err *err)
{
	struct gx_http http = {
		.url = url, .from = job->have,
		.begin = on_begin, .sink = on_data, .payload = job,
	};
	enum gx_http_end end = gx_http_get(job->net, &http, err);

	*wait = http.retry_after;
	switch (end) {
	case GX_HTTP_DONE:
		return after_done(job, url, http.from > 0, err);
	case GX_HTTP_BROKEN:
		return NEXT_AGAIN;
	case GX_HTTP_UNREACHABLE:
		gx_hosts_note(gx_net_options(job->net)->hints, url, true);
		return NEXT_PLACE;
	case GX_HTTP_STOPPED:
		if (err->code == GX_EINTERRUPTED || err->code == GX_ESYS)
			return NEXT_FATAL;
		return NEXT_PLACE;
	case GX_HTTP_REFUSED:
		/* A range that cannot be had (416): perhaps all of it was here already. */
		if (http.from > 0)
			return start_over(job, err) < 0 ? NEXT_FATAL : NEXT_AGAIN_NOW;
		return NEXT_PLACE;
	default:
		return NEXT_PLACE;
	}
}

/* 0 done, +1 try the next place, -1 give up. */
static int try_place(struct job *job, const char *url, struct gx_err *err)
{
	const struct gx_net_opts *opts = gx_net_options(job->net);
	bool from_zero = false;
	enum next next;

	if (!job->fetch->hash && job->have > 0 && start_over(job, err) < 0)
		return -1;	/* nothing would tell us that two places differ */
	for (unsigned tries = 0; ; ) {
		unsigned wait, ms = 300u << (tries < 6 ? tries : 6);

		next = attempt(job, url, &wait, err);
		if (next == NEXT_AGAIN_NOW && !from_zero) {
			from_zero = true;
			continue;
		}
		if (next != NEXT_AGAIN || tries++ >= opts->retries)
			break;
		if (pause_for(job, wait ? wait * 1000 : ms) != 0) {
			gx_fail(err, GX_EINTERRUPTED, "interrupted");
			return -1;
		}
	}
	return next == NEXT_DONE ? 0 : next == NEXT_FATAL ? -1 : 1;
}

static int try_and_note(struct job *job, const char *url, struct gx_err *err)
{
	const char *hints = gx_net_options(job->net)->hints;
	bool was_dead = gx_hosts_dead(hints, url);
	GX_AUTO(err) struct gx_err why = GX_ERR_INIT;
	int rc = try_place(job, url, &why);

	if (rc == 0) {
		if (was_dead)
			gx_hosts_note(hints, url, false);
		return 0;
	}
	if (rc > 0) {
		gx_buf_addf(&job->reasons, "\n  %s: %s", url, gx_err_text(&why));
		return 1;
	}
	gx_err_move(err, &why);
	return -1;
}

/* --- several places ------------------------------------------------------------------------------ */

static int fail_all(struct job *job, const char *name, struct gx_fetched *out,
		    struct gx_err *err)
{
	size_t n = job->fetch->places->n;

	if (out && job->wrong)
		out->actual = job->actual;
	if (job->wrong) {
		const struct gx_hash *hash = job->fetch->hash;
		GX_AUTO(free) char *want = gx_base32_str(hash->bytes, hash->len);
		GX_AUTO(free) char *got = gx_base32_str(job->actual.bytes, job->actual.len);

		return gx_fail(err, GX_EHASH, "%s has the wrong content\n  expected %s: %s\n  "
			       "actual %s:   %s\n  places tried:%s", name,
			       gx_hash_algo_name(hash->algo), want, gx_hash_algo_name(hash->algo),
			       got, gx_buf_str(&job->reasons));
	}
	return gx_fail(err, GX_ENET, "%s could not be downloaded from %s:%s", name,
		       n == 1 ? "its only place" : "any of its places",
		       gx_buf_str(&job->reasons));
}

/* First the places whose hosts answered so far, then, so that a hint never decides alone, the
 * others. */
static int try_all(struct job *job, size_t *place, struct gx_err *err)
{
	const struct gx_strv *places = job->fetch->places;
	const char *hints = gx_net_options(job->net)->hints;
	GX_AUTO(free) bool *skipped = gx_calloc(places->n, sizeof *skipped);

	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < places->n; i++) {
			int rc;

			if (pass == 0 && gx_hosts_dead(hints, places->v[i])) {
				skipped[i] = true;
				continue;
			}
			if (pass == 1 && !skipped[i])
				continue;
			rc = try_and_note(job, places->v[i], err);
			if (rc == 0)
				*place = i;
			if (rc <= 0)
				return rc;
		}
	}
	return 1;
}

int gx_net_fetch(struct gx_net *net, const struct gx_fetch *fetch, const char *dest,
		 struct gx_fetched *out, struct gx_err *err)
{
	struct job job = { .net = net, .fetch = fetch, .fd = -1, .reasons = GX_BUF_INIT };
	const char *name = fetch->name ? fetch->name :
		fetch->places->n ? gx_path_base(fetch->places->v[0]) : "the file";
	size_t place = 0;
	int rc;

	if (fetch->places->n == 0)
		return gx_fail(err, GX_ENET, "%s: no place to download it from is known", name);
	rc = open_partial(&job, dest, err);
	if (rc == 0)
		rc = try_all(&job, &place, err);
	if (rc == 0)
		rc = finish(&job, dest, err);
	else if (rc > 0)
		rc = fail_all(&job, name, out, err);
	if (rc < 0 && job.path && (!fetch->partial_dir || job.have == 0))
		unlink(job.path);
	if (rc == 0 && out) {
		out->place = place;
		out->bytes = job.travelled;
	}
	job_clear(&job);
	return rc;
}
