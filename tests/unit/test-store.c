/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening, adding, registering, asking. */
#include "store/private.h"
#include "fresh.h"
#include "trees.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

/* --- opening ------------------------------------------------------------------------------ */

static void test_open(void)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	struct gx_store_opts opts = { .root = NULL };
	struct gx_store *store = NULL;
	GX_AUTO(free) char *id = NULL;
	GX_AUTO(free) char *physical = NULL;
	GX_AUTO(free) char *want = NULL;

	gx_mkdtemp("/tmp/gx-store", &fresh_root, NULL);
	opts.root = fresh_root;
	ok(gx_store_open(&opts, &store, &err) < 0 && err.code == GX_ENOTFOUND,
	   "nothing is made unless asked: %s", gx_err_text(&err));
	opts.create = true;
	ok(gx_store_open(&opts, &store, &err) == 0, "a store is made: %s", gx_err_text(&err));
	id = gx_strdup(gx_store_id(store));
	ok(gx_store_way(store) == GX_STORE_PRIVATE && gx_store_is_elsewhere(store), "it is private");
	physical = gx_store_physical(store, "/gnu/store/x/y");
	want = gx_asprintf("%s/gnu/store/x/y", fresh_root);
	is(physical, want, "the place of a file");
	gx_store_close(store);
	ok(gx_store_open(&opts, &store, &err) == 0, "it opens again");
	is(gx_store_id(store), id, "with the same id");
	gx_store_close(store);
	setenv("GX_STORE_ROOT", fresh_root, 1);
	ok(gx_store_open(&(struct gx_store_opts){ .read_only = true }, &store, &err) == 0,
	   "it opens for reading, by GX_STORE_ROOT: %s", gx_err_text(&err));
	is(gx_store_id(store), id, "with the same id");
	ok(gx_store_add_text(store, "x", "", 0, NULL, &want, &err) < 0, "and is not written: %s",
	   gx_err_text(&err));
	gx_store_close(store);
	unsetenv("GX_STORE_ROOT");
	fresh_remove();
}

static void refuse(const char *what, const char *root)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	struct gx_store *store = NULL;

	ok(gx_store_open(&(struct gx_store_opts){ .root = root, .create = true }, &store, &err) < 0,
	   "%s: %s", what, gx_err_text(&err));
}

static void put_file(const char *dir, const char *name, const char *text)
{
	GX_AUTO(free) char *file = gx_path_join(dir, name);
	GX_AUTO(free) char *parent = gx_path_dir(file);

	gx_mkdirs(parent, 0755, NULL);
	gx_file_write(file, text, strlen(text), 0644, NULL);
}

static void test_foreign(void)
{
	gx_mkdtemp("/tmp/gx-store", &fresh_root, NULL);
	put_file(fresh_root, "gnu/store/k9pad896kygyvpxli7f20bkl9813p9y4-hello.txt", "hello\n");
	refuse("a store with foreign items is refused", fresh_root);
	fresh_remove();
	gx_mkdtemp("/tmp/gx-store", &fresh_root, NULL);
	put_file(fresh_root, "var/guix/db/db.sqlite", "");
	refuse("a foreign database is refused", fresh_root);
	fresh_remove();
	gx_store_close(fresh_store());
	put_file(fresh_root, "gnu/store/" GX_MARKER, "gx-store 2\nid: x\n");
	refuse("a later format is refused", fresh_root);
	put_file(fresh_root, "gnu/store/" GX_MARKER, "gx-store 1\nid: 00000000000000000000000000000000\n"
		 "prefix: /gnu/store\nway: private\nowner: 0\ngx: 9\n");
	refuse("the state of another store is refused", fresh_root);
	fresh_remove();
}

static void test_schema(void)
{
	struct gx_store *store = fresh_store();
	GX_AUTO(buf) struct gx_buf want = GX_BUF_INIT;
	GX_AUTO(buf) struct gx_buf got = GX_BUF_INIT;
	GX_AUTO(buf) struct gx_buf version = GX_BUF_INIT;
	GX_AUTO(free) char *file = gx_asprintf("%s/db/db.sqlite", gx_store_state(store));
	GX_AUTO(free) char *schema = gx_asprintf("%s/db/schema", gx_store_state(store));
	sqlite3_stmt *stmt;
	sqlite3 *db;

	sqlite3_open(file, &db);
	sqlite3_prepare_v2(db, "select sql from sqlite_master where sql is not null", -1, &stmt, NULL);
	while (sqlite3_step(stmt) == SQLITE_ROW)
		gx_buf_addf(&got, "%s;\n", (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	read_data("db/schema.sql", &want);
	is(gx_buf_str(&got), gx_buf_str(&want), "the schema is the recorded one");
	sqlite3_prepare_v2(db, "pragma journal_mode", -1, &stmt, NULL);
	sqlite3_step(stmt);
	is((const char *)sqlite3_column_text(stmt, 0), "wal", "in WAL mode");
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	gx_file_read(schema, 10, &version, NULL);
	is(gx_buf_str(&version), "7", "schema version");
	ok(gx_fs_is_network(0x6969) && !gx_fs_is_network(0xef53), "NFS is told from ext4");
	gx_store_close(store);
	fresh_remove();
}

/* --- adding ------------------------------------------------------------------------------- */

static bool canonical(struct gx_store *store, const char *path)
{
	GX_AUTO(free) char *file = gx_store_physical(store, path);
	struct stat st;

	return lstat(file, &st) == 0 && st.st_mtime == 1 && st.st_uid == geteuid()
		&& (S_ISLNK(st.st_mode) || (st.st_mode & 07777 & ~0111) == 0444);
}

static void test_texts(void)
{
	struct gx_store *store = fresh_store();
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *hello = add_text(store, "hello.txt", "hello\n", NULL);
	GX_AUTO(free) char *empty = add_text(store, "empty", "", NULL);
	GX_AUTO(free) char *both = NULL;
	GX_AUTO(free) char *hex = NULL;
	GX_AUTO(free) char *joined = NULL;
	GX_AUTO(free) char *from_hash = NULL;
	GX_AUTO(free) char *broken = NULL;
	GX_AUTO(strv) struct gx_strv refs = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv closure = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv referrers = GX_STRV_INIT;
	GX_AUTO(path_info) struct gx_path_info info = GX_PATH_INFO_INIT;

	is(hello, "/gnu/store/k9pad896kygyvpxli7f20bkl9813p9y4-hello.txt", "hello.txt");
	ok(valid(store, hello) && on_disk(store, hello) && canonical(store, hello),
	   "it is valid and canonical");
	gx_strv_push(&refs, hello);
	gx_strv_push(&refs, empty);
	gx_store_add_text(store, "refs.txt", "x", 1, &refs, &both, &err);
	ok(gx_store_query(store, both, &info, &err) == 0 && info.refs.n == 2 && !info.deriver,
	   "references are kept: %s", gx_err_text(&err));
	ok(gx_store_query(store, hello, &info, &err) == 0 && info.nar_size == 120, "NAR size");
	hex = gx_base16_str(info.nar_hash.bytes, info.nar_hash.len);
	is(hex, "1c37d01af40be2e80691de3cc3df44377a699afbb17c68f080964b2fd071fc13", "NAR hash");
	gx_strv_clear(&refs);
	gx_strv_push(&refs, both);
	gx_strv_push(&refs, hello);
	gx_store_requisites(store, &refs, &closure, &err);
	ok(closure.n == 3 && !strcmp(closure.v[2], both), "the closure, references first");
	gx_store_referrers(store, hello, &referrers, &err);
	ok(referrers.n == 1 && !strcmp(referrers.v[0], both), "the referrers");
	ok(gx_store_from_hash_part(store, "k9pad896kygyvpxli7f20bkl9813p9y4", &from_hash, &err) == 0
	   && !strcmp(from_hash, hello), "a path from its hash part");
	ok(gx_store_from_hash_part(store, "k9pad896kygyvpxli7f20bkl9813p9y5", &joined, &err) == 1,
	   "no path from another");
	gx_strv_clear(&refs);
	gx_strv_push(&refs, "/gnu/store/00000000000000000000000000000000-missing");
	ok(gx_store_add_text(store, "dangling", "x", 1, &refs, &broken, &err) < 0 && !broken,
	   "a missing reference is refused: %s", gx_err_text(&err));
	gx_store_close(store);
	fresh_remove();
}

/* What a crash left at the place of an item is replaced. */
static void test_torn(void)
{
	struct gx_store *store = fresh_store();
	GX_AUTO(free) char *file = gx_store_physical(store,
		"/gnu/store/k9pad896kygyvpxli7f20bkl9813p9y4-hello.txt");
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(free) char *hello = NULL;

	gx_file_write(file, "hel", 3, 0444, NULL);
	hello = add_text(store, "hello.txt", "hello\n", NULL);
	gx_file_read(file, 100, &text, NULL);
	is(gx_buf_str(&text), "hello\n", "a torn file is replaced");
	ok(valid(store, hello), "and the item valid");
	gx_store_close(store);
	fresh_remove();
}

static void check_added(char **field)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	struct gx_store *store = fresh_open();
	GX_AUTO(free) char *tree = tree_path(field[0]);
	GX_AUTO(free) char *got = NULL;
	GX_AUTO(free) char *physical = NULL;
	GX_AUTO(path_info) struct gx_path_info info = GX_PATH_INFO_INIT;
	struct gx_hash hash;
	enum gx_hash_algo algo;

	gx_hash_algo_parse(field[3], &algo);
	gx_store_add_path(store, field[1], tree, *field[2] == '1', algo, NULL, NULL, &got, &err);
	if (!is(got, field[4], "%s is added: %s", field[0], gx_err_text(&err)))
		return gx_store_close(store);
	physical = gx_store_physical(store, got);
	gx_store_query(store, got, &info, &err);
	ok(gx_nar_hash(GX_HASH_SHA256, physical, &hash, NULL, &err) == 0
	   && gx_hash_equal(&hash, &info.nar_hash) && canonical(store, got),
	   "%s has its NAR hash and is canonical", got);
	gx_store_close(store);
}

static int to_buf(void *payload, const void *data, size_t len, struct gx_err *err)
{
	gx_buf_add(payload, data, len);
	return 0;
}

static void check_nar(char **field)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	struct gx_store *store = fresh_open();
	GX_AUTO(free) char *tree = tree_path(field[0]);
	GX_AUTO(free) char *got = NULL;
	GX_AUTO(buf) struct gx_buf nar = GX_BUF_INIT;
	struct gx_nar_memory memory;
	enum gx_hash_algo algo;

	gx_hash_algo_parse(field[3], &algo);
	gx_nar_dump(tree, NULL, NULL, to_buf, &nar, &err);
	memory = (struct gx_nar_memory){ nar.data, nar.len };
	gx_store_add_nar(store, field[1], *field[2] == '1', algo, gx_nar_memory_source, &memory, &got,
			 &err);
	is(got, field[4], "%s is added as NAR: %s", field[0], gx_err_text(&err));
	gx_store_close(store);
}

static void test_trees(void)
{
	gx_store_close(fresh_store());
	each_row("storepath/add-to-store.tsv", 5, check_added);
	fresh_remove();
	gx_store_close(fresh_store());
	each_row("storepath/add-to-store.tsv", 5, check_nar);
	fresh_remove();
}

/* --- derivations -------------------------------------------------------------------------- */

/* Add drv/drv-TAG.drv with what it needs present; -1 when the store refuses. */
static int add_drv_file(struct gx_store *store, const char *tag, const char *name,
			struct gx_err *err)
{
	GX_AUTO(free) char *file = gx_asprintf("drv/drv-%s.drv", tag);
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(drv) struct gx_drv *drv = NULL;
	GX_AUTO(strv) struct gx_strv refs = GX_STRV_INIT;
	GX_AUTO(free) char *path = NULL;

	read_data(file, &text);
	gx_drv_parse(text.data, text.len, &drv, NULL);
	gx_drv_references(drv, &refs);
	return gx_store_add_text(store, name, text.data, text.len, &refs, &path, err);
}

static void test_drvs(void)
{
	struct gx_store *store = fresh_store();
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(strv) struct gx_strv derivers = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv outputs = GX_STRV_INIT;
	GX_AUTO(free) char *path = NULL;

	ok(add_drv_file(store, "pure-binsh", "pure.drv", &err) == 0, "a derivation is added: %s",
	   gx_err_text(&err));
	gx_store_derivers(store, "/gnu/store/cgz9anbix6887alr1hqrf271fdnxxm4c-pure", &derivers, &err);
	ok(derivers.n == 1 && strstr(derivers.v[0], "-pure.drv"), "its output knows it");
	gx_store_derivation_outputs(store, "/gnu/store/lxl13dxj3696vjmd8w2msygxp6q40y33-pure.drv",
				    &outputs, &err);
	ok(outputs.n == 1, "and it knows its output");
	ok(add_drv_file(store, "pure-binsh", "other.drv", &err) < 0
	   && strstr(err.msg, "incorrect output"), "wrong outputs are refused: %s", gx_err_text(&err));
	ok(gx_store_add_text(store, "x.drv", "hello", 5, NULL, &path, &err) < 0,
	   "so is what is no derivation: %s", gx_err_text(&err));
	gx_store_close(store);
	fresh_remove();
}

/* --- finished outputs --------------------------------------------------------------------- */

static char *make_output(struct gx_store *store, const char *name, const char *text)
{
	char *dir = gx_path_join(gx_store_tmp(store), name);
	GX_AUTO(free) char *file = gx_path_join(dir, "bin/run");
	GX_AUTO(free) char *big = gx_path_join(dir, "big");
	GX_AUTO(buf) struct gx_buf block = GX_BUF_INIT;

	put_file(dir, "bin/run", text);
	chmod(file, 06755);
	setxattr(file, "user.test", "x", 1, 0);
	memset(gx_buf_reserve(&block, 20000), 'b', 20000);
	gx_file_write(big, block.data, 20000, 0600, NULL);
	return dir;
}

static ino_t inode_of(struct gx_store *store, const char *path, const char *below)
{
	GX_AUTO(free) char *item = gx_store_physical(store, path);
	GX_AUTO(free) char *file = gx_path_join(item, below);
	struct stat st;

	return lstat(file, &st) ? 0 : st.st_ino;
}

static void test_register(void)
{
	static const char a[] = "/gnu/store/00000000000000000000000000000000-a";
	static const char b[] = "/gnu/store/11111111111111111111111111111111-b";
	struct gx_store *store = fresh_store();
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *out_a = make_output(store, "a", "see /gnu/store/11111111111111111111111111111111-b");
	GX_AUTO(free) char *out_b = make_output(store, "b", "nothing");
	GX_AUTO(strv) struct gx_strv refs = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv found = GX_STRV_INIT;
	GX_AUTO(made) struct gx_made made = { 0 };
	struct gx_provenance provenance = { "built", "sandbox 1", 1.5, 0 };
	struct gx_new_item items[2] = { { .path = a, .physical = out_a, .refs = &refs },
					{ .path = b, .physical = out_b } };
	GX_AUTO(free) char *run = NULL;
	struct gx_path_lock *lock = NULL;
	struct stat st;

	gx_strv_push(&refs, a);
	gx_strv_push(&refs, b);
	gx_store_scan(out_a, &refs, &found, &items[0].nar_hash, &items[0].nar_size, &err);
	ok(found.n == 1 && !strcmp(found.v[0], b), "the scan finds the one reference");
	ok(gx_path_lock(store, a, true, &lock, &err) == 0 && gx_path_lock_held(store, a),
	   "the builder's lock");
	ok(gx_store_register(store, items, 2, &provenance, &err) == 0, "two outputs are registered: %s",
	   gx_err_text(&err));
	gx_path_unlock(lock);
	ok(valid(store, a) && valid(store, b) && canonical(store, a), "both are valid");
	ok(inode_of(store, a, "big") == inode_of(store, b, "big"), "equal files are shared");
	ok(inode_of(store, a, "bin/run") != inode_of(store, b, "bin/run"), "others are not");
	run = gx_asprintf("%s/gnu/store/00000000000000000000000000000000-a/bin/run", fresh_root);
	lstat(run, &st);
	ok((st.st_mode & 07777) == 0555, "setuid and write bits are gone");
	ok(getxattr(run, "user.test", NULL, 0) < 0, "and attributes");
	ok(gx_store_made(store, a, &made, &err) == 0 && !strcmp(made.by, "sandbox 1")
	   && made.seconds == 1.5, "it is recorded who made it");
	ok(gx_store_made(store, "/gnu/store/00000000000000000000000000000000-c", &made, &err) == 1,
	   "and nothing about others");
	gx_store_close(store);
	fresh_remove();
}

/* Files at the place of an output that is not valid: another content goes, the same stays. */
static void test_in_the_way(void)
{
	static const char a[] = "/gnu/store/00000000000000000000000000000000-a";
	struct gx_store *store = fresh_store();
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *place = gx_store_physical(store, a);
	struct gx_new_item item = { .path = a };
	ino_t before;

	put_file(place, "bin/run", "torn");
	chmod(place, 0555);
	for (int round = 0; round < 2; round++) {
		GX_AUTO(free) char *out = make_output(store, "a", "text");

		item.physical = out;
		before = inode_of(store, a, "bin/run");
		ok(gx_store_register(store, &item, 1, NULL, &err) == 0 && valid(store, a),
		   "registered over left files: %s", gx_err_text(&err));
		ok((inode_of(store, a, "bin/run") == before) == (round == 1), "%s",
		   round ? "the same content stays" : "another content goes");
		ok(!gx_exists(out), "the new tree is gone from its place");
		/* As if the transaction had been lost. */
		gx_db_begin(store->db, false, &err);
		sqlite3_stmt *stmt = gx_db_stmt(store->db, GX_STMT_DELETE, &err);
		gx_bind_text(stmt, 1, a);
		gx_db_step(store->db, stmt, &err);
		gx_db_commit(store->db, &err);
	}
	gx_store_close(store);
	fresh_remove();
}

static void test_scan_blocks(void)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(strv) struct gx_strv candidates = GX_STRV_INIT;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(free) char *file = NULL;
	size_t missed = 0;

	gx_mkdtemp("/tmp/gx-scan", &fresh_root, NULL);
	file = gx_path_join(fresh_root, "file");
	gx_strv_push(&candidates, "/gnu/store/k9pad896kygyvpxli7f20bkl9813p9y4-x");
	/* At every offset around the border of the first block. */
	for (size_t at = 256 * 1024 - 150; at < 256 * 1024 - 60; at++) {
		GX_AUTO(strv) struct gx_strv found = GX_STRV_INIT;

		gx_buf_reset(&text);
		memset(gx_buf_reserve(&text, at), at % 2 ? '!' : 'a', at);
		text.len = at;
		gx_buf_adds(&text, "k9pad896kygyvpxli7f20bkl9813p9y4aaaaa");
		gx_file_write(file, text.data, text.len, 0644, NULL);
		gx_store_scan(file, &candidates, &found, NULL, NULL, &err);
		missed += found.n != 1;
		unlink(file);
	}
	ok(missed == 0, "references across blocks are found (%zu missed)", missed);
	fresh_remove();
}

static void test_lock(void)
{
	static const char path[] = "/gnu/store/00000000000000000000000000000000-a";
	struct gx_store *one = fresh_store(), *two = fresh_open();
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	struct gx_path_lock *lock = NULL, *other = NULL;

	ok(gx_path_lock(one, path, true, &lock, &err) == 0, "a path is locked");
	ok(gx_path_lock(two, path, false, &other, &err) == 1, "not twice");
	gx_path_unlock(lock);
	ok(gx_path_lock(two, path, false, &other, &err) == 0, "free after unlocking");
	gx_path_unlock(other);
	ok(!gx_path_lock_held(two, path), "and not held any more");
	gx_store_close(one);
	gx_store_close(two);
	fresh_remove();
}

/* Each of N processes adds the same items, some larger than the sharing limit. */
static void add_many(int me)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	struct gx_store *store = fresh_open();
	GX_AUTO(free) char *tree = tree_path("dir-mixed");

	for (int i = 0; store && i < 40; i++) {
		GX_AUTO(free) char *name = gx_asprintf("text%d", (i + me * 5) % 40);
		GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
		GX_AUTO(free) char *path = NULL;
		GX_AUTO(free) char *dir = NULL;

		memset(gx_buf_reserve(&text, 9000), 'x', 9000);
		text.len = (i + me * 5) % 40 % 2 ? 9000 : 10;
		if (gx_store_add_text(store, name, text.data, text.len, NULL, &path, &err) < 0
		    || gx_store_add_path(store, name, tree, true, GX_HASH_SHA256, NULL, NULL, &dir, &err)
		    < 0) {
			fprintf(stderr, "%s\n", gx_err_text(&err));
			_exit(1);
		}
	}
	gx_store_close(store);
	_exit(store ? 0 : 1);
}

static void test_concurrent(void)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(strv) struct gx_strv all = GX_STRV_INIT;
	struct gx_store *store;
	int failed = 0;

	/* Not even the store exists: they also race to make it. */
	gx_mkdtemp("/tmp/gx-store", &fresh_root, NULL);
	fflush(stdout);
	for (int i = 0; i < 8; i++)
		if (fork() == 0)
			add_many(i);
	for (int i = 0; i < 8; i++) {
		int status;

		wait(&status);
		failed += status != 0;
	}
	ok(failed == 0, "eight processes add the same 80 items (%d failed)", failed);
	store = fresh_open();
	gx_store_all_valid(store, &all, &err);
	ok(all.n == 80, "80 items are valid (%zu)", all.n);
	gx_store_close(store);
	fresh_remove();
}

int main(void)
{
	if (trees_extract() < 0)
		return 99;
	test_open();
	test_foreign();
	test_schema();
	test_texts();
	test_torn();
	test_trees();
	test_drvs();
	test_register();
	test_in_the_way();
	test_scan_blocks();
	test_lock();
	test_concurrent();
	trees_remove();
	return done();
}
