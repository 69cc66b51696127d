/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Encodings against the recorded table, files, errors, child processes. */
#include "util/quote.h"
#include "tap.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void check_row(char *line)
{
	char *hex = strsep(&line, "\t"), *nix = strsep(&line, "\t"), *rfc = strsep(&line, "\t\n");
	unsigned char bytes[256], back[256];
	size_t len = strlen(hex) / 2;
	GX_AUTO(free) char *got = NULL;
	GX_AUTO(free) char *got_rfc = NULL;

	if (len > sizeof bytes || gx_base16_decode(hex, strlen(hex), bytes, len) < 0) {
		ok(false, "row %s is base16", hex);
		return;
	}
	got = gx_base32_str(bytes, len);
	is(got, nix, "nix-base32 of %.16s", hex);
	ok(gx_base32_decode(nix, strlen(nix), back, len) == 0 && !memcmp(bytes, back, len),
	   "nix-base32 of %.16s decodes", hex);
	got_rfc = gx_rfc4648_base32_str(bytes, len);
	is(got_rfc, rfc ? rfc : "", "base32 of %.16s", hex);
}

static void test_base32(void)
{
	GX_AUTO(free) char *path = data_path("base32/base32.tsv");
	GX_AUTO(file) FILE *file = fopen(path, "re");
	char line[2048];
	unsigned char byte;

	while (file && fgets(line, sizeof line, file))
		if (line[0] != '#' && line[0] != '\n')
			check_row(line);
	ok(gx_base32_decode("zz", 2, &byte, 1) < 0, "bits beyond the last byte are refused");
	ok(gx_base32_decode("0e", 2, &byte, 1) < 0, "foreign characters are refused");
}

static void test_base64(void)
{
	GX_AUTO(free) char *text = gx_base64_str("hello\n", 6);
	char back[16];
	size_t len;

	is(text, "aGVsbG8K", "base64 of a line");
	ok(gx_base64_decode("aGVsbG8=", 8, back, &len) == 0 && len == 5 && !memcmp(back, "hello", 5),
	   "padded base64 decodes");
	ok(gx_base64_decode("aGVsbG9=", 8, back, &len) < 0, "left-over bits are refused");
}

static void test_hash(void)
{
	struct gx_hash hash;
	GX_AUTO(free) char *text = NULL;

	gx_hash_data(GX_HASH_SHA256, "hello\n", 6, &hash);
	text = gx_base32_str(hash.bytes, hash.len);
	is(text, "00xyyr3fi8l6hb839bv3f7yb86yjv7xi1cgh1xnhipym4asvb4aq", "sha256 of a line");
}

static void test_paths(void)
{
	GX_AUTO(free) char *a = gx_path_absolute("/a/./b//../c");
	GX_AUTO(free) char *d = gx_path_dir("/a");
	GX_AUTO(free) char *j = gx_path_join("/a/", "/b");

	is(a, "/a/c", "dots and slashes are resolved");
	is(d, "/", "the directory of /a");
	is(j, "/a/b", "joined with one slash");
}

static void test_tree(void)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *dir = NULL;
	GX_AUTO(free) char *deep = NULL;
	GX_AUTO(free) char *file = NULL;
	GX_AUTO(buf) struct gx_buf buf = GX_BUF_INIT;

	ok(gx_mkdtemp("/tmp/gx-test", &dir, &err) == 0, "a temporary directory");
	deep = gx_path_join(dir, "a/b/c");
	ok(gx_mkdirs(deep, 0755, &err) == 0, "directories with parents");
	file = gx_path_join(deep, "file");
	ok(gx_file_write(file, "data", 4, 0444, &err) == 0, "a file is written");
	ok(gx_file_read(file, 100, &buf, &err) == 0, "and read");
	is(gx_buf_str(&buf), "data", "with its content");
	ok(gx_file_read("/nonexistent", 100, &buf, &err) == 1, "an absent file is +1");
	ok(gx_file_read(file, 3, &buf, &err) == -1, "a file above the limit is refused");
	chmod(deep, 0555);
	ok(gx_remove_tree(dir, &err) == 0 && !gx_exists(dir), "a tree with read-only folders is removed");
}

/* Deeper than files may be open, and than any path is long. */
static void test_deep_tree(void)
{
	struct rlimit limit, before;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *dir = NULL;
	int at, above = -1;

	gx_mkdtemp("/tmp/gx-test", &dir, &err);
	at = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	for (int i = 0; i < 2000; i++) {
		mkdirat(at, "d", 0700);
		if (above >= 0 && i % 3 == 0)
			fchmodat(above, "d", 0500, 0);
		close(above);
		above = at;
		at = openat(above, "d", O_PATH | O_DIRECTORY | O_CLOEXEC);
	}
	close(above);
	close(at);
	getrlimit(RLIMIT_NOFILE, &before);
	limit = before;
	limit.rlim_cur = 100;
	setrlimit(RLIMIT_NOFILE, &limit);
	ok(at >= 0 && gx_remove_tree(dir, &err) == 0 && !gx_exists(dir), "a very deep tree is removed: %s",
	   gx_err_text(&err));
	setrlimit(RLIMIT_NOFILE, &before);
}

/* Every character comes back from the shell that reads it. */
static void test_quote(void)
{
	GX_AUTO(buf) struct gx_buf word = GX_BUF_INIT, inside = GX_BUF_INIT, out = GX_BUF_INIT;
	char all[128] = { 0 };
	GX_AUTO(free) char *command = NULL;
	char *argv[] = { "sh", "-c", NULL, NULL };
	int status;

	for (int c = 1; c < 127; c++)
		all[c - 1] = (char)c;
	gx_quote_word(&word, all);
	gx_quote_inside(&inside, all);
	command = gx_asprintf("printf '%%s' %s; printf '%%s' \"%s\"", word.data, inside.data);
	argv[2] = command;
	ok(gx_spawn_capture(&(struct gx_spawn_opts){ .argv = argv }, 1000, &out, &status, NULL) == 0 &&
	   status == 0 && out.len == 252 && !memcmp(out.data, all, 126) &&
	   !memcmp(out.data + 126, all, 126), "a shell reads quoted text as it was");
	gx_buf_reset(&out);
	gx_quote_fish(&out, "it's a \\");
	is(out.data, "'it\\'s a \\\\'", "fish has its own rules");
}

static void test_spawn(void)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(buf) struct gx_buf out = GX_BUF_INIT;
	char *argv[] = { "sh", "-c", "echo hi; exit 3", NULL };
	char *none[] = { "/nonexistent/program", NULL };
	struct gx_spawn_opts opts = { .argv = argv };
	int status;
	pid_t pid;

	ok(gx_spawn_capture(&opts, 100, &out, &status, &err) == 0 && status == 3, "status is kept");
	is(gx_buf_str(&out), "hi\n", "output is captured");
	opts.argv = none;
	ok(gx_spawn(&opts, &pid, &err) < 0 && strstr(err.msg, "/nonexistent/program"),
	   "a missing program is named: %s", gx_err_text(&err));
}

static bool reads_as(const char *file, const char *want)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	int r = gx_sealed_read(file, 1000, &text);

	return want ? r == 0 && !strcmp(gx_buf_str(&text), want) : r == -1 && !text.len;
}

static void write_sealed(const char *file, const char *words)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	gx_buf_adds(&text, words);
	gx_sealed_write(file, 0600, &text);
}

/* Each byte of a sealed file counts, and each length. */
static void damage_sealed(const char *file)
{
	GX_AUTO(buf) struct gx_buf bytes = GX_BUF_INIT;
	bool noticed = true;

	gx_file_read(file, 1000, &bytes, NULL);
	for (size_t i = 0; i < bytes.len; i++) {
		bytes.data[i] ^= 1;
		gx_file_write(file, bytes.data, bytes.len, 0600, NULL);
		noticed &= reads_as(file, NULL);
		bytes.data[i] ^= 1;
		gx_file_write(file, bytes.data, i, 0600, NULL);
		noticed &= reads_as(file, NULL);
	}
	ok(noticed, "no byte of it can change or be missing");
}

static void test_sealed(void)
{
	GX_AUTO(free) char *dir = NULL, *file = NULL, *inside = NULL;

	gx_mkdtemp("/tmp/gx-test", &dir, NULL);
	file = gx_path_join(dir, "cache/kind/key");
	inside = gx_path_join(file, "inside");
	ok(reads_as(file, NULL), "a sealed file that is absent");
	write_sealed(file, "one\ntwo\n");
	ok(reads_as(file, "one\ntwo\n"), "is made, with its directories");
	damage_sealed(file);
	write_sealed(file, "");
	ok(reads_as(file, ""), "an empty text is one");
	unlink(file);
	gx_mkdirs(inside, 0700, NULL);
	ok(reads_as(file, NULL), "a directory is none");
	write_sealed(file, "three");
	ok(reads_as(file, "three"), "and gives way");
	unlink(file);
	symlink("nowhere", file);
	write_sealed(file, "four");
	ok(reads_as(file, "four"), "as does a link that leads nowhere");
	gx_remove_tree(dir, NULL);
}

int main(void)
{
	test_base32();
	test_base64();
	test_hash();
	test_paths();
	test_tree();
	test_deep_tree();
	test_quote();
	test_spawn();
	test_sealed();
	return done();
}
