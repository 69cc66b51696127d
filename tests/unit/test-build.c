/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The builder's parts that need no sandbox: logs, environments, comparing, words. */
#include "build/build.h"
#include "build/sizes.h"
#include "build/environ.h"
#include "build/log.h"
#include "build/output.h"
#include "tap.h"
#include "util/progress.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static char *scratch;

static void write_at(const char *name, const char *text, mode_t mode)
{
	GX_AUTO(free) char *path = gx_path_join(scratch, name);
	GX_AUTO(free) char *dir = gx_path_dir(path);

	gx_mkdirs(dir, 0755, NULL);
	gx_file_write(path, text, strlen(text), mode, NULL);
}

static void test_log(void)
{
	GX_AUTO(free) char *path = gx_path_join(scratch, "log/ab/x.gz");
	GX_AUTO(free) char *shown = gx_path_join(scratch, "shown");
	GX_AUTO(buf) struct gx_buf tail = GX_BUF_INIT, text = GX_BUF_INIT;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	struct gx_build_log *log = NULL;
	GX_AUTO(fd) int fd = open(shown, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	ok(gx_build_log_open(path, &log, &err) == 0, "a log is opened, its directory made");
	for (int i = 0; i < 5000; i++) {
		char line[32];

		snprintf(line, sizeof line, "line %d\n", i);
		gx_build_log_add(log, line, strlen(line));
	}
	gx_build_log_tail(log, 2, "> ", &tail);
	is(gx_buf_str(&tail), "> line 4998\n> line 4999", "its last lines are remembered");
	gx_buf_reset(&tail);
	gx_build_log_add(log, "no newline \x01\r", 13);
	gx_build_log_tail(log, 1, "", &tail);
	is(gx_buf_str(&tail), "no newline ?", "an unfinished line counts; control characters do not");
	gx_build_log_close(log);
	ok(gx_build_log_show(path, fd, &err) == 0 && lseek(fd, 0, SEEK_SET) == 0 &&
	   gx_fd_read_all(fd, 1 << 20, &text, &err) == 0 && text.len == 48903 &&
	   !strncmp(text.data, "line 0\nline 1\n", 14), "the log is read back whole");
	log = NULL;
	gx_build_log_open(path, &log, &err);
	gx_build_log_close(log);
	ok(gx_build_log_show(path, fd, &err) == 0, "an empty log can be shown");
}

static struct gx_drv *sample(void)
{
	static const char text[] =
		"Derive([(\"out\",\"/gnu/store/00000000000000000000000000000000-x\",\"sha256\","
		"\"5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03\")],[],[],"
		"\"x86_64-linux\",\"/b\",[],[(\"HOME\",\"/mine\"),(\"PWD\",\"/not\"),"
		"(\"impureEnvVars\",\"GX_TEST_SET GX_TEST_UNSET\"),"
		"(\"out\",\"/gnu/store/00000000000000000000000000000000-x\")])";
	struct gx_drv *drv = NULL;

	gx_drv_parse(text, sizeof text - 1, &drv, NULL);
	return drv;
}

static void test_environ(void)
{
	GX_AUTO(drv) struct gx_drv *drv = sample();
	GX_AUTO(strv) struct gx_strv env = GX_STRV_INIT;
	GX_AUTO(free) char *joined = NULL;

	setenv("GX_TEST_SET", "yes", 1);
	unsetenv("GX_TEST_UNSET");
	gx_build_environ(drv, "/tmp/t", 3, &env);
	joined = gx_strv_join(&env, " ");
	is(joined, "GX_TEST_SET=yes GX_TEST_UNSET= HOME=/mine NIX_BUILD_CORES=3 "
	   "NIX_BUILD_TOP=/tmp/t NIX_OUTPUT_CHECKED=1 NIX_STORE=/gnu/store PATH=/path-not-set "
	   "PWD=/tmp/t TEMP=/tmp/t TEMPDIR=/tmp/t TMP=/tmp/t TMPDIR=/tmp/t "
	   "impureEnvVars=GX_TEST_SET GX_TEST_UNSET "
	   "out=/gnu/store/00000000000000000000000000000000-x",
	   "a derivation overrides the defaults, the build directory overrides it");
	setenv("https_proxy", "http://p", 1);
	gx_build_environ_host(drv, &env);
	ok(gx_strv_has(&env, "https_proxy=http://p"), "a download is told of proxies");
	ok(gx_strv_has(&env, "GX_TEST_SET=yes"), "… and the derivation's own variables stay");
}

static void test_compare(void)
{
	GX_AUTO(free) char *a = gx_path_join(scratch, "a"), *b = gx_path_join(scratch, "b");
	GX_AUTO(free) char *la = gx_path_join(a, "link"), *lb = gx_path_join(b, "link");
	GX_AUTO(buf) struct gx_buf out = GX_BUF_INIT;

	write_at("a/same", "x", 0644);
	write_at("b/same", "x", 0644);
	gx_build_compare(a, b, &out);
	is(gx_buf_str(&out), "", "equal trees do not differ");
	write_at("a/d/file", "hello", 0644);
	write_at("b/d/file", "help", 0644);
	write_at("a/old", "x", 0644);
	write_at("b/run", "x", 0644);
	write_at("a/mode", "x", 0755);
	write_at("b/mode", "x", 0644);
	if (symlink("1", la) < 0 || symlink("2", lb) < 0)
		ok(false, "links are made");
	gx_build_compare(a, b, &out);
	is(gx_buf_str(&out), "  d/file: differs from byte 3 on (sizes 5 and 4)\n"
	   "  link: links to 1 and to 2\n"
	   "  mode: only one of the two is executable\n"
	   "  old: is missing the second time\n"
	   "  run: is new the second time\n", "each kind of difference is worded");
}

static void test_target(void)
{
	static const char drv[] = "/gnu/store/00000000000000000000000000000000-x.drv";
	GX_AUTO(strv) struct gx_strv outputs = GX_STRV_INIT;
	GX_AUTO(free) char *path = NULL, *bang = gx_asprintf("%s!lib,out", drv);
	GX_AUTO(free) char *empty = gx_asprintf("%s!", drv);
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;

	ok(gx_build_target_parse(bang, &path, &outputs, &err) == 0 && outputs.n == 2,
	   "a target may name outputs");
	is(path, drv, "… after its derivation");
	ok(gx_build_target_parse(empty, &path, &outputs, &err) < 0, "an empty list is refused");
	ok(gx_build_target_parse("/etc/passwd", &path, &outputs, &err) < 0,
	   "what is no derivation is refused");
}

static void test_words(void)
{
	struct gx_build_plan_item items[] = {
		{ .drv = (char *)"/gnu/store/a.drv", .size = 3400000 },
		{ .drv = (char *)"/gnu/store/b.drv" },
	};
	struct gx_build_plan plan = {
		.builds = items + 1, .nbuilds = 1, .downloads = items, .ndownloads = 2,
		.download_bytes = 3400000,
	};
	GX_AUTO(buf) struct gx_buf out = GX_BUF_INIT;
	char size[16];

	gx_build_plan_format(&plan, &out);
	is(gx_buf_str(&out), "2 files would be downloaded (at least 3.4 MB):\n"
	   "  /gnu/store/a.drv  (3.4 MB)\n  /gnu/store/b.drv\n"
	   "1 derivation would be built:\n  /gnu/store/b.drv\n", "a plan in words");
	gx_format_size(17, size);
	is(size, "17 B", "bytes are not rounded");
	gx_format_size(999999, size);
	is(size, "1.0 MB", "sizes are rounded to the next unit");
	gx_format_size(12345, size);
	is(size, "12 kB", "two digits are enough");
}

/* Sizes: of the derivation, else of the table, else none. */
static void test_sizes(void)
{
	GX_AUTO(free) char *dir = gx_path_join(scratch, "data/channels/base");
	GX_AUTO(free) char *file = gx_path_join(dir, "download-sizes");
	GX_AUTO(free) char *data = gx_path_join(scratch, "data");
	GX_AUTO(sizes) struct gx_sizes sizes = GX_SIZES_INIT;
	GX_AUTO(drv) struct gx_drv *drv = gx_drv_new();
	static const char known[] = "aaaa 12345\nbbbb 99999999999999999999\ncccc -1\ndddd 7x\n";
	static const struct {
		const char *hash;
		unsigned size;
	} cases[] = { { "aaaa", 12345 }, { "bbbb", 0 }, { "cccc", 0 }, { "dddd", 0 },
		      { "aaa", 0 }, { "", 0 }, { "12345", 0 } };

	setenv("GX_DATADIR", data, 1);
	gx_sizes_read(&sizes);
	drv->outputs = gx_calloc(1, sizeof *drv->outputs);
	drv->noutputs = 1;
	drv->outputs[0] = (struct gx_drv_output){ gx_strdup("out"), gx_strdup(""),
						  gx_strdup("sha256"), gx_strdup("aaaa") };
	ok(gx_sizes_get(&sizes, drv) == 0, "without a table no size is known");
	ok(gx_mkdirs(dir, 0755, NULL) == 0 && gx_file_write(file, known, strlen(known), 0644, NULL) == 0,
	   "a table");
	gx_sizes_read(&sizes);
	for (size_t i = 0; i < GX_ARRAY_SIZE(cases); i++) {
		free(drv->outputs[0].hash);
		drv->outputs[0].hash = gx_strdup(cases[i].hash);
		ok(gx_sizes_get(&sizes, drv) == cases[i].size, "the size of '%s'", cases[i].hash);
	}
	gx_drv_setenv(drv, "size", "42");
	ok(gx_sizes_get(&sizes, drv) == 42, "what the derivation says wins");
	unsetenv("GX_DATADIR");
}

static void say(struct gx_build_reporter *reporter, const char *drv, const char *text)
{
	gx_build_reporter_event(reporter, &(struct gx_build_event){
		.kind = GX_BUILD_LOG, .drv = drv, .text = text, .len = strlen(text) });
}

/* Two builds at once: a line belongs to one of them, and the last needs no end. */
static void test_logs(void)
{
	GX_AUTO(free) char *path = gx_path_join(scratch, "logs");
	GX_AUTO(fd) int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	struct gx_progress *progress = gx_progress_new(fd);
	struct gx_build_reporter *reporter = gx_build_reporter_new(progress, true);
	static const char *const names[] = { "a", "b" };

	for (int i = 0; i < 2; i++)
		gx_build_reporter_event(reporter, &(struct gx_build_event){
			.kind = GX_BUILD_STARTED, .drv = names[i], .name = names[i] });
	say(reporter, "a", "on");
	say(reporter, "b", "two\nthr");
	say(reporter, "a", "e\n");
	say(reporter, "b", "ee");
	for (int i = 0; i < 2; i++)
		gx_build_reporter_event(reporter, &(struct gx_build_event){
			.kind = GX_BUILD_SUCCEEDED, .drv = names[i], .name = names[i] });
	gx_build_reporter_free(reporter);
	gx_progress_free(progress);
	lseek(fd, 0, SEEK_SET);
	gx_fd_read_all(fd, 4096, &text, NULL);
	is(gx_buf_str(&text), "building a\nbuilding b\nb> two\na> one\nbuilt a (0.0 s)\nthree\n"
	   "built b (0.0 s)\n", "lines of two logs do not mix, and none is lost");
}

static void test_progress(void)
{
	GX_AUTO(free) char *path = gx_path_join(scratch, "screen");
	GX_AUTO(fd) int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	struct gx_progress *progress = gx_progress_new(fd);
	struct gx_build_reporter *reporter = gx_build_reporter_new(progress, true);
	struct gx_build_event event = {
		.kind = GX_BUILD_STARTED, .drv = "/gnu/store/a.drv", .name = "a",
	};

	gx_build_reporter_event(reporter, &event);
	event.kind = GX_BUILD_LOG;
	event.text = "one\ntw";
	event.len = 6;
	gx_build_reporter_event(reporter, &event);
	event.text = "o\n";
	event.len = 2;
	gx_build_reporter_event(reporter, &event);
	event.kind = GX_BUILD_SUCCEEDED;
	gx_build_reporter_event(reporter, &event);
	gx_build_reporter_free(reporter);
	gx_progress_free(progress);
	lseek(fd, 0, SEEK_SET);
	gx_fd_read_all(fd, 4096, &text, NULL);
	is(gx_buf_str(&text), "building a\none\ntwo\nbuilt a (0.0 s)\n",
	   "without a terminal: plain lines, no control characters");
}

int main(void)
{
	if (gx_mkdtemp("/tmp/gx-test-build", &scratch, NULL) < 0)
		return 1;
	test_log();
	test_environ();
	test_compare();
	test_target();
	test_words();
	test_sizes();
	test_progress();
	test_logs();
	gx_remove_tree(scratch, NULL);
	free(scratch);
	return done();
}
