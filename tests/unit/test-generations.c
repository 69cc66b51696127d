/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Generations of profiles: Guix's layout, numbering, patterns, locks, what a crash leaves. */
#include "fresh.h"
#include "profile/profile.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct gx_store *store;
static char *place;	/* a directory for profiles */

static char *item(const char *text)
{
	char *path = NULL;

	gx_store_add_text(store, "profile", text, strlen(text), NULL, &path, NULL);
	return path;
}

/* "2 3*": the numbers, and which one is current; "?" behind one whose item is gone. */
static char *listing(const char *profile)
{
	GX_AUTO(generations) struct gx_generations all = GX_GENERATIONS_INIT;
	struct gx_buf out = GX_BUF_INIT;

	if (gx_generations_read(gx_store_dir(store), profile, &all, NULL) < 0)
		return gx_strdup("error");
	for (size_t i = 0; i < all.n; i++)
		gx_buf_addf(&out, "%s%lu%s%s", i ? " " : "", all.v[i].number,
			    all.v[i].item ? "" : "?",
			    all.exists && all.current == all.v[i].number ? "*" : "");
	gx_buf_adds(&out, "");
	return gx_buf_take(&out);
}

static void is_listed(const char *profile, const char *want, const char *what)
{
	GX_AUTO(free) char *got = listing(profile);

	is(got, want, "%s", what);
}

/* The links that Guix made, as tests/data/gcroots/generations.tsv lists them. */
static void test_vector(void)
{
	GX_AUTO(free) char *data = data_path("gcroots/generations.tsv");
	GX_AUTO(free) char *profile = gx_path_join(place, "prof");
	GX_AUTO(free) char *alias = gx_path_join(place, "alias"), *found = NULL, *owner = NULL;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(strv) struct gx_strv lines = GX_STRV_INIT;

	gx_file_read(data, 1 << 20, &text, NULL);
	gx_strv_split(&lines, gx_buf_str(&text), "\n");
	for (size_t i = 0; i < lines.n; i++) {
		GX_AUTO(strv) struct gx_strv cols = GX_STRV_INIT;
		GX_AUTO(free) char *link = NULL;

		gx_strv_split(&cols, lines.v[i], "\t");
		if (cols.n != 3)
			continue;
		link = gx_path_join(place, cols.v[0]);
		ok(symlink(cols.v[2], link) == 0, "%s as Guix made it", cols.v[0]);
	}
	is_listed(profile, "2? 3?*", "a profile that Guix made is understood");
	ok(symlink(profile, alias) == 0 && gx_profile_place(alias, &found, NULL) == 0,
	   "a link to a profile");
	is(found, profile, "stands for it");
	owner = gx_generation_profile("/a/b-c-12-link");
	is(owner, "/a/b-c", "the profile of a generation");
	ok(!gx_generation_profile("/a/b-link") && !gx_generation_profile("/a/b-x1-link") &&
	   !gx_generation_profile("/a/b-01-link") && !gx_generation_profile("/a/1-link"),
	   "other links have none");
}

static void test_life(void)
{
	GX_AUTO(free) char *profile = gx_path_join(place, "life");
	GX_AUTO(free) char *one = item("one"), *two = item("two"), *target = NULL;
	GX_AUTO(free) char *stale = gx_asprintf("%s-new-link", profile);
	GX_AUTO(roots) struct gx_roots roots = { NULL, 0 };
	size_t kept = 0;

	is_listed(profile, "", "a profile that is not there has no generations");
	ok(gx_generation_add(store, profile, 1, one, NULL) == 0, "the first one");
	ok(gx_generation_add(store, profile, 2, two, NULL) == 0, "the second one");
	is_listed(profile, "1 2*", "both are there");
	ok(gx_generation_switch(profile, 1, NULL) == 0, "back to the first one");
	ok(symlink("life-9-link", stale) == 0, "a gx that was killed left its new link");
	ok(gx_generation_add(store, profile, 2, one, NULL) == 0, "what was undone is replaced");
	is_listed(profile, "1 2*", "under the same number");
	ok(gx_readlink(profile, &target, NULL) == 0 && !strcmp(target, "life-2-link"),
	   "the profile is a relative link");
	gx_store_roots(store, &roots, NULL);
	for (size_t i = 0; i < roots.n; i++)
		kept += strstr(roots.v[i].link, "/life-") != NULL;
	ok(kept == 2, "each generation is a root");
	ok(gx_generation_switch(profile, 7, NULL) < 0, "there is no generation 7");
	ok(gx_generation_delete(profile, 1, NULL) == 0, "the first one is deleted");
	is_listed(profile, "2*", "and gone");
}

static void test_patterns(void)
{
	enum { DAY = 86400, NOW = 100 * DAY };
	static const struct {
		const char *pattern;
		bool older;
		const char *want;	/* NULL: refused */
	} cases[] = {
		{ "3", false, "3" }, { "1,3", false, "13" }, { "2..4", false, "234" },
		{ "..2", false, "12" }, { "3..", false, "345" }, { "..", false, "12345" },
		{ "9", false, "" }, { "4..2", false, "" }, { "1,3..4,3", false, "134" },
		{ "2d", false, "45" }, { "2d", true, "123" }, { "2d..", true, "45" },
		{ "..2d", false, "123" }, { "40d..2d", false, "23" }, { "1m", true, "1" },
		{ "1w", true, "12" }, { "1h", false, "5" }, { "3,1h", false, "35" },
		{ "2..1w", false, "2" },
		{ "", false, NULL }, { ",", false, NULL }, { "1,", false, NULL },
		{ "x", false, NULL }, { "2y", false, NULL }, { "-1", false, NULL },
		{ "1...2", false, NULL }, { "99999999999", false, NULL }, { "2dd", false, NULL },
		{ "99999999999999999999999", false, NULL },
	};
	struct gx_generation v[] = {
		{ 1, NOW - 90 * DAY, NULL }, { 2, NOW - 10 * DAY, NULL },
		{ 3, NOW - 3 * DAY, NULL }, { 4, NOW - 1 * DAY, NULL }, { 5, NOW - 60, NULL },
	};
	const struct gx_generations all = { 5, true, v, GX_ARRAY_SIZE(v) };

	for (size_t i = 0; i < GX_ARRAY_SIZE(cases); i++) {
		bool hits[GX_ARRAY_SIZE(v)];
		char got[8] = "";
		int r = gx_generations_match(&all, cases[i].pattern, cases[i].older, NOW, hits, NULL);

		for (size_t k = 0, n = 0; r == 0 && k < all.n; k++)
			if (hits[k])
				got[n++] = (char)('1' + k);
		if (cases[i].want)
			is(r == 0 ? got : "refused", cases[i].want, "pattern '%s'%s",
			   cases[i].pattern, cases[i].older ? ", older" : "");
		else
			ok(r < 0, "'%s' is no pattern", cases[i].pattern);
	}
}

/* The lock is one of the file, not of the process: a second taker waits, whoever it is. */
static void test_lock(void)
{
	GX_AUTO(free) char *profile = gx_path_join(place, "locked");
	GX_AUTO(free) char *file = gx_asprintf("%s.lock", profile);
	struct gx_profile_lock one = GX_PROFILE_LOCK_INIT, two = GX_PROFILE_LOCK_INIT;
	int status = 0;
	pid_t pid;

	ok(gx_profile_lock(profile, true, &one, NULL) == 0, "a profile is locked");
	ok(gx_profile_lock(profile, false, &two, NULL) == 1, "nobody else gets the lock");
	pid = fork();
	if (pid == 0) {
		gx_close(&one.fd);
		_exit(gx_profile_lock(profile, true, &two, NULL) == 0 ? 0 : 1);
	}
	gx_profile_unlock(&one);
	waitpid(pid, &status, 0);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 0, "who waited gets it then");
	ok(gx_profile_lock(profile, false, &two, NULL) == 0,
	   "a lock whose holder died is nobody's");
	gx_profile_unlock(&two);
	ok(access(file, F_OK) < 0, "no file is left");
}

int main(void)
{
	GX_AUTO(store) struct gx_store *opened = fresh_store();

	store = opened;
	if (!store || gx_mkdtemp("/tmp/gx-generations", &place, NULL) < 0)
		return 1;
	test_vector();
	test_life();
	test_patterns();
	test_lock();
	gx_remove_tree(place, NULL);
	gx_cleanup_store(&opened);
	fresh_remove();
	free(place);
	return done();
}
