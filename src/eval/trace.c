/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of what an evaluation depended on. */
#include "eval/trace.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Thread_local int gx_trace_suspended;

/* The process has one record: what it records is the process's own behaviour. */
static struct {
	bool on;
	pthread_mutex_t lock;
	struct gx_trace_item *v;
	size_t n, cap;
	size_t *table;			/* index + 1 by type and name */
	size_t slots;
	struct gx_strv ignored;
	struct gx_strv channels;
	size_t outside;			/* see gx_trace_outside */
	struct gx_strv own_variables;
} trace = { .lock = PTHREAD_MUTEX_INITIALIZER };

bool gx_trace_active(void)
{
	return trace.on && !gx_trace_suspended;
}

void gx_trace_ignore(const char *prefix)
{
	gx_strv_push(&trace.ignored, prefix);
}

void gx_trace_channel(const char *root)
{
	gx_strv_push(&trace.channels, root);
}

static size_t key(enum gx_trace_type type, const char *name)
{
	size_t k = 5381 + type;

	for (; *name; name++)
		k = k * 33 + (unsigned char)*name;
	return k ^ k >> 15;
}

/* Impure facts are told apart by their value. */
static const char *identity(const struct gx_trace_item *item)
{
	return item->name ? item->name : item->value;
}

static size_t *slot(enum gx_trace_type type, const char *name)
{
	size_t i = key(type, name) & (trace.slots - 1);

	for (; trace.table[i]; i = (i + 1) & (trace.slots - 1)) {
		const struct gx_trace_item *item = &trace.v[trace.table[i] - 1];

		if (item->type == type && !strcmp(identity(item), name))
			break;
	}
	return &trace.table[i];
}

static void grow(void)
{
	free(trace.table);
	trace.slots = trace.slots ? trace.slots * 2 : 2048;
	trace.table = gx_calloc(trace.slots, sizeof *trace.table);
	for (size_t i = 0; i < trace.n; i++)
		*slot(trace.v[i].type, identity(&trace.v[i])) = i + 1;
}

static bool below(const char *path, const char *prefix)
{
	size_t n = strlen(prefix);

	return !strncmp(path, prefix, n) && (!path[n] || path[n] == '/');
}

static bool below_any(const char *path, const struct gx_strv *prefixes)
{
	for (size_t i = 0; i < prefixes->n; i++)
		if (below(path, prefixes->v[i]))
			return true;
	return false;
}

/* The new item of that name, or NULL when it is known already.  Called with the lock. */
static struct gx_trace_item *add(enum gx_trace_type type, const char *name, const char *value)
{
	const char *id = name ? name : value;
	struct gx_trace_item *item;

	trace.outside += !below_any(id, &trace.channels);
	if (trace.n * 2 >= trace.slots)
		grow();
	if (*slot(type, id))
		return NULL;
	if (trace.n == trace.cap) {
		trace.cap = trace.cap ? trace.cap * 2 : 512;
		trace.v = gx_reallocarray(trace.v, trace.cap, sizeof *trace.v);
	}
	item = &trace.v[trace.n];
	*item = (struct gx_trace_item){ .type = type };
	item->name = name ? gx_strdup(name) : NULL;
	item->value = value ? gx_strdup(value) : NULL;
	*slot(type, id) = ++trace.n;
	return item;
}

void gx_trace_start(void)
{
	trace.on = true;
}

void gx_trace_resume(void)
{
	gx_trace_suspended--;
}

static void lock(void)
{
	gx_trace_suspended++;
	pthread_mutex_lock(&trace.lock);
}

static void unlock(void)
{
	pthread_mutex_unlock(&trace.lock);
	gx_trace_suspended--;
}

static bool ignored(const char *path)
{
	if (!strcmp(path, "/dev/null") || below(path, "/proc/self"))
		return true;
	return below_any(path, &trace.ignored);
}

bool gx_trace_ignored(const char *path)
{
	return ignored(path);
}

size_t gx_trace_outside(void)
{
	return gx_trace_active() ? trace.outside + 1 : 0;
}

static void record_cwd(const char *cwd)
{
	add(GX_TRACE_CWD, cwd, NULL);
}

/* PATH made absolute.  A path relative to the working directory makes that a fact too. */
static char *absolute(int dirfd, const char *path)
{
	char link[64], dir[4096];
	GX_AUTO(free) char *joined = NULL;
	ssize_t n;

	if (path[0] == '/')
		return gx_path_absolute(path);
	if (dirfd == AT_FDCWD)
		snprintf(link, sizeof link, "/proc/self/cwd");
	else
		snprintf(link, sizeof link, "/proc/self/fd/%d", dirfd);
	n = readlink(link, dir, sizeof dir - 1);
	if (n < 0)
		return NULL;
	dir[n] = '\0';
	if (dirfd == AT_FDCWD)
		record_cwd(dir);
	joined = gx_path_join(dir, path);
	return gx_path_absolute(joined);
}

static int64_t nanoseconds(const struct timespec *t)
{
	return (int64_t)t->tv_sec * 1000000000 + t->tv_nsec;
}

static void keep_stat(struct gx_trace_item *item, const struct stat *st)
{
	item->dev = st->st_dev;
	item->ino = st->st_ino;
	item->size = st->st_size;
	item->mtime_ns = nanoseconds(&st->st_mtim);
	item->ctime_ns = nanoseconds(&st->st_ctim);
}

static void impure(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static void impure(const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	add(GX_TRACE_IMPURE, NULL, text);
}

static void record_found(const char *path, const struct stat *st, bool opened)
{
	struct gx_trace_item *item = NULL;

	if (S_ISREG(st->st_mode)) {
		/* Files whose content is not what their stat tells. */
		if (below(path, "/proc") || below(path, "/sys"))
			impure("it reads %s", path);
		else
			item = add(GX_TRACE_FILE, path, NULL);
	} else if (S_ISDIR(st->st_mode)) {
		item = opened ? add(GX_TRACE_DIR, path, NULL)
			: add(GX_TRACE_EXISTS, path, "directory");
	} else if (opened) {
		impure("it reads the device %s", path);
	} else {
		item = add(GX_TRACE_EXISTS, path, "other");
	}
	if (item)
		keep_stat(item, st);
}

static void record_access(int dirfd, const char *path, const struct stat *found, int error,
			  bool opened)
{
	GX_AUTO(free) char *full = absolute(dirfd, path);

	if (!full || ignored(full))
		return;
	if (found)
		record_found(full, found, opened);
	else if (error == ENOENT || error == ENOTDIR)
		add(GX_TRACE_ABSENT, full, NULL);
	else
		impure("it cannot read %s: %s", full, strerror(error));
}

void gx_trace_access(int dirfd, const char *path, const struct stat *found, int error)
{
	lock();
	record_access(dirfd, path, found, error, false);
	unlock();
}

void gx_trace_open(int dirfd, const char *path, const struct stat *found)
{
	lock();
	record_access(dirfd, path, found, 0, true);
	unlock();
}

void gx_trace_note(const char *path)
{
	struct stat st;

	lock();
	if (stat(path, &st) == 0)
		record_found(path, &st, true);
	unlock();
}

void gx_trace_link(int dirfd, const char *path, const char *target)
{
	GX_AUTO(free) char *full = NULL;

	lock();
	full = absolute(dirfd, path);
	if (full && !ignored(full))
		add(GX_TRACE_LINK, full, target);
	unlock();
}

static bool own(const char *name)
{
	return gx_strv_has(&trace.own_variables, name);
}

void gx_trace_env(const char *name, const char *value)
{
	struct gx_trace_item *item;

	if (!strncmp(name, "GC_", 3))	/* the collector asks, not the evaluation */
		return;
	lock();
	item = own(name) ? NULL : add(GX_TRACE_ENV, name, value ? "" : NULL);
	if (item && value)
		gx_hash_data(GX_HASH_SHA256, value, strlen(value), &item->hash);
	unlock();
}

void gx_trace_env_set(const char *assignment)
{
	GX_AUTO(free) char *name = gx_strndup(assignment, strcspn(assignment, "="));

	lock();
	if (!own(name))
		gx_strv_push(&trace.own_variables, name);
	unlock();
}

void gx_trace_cwd(void)
{
	char cwd[4096];
	ssize_t n;

	lock();
	n = readlink("/proc/self/cwd", cwd, sizeof cwd - 1);
	if (n > 0) {
		cwd[n] = '\0';
		record_cwd(cwd);
	}
	unlock();
}

void gx_trace_write(int dirfd, const char *path)
{
	GX_AUTO(free) char *full = NULL;

	lock();
	full = absolute(dirfd, path);
	if (full && !ignored(full))
		impure("it writes %s", full);
	unlock();
}

void gx_trace_impure(const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	lock();
	impure("%s", text);
	unlock();
}

/* --- at the end --------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int hash_names(const char *path, struct gx_hash *out)
{
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;
	struct gx_hasher *hasher;
	struct dirent *entry;
	DIR *dir = opendir(path);

	if (!dir)
		return -1;
	while ((entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			gx_strv_push(&names, entry->d_name);
	closedir(dir);
	if (names.n)
		qsort(names.v, names.n, sizeof *names.v, by_name);
	hasher = gx_hasher_new(GX_HASH_SHA256);
	for (size_t i = 0; i < names.n; i++)
		gx_hasher_add(hasher, names.v[i], strlen(names.v[i]) + 1);
	gx_hasher_end(hasher, out);
	return 0;
}

/* Hash the content; whatever was changed since it was first seen makes the record useless. */
static bool hash_item(struct gx_trace_item *item)
{
	struct gx_trace_item now = { .type = item->type };
	struct gx_err err = GX_ERR_INIT;
	struct stat st;
	int r = item->type == GX_TRACE_FILE
		? gx_hash_file(GX_HASH_SHA256, item->name, &item->hash, &err)
		: hash_names(item->name, &item->hash);

	gx_err_clear(&err);
	if (r || stat(item->name, &st))
		return false;
	keep_stat(&now, &st);
	return now.dev == item->dev && now.ino == item->ino && now.size == item->size
		&& now.mtime_ns == item->mtime_ns && now.ctime_ns == item->ctime_ns;
}

void gx_trace_finish(gx_trace_emit_fn *emit, void *payload)
{
	size_t n;

	lock();
	trace.on = false;
	n = trace.n;
	for (size_t i = 0; i < n; i++)
		if (trace.v[i].type == GX_TRACE_FILE || trace.v[i].type == GX_TRACE_DIR)
			if (!hash_item(&trace.v[i]))
				impure("%s changed meanwhile", trace.v[i].name);
	for (size_t i = 0; i < trace.n; i++)
		emit(payload, &trace.v[i]);
	unlock();
}
