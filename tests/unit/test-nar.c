/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NAR: the recorded archives both ways, `guix hash' results, and hostile archives. */
#include "store/nar.h"
#include "tap.h"
#include "trees.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

static int to_buf(void *payload, const void *data, size_t len, struct gx_err *err)
{
	gx_buf_add(payload, data, len);
	return 0;
}

static bool same(const struct gx_buf *a, const struct gx_buf *b)
{
	return a->len == b->len && !memcmp(a->data, b->data, a->len);
}

static int restore(const struct gx_buf *nar, const char *path, struct gx_err *err)
{
	struct gx_nar_memory memory = { nar->data, nar->len };

	return gx_nar_restore(gx_nar_memory_source, &memory, path, NULL, err);
}

static void check_archive(const char *file, const char *tree)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *path = tree_path(tree);
	GX_AUTO(free) char *back = gx_asprintf("%s/back-%s", trees_dir, tree);
	GX_AUTO(free) char *name = gx_asprintf("nar/%s", file);
	GX_AUTO(buf) struct gx_buf want = GX_BUF_INIT;
	GX_AUTO(buf) struct gx_buf got = GX_BUF_INIT;
	GX_AUTO(buf) struct gx_buf again = GX_BUF_INIT;
	GX_AUTO(buf) struct gx_buf copied = GX_BUF_INIT;
	struct gx_nar_memory memory;
	struct stat st;

	read_data(name, &want);
	ok(gx_nar_dump(path, NULL, NULL, to_buf, &got, &err) == 0 && same(&got, &want),
	   "%s is dumped as recorded: %s", tree, gx_err_text(&err));
	ok(restore(&want, back, &err) == 0, "%s is restored: %s", tree, gx_err_text(&err));
	ok(gx_nar_dump(back, NULL, NULL, to_buf, &again, &err) == 0 && same(&again, &want),
	   "%s is the same after that", tree);
	lstat(back, &st);
	ok(st.st_mtime == 1 && (S_ISLNK(st.st_mode) || (st.st_mode & 0777 & ~0111) == 0444),
	   "%s got time 1 and is read-only", tree);
	memory = (struct gx_nar_memory){ want.data, want.len };
	ok(gx_nar_copy(gx_nar_memory_source, &memory, to_buf, &copied, NULL, &err) == 0
	   && same(&copied, &want) && memory.left == 0, "%s is passed on", tree);
}

static void test_archives(void)
{
	GX_AUTO(free) char *path = data_path("nar");
	GX_AUTO(dir) DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		size_t n = strlen(entry->d_name);

		if (n > 8 && !strcmp(entry->d_name + n - 4, ".nar")) {
			GX_AUTO(free) char *tree = gx_strndup(entry->d_name + 4, n - 8);

			check_archive(entry->d_name, tree);
		}
	}
}

static bool no_git(void *payload, const char *path, mode_t mode)
{
	return strcmp(gx_path_base(path), ".git");
}

static char *print(const struct gx_hash *hash, const char *format)
{
	if (!strcmp(format, "base32"))
		return gx_rfc4648_base32_str(hash->bytes, hash->len);
	if (!strcmp(format, "base64"))
		return gx_base64_str(hash->bytes, hash->len);
	if (!strcmp(format, "nix-base32"))
		return gx_base32_str(hash->bytes, hash->len);
	return gx_base16_str(hash->bytes, hash->len);
}

/* tree, options, algorithm, format, result */
static void check_hash(char **field)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *tree = tree_path(field[0]);
	GX_AUTO(free) char *got = NULL;
	struct gx_nar_hasher hasher;
	enum gx_hash_algo algo;
	struct gx_hash hash;

	if (strstr(field[4], "error") || strstr(field[1], "git") || gx_hash_algo_parse(field[2], &algo))
		return;
	if (!strcmp(field[1], "(default)") || strstr(field[1], "none")) {
		if (gx_hash_file(algo, tree, &hash, &err) == 0)
			got = print(&hash, field[3]);
	} else {
		hasher = (struct gx_nar_hasher)GX_NAR_HASHER_INIT(algo);
		gx_nar_dump(tree, strchr(field[1], 'x') ? no_git : NULL, NULL, gx_nar_hash_sink, &hasher,
			    &err);
		gx_hasher_end(hasher.hasher, &hash);
		got = print(&hash, field[3]);
	}
	is(got, field[4], "hash of %s %s %s %s", field[0], field[1], field[2], field[3]);
}

/* --- hostile archives --------------------------------------------------------------------- */

static void word(struct gx_buf *nar, const char *s)
{
	uint64_t n = strlen(s);

	for (int i = 0; i < 8; i++)
		gx_buf_addc(nar, (char)(n >> (8 * i)));
	gx_buf_adds(nar, s);
	while (nar->len % 8)
		gx_buf_addc(nar, '\0');
}

/* Words separated by blanks; _ stands for the empty word. */
static void words(struct gx_buf *nar, const char *text)
{
	GX_AUTO(strv) struct gx_strv list = GX_STRV_INIT;

	gx_strv_split(&list, text, " ");
	for (size_t i = 0; i < list.n; i++)
		word(nar, strcmp(list.v[i], "_") ? list.v[i] : "");
}

#define FILE_NODE "( type regular contents x )"
#define ENTRY(name) "entry ( name " name " node " FILE_NODE " ) "

static const struct {
	const char *why;
	const char *text;
} hostile[] = {
	{ "no magic", "nix-archive-2 " FILE_NODE },
	{ "nothing after the magic", "nix-archive-1" },
	{ "an unknown type", "nix-archive-1 ( type fifo )" },
	{ "a file without contents", "nix-archive-1 ( type regular )" },
	{ "executable with an argument", "nix-archive-1 ( type regular executable y contents x )" },
	{ "contents before executable", "nix-archive-1 ( type regular contents x executable _ )" },
	{ "an empty link", "nix-archive-1 ( type symlink target _ )" },
	{ "an empty name", "nix-archive-1 ( type directory " ENTRY("_") ")" },
	{ "the name .", "nix-archive-1 ( type directory " ENTRY(".") ")" },
	{ "the name ..", "nix-archive-1 ( type directory " ENTRY("..") ")" },
	{ "a slash in a name", "nix-archive-1 ( type directory " ENTRY("a/b") ")" },
	{ "an absolute name", "nix-archive-1 ( type directory " ENTRY("/etc") ")" },
	{ "a name twice", "nix-archive-1 ( type directory " ENTRY("a") ENTRY("a") ")" },
	{ "unsorted names", "nix-archive-1 ( type directory " ENTRY("b") ENTRY("a") ")" },
	{ "a file through a link", "nix-archive-1 ( type directory entry ( name a node ( type symlink "
	  "target /tmp ) ) " ENTRY("a") ")" },
	{ "an entry without node", "nix-archive-1 ( type directory entry ( name a ) )" },
	{ "two nodes in an entry", "nix-archive-1 ( type directory entry ( name a node " FILE_NODE
	  " node " FILE_NODE " ) )" },
	{ "an open directory", "nix-archive-1 ( type directory " ENTRY("a") },
};

static void check_refused(const char *why, const struct gx_buf *nar)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *path = gx_asprintf("%s/hostile", trees_dir);
	struct gx_nar_memory memory = { nar->data, nar->len };
	struct stat st;

	ok(restore(nar, path, &err) < 0 && err.code == GX_EINVALID, "refused, %s: %s", why,
	   gx_err_text(&err));
	ok(lstat(path, &st) < 0, "nothing is left of it");
	ok(gx_nar_copy(gx_nar_memory_source, &memory, NULL, NULL, NULL, NULL) < 0, "nor passed on");
}

static void add_deep(struct gx_buf *nar, int depth)
{
	if (!depth) {
		words(nar, FILE_NODE);
		return;
	}
	words(nar, "( type directory entry ( name d node");
	add_deep(nar, depth - 1);
	words(nar, ") )");
}

static void test_hostile(void)
{
	GX_AUTO(buf) struct gx_buf nar = GX_BUF_INIT;

	for (size_t i = 0; i < GX_ARRAY_SIZE(hostile); i++) {
		gx_buf_reset(&nar);
		words(&nar, hostile[i].text);
		check_refused(hostile[i].why, &nar);
	}
	gx_buf_reset(&nar);
	words(&nar, "nix-archive-1 " FILE_NODE);
	nar.data[nar.len - 17] = 1;
	check_refused("padding that is not zero", &nar);
	gx_buf_reset(&nar);
	words(&nar, "nix-archive-1 ( type regular contents");
	gx_buf_add(&nar, "\0\0\0\0\0\0\0\x40some", 12);
	check_refused("a length of 4 EiB", &nar);
	gx_buf_reset(&nar);
	words(&nar, "nix-archive-1 ( type directory entry ( name");
	gx_buf_add(&nar, "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
	check_refused("a name of 2^64 - 1 bytes", &nar);
	gx_buf_reset(&nar);
	words(&nar, "nix-archive-1");
	add_deep(&nar, 600);
	check_refused("600 levels", &nar);
	gx_buf_reset(&nar);
	words(&nar, "nix-archive-1 ( type directory entry ( name");
	gx_buf_add(&nar, "\3\0\0\0\0\0\0\0a\0b\0\0\0\0\0", 16);
	words(&nar, "node " FILE_NODE " ) )");
	check_refused("a zero byte in a name", &nar);
}

/* Every proper prefix is an error, and so is a smaller limit. */
static void test_truncated(void)
{
	GX_AUTO(buf) struct gx_buf nar = GX_BUF_INIT;
	struct gx_nar_limits limits = { .max_bytes = 1000 };
	struct gx_nar_memory memory;
	size_t accepted = 0;

	read_data("nar/nar-dir-mixed.nar", &nar);
	for (size_t n = 0; n < nar.len; n++) {
		memory = (struct gx_nar_memory){ nar.data, n };
		accepted += gx_nar_copy(gx_nar_memory_source, &memory, NULL, NULL, NULL, NULL) == 0;
	}
	ok(accepted == 0, "no truncated archive is accepted");
	memory = (struct gx_nar_memory){ nar.data, nar.len };
	ok(gx_nar_copy(gx_nar_memory_source, &memory, NULL, NULL, &limits, NULL) < 0,
	   "an archive above the limit is refused");
}

static void test_deep(void)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(buf) struct gx_buf nar = GX_BUF_INIT;
	GX_AUTO(buf) struct gx_buf again = GX_BUF_INIT;
	GX_AUTO(free) char *path = gx_asprintf("%s/deep", trees_dir);

	words(&nar, "nix-archive-1");
	add_deep(&nar, 500);
	ok(restore(&nar, path, &err) == 0, "500 levels are restored: %s", gx_err_text(&err));
	ok(gx_nar_dump(path, NULL, NULL, to_buf, &again, &err) == 0 && same(&nar, &again),
	   "and dumped: %s", gx_err_text(&err));
	ok(restore(&nar, path, &err) < 0 && err.code == GX_EEXISTS, "nothing is written over: %s",
	   gx_err_text(&err));
}

static void test_kinds(void)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *path = gx_asprintf("%s/fifo", trees_dir);
	GX_AUTO(free) char *absent = gx_asprintf("%s/absent", trees_dir);
	struct gx_hash hash;

	mkfifo(path, 0600);
	ok(gx_nar_hash(GX_HASH_SHA256, path, &hash, NULL, &err) < 0, "a fifo is refused: %s",
	   gx_err_text(&err));
	ok(gx_nar_hash(GX_HASH_SHA256, absent, &hash, NULL, &err) < 0 && err.sys_errno == 2,
	   "an absent file is named: %s", gx_err_text(&err));
}

int main(void)
{
	if (trees_extract() < 0)
		return 99;
	test_archives();
	each_row("hash/guix-hash.tsv", 5, check_hash);
	test_hostile();
	test_truncated();
	test_deep();
	test_kinds();
	trees_remove();
	return done();
}
