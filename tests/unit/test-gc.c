/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Roots, the collector, verification, sharing. */
#include "store/private.h"
#include "fresh.h"
#include "trees.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

/* Collect everything dead; the number of deleted paths. */
static size_t collect(struct gx_store *store)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	struct gx_gc_opts opts = { .dry_run = false };
	struct gx_gc_result result = { GX_STRV_INIT, 0 };
	size_t n;

	if (gx_store_gc(store, &opts, &result, &err) < 0)
		ok(false, "collecting: %s", gx_err_text(&err));
	n = result.paths.n;
	gx_gc_result_clear(&result);
	return n;
}

static int collect_path(struct gx_store *store, const char *path, struct gx_gc_result *result,
			struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv only = GX_STRV_INIT;
	struct gx_gc_opts opts = { .only = &only };

	gx_strv_push(&only, path);
	return gx_store_gc(store, &opts, result, err);
}

static size_t faults(struct gx_store *store)
{
	size_t n = 99;

	gx_store_verify(store, true, NULL, NULL, &n, NULL);
	return n;
}

/* A new handle: the temporary roots of the old one end. */
static struct gx_store *reopen(struct gx_store *store)
{
	gx_store_close(store);
	return fresh_open();
}

static void test_temporary(void)
{
	struct gx_store *store = fresh_store();
	GX_AUTO(free) char *a = add_text(store, "a", "a", NULL);
	GX_AUTO(free) char *b = add_text(store, "b", "b", a);

	ok(collect(store) == 0, "what a process added stays while it lives");
	store = reopen(store);
	ok(collect(store) == 2 && !valid(store, a) && !on_disk(store, a) && !on_disk(store, b),
	   "and goes afterwards");
	ok(faults(store) == 0, "nothing is wrong then");
	free(a);
	a = add_text(store, "a", "a", NULL);
	ok(valid(store, a) && on_disk(store, a), "it can be added again");
	gx_store_close(store);
	fresh_remove();
}

/* A child that keeps the descriptor keeps the roots. */
static void test_inherited(void)
{
	struct gx_store *store = fresh_store();
	GX_AUTO(free) char *a = add_text(store, "a", "a", NULL);
	char *argv[] = { "sleep", "3600", NULL };
	struct gx_spawn_fd keep = { gx_store_temp_root_fd(store), 200 };
	struct gx_spawn_opts opts = { .argv = argv, .fds = &keep, .nfds = 1 };
	GX_AUTO(free) char *file = gx_asprintf("/proc/self/fd/%d", keep.ours);
	GX_AUTO(free) char *name = NULL;
	GX_AUTO(free) char *again = NULL;
	pid_t pid;
	int status;

	gx_readlink(file, &name, NULL);
	again = gx_asprintf("%s.kept", name);
	ok(gx_spawn(&opts, &pid, NULL) == 0, "a program inherits the descriptor");
	/* Closing removes the file; a process that execs never closes. */
	link(name, again);
	gx_store_close(store);
	rename(again, name);
	store = fresh_open();
	ok(collect(store) == 0 && valid(store, a), "its roots live on");
	kill(pid, SIGKILL);
	gx_wait(pid, &status, NULL);
	ok(collect(store) == 1 && !gx_exists(name), "and end with it");
	gx_store_close(store);
	fresh_remove();
}

static void test_lasting(void)
{
	struct gx_store *store = fresh_store();
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *dep = add_text(store, "dep", "dep", NULL);
	GX_AUTO(free) char *direct = add_text(store, "direct", "x", dep);
	GX_AUTO(free) char *indirect = add_text(store, "indirect", "x", NULL);
	GX_AUTO(free) char *profile = add_text(store, "profile", "x", NULL);
	GX_AUTO(free) char *link = gx_asprintf("%s/result", fresh_root);
	GX_AUTO(free) char *physical = gx_store_physical(store, indirect);
	GX_AUTO(free) char *p = gx_asprintf("%s/profiles/per-user/me", gx_store_state(store));
	GX_AUTO(free) char *generation = gx_asprintf("%s/prof-1-link", p);
	GX_AUTO(free) char *current = gx_asprintf("%s/prof", p);
	GX_AUTO(free) char *target = NULL;
	GX_AUTO(roots) struct gx_roots roots = { NULL, 0 };
	struct gx_gc_result result = { GX_STRV_INIT, 0 };

	ok(gx_store_add_direct_root(store, "cache/x", direct, &err) == 0, "a direct root: %s",
	   gx_err_text(&err));
	ok(gx_store_add_indirect_root(store, link, indirect, &err) == 0, "an indirect root: %s",
	   gx_err_text(&err));
	gx_readlink(link, &target, NULL);
	is(target, physical, "its link points to the physical place");
	ok(gx_store_add_indirect_root(store, link, direct, &err) == 0, "our link is replaced");
	gx_store_add_indirect_root(store, link, indirect, &err);
	gx_mkdirs(p, 0755, NULL);
	gx_symlink_replace(profile, generation, NULL);
	gx_symlink_replace("prof-1-link", current, NULL);
	store = reopen(store);
	ok(collect(store) == 0 && valid(store, dep) && valid(store, profile), "all of them count");
	gx_store_roots(store, &roots, &err);
	ok(roots.n == 4, "four roots are listed (%zu)", roots.n);
	ok(collect_path(store, dep, &result, &err) < 0 && strstr(err.msg, "still alive"),
	   "what is alive is not deleted: %s", gx_err_text(&err));
	unlink(link);
	ok(collect(store) == 1 && !valid(store, indirect), "without its link an item goes");
	gx_file_write(link, "mine", 4, 0644, NULL);
	ok(gx_store_add_indirect_root(store, link, direct, &err) < 0 && err.code == GX_EEXISTS,
	   "a file of the user is not replaced: %s", gx_err_text(&err));
	ok(faults(store) == 0, "nothing is wrong");
	gx_store_close(store);
	fresh_remove();
}

/* The recorded names of indirect roots: nix-base32 of the sha1 of the link. */
static void check_auto_name(char **field)
{
	GX_AUTO(free) char *name = NULL;
	struct gx_hash hash;

	if (strncmp(field[0], "gcroots/auto/", 13))
		return;
	gx_hash_data(GX_HASH_SHA1, field[2], strlen(field[2]), &hash);
	name = gx_base32_str(hash.bytes, hash.len);
	is(name, field[0] + 13, "name of the indirect root %s", field[2]);
}

static int add_drv(struct gx_store *store, char **drv_path, char **out_path)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(free) char *tmp = gx_path_join(gx_store_tmp(store), "out");
	struct gx_new_item item = { .physical = tmp };

	read_data("drv/drv-pure-binsh.drv", &text);
	if (gx_store_add_text(store, "pure.drv", text.data, text.len, NULL, drv_path, &err) < 0)
		return -1;
	*out_path = gx_strdup("/gnu/store/cgz9anbix6887alr1hqrf271fdnxxm4c-pure");
	gx_file_write(tmp, "hello\n", 6, 0644, NULL);
	item.path = *out_path;
	item.deriver = *drv_path;
	return gx_store_register(store, &item, 1, NULL, &err);
}

static void test_deriver(void)
{
	struct gx_store *store = fresh_store();
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *drv = NULL;
	GX_AUTO(free) char *out = NULL;
	GX_AUTO(strv) struct gx_strv live = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv dead = GX_STRV_INIT;
	GX_AUTO(path_info) struct gx_path_info info = GX_PATH_INFO_INIT;

	ok(add_drv(store, &drv, &out) == 0, "a derivation and its output");
	gx_store_query(store, out, &info, &err);
	is(info.deriver, drv, "the deriver is kept");
	gx_store_add_direct_root(store, "drv", drv, &err);
	store = reopen(store);
	gx_store_live(store, &live, &err);
	gx_store_dead(store, &dead, &err);
	ok(live.n == 1 && dead.n == 1 && !strcmp(dead.v[0], out), "a derivation keeps no output");
	gx_store_add_direct_root(store, "drv", out, &err);
	store = reopen(store);
	ok(collect(store) == 0 && valid(store, drv), "an output keeps its derivation");
	gx_store_close(store);
	fresh_remove();
}

static void test_only(void)
{
	struct gx_store *store = fresh_store();
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *a = add_text(store, "a", "a", NULL);
	GX_AUTO(free) char *b = add_text(store, "b", "b", a);
	GX_AUTO(free) char *c = add_text(store, "c", "c", NULL);
	struct gx_gc_result result = { GX_STRV_INIT, 0 };

	store = reopen(store);
	ok(collect_path(store, a, &result, &err) == 0 && result.paths.n == 2 && !valid(store, b)
	   && valid(store, c), "one item goes with what refers to it: %s", gx_err_text(&err));
	gx_gc_result_clear(&result);
	ok(collect_path(store, a, &result, &err) < 0 && err.code == GX_ENOTFOUND,
	   "what is not there is named: %s", gx_err_text(&err));
	gx_store_close(store);
	fresh_remove();
}

static void make_garbage(struct gx_store *store, const char *name)
{
	GX_AUTO(free) char *dir = gx_path_join(gx_store_dir(store), name);
	GX_AUTO(free) char *file = gx_path_join(dir, "file");

	gx_mkdirs(dir, 0755, NULL);
	gx_file_write(file, "x", 1, 0444, NULL);
	chmod(dir, 0555);
}

static void test_garbage(void)
{
	static const char *const names[] = {
		"00000000000000000000000000000000-half", ".trash/old", ".tmp/dead", "strange" };
	static const char kept[] = "/gnu/store/11111111111111111111111111111111-mine";
	struct gx_store *store = fresh_store(), *other = fresh_open();
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *tmp = gx_strdup(gx_store_tmp(other));
	GX_AUTO(free) char *lock_file = gx_path_join(gx_store_dir(store), "x.lock");
	struct gx_path_lock *lock;
	size_t left = 0;

	for (size_t i = 0; i < GX_ARRAY_SIZE(names); i++)
		make_garbage(store, names[i]);
	make_garbage(store, gx_store_path_hash(kept));
	gx_file_write(lock_file, "", 0, 0600, NULL);
	gx_path_lock(other, "/gnu/store/00000000000000000000000000000001-busy", true, &lock, &err);
	make_garbage(store, "00000000000000000000000000000001-busy");
	gx_store_add_temp_root(other, kept, &err);
	collect(store);
	for (size_t i = 0; i < GX_ARRAY_SIZE(names); i++) {
		GX_AUTO(free) char *path = gx_path_join(gx_store_dir(store), names[i]);

		left += gx_exists(path);
	}
	ok(left == 0, "files that are no items go");
	ok(!gx_exists(lock_file), "so do left lock files");
	ok(on_disk(store, kept) && on_disk(store, "/gnu/store/00000000000000000000000000000001-busy"),
	   "what somebody works on stays");
	ok(gx_exists(tmp), "and the temporary directory of the living");
	gx_store_close(store);
	gx_store_close(other);
	fresh_remove();
}

static void test_limit(void)
{
	struct gx_store *store = fresh_store();
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	struct gx_gc_opts opts = { .free_bytes = 1 }, dry = { .dry_run = true };
	struct gx_gc_result result = { GX_STRV_INIT, 0 };

	for (int i = 0; i < 100; i++) {
		GX_AUTO(free) char *name = gx_asprintf("t%d", i);
		GX_AUTO(free) char *path = add_text(store, name, name, NULL);
	}
	store = reopen(store);
	ok(gx_store_gc(store, &dry, &result, &err) == 0 && result.paths.n == 100 && result.bytes,
	   "a dry run lists");
	gx_gc_result_clear(&result);
	ok(gx_store_gc(store, &opts, &result, &err) == 0 && result.paths.n && result.paths.n < 100,
	   "collecting stops when enough is free (%zu)", result.paths.n);
	gx_gc_result_clear(&result);
	gx_store_close(store);
	fresh_remove();
}

/* --- verification and sharing ------------------------------------------------------------- */

static void test_verify(void)
{
	struct gx_store *store = fresh_store();
	GX_AUTO(free) char *a = add_text(store, "a", "a", NULL);
	GX_AUTO(free) char *b = add_text(store, "b", "b", NULL);
	GX_AUTO(free) char *file_a = gx_store_physical(store, a);
	GX_AUTO(free) char *file_b = gx_store_physical(store, b);
	size_t n;

	ok(faults(store) == 0, "a new store is faultless");
	unlink(file_a);
	chmod(file_b, 0644);
	gx_file_write(file_b, "B", 1, 0444, NULL);
	ok(faults(store) == 2, "a missing and a modified item are found");
	gx_store_verify(store, false, NULL, NULL, &n, NULL);
	ok(n == 1, "contents only when asked");
	gx_store_close(store);
	fresh_remove();
}

static char *big_file(struct gx_store *store, const char *name, char fill)
{
	char *path = gx_path_join(gx_store_tmp(store), name);
	GX_AUTO(buf) struct gx_buf block = GX_BUF_INIT;

	memset(gx_buf_reserve(&block, 10000), fill, 10000);
	gx_file_write(path, block.data, 10000, 0644, NULL);
	return path;
}

static nlink_t links_of(struct gx_store *store, const char *path)
{
	GX_AUTO(free) char *file = gx_store_physical(store, path);
	struct stat st;

	return lstat(file, &st) ? 0 : st.st_nlink;
}

static char *add_big(struct gx_store *store, const char *name, char fill)
{
	GX_AUTO(free) char *file = big_file(store, name, fill);
	char *path = NULL;

	gx_store_add_path(store, name, file, true, GX_HASH_SHA256, NULL, NULL, &path, NULL);
	return path;
}

static size_t count_links(struct gx_store *store)
{
	GX_AUTO(free) char *dir = gx_path_join(gx_store_dir(store), ".links");
	GX_AUTO(free) char *cmd = gx_asprintf("exit $(ls %s | wc -l)", dir);
	char *argv[] = { "sh", "-c", cmd, NULL };
	struct gx_spawn_opts opts = { .argv = argv };
	int status = 0;
	pid_t pid;

	gx_spawn(&opts, &pid, NULL);
	gx_wait(pid, &status, NULL);
	return (size_t)status;
}

static void test_sharing(void)
{
	struct gx_store *store = fresh_store();
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *a = add_big(store, "a", 'x');
	GX_AUTO(free) char *b = add_big(store, "b", 'x');
	GX_AUTO(free) char *c = add_big(store, "c", 'y');
	GX_AUTO(free) char *file = gx_store_physical(store, a);
	GX_AUTO(free) char *copy = gx_asprintf("%s.new", file);
	uint64_t saved = 0;

	ok(links_of(store, a) == 3 && links_of(store, c) == 2, "equal files share one inode");
	/* Undo it, as if the file came from elsewhere. */
	gx_tree_copy(file, copy, NULL, NULL, &err);
	rename(copy, file);
	ok(links_of(store, a) == 1, "a separate copy");
	ok(gx_store_optimise(store, &saved, &err) == 0 && saved >= 8192 && links_of(store, b) == 3,
	   "is shared again, %llu bytes: %s", (unsigned long long)saved, gx_err_text(&err));
	ok(faults(store) == 0, "nothing is wrong");
	store = reopen(store);
	collect(store);
	ok(count_links(store) == 0, "no name is left in .links");
	gx_store_close(store);
	fresh_remove();
}

/* A full inode: the next equal file starts anew. */
static void test_many_links(void)
{
	struct gx_store *store = fresh_store();
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *a = add_big(store, "a", 'x');
	GX_AUTO(free) char *file = gx_store_physical(store, a);
	GX_AUTO(free) char *dir = gx_asprintf("%s/many", fresh_root);
	GX_AUTO(free) char *b = NULL;
	GX_AUTO(free) char *c = NULL;
	bool full = false;

	mkdir(dir, 0755);
	for (int i = 0; i < 66000 && !full; i++) {
		char name[300];

		snprintf(name, sizeof name, "%s/%d", dir, i);
		full = link(file, name) < 0;
	}
	if (!full) {
		skip("a file with too many links", "this file system allows more than 66000");
	} else {
		b = add_big(store, "b", 'x');
		c = add_big(store, "c", 'x');
		ok(b && c && links_of(store, b) == 3 && links_of(store, c) == 3,
		   "beyond the most links a new inode is shared");
		ok(faults(store) == 0, "nothing is wrong");
	}
	gx_store_close(store);
	fresh_remove();
}

/* --- collectors and adders at once -------------------------------------------------------- */

/* Add items over and over; each must be there and valid as long as we live. */
static void add_and_check(int me)
{
	struct gx_store *store = fresh_open();
	int failed = 0;

	for (int round = 0; store && round < 15; round++) {
		for (int i = 0; i < 10; i++) {
			GX_AUTO(free) char *name = gx_asprintf("item%d", (i * 3 + me) % 10);
			GX_AUTO(free) char *base = add_text(store, "base", "base", NULL);
			GX_AUTO(free) char *path = add_text(store, name, name, base);
			GX_AUTO(free) char *file = big_file(store, "big", (char)('a' + i));
			GX_AUTO(free) char *big = NULL;

			gx_store_add_path(store, name, file, true, GX_HASH_SHA256, NULL, NULL, &big, NULL);
			failed += !path || !valid(store, path) || !on_disk(store, path)
				|| !on_disk(store, base) || !big || !valid(store, big)
				|| !on_disk(store, big);
		}
		store = reopen(store);	/* everything may go now */
	}
	gx_store_close(store);
	fflush(stdout);
	_exit(failed || tap_failures ? 1 : 0);
}

static void test_race(void)
{
	struct gx_store *store = fresh_store();
	size_t rounds = 0, deleted = 0;
	int failed = 0, running = 4, status;
	pid_t pid;

	fflush(stdout);
	for (int i = 0; i < running; i++)
		if (fork() == 0)
			add_and_check(i);
	while (running) {
		deleted += collect(store);
		rounds++;
		while (running && (pid = waitpid(-1, &status, WNOHANG)) > 0) {
			running--;
			failed += status != 0;
		}
	}
	ok(failed == 0, "nothing rooted was lost in %zu collections of %zu items", rounds, deleted);
	ok(faults(store) == 0, "nothing is wrong afterwards");
	gx_store_close(store);
	fresh_remove();
}

int main(void)
{
	test_temporary();
	test_inherited();
	test_lasting();
	each_row("gcroots/var-guix.tsv", 3, check_auto_name);
	test_deriver();
	test_only();
	test_garbage();
	test_limit();
	test_verify();
	test_sharing();
	test_many_links();
	test_race();
	return done();
}
