/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sink that runs in a thread of its own, and small sinks to compose. */
#include "pack/async.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS 6
#define SLOT_SIZE (256u << 10)

struct gx_async {
	gx_sink_fn *sink;
	void *payload;
	bool threaded;		/* else the sink runs in the caller's thread */
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	/* under the mutex: slots [taken, given) are full */
	size_t given, taken;
	bool ended, aborted;
	struct gx_err err;
	/* the producer's alone until it gives the slot */
	size_t used;
	size_t len[SLOTS];
	char *slot[SLOTS];
};

/* The next full slot for the thread; false when there will be none. */
static bool next_slot(struct gx_async *a)
{
	bool got;

	pthread_mutex_lock(&a->mutex);
	while (a->taken == a->given && !a->ended && !a->aborted)
		pthread_cond_wait(&a->changed, &a->mutex);
	got = a->taken < a->given && !a->aborted;
	pthread_mutex_unlock(&a->mutex);
	return got;
}

static void *run(void *payload)
{
	struct gx_async *a = payload;
	struct gx_err err = GX_ERR_INIT;

	while (next_slot(a)) {
		size_t i = a->taken % SLOTS;
		int failed = a->sink(a->payload, a->slot[i], a->len[i], &err);

		pthread_mutex_lock(&a->mutex);
		a->taken++;
		if (failed) {
			a->aborted = true;
			gx_err_move(&a->err, &err);
		}
		pthread_cond_signal(&a->changed);
		pthread_mutex_unlock(&a->mutex);
	}
	return NULL;
}

struct gx_async *gx_async_new(gx_sink_fn *sink, void *payload)
{
	struct gx_async *a = gx_calloc(1, sizeof *a);

	a->sink = sink;
	a->payload = payload;
	pthread_mutex_init(&a->mutex, NULL);
	pthread_cond_init(&a->changed, NULL);
	for (int i = 0; i < SLOTS; i++)
		a->slot[i] = gx_malloc(SLOT_SIZE);
	/* a limit on threads costs time, no more */
	a->threaded = !pthread_create(&a->thread, NULL, run, a);
	return a;
}

/* Hand the current slot over and wait for the next one to be free. */
static int give_slot(struct gx_async *a, struct gx_err *err)
{
	int result = 0;

	a->len[a->given % SLOTS] = a->used;
	a->used = 0;
	pthread_mutex_lock(&a->mutex);
	a->given++;
	pthread_cond_signal(&a->changed);
	while (a->given - a->taken >= SLOTS && !a->aborted)
		pthread_cond_wait(&a->changed, &a->mutex);
	if (a->aborted) {
		if (err)
			gx_err_move(err, &a->err);
		result = -1;
	}
	pthread_mutex_unlock(&a->mutex);
	return result;
}

int gx_async_write(void *payload, const void *data, size_t len, struct gx_err *err)
{
	struct gx_async *a = payload;
	const char *p = data;

	if (!a->threaded)
		return a->sink(a->payload, data, len, err);
	while (len) {
		size_t room = SLOT_SIZE - a->used, n = len < room ? len : room;

		memcpy(a->slot[a->given % SLOTS] + a->used, p, n);
		a->used += n;
		p += n;
		len -= n;
		if (a->used == SLOT_SIZE && give_slot(a, err))
			return -1;
	}
	return 0;
}

static void destroy(struct gx_async *a)
{
	for (int i = 0; i < SLOTS; i++)
		free(a->slot[i]);
	pthread_mutex_destroy(&a->mutex);
	pthread_cond_destroy(&a->changed);
	gx_err_clear(&a->err);
	free(a);
}

int gx_async_end(struct gx_async *a, struct gx_err *err)
{
	int result = a->used ? give_slot(a, err) : 0;

	pthread_mutex_lock(&a->mutex);
	a->ended = true;
	pthread_cond_signal(&a->changed);
	pthread_mutex_unlock(&a->mutex);
	if (a->threaded)
		pthread_join(a->thread, NULL);
	if (!result && a->err.code) {
		if (err)
			gx_err_move(err, &a->err);
		result = -1;
	}
	destroy(a);
	return result;
}

void gx_async_free(struct gx_async *a)
{
	if (!a)
		return;
	pthread_mutex_lock(&a->mutex);
	a->aborted = true;
	pthread_cond_signal(&a->changed);
	pthread_mutex_unlock(&a->mutex);
	if (a->threaded)
		pthread_join(a->thread, NULL);
	destroy(a);
}

void gx_cleanup_async(struct gx_async **async)
{
	gx_async_free(*async);
	*async = NULL;
}

static int add_to_hash(void *hasher, const void *data, size_t len, struct gx_err *err)
{
	gx_hasher_add(hasher, data, len);
	return 0;
}

void gx_tap_init(struct gx_tap *tap, gx_sink_fn *next, void *next_payload)
{
	*tap = (struct gx_tap){ .next = next, .next_payload = next_payload };
	tap->hasher = gx_hasher_new(GX_HASH_SHA256);
	tap->async = gx_async_new(add_to_hash, tap->hasher);
}

int gx_tap_write(void *payload, const void *data, size_t len, struct gx_err *err)
{
	struct gx_tap *tap = payload;

	tap->size += len;
	if (gx_async_write(tap->async, data, len, err))
		return -1;
	return tap->next ? tap->next(tap->next_payload, data, len, err) : 0;
}

int gx_tap_end(struct gx_tap *tap, struct gx_hash *out, struct gx_err *err)
{
	if (gx_async_end(gx_steal(&tap->async), err))
		return -1;
	gx_hasher_end(gx_steal(&tap->hasher), out);
	return 0;
}

void gx_tap_clear(struct gx_tap *tap)
{
	gx_async_free(gx_steal(&tap->async));
	gx_hasher_free(gx_steal(&tap->hasher));
}

int gx_fd_sink(void *fd, const void *data, size_t len, struct gx_err *err)
{
	return gx_fd_write(*(int *)fd, data, len, err);
}
