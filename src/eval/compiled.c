/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiled modules, kept by what they were compiled from. */
#include "config.h"
#include "eval/compiled.h"
#include "eval/scan.h"
#include "eval/trace.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TRAILER_MARK "gx-go-1\n"
#define TRAILER_SIZE (8 + GX_SHA256_SIZE)
#define OBJECT_MAX ((size_t)256 << 20)
#define FAILURE_MAX ((size_t)8192)

enum object_state { OBJECT_UNKNOWN, OBJECT_GOOD, OBJECT_ABSENT };

struct object {
	enum object_state state;
	char *path;		/* of KEY.go when good */
};

/* The process's modules; filled once before any thread but Guile's own runs. */
static struct {
	struct gx_strv dirs;		/* where object files are */
	const char *writable;		/* one of them, or NULL */
	struct gx_scan *scan;
	struct object *objects;		/* by the scan's module number */
} compiled;

void gx_compiled_add_dir(const char *dir, bool writable)
{
	gx_strv_push(&compiled.dirs, dir);
	if (writable && !compiled.writable)
		compiled.writable = compiled.dirs.v[compiled.dirs.n - 1];
}

static struct gx_scan *scan(void)
{
	if (!compiled.scan)
		compiled.scan = gx_scan_new();
	return compiled.scan;
}

void gx_compiled_add_root(const char *root)
{
	gx_scan_add_root(scan(), root, GX_SCAN_CHANNEL);
}

void gx_compiled_add_own(const char *root)
{
	gx_scan_add_root(scan(), root, GX_SCAN_OWN);
}

void gx_compiled_add_plain(const char *dir)
{
	gx_scan_add_root(scan(), dir, GX_SCAN_PLAIN);
}

const char *gx_compiled_writable(void)
{
	return compiled.writable;
}

const struct gx_scan *gx_compiled_modules(void)
{
	return compiled.scan;
}

void gx_compiled_scan(const char *version)
{
	gx_trace_suspended++;
	gx_scan_run(scan(), compiled.writable, version);
	compiled.objects = gx_calloc(gx_scan_count(scan()) + 1, sizeof *compiled.objects);
	gx_trace_suspended--;
}

/* --- object files --------------------------------------------------------------------------- */

static char *key_name(const char *dir, size_t module, const char *suffix)
{
	const struct gx_hash *key = gx_scan_key(compiled.scan, module);
	GX_AUTO(free) char *text = gx_base32_str(key->bytes, key->len);

	return gx_asprintf("%s/%s%s", dir, text, suffix);
}

static char *object_name(const char *dir, size_t module)
{
	return key_name(dir, module, ".go");
}

/* Does the file end in the hash of all before? */
static bool intact(const char *path)
{
	GX_AUTO(buf) struct gx_buf data = GX_BUF_INIT;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	struct gx_hash hash;
	size_t n;

	if (gx_file_read(path, OBJECT_MAX, &data, &err) || data.len < TRAILER_SIZE)
		return false;
	n = data.len - TRAILER_SIZE;
	if (memcmp(data.data + n, TRAILER_MARK, 8))
		return false;
	gx_hash_data(GX_HASH_SHA256, data.data, n, &hash);
	return !memcmp(hash.bytes, data.data + n + 8, hash.len);
}

static struct object *find_object(size_t module)
{
	struct object *object = &compiled.objects[module];

	if (object->state != OBJECT_UNKNOWN)
		return object;
	object->state = OBJECT_ABSENT;
	gx_trace_suspended++;
	for (size_t i = 0; i < compiled.dirs.n && object->state != OBJECT_GOOD; i++) {
		char *path = object_name(compiled.dirs.v[i], module);

		if (intact(path)) {
			object->state = OBJECT_GOOD;
			object->path = path;
			continue;
		}
		if (compiled.dirs.v[i] == compiled.writable)
			gx_remove_tree(path, NULL);
		free(path);
	}
	gx_trace_suspended--;
	return object;
}

/* The object that PATH, below our prefix, stands for; NULL if there is none. */
static struct object *object_at(const char *path)
{
	const char *rel = path + sizeof GX_COMPILED_PREFIX;
	size_t len = strlen(rel), module;
	struct object *object;

	if (!compiled.objects || len < 4 || strcmp(rel + len - 3, ".go"))
		return NULL;
	gx_trace_suspended++;
	module = gx_scan_find(compiled.scan, rel, len - 3);
	gx_trace_suspended--;
	if (module == GX_SCAN_NONE || !gx_scan_compilable(compiled.scan, module))
		return NULL;
	object = find_object(module);
	return object->state == OBJECT_GOOD ? object : NULL;
}

static bool ours(const char *path)
{
	return !strncmp(path, GX_COMPILED_PREFIX "/", sizeof GX_COMPILED_PREFIX);
}

const char *gx_compiled_open_name(const char *path)
{
	const struct object *object;

	if (!ours(path))
		return NULL;
	object = object_at(path);
	return object ? object->path : path;
}

bool gx_compiled_stat(const char *path, struct stat *st)
{
	const struct object *object;
	bool there;

	if (!ours(path))
		return false;
	object = object_at(path);
	gx_trace_suspended++;
	there = object && stat(object->path, st) == 0;
	gx_trace_suspended--;
	if (there)
		st->st_mtime = (time_t)1 << 40;
	return there;
}

void gx_compiled_each_own(void (*fn)(void *payload, const char *source), void *payload)
{
	enum gx_scan_root_kind kind;
	const char *own = gx_scan_root(compiled.scan, gx_scan_root_count(compiled.scan) - 1,
				       &kind);
	size_t len = strlen(own);

	for (size_t i = 0; i < gx_scan_count(compiled.scan); i++) {
		const char *source = gx_scan_source(compiled.scan, i);

		if (!strncmp(source, own, len) && source[len] == '/')
			fn(payload, source);
	}
}

/* --- compiling ------------------------------------------------------------------------------ */

/* A failure may be our own: it counts for this very evaluator. */
static char *failure_head(void)
{
	struct stat st = { 0 };

	stat("/proc/self/exe", &st);
	return gx_asprintf("gx-failed 1 " PACKAGE_VERSION " %lld %lld.%09ld\n",
			   (long long)st.st_size, (long long)st.st_mtim.tv_sec,
			   st.st_mtim.tv_nsec);
}

static bool gave_up(size_t module)
{
	GX_AUTO(free) char *mark = compiled.writable
		? key_name(compiled.writable, module, ".failed") : NULL;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(free) char *head = NULL;

	if (!mark || gx_sealed_read(mark, FAILURE_MAX, &text))
		return false;
	head = failure_head();
	return !strncmp(gx_buf_str(&text), head, strlen(head));
}

void gx_compiled_give_up(const char *rel, const char *reason)
{
	size_t module = gx_scan_find(compiled.scan, rel, strlen(rel));
	GX_AUTO(free) char *mark = NULL, *head = NULL;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	if (module == GX_SCAN_NONE || !compiled.writable)
		return;
	mark = key_name(compiled.writable, module, ".failed");
	head = failure_head();
	gx_buf_addf(&text, "%s%.1000s\n", head, reason);
	gx_sealed_write(mark, 0644, &text);
}

static bool has_object(size_t module)
{
	for (size_t i = 0; i < compiled.dirs.n; i++) {
		GX_AUTO(free) char *path = object_name(compiled.dirs.v[i], module);

		if (access(path, F_OK) == 0)
			return true;
	}
	return false;
}

size_t gx_compiled_count_missing(size_t *packages)
{
	size_t n = 0;

	*packages = 0;
	for (size_t i = 0; i < gx_scan_count(compiled.scan); i++) {
		if (!gx_scan_compilable(compiled.scan, i) || has_object(i) || gave_up(i))
			continue;
		n++;
		*packages += gx_scan_forms(compiled.scan, i) != NULL;
	}
	return n;
}

int gx_compiled_lock(struct gx_err *err)
{
	GX_AUTO(free) char *path = gx_path_join(compiled.writable, "lock");
	int fd;		/* open as long as we live */

	if (gx_mkdirs(compiled.writable, 0755, err))
		return -1;
	return gx_lock_file(path, GX_LOCK_EXCLUSIVE, &fd, err);
}

static void child_arguments(struct gx_strv *argv)
{
	/* The last root is our own directory, which the child knows. */
	gx_strv_take(argv, gx_where_program("gx-eval"));
	for (size_t i = 0; i + 1 < gx_scan_root_count(compiled.scan); i++) {
		enum gx_scan_root_kind kind;
		const char *dir = gx_scan_root(compiled.scan, i, &kind);

		gx_strv_pushf(argv, "--%s=%s", kind == GX_SCAN_PLAIN ? "plain" : "channel", dir);
	}
	gx_strv_pushf(argv, "--cache=%s", compiled.writable);
	gx_strv_push(argv, "--compile");
	gx_strv_push(argv, "background");
	gx_strv_push(argv, "awaited");
}

/* Where the child finds the end of the pipe that tells that it is done. */
#define DONE_FD 3

/* The compiler gets READABLE's other end, and by closing it, or dying, tells that it is done.  It
 * has a session of its own, since it may outlive us and whoever waits for our output. */
static int start_compiler(int *readable, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv argv = GX_STRV_INIT;
	GX_AUTO(fd) int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	GX_AUTO(fd) int ours = -1;
	GX_AUTO(fd) int theirs = -1;
	int ends[2];
	pid_t pid;

	if (null < 0 || pipe2(ends, O_CLOEXEC))
		return gx_fail_errno(err, "start the compiler");
	ours = ends[0];
	theirs = ends[1];
	child_arguments(&argv);
	const struct gx_spawn_fd fds[] = { { null, 0 }, { null, 1 }, { null, 2 }, { theirs, DONE_FD } };
	struct gx_spawn_opts opts = { .argv = argv.v, .fds = fds, .nfds = GX_ARRAY_SIZE(fds),
				      .new_session = true };
	if (gx_spawn(&opts, &pid, err))
		return -1;
	*readable = gx_steal_fd(&ours);
	return 0;
}

int gx_compiled_ensure(int patience, struct gx_err *err)
{
	GX_AUTO(fd) int readable = -1;
	struct pollfd poll_fd = { .events = POLLIN };
	int r;

	if (!compiled.writable || gx_mkdirs(compiled.writable, 0755, err))
		return 1;
	if (start_compiler(&readable, err))
		return -1;
	poll_fd.fd = readable;
	do
		r = poll(&poll_fd, 1, patience);
	while (r < 0 && errno == EINTR);
	for (size_t i = 0; i < gx_scan_count(compiled.scan); i++)
		if (compiled.objects[i].state == OBJECT_ABSENT)
			compiled.objects[i].state = OBJECT_UNKNOWN;
	return r ? 0 : 2;
}

void gx_compiled_release(void)
{
	close(DONE_FD);
}

static bool is_missing(size_t module)
{
	return gx_scan_compilable(compiled.scan, module) && !gave_up(module)
		&& find_object(module)->state != OBJECT_GOOD;
}

void gx_compiled_missing(gx_compiled_missing_fn *fn, void *payload)
{
	size_t n = gx_scan_count(compiled.scan);
	GX_AUTO(free) size_t *order = gx_calloc(n + 1, sizeof *order);

	gx_scan_order(compiled.scan, order);
	for (int package = 0; package < 2; package++)
		for (size_t i = 0; i < n; i++)
			if (!!gx_scan_forms(compiled.scan, order[i]) == package
			    && is_missing(order[i]))
				fn(payload, gx_scan_rel(compiled.scan, order[i]),
				   gx_scan_source(compiled.scan, order[i]), package);
}

char *gx_compiled_tmp(void)
{
	char name[13];

	if (!compiled.writable)
		return NULL;
	gx_random_name(name, sizeof name - 1);
	return gx_asprintf("%s/.tmp-%s.go", compiled.writable, name);
}

int gx_compiled_commit(const char *rel, const char *tmp, struct gx_err *err)
{
	size_t module = gx_scan_find(compiled.scan, rel, strlen(rel));
	GX_AUTO(buf) struct gx_buf data = GX_BUF_INIT;
	GX_AUTO(free) char *path = NULL;
	struct gx_hash hash;
	int r;

	if (module == GX_SCAN_NONE || !compiled.writable)
		return gx_fail(err, GX_ENOTFOUND, "module %s is not known", rel);
	r = gx_file_read(tmp, OBJECT_MAX, &data, err);
	if (r)
		return r < 0 ? -1 : gx_fail(err, GX_ENOTFOUND, "%s vanished", tmp);
	gx_hash_data(GX_HASH_SHA256, data.data, data.len, &hash);
	gx_buf_adds(&data, TRAILER_MARK);
	gx_buf_add(&data, hash.bytes, hash.len);
	path = object_name(compiled.writable, module);
	gx_make_way(path);
	if (gx_file_write(path, data.data, data.len, 0444, err))
		return -1;
	unlink(tmp);
	compiled.objects[module].state = OBJECT_GOOD;
	compiled.objects[module].path = gx_steal(&path);
	return 0;
}

static bool ends_in(const char *name, const char *suffix)
{
	size_t len = strlen(name), n = strlen(suffix);

	return len > n && !strcmp(name + len - n, suffix);
}

/* Call UNWANTED for each file of the writable directory; remove those of which it says so. */
static void sweep(bool (*unwanted)(int dir, const char *name, void *payload), void *payload)
{
	DIR *dir = compiled.writable ? opendir(compiled.writable) : NULL;
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (unwanted(dirfd(dir), entry->d_name, payload))
			unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
}

/* Does NAME say something of one content of a module? */
static bool has_key(const char *name)
{
	return ends_in(name, ".go") || ends_in(name, ".failed");
}

static bool unused(int dir, const char *name, void *payload)
{
	if (!has_key(name))
		return false;
	for (size_t i = 0; i < gx_scan_count(compiled.scan); i++) {
		GX_AUTO(free) char *key = NULL;

		if (!gx_scan_compilable(compiled.scan, i))
			continue;
		key = key_name(".", i, ".");
		if (!strncmp(key + 2, name, strlen(key + 2)))
			return false;
	}
	return true;
}

void gx_compiled_prune(void)
{
	sweep(unused, NULL);
}

static bool old(int dir, const char *name, void *payload)
{
	const time_t *limit = payload;
	struct stat st;

	return has_key(name) && !fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW)
		&& st.st_atime < *limit && st.st_mtime < *limit;
}

/* What a compiler that was killed left: nobody else writes such, as we hold the lock. */
static bool unfinished(int dir, const char *name, void *payload)
{
	return !strncmp(name, ".tmp-", 5) || strstr(name, ".go.") || strstr(name, ".failed.");
}

void gx_compiled_expire(unsigned days)
{
	time_t limit = time(NULL) - (time_t)days * 24 * 3600;

	sweep(old, &limit);
	sweep(unfinished, NULL);
}
