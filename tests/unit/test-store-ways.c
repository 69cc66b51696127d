/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which store is used: by root, by a user who owns /gnu/store, by one who owns nothing.
 * Each case runs in a child whose root directory is a temporary one. */
#include "fresh.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

static struct gx_store *open_default(void)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	struct gx_store *store = NULL;

	if (gx_store_open(&(struct gx_store_opts){ .create = true }, &store, &err) < 0)
		ok(false, "a store opens: %s", gx_err_text(&err));
	return store;
}

static bool works(struct gx_store *store)
{
	GX_AUTO(free) char *path = add_text(store, "hello", "hello\n", NULL);
	struct gx_gc_opts opts = { .dry_run = false };

	return path && on_disk(store, path) && gx_store_gc(store, &opts, NULL, NULL) == 0
		&& valid(store, path);
}

static void as_root(void)
{
	struct gx_store *store;
	struct stat st;

	umask(077);
	store = open_default();
	umask(022);

	ok(gx_store_way(store) == GX_STORE_ROOT && !gx_store_is_elsewhere(store) && works(store),
	   "root makes /gnu/store");
	stat("/gnu/store", &st);
	ok((st.st_mode & 07777) == 01775, "with mode 1775");
	stat("/gnu", &st);
	ok((st.st_mode & 07777) == 0755, "in a folder that all may enter, whatever root's umask");
	gx_store_close(store);
}

static void as_user_beside_root(void)
{
	struct gx_store *store;

	as_root();
	if (setuid(NOBODY) < 0)
		return;
	store = open_default();
	ok(gx_store_way(store) == GX_STORE_PRIVATE && gx_store_note(store) && works(store),
	   "a user beside root's store has his own: %s", gx_store_note(store));
	ok(gx_store_is_new(store), "which is new the first time");
	is(gx_store_root(store), "/home/data/gx", "below his data directory");
	is(gx_store_cache(store), "/home/cache/gx", "and a cache");
	gx_store_close(store);
}

static void as_user_alone(void)
{
	struct gx_store *store;

	if (setuid(NOBODY) < 0)
		return;
	store = open_default();
	ok(gx_store_way(store) == GX_STORE_PRIVATE && !gx_store_note(store) && works(store),
	   "a user alone has a private store, which needs no word");
	gx_store_close(store);
}

static void as_owner(void)
{
	struct gx_store *store;
	GX_AUTO(free) char *id = NULL;

	gx_mkdirs("/gnu/store", 0755, NULL);
	if (chown("/gnu/store", NOBODY, NOBODY) < 0 || setuid(NOBODY) < 0)
		return;
	store = open_default();
	ok(gx_store_way(store) == GX_STORE_OWNED && !gx_store_is_elsewhere(store) && works(store),
	   "who owns /gnu/store uses it");
	is(gx_store_state(store), "/gnu/store/.gx/var/guix", "with the state inside");
	id = gx_strdup(gx_store_id(store));
	gx_store_close(store);
	store = open_default();
	is(gx_store_id(store), id, "and finds it again");
	gx_store_close(store);
}

static void beside_another_program(void)
{
	struct gx_store *store;

	gx_mkdirs("/gnu/store/k9pad896kygyvpxli7f20bkl9813p9y4-hello", 0755, NULL);
	store = open_default();
	ok(gx_store_way(store) == GX_STORE_PRIVATE && gx_store_note(store) && works(store),
	   "root beside another program's store: %s", gx_store_note(store));
	gx_store_close(store);
}

static void beside_another_database(void)
{
	struct gx_store *store;

	gx_mkdirs("/gnu/store", 0755, NULL);
	gx_mkdirs("/var/guix/db", 0755, NULL);
	gx_file_write("/var/guix/db/db.sqlite", "x", 1, 0644, NULL);
	store = open_default();
	ok(gx_store_way(store) == GX_STORE_PRIVATE && gx_store_note(store),
	   "root beside another program's database: %s", gx_store_note(store));
	gx_store_close(store);
}

/* CASE in an empty root directory; its test points are counted here. */
static void in_empty_root(void (*run)(void))
{
	int pipefd[2], counts[2] = { 0, 1 };
	char *dir = NULL;
	pid_t pid;

	if (gx_mkdtemp("/tmp/gx-root", &dir, NULL) < 0 || pipe(pipefd) < 0)
		return;
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		if (chroot(dir) < 0 || chdir("/") < 0 || gx_mkdirs("/home", 0755, NULL) < 0
		    || gx_mkdirs("/tmp", 0755, NULL) < 0 || chown("/home", NOBODY, NOBODY) < 0
		    || chmod("/", 0755) < 0)
			_exit(99);
		run();
		counts[0] = tap_count;
		counts[1] = tap_failures;
		_exit(write(pipefd[1], counts, sizeof counts) != sizeof counts);
	}
	close(pipefd[1]);
	if (read(pipefd[0], counts, sizeof counts) != sizeof counts)
		counts[1] = tap_failures + 1;
	close(pipefd[0]);
	waitpid(pid, NULL, 0);
	if (counts[0])
		tap_count = counts[0];
	tap_failures = counts[1];
	gx_remove_tree(dir, NULL);
	free(dir);
}

int main(void)
{
	static void (*const cases[])(void) = { as_root, as_user_beside_root, as_user_alone, as_owner,
					       beside_another_program, beside_another_database };

	umask(022);	/* one user sees what another has made */
	if (geteuid()) {
		skip("the ways to hold a store", "only root can change the root directory");
		return done();
	}
	unsetenv("GX_STORE_ROOT");
	setenv("HOME", "/home", 1);
	setenv("XDG_DATA_HOME", "/home/data", 1);
	setenv("XDG_CACHE_HOME", "/home/cache", 1);
	for (size_t i = 0; i < GX_ARRAY_SIZE(cases); i++)
		in_empty_root(cases[i]);
	return done();
}
