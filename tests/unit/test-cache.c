/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The evaluation cache: bytes, the directory, and whether facts hold. */
#include "cache/cache.h"
#include "tap.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char *scratch;

static char *in_scratch(const char *name)
{
	return gx_path_join(scratch, name);
}

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0 || write(fd, text, strlen(text)) < 0 || close(fd) < 0)
		abort();
}

/* Make PATH look old: settled. */
static void age(const char *path, long seconds)
{
	struct timespec t[2];

	clock_gettime(CLOCK_REALTIME, &t[0]);
	t[0].tv_sec -= seconds;
	t[1] = t[0];
	utimensat(AT_FDCWD, path, t, 0);
}

static struct gx_cache_entry *sample(void)
{
	struct gx_cache_entry *entry = gx_cache_entry_new();
	struct gx_fact *fact;

	gx_cache_key_add(&entry->key, "shell");
	gx_cache_key_add(&entry->key, "/x/manifest.scm");
	entry->profile = gx_strdup("/gnu/store/00000000000000000000000000000000-profile");
	entry->store_root = gx_strdup("");
	entry->store_state = gx_strdup("/var/guix");
	fact = gx_cache_add_fact(entry, GX_FACT_ABSENT, "/nonexistent/file");
	fact = gx_cache_add_fact(entry, GX_FACT_NOTE, "channel");
	fact->value = gx_strdup("0123");
	gx_cache_add_env(entry, GX_ENV_PREFIX, "PATH", "/gnu/store/x/bin", ":");
	gx_cache_add_env(entry, GX_ENV_SET, "CERT", "a\nb", NULL);
	gx_cache_add_env(entry, GX_ENV_UNSET, "GONE", NULL, NULL);
	return entry;
}

static void test_bytes(void)
{
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = sample();
	GX_AUTO(cache_entry) struct gx_cache_entry *again = NULL;
	GX_AUTO(buf) struct gx_buf data = GX_BUF_INIT;
	GX_AUTO(buf) struct gx_buf twice = GX_BUF_INIT;
	struct gx_cache_entry *none = NULL;
	size_t accepted = 0;

	gx_cache_format(entry, &data);
	ok(gx_cache_parse(data.data, data.len, &again, NULL) == 0, "an entry is read again");
	gx_cache_format(again, &twice);
	ok(twice.len == data.len && !memcmp(twice.data, data.data, data.len),
	   "and written alike");
	for (size_t n = 0; n < data.len; n++)
		accepted += gx_cache_parse(data.data, n, &none, NULL) == 0;
	ok(!accepted, "an entry that is cut off anywhere is refused");
	for (size_t i = 0; i < data.len; i++) {
		data.data[i] ^= 0x10;
		accepted += gx_cache_parse(data.data, data.len, &none, NULL) == 0;
		data.data[i] ^= 0x10;
	}
	ok(!accepted, "so is one with any byte changed");
}

static void test_directory(void)
{
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = sample();
	GX_AUTO(cache_entry) struct gx_cache_entry *found = NULL;
	GX_AUTO(buf) struct gx_buf other = GX_BUF_INIT;
	GX_AUTO(strv) struct gx_strv kept = GX_STRV_INIT;
	GX_AUTO(free) char *dir = in_scratch("cache/eval-1");
	GX_AUTO(free) char *file = NULL;
	char name[33];

	gx_cache_key_add(&other, "shell");
	ok(gx_cache_read(dir, &entry->key, &found, NULL) == 1, "no directory: a miss");
	ok(gx_cache_write(dir, entry, NULL) == 0, "an entry is written");
	ok(gx_cache_read(dir, &entry->key, &found, NULL) == 0, "and found");
	ok(gx_cache_read(dir, &other, &found, NULL) == 1, "another key is a miss");
	gx_cache_key_name(&entry->key, name);
	file = gx_path_join(dir, name);
	ok(gx_cache_expire(dir, 1000, &kept, NULL) == 0 && kept.n == 1, "what is used stays");
	age(file, 5000);
	gx_strv_clear(&kept);
	ok(gx_cache_expire(dir, 1000, &kept, NULL) == 0 && !kept.n && !gx_exists(file),
	   "what is not used for long goes");
	gx_cache_write(dir, entry, NULL);
	age(file, 100000);
	gx_cache_touch(dir, &entry->key);
	gx_cache_expire(dir, 1000, &kept, NULL);
	ok(kept.n == 1, "use keeps it");
	put(file, "gxcache\n garbage");
	gx_cleanup_cache_entry(&found);
	ok(gx_cache_read(dir, &entry->key, &found, NULL) == 1, "garbage is a miss");
	gx_cache_remove(dir, &entry->key);
	ok(!gx_exists(file), "an entry is removed");
}

/* An entry with one fact. */
static struct gx_cache_entry *one(enum gx_fact_type type, const char *name, const char *value)
{
	struct gx_cache_entry *entry = gx_cache_entry_new();
	struct gx_fact *fact = gx_cache_add_fact(entry, type, name);

	fact->value = value ? gx_strdup(value) : NULL;
	gx_fact_record(fact, NULL);
	return entry;
}

static void expect(const struct gx_cache_entry *entry, enum gx_cache_state want,
		   const char *sentence)
{
	static const char *const names[] = { "fresh", "unsure", "stale" };

	is(names[gx_cache_check_quick(entry, NULL)], names[want], "%s", sentence);
}

static void test_files(void)
{
	GX_AUTO(free) char *file = in_scratch("file");
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = NULL;
	bool renewed;

	put(file, "one");
	entry = one(GX_FACT_FILE, file, NULL);
	expect(entry, GX_CACHE_UNSURE, "a file that was hashed when just written is unsure");
	ok(gx_cache_check_full(entry, &renewed, NULL) == GX_CACHE_FRESH && renewed,
	   "reading shows it equal");
	entry->facts[0].settled = true;
	expect(entry, GX_CACHE_FRESH, "a settled one that looks the same is fresh");
	age(file, 100);
	expect(entry, GX_CACHE_UNSURE, "one with another time is unsure");
	ok(gx_cache_check_full(entry, &renewed, NULL) == GX_CACHE_FRESH && renewed,
	   "reading shows it equal again");
	entry->facts[0].settled = true;
	expect(entry, GX_CACHE_FRESH, "and renews what is recorded");
	put(file, "two");
	expect(entry, GX_CACHE_UNSURE, "the same size with another content is unsure");
	ok(gx_cache_check_full(entry, &renewed, NULL) == GX_CACHE_STALE, "reading shows it stale");
	put(file, "three");
	expect(entry, GX_CACHE_STALE, "another size is stale without reading");
	unlink(file);
	expect(entry, GX_CACHE_STALE, "so is a file that is gone");
}

static void test_directories(void)
{
	GX_AUTO(free) char *dir = in_scratch("dir");
	GX_AUTO(free) char *file = in_scratch("dir/b");
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = NULL;
	bool renewed;

	gx_mkdirs(dir, 0755, NULL);
	entry = one(GX_FACT_DIR, dir, NULL);
	entry->facts[0].settled = true;
	expect(entry, GX_CACHE_FRESH, "a directory that looks the same is fresh");
	put(file, "");
	ok(gx_cache_check_full(entry, &renewed, NULL) == GX_CACHE_STALE,
	   "a new name in it is noticed");
	unlink(file);
	ok(gx_cache_check_full(entry, &renewed, NULL) == GX_CACHE_FRESH,
	   "and forgotten when it is gone");
}

static void test_others(void)
{
	GX_AUTO(free) char *link = in_scratch("link");
	GX_AUTO(free) char *cwd = getcwd(NULL, 0);
	GX_AUTO(cache_entry) struct gx_cache_entry *absent = one(GX_FACT_ABSENT, link, NULL);
	GX_AUTO(cache_entry) struct gx_cache_entry *exists = one(GX_FACT_EXISTS, scratch,
								 "directory");
	GX_AUTO(cache_entry) struct gx_cache_entry *to = one(GX_FACT_LINK, link, "target");
	GX_AUTO(cache_entry) struct gx_cache_entry *here = one(GX_FACT_CWD, cwd, NULL);
	GX_AUTO(cache_entry) struct gx_cache_entry *variable = NULL;

	unsetenv("GX_TEST_VARIABLE");
	variable = one(GX_FACT_ENV, "GX_TEST_VARIABLE", NULL);
	expect(variable, GX_CACHE_FRESH, "a variable that is unset still");
	setenv("GX_TEST_VARIABLE", "", 1);
	expect(variable, GX_CACHE_STALE, "empty is not unset");
	gx_fact_record(&variable->facts[0], NULL);
	expect(variable, GX_CACHE_FRESH, "an empty one");
	setenv("GX_TEST_VARIABLE", "x", 1);
	expect(variable, GX_CACHE_STALE, "a changed one");

	expect(absent, GX_CACHE_FRESH, "what was absent still is");
	expect(to, GX_CACHE_STALE, "a link that is not there");
	if (symlink("target", link) < 0)
		abort();
	expect(to, GX_CACHE_FRESH, "a link with its target");
	expect(absent, GX_CACHE_FRESH, "a dangling link leads to nothing");
	put(link, "");
	expect(absent, GX_CACHE_STALE, "a file that appears is noticed");
	expect(exists, GX_CACHE_FRESH, "a directory is one still");
	expect(here, GX_CACHE_FRESH, "the working directory is the same");
	if (chdir("/") < 0)
		abort();
	expect(here, GX_CACHE_STALE, "another working directory is noticed");
}

int main(void)
{
	if (gx_mkdtemp("/tmp/gx-cache", &scratch, NULL) < 0)
		return 1;
	test_bytes();
	test_directory();
	test_files();
	test_directories();
	test_others();
	gx_remove_tree(scratch, NULL);
	free(scratch);
	return done();
}
