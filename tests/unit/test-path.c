/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Store file names against the recorded tables. */
#include "store/nar.h"
#include "store/path.h"
#include "tap.h"
#include "trees.h"

/* tree, name, recursive, algorithm, path */
static void check_added(char **field)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *tree = tree_path(field[0]);
	GX_AUTO(free) char *got = NULL;
	bool recursive = *field[2] == '1';
	enum gx_hash_algo algo;
	struct gx_hash hash;

	gx_hash_algo_parse(field[3], &algo);
	if ((recursive ? gx_nar_hash(algo, tree, &hash, NULL, &err)
		       : gx_hash_file(algo, tree, &hash, &err)) == 0)
		gx_store_path_fixed(field[1], &hash, recursive, &got, &err);
	is(got, field[4], "%s added %s by %s", field[0], recursive ? "recursively" : "flat", field[3]);
}

/* name, output, algorithm, recursive, hash, path */
static void check_fixed(char **field)
{
	GX_AUTO(free) char *got = NULL;
	struct gx_hash hash;

	gx_hash_algo_parse(field[2], &hash.algo);
	hash.len = gx_hash_algo_size(hash.algo);
	gx_base16_decode(field[4], strlen(field[4]), hash.bytes, hash.len);
	gx_store_path_fixed(field[0], &hash, *field[3] == '1', &got, NULL);
	is(got, field[5], "fixed %s, %s, %s", field[0], field[2], field[3]);
}

/* name, text, references, path */
static void check_text(char **field)
{
	GX_AUTO(strv) struct gx_strv refs = GX_STRV_INIT;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(free) char *got = NULL;

	for (const char *p = field[1]; *p; p++) {
		if (p[0] == '\\' && p[1] == 'n') {
			gx_buf_addc(&text, '\n');
			p++;
		} else {
			gx_buf_addc(&text, *p);
		}
	}
	gx_strv_split(&refs, field[2], " ");
	gx_store_path_text(field[0], gx_buf_str(&text), text.len, &refs, &got, NULL);
	is(got, field[3], "text %s", field[0]);
}

static void test_names(void)
{
	static const char good[] = "/gnu/store/k9pad896kygyvpxli7f20bkl9813p9y4-hello.txt";
	GX_AUTO(free) char *item = gx_store_path_item(
		"/gnu/store/k9pad896kygyvpxli7f20bkl9813p9y4-hello.txt/bin/x");
	GX_AUTO(free) char *none = gx_store_path_item("/gnu/store/.links/x");
	GX_AUTO(free) char *path = NULL;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	struct gx_hash hash;
	char name[300];

	ok(gx_store_path_ok(good), "a store path is one");
	is(gx_store_path_name(good), "hello.txt", "its name");
	ok(!strncmp(gx_store_path_hash(good), "k9pad896", 8), "its hash part");
	is(item, good, "the item of a file below it");
	ok(!none, "no item outside");
	ok(!gx_store_path_ok("/gnu/store/k9pad896kygyvpxli7f20bkl9813p9y4-"), "an empty name");
	ok(!gx_store_path_ok("/gnu/store/k9pad896kygyvpxli7f20bkl9813p9e4-x"), "a foreign digit");
	ok(!gx_store_path_ok("/gnu/store/k9pad896kygyvpxli7f20bkl9813p9y4-a/b"), "a slash");
	ok(!gx_store_path_ok("/gnu/store/short-x"), "a short hash");
	ok(!gx_store_name_ok(".hidden"), "a leading dot");
	ok(!gx_store_name_ok("a b"), "a blank");
	memset(name, 'a', sizeof name);
	name[211] = '\0';
	ok(gx_store_name_ok(name), "211 characters are allowed");
	name[211] = 'a';
	name[212] = '\0';
	ok(!gx_store_name_ok(name), "212 are not");
	gx_hash_data(GX_HASH_SHA256, "", 0, &hash);
	ok(gx_store_path_make("text", &hash, "a/b", &path, &err) < 0 && !path
	   && err.code == GX_EINVALID, "no path with an illegal name: %s", gx_err_text(&err));
}

int main(void)
{
	if (trees_extract() < 0)
		return 99;
	each_row("storepath/add-to-store.tsv", 5, check_added);
	each_row("storepath/fixed-output-path.tsv", 6, check_fixed);
	each_row("storepath/text-paths.tsv", 4, check_text);
	test_names();
	trees_remove();
	return done();
}
