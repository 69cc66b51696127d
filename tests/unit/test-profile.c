/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Profiles: the manifest, search paths, the union, against profiles made by GNU Guix. */
#include "profile/profile.h"
#include "tap.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char *scratch, *store_dir;

static char *slurp(const char *path)
{
	GX_AUTO(buf) struct gx_buf buf = GX_BUF_INIT;

	if (gx_file_read(path, 1 << 24, &buf, NULL))
		return NULL;
	return gx_buf_take(&buf);
}

static char *vector(const char *tag, const char *file)
{
	GX_AUTO(free) char *name = gx_asprintf("profile/%s/%s", tag, file);
	GX_AUTO(free) char *path = data_path(name);

	return slurp(path);
}

/* The packages of the vectors: inputs.tsv lists name, kind and mode. */
static void make_inputs(void)
{
	GX_AUTO(free) char *path = data_path("profile/inputs.tsv");
	GX_AUTO(free) char *text = slurp(path);
	GX_AUTO(strv) struct gx_strv lines = GX_STRV_INIT;

	gx_strv_split(&lines, text, "\n");
	for (size_t i = 0; i < lines.n; i++) {
		GX_AUTO(strv) struct gx_strv cols = GX_STRV_INIT;
		GX_AUTO(free) char *file = NULL;

		gx_strv_split(&cols, lines.v[i], "\t");
		file = gx_path_join(store_dir, cols.v[0]);
		if (!strcmp(cols.v[1], "d"))
			gx_mkdirs(file, 0755, NULL);
		else
			gx_file_write(file, cols.v[0], strlen(cols.v[0]), 0644, NULL);
	}
}

static void list_tree(const char *root, const char *below, struct gx_strv *out)
{
	GX_AUTO(free) char *dir = *below ? gx_path_join(root, below) : gx_strdup(root);
	GX_AUTO(dir) DIR *d = opendir(dir);
	struct dirent *entry;

	gx_strv_pushf(out, "%s\td\t", below);
	while (d && (entry = readdir(d))) {
		GX_AUTO(free) char *name = NULL, *file = NULL, *target = NULL;
		struct stat st;

		if (entry->d_name[0] == '.')
			continue;
		name = *below ? gx_path_join(below, entry->d_name) : gx_strdup(entry->d_name);
		file = gx_path_join(root, name);
		lstat(file, &st);
		if (S_ISDIR(st.st_mode))
			list_tree(root, name, out);
		else if (gx_readlink(file, &target, NULL) == 0)
			gx_strv_pushf(out, "%s\tl\t%s", name, target);
		else
			gx_strv_pushf(out, "%s\tf\t", name);
	}
}

/* tree.tsv without the modes, which are the store's business. */
static char *expected_tree(const char *tag)
{
	GX_AUTO(free) char *text = vector(tag, "tree.tsv");
	GX_AUTO(strv) struct gx_strv out = GX_STRV_INIT;

	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		char *kind = strchr(line, '\t') + 1, *mode = strchr(kind, '\t') + 1;
		char *target = strchr(mode, '\t');

		gx_strv_pushf(&out, "%.*s%s", (int)(mode - line), line, target ? target + 1 : "");
	}
	gx_strv_sort(&out);
	return gx_strv_join(&out, "\n");
}

static void replay(const char *tag)
{
	GX_AUTO(manifest) struct gx_manifest *manifest = NULL;
	GX_AUTO(manifest) struct gx_manifest *again = NULL;
	GX_AUTO(search_paths) struct gx_search_paths paths = GX_SEARCH_PATHS_INIT;
	GX_AUTO(strv) struct gx_strv items = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv tree = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv warnings = GX_STRV_INIT;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(buf) struct gx_buf twice = GX_BUF_INIT;
	GX_AUTO(free) char *bytes = vector(tag, "manifest"), *logical = vector(tag, "store-path");
	GX_AUTO(free) char *out = gx_path_join(scratch, tag);
	GX_AUTO(free) char *etc = gx_path_join(out, "etc/profile");
	GX_AUTO(free) char *got = NULL, *want = NULL;

	logical[strcspn(logical, "\n")] = '\0';
	if (!ok(gx_manifest_parse(bytes, strlen(bytes), &manifest, &err) == 0,
		"%s: the manifest is read", tag))
		printf("# %s\n", gx_err_text(&err));
	gx_manifest_items(manifest, &items);
	ok(gx_profile_union(store_dir, &items, out, &warnings, &err) == 0 && !warnings.n,
	   "%s: the union is made", tag);
	gx_manifest_search_paths(manifest, &paths);
	ok(gx_profile_write_etc(store_dir, out, logical, &paths, &err) == 0,
	   "%s: etc/profile is written", tag);
	got = slurp(etc);
	want = vector(tag, "etc-profile");
	is(got, want, "%s: etc/profile is Guix's", tag);
	list_tree(out, "", &tree);
	gx_strv_push(&tree, "manifest\tf\t");
	gx_strv_sort(&tree);
	free(got);
	free(want);
	got = gx_strv_join(&tree, "\n");
	want = expected_tree(tag);
	is(got, want, "%s: the tree is Guix's", tag);

	gx_manifest_format(manifest, 4, &text);
	ok(gx_manifest_parse(gx_buf_str(&text), text.len, &again, &err) == 0,
	   "%s: our own manifest is read again", tag);
	gx_manifest_format(again, 4, &twice);
	is(gx_buf_str(&twice), gx_buf_str(&text), "%s: and written alike", tag);
	gx_buf_reset(&text);
	gx_manifest_format(manifest, 3, &text);
	gx_cleanup_manifest(&again);
	ok(gx_manifest_parse(gx_buf_str(&text), text.len, &again, &err) == 0 &&
	   again->version == 3, "%s: version 3 too", tag);
}

static void put(const char *name, const char *text)
{
	GX_AUTO(free) char *file = gx_path_join(store_dir, name);
	GX_AUTO(free) char *dir = gx_path_dir(file);

	gx_mkdirs(dir, 0755, NULL);
	gx_file_write(file, text, strlen(text), 0644, NULL);
}

static void put_link(const char *name, const char *target)
{
	GX_AUTO(free) char *file = gx_path_join(store_dir, name);
	GX_AUTO(free) char *dir = gx_path_dir(file);

	gx_mkdirs(dir, 0755, NULL);
	gx_symlink_replace(target, file, NULL);
}

#define H1 "11111111111111111111111111111111"
#define H2 "22222222222222222222222222222222"
#define H3 "33333333333333333333333333333333"

static char *link_of(const char *out, const char *name)
{
	GX_AUTO(free) char *file = gx_path_join(out, name);
	char *target = NULL;

	return gx_readlink(file, &target, NULL) == 0 ? target : gx_strdup("no link");
}

static void test_collisions(void)
{
	GX_AUTO(strv) struct gx_strv inputs = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv warnings = GX_STRV_INIT;
	GX_AUTO(free) char *out = gx_path_join(scratch, "collisions");
	GX_AUTO(free) char *a = NULL, *lib = NULL, *deep = NULL, *mixed = NULL;

	put(H1 "-a/bin/tool", "one");
	put(H1 "-a/bin/same", "equal");
	put(H1 "-a/mixed", "a file");
	put(H2 "-b/bin/tool", "two");
	put(H2 "-b/bin/same", "equal");
	put(H2 "-b/mixed/dir", "a directory");
	put(H3 "-c/real/deep/x", "x");
	put_link(H2 "-b/lib", "/gnu/store/" H3 "-c/real");
	put(H1 "-a/lib/deep/y", "y");
	gx_strv_push(&inputs, "/gnu/store/" H1 "-a");
	gx_strv_push(&inputs, "/gnu/store/" H2 "-b");
	ok(gx_profile_union(store_dir, &inputs, out, &warnings, NULL) == 0,
	   "a union with collisions is made");
	ok(warnings.n == 2, "two collisions are told, equal files are none");
	is(warnings.n ? warnings.v[0] : "", "bin/tool is in both /gnu/store/" H1 "-a and /gnu/store/"
	   H2 "-b; the first one is taken", "the warning names file and owners");
	a = link_of(out, "bin/tool");
	is(a, "/gnu/store/" H1 "-a/bin/tool", "the first one wins");
	mixed = link_of(out, "mixed");
	is(mixed, "/gnu/store/" H1 "-a/mixed", "also between a file and a directory");
	lib = link_of(out, "lib/deep/x");
	is(lib, "/gnu/store/" H2 "-b/lib/deep/x", "links into the store count as directories");
	deep = link_of(out, "lib/deep/y");
	is(deep, "/gnu/store/" H1 "-a/lib/deep/y", "and are joined");
}

static void test_search_paths(void)
{
	static const char lines[] = "XML\t \tregular\t^catalog\\.xml$\txml\n"
		"CERT\t\tregular\t\tetc/ca.crt\tetc/other.crt\n"
		"RUBY\t:\t\t\tlib/ruby\tlib/none\n"
		"PATH\t:\tdirectory\t\tbin\tsbin\n";
	GX_AUTO(search_paths) struct gx_search_paths paths = GX_SEARCH_PATHS_INIT;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;

	put(H3 "-c/xml/a/catalog.xml", "");
	put(H3 "-c/xml/catalog.xml", "");
	put(H3 "-c/xml/notcatalog.xml", "");
	put(H3 "-c/etc/ca.crt", "");
	put(H3 "-c/etc/other.crt", "");
	put(H3 "-c/lib/ruby/x", "");
	ok(gx_search_paths_parse(lines, &paths, &err) == 0 && paths.n == 4,
	   "lines of search paths are read");
	gx_search_paths_want_path(&paths);
	is(paths.v[0].variable, "PATH", "PATH comes first");
	for (size_t i = 0; i < paths.n; i++) {
		GX_AUTO(strv) struct gx_strv found = GX_STRV_INIT;
		GX_AUTO(free) char *text = NULL;

		gx_search_path_eval(store_dir, "/gnu/store/" H3 "-c", &paths.v[i], &found, &err);
		text = gx_strv_join(&found, ",");
		if (!strcmp(paths.v[i].variable, "XML"))
			is(text, "xml/a/catalog.xml,xml/catalog.xml", "a pattern finds files below");
		else if (!strcmp(paths.v[i].variable, "CERT"))
			is(text, "etc/ca.crt", "a variable of one value takes the first file");
		else if (!strcmp(paths.v[i].variable, "RUBY"))
			is(text, "lib/ruby", "directories that are absent are left out");
	}
	gx_search_paths_clear(&paths);
	ok(gx_search_paths_parse("ONLY\n", &paths, &err) < 0, "a line without files is refused");
}

static void test_links(void)
{
	GX_AUTO(free) char *a = NULL, *want = gx_path_join(store_dir, H3 "-c/real/deep/x");
	GX_AUTO(free) char *real_want = realpath(want, NULL);
	char *none = NULL;

	put_link(H1 "-a/loop", "loop");
	put_link(H1 "-a/up", "../" H2 "-b/lib/deep/../deep/x");
	ok(gx_profile_resolve(store_dir, "/gnu/store/" H1 "-a/loop", &none, NULL) == 1,
	   "a circle of links leads nowhere");
	ok(gx_profile_resolve(store_dir, "/gnu/store/" H1 "-a/up", &a, NULL) == 0,
	   "links are followed across items");
	is(a, real_want, "to the file below the physical store");
}

/* 200 packages of 50 files each that share three directories. */
static void test_speed(void)
{
	GX_AUTO(strv) struct gx_strv inputs = GX_STRV_INIT;
	GX_AUTO(free) char *out = gx_path_join(scratch, "large");
	struct timespec a, b;
	double ms;

	for (int i = 0; i < 200; i++) {
		GX_AUTO(free) char *item = gx_asprintf("%s/%032d-p%d", store_dir, i, i);

		for (int k = 0; k < 50; k++) {
			GX_AUTO(free) char *file = gx_asprintf("%s/%s/f%d-%d", item, k % 3 == 0 ?
				"bin" : k % 3 == 1 ? "lib" : "share/doc", i, k);
			GX_AUTO(free) char *dir = gx_path_dir(file);

			gx_mkdirs(dir, 0755, NULL);
			close(open(file, O_CREAT | O_WRONLY | O_CLOEXEC, 0644));
		}
		gx_strv_pushf(&inputs, "/gnu/store/%032d-p%d", i, i);
	}
	clock_gettime(CLOCK_MONOTONIC, &a);
	ok(gx_profile_union(store_dir, &inputs, out, NULL, NULL) == 0,
	   "10,000 entries are joined");
	clock_gettime(CLOCK_MONOTONIC, &b);
	ms = (double)(b.tv_sec - a.tv_sec) * 1e3 + (double)(b.tv_nsec - a.tv_nsec) / 1e6;
	printf("# in %.0f ms\n", ms);
}

int main(void)
{
	static const char *const tags[] = { "p0", "p1", "p2", "p3" };
	/* in memory where possible: the speed of making links is the disk's, not ours */
	const char *tmp = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	GX_AUTO(free) char *prefix = gx_path_join(tmp, "gx-profile");

	if (gx_mkdtemp(prefix, &scratch, NULL) < 0)
		return 1;
	store_dir = gx_path_join(scratch, "gnu/store");
	gx_mkdirs(store_dir, 0755, NULL);
	make_inputs();
	for (size_t i = 0; i < GX_ARRAY_SIZE(tags); i++)
		replay(tags[i]);
	test_collisions();
	test_search_paths();
	test_links();
	test_speed();
	gx_remove_tree(scratch, NULL);
	free(scratch);
	free(store_dir);
	return done();
}
