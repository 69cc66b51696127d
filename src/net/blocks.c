/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work on the blocks of a stream in several threads, results in order. */
#include "net/blocks.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define MAX_THREADS 8
#define MAX_SLOTS (MAX_THREADS + 2)

enum slot_state { SLOT_FREE, SLOT_READY, SLOT_DONE, SLOT_FAILED };

struct slot {
	enum slot_state state;
	unsigned char *bytes;	/* history, then the block */
	struct gx_block block;
};

struct gx_blocks {
	struct gx_blocks_opts opts;
	size_t nslots;
	struct slot slots[MAX_SLOTS];
	unsigned nthreads;	/* that run; the caller's does the work when there are none */
	pthread_t threads[MAX_THREADS];
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	/* counted from the start: given to workers, begun by them, taken back */
	size_t given, begun, taken;
	bool stop;
	size_t used;		/* of the block that is being filled */
	size_t nbefore;		/* its history */
};

/* The next block to work on, or NULL at the end. */
static struct slot *begin(struct gx_blocks *b)
{
	struct slot *slot = NULL;

	pthread_mutex_lock(&b->mutex);
	while (b->begun == b->given && !b->stop)
		pthread_cond_wait(&b->changed, &b->mutex);
	if (b->begun < b->given && !b->stop)
		slot = &b->slots[b->begun++ % b->nslots];
	pthread_mutex_unlock(&b->mutex);
	return slot;
}

static void work(struct gx_blocks *b, struct slot *slot)
{
	int failed = b->opts.work(&slot->block);

	pthread_mutex_lock(&b->mutex);
	slot->state = failed ? SLOT_FAILED : SLOT_DONE;
	pthread_cond_broadcast(&b->changed);
	pthread_mutex_unlock(&b->mutex);
}

static void *run(void *payload)
{
	struct gx_blocks *b = payload;
	struct slot *slot;

	while ((slot = begin(b)))
		work(b, slot);
	return NULL;
}

struct gx_blocks *gx_blocks_new(const struct gx_blocks_opts *opts)
{
	struct gx_blocks *b = gx_calloc(1, sizeof *b);

	b->opts = *opts;
	if (b->opts.threads > MAX_THREADS)
		b->opts.threads = MAX_THREADS;
	if (b->opts.threads < 1)
		b->opts.threads = 1;
	b->nslots = b->opts.threads + 2;
	pthread_mutex_init(&b->mutex, NULL);
	pthread_cond_init(&b->changed, NULL);
	for (size_t i = 0; i < b->nslots; i++)
		b->slots[i].bytes = gx_malloc(opts->history + opts->size);
	/* a limit on threads costs time, no more */
	while (b->nthreads < b->opts.threads &&
	       !pthread_create(&b->threads[b->nthreads], NULL, run, b))
		b->nthreads++;
	return b;
}

/* Wait for the oldest block and hand its result on. */
static int take(struct gx_blocks *b, struct gx_err *err)
{
	struct slot *slot = &b->slots[b->taken % b->nslots];
	int result;

	pthread_mutex_lock(&b->mutex);
	while (slot->state == SLOT_READY)
		pthread_cond_wait(&b->changed, &b->mutex);
	pthread_mutex_unlock(&b->mutex);
	if (slot->state == SLOT_FAILED)
		return gx_fail(err, GX_EFAIL, "compression failed");
	result = b->opts.done(b->opts.payload, &slot->block, err);
	gx_buf_reset(&slot->block.out);
	slot->state = SLOT_FREE;
	b->taken++;
	return result;
}

/* The slot to fill: its history is the end of the block before it. */
static unsigned char *filling(struct gx_blocks *b)
{
	return b->slots[b->given % b->nslots].bytes;
}

static int give(struct gx_blocks *b, struct gx_err *err)
{
	struct slot *slot = &b->slots[b->given % b->nslots];
	size_t have = b->nbefore + b->used;
	size_t keep = have < b->opts.history ? have : b->opts.history;
	const unsigned char *tail = slot->bytes + have - keep;

	slot->block.before = slot->bytes;
	slot->block.nbefore = b->nbefore;
	slot->block.data = slot->bytes + b->nbefore;
	slot->block.len = b->used;
	slot->state = SLOT_READY;
	pthread_mutex_lock(&b->mutex);
	b->given++;
	pthread_cond_broadcast(&b->changed);
	pthread_mutex_unlock(&b->mutex);
	if (!b->nthreads)
		work(b, begin(b));
	if (b->given - b->taken >= b->nslots && take(b, err))
		return -1;
	memcpy(filling(b), tail, keep);
	b->nbefore = keep;
	b->used = 0;
	return 0;
}

int gx_blocks_write(struct gx_blocks *b, const void *data, size_t len, struct gx_err *err)
{
	const char *p = data;

	while (len) {
		size_t room = b->opts.size - b->used, n = len < room ? len : room;

		memcpy(filling(b) + b->nbefore + b->used, p, n);
		b->used += n;
		p += n;
		len -= n;
		if (b->used == b->opts.size && give(b, err))
			return -1;
	}
	return 0;
}

int gx_blocks_end(struct gx_blocks *b, bool empty, struct gx_err *err)
{
	if ((b->used || (empty && !b->given)) && give(b, err))
		return -1;
	while (b->taken < b->given) {
		if (take(b, err))
			return -1;
	}
	return 0;
}

void gx_blocks_free(struct gx_blocks *b)
{
	if (!b)
		return;
	pthread_mutex_lock(&b->mutex);
	b->stop = true;
	pthread_cond_broadcast(&b->changed);
	pthread_mutex_unlock(&b->mutex);
	for (unsigned i = 0; i < b->nthreads; i++)
		pthread_join(b->threads[i], NULL);
	for (size_t i = 0; i < b->nslots; i++) {
		free(b->slots[i].bytes);
		gx_buf_clear(&b->slots[i].block.out);
	}
	pthread_mutex_destroy(&b->mutex);
	pthread_cond_destroy(&b->changed);
	free(b);
}
