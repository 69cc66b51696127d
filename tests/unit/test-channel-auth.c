/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verdicts that GNU Guix gave on a repository of signed commits, given again. */
#include <sys/stat.h>

#include "channel/auth.h"
#include "channel/clone.h"
#include "channel/forms.h"
#include "tap.h"

static char *last_note;

static void note(void *payload, const char *text)
{
	free(last_note);
	last_note = gx_strdup(text);
}

static void test_case(struct gx_git *git, const struct gx_strv *f, const char *cache)
{
	GX_AUTO(free) char *signer = gx_fingerprint_parse(f->v[3]);
	struct gx_auth auth = {
		.name = f->v[0], .commit = f->v[2], .signer = signer, .keyring = "keyring",
		.cache = cache, .note = note,
	};
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	bool good = !strcmp(f->v[4], "0");
	size_t checked = 0, again = 0;
	const char *words = f->n > 5 ? strstr(f->v[5], "error: ") : NULL;
	int rc;

	if (!strcmp(f->v[0], "not-descendant"))
		good = false;	/* Guix looks at nothing here */
	rc = gx_auth_check(git, &auth, f->v[1], &checked, &err);
	if (!ok(rc == (good ? 0 : -1), "%s is %s", f->v[0], good ? "authentic" : "refused"))
		printf("# %s\n", gx_err_text(&err));
	if (words) {	/* the end of Guix's line says the same */
		GX_AUTO(strv) struct gx_strv w = GX_STRV_INIT;

		gx_strv_split(&w, words + 7, " \t");
		ok(strstr(gx_err_text(&err), w.v[1]) != NULL, "%s: %s", f->v[0], gx_err_text(&err));
	}
	if (good && cache) {
		gx_auth_check(git, &auth, f->v[1], &again, &err);
		ok(checked > 0 && again == 0, "%s: %zu signatures checked, none the second time",
		   f->v[0], checked);
	}
}

static void test_cases(struct gx_git *git, const char *dir)
{
	GX_AUTO(buf) struct gx_buf table = GX_BUF_INIT;
	GX_AUTO(free) char *path = data_path("channel/authenticate.tsv");
	GX_AUTO(strv) struct gx_strv lines = GX_STRV_INIT;

	gx_file_read(path, 1 << 20, &table, NULL);
	gx_strv_split(&lines, gx_buf_str(&table), "\n");
	for (size_t i = 0; i < lines.n; i++) {
		GX_AUTO(strv) struct gx_strv fields = GX_STRV_INIT;
		GX_AUTO(free) char *cache = gx_asprintf("%s/verified-%zu", dir, i);

		if (lines.v[i][0] == '#')
			continue;
		gx_strv_split(&fields, lines.v[i], "\t");
		test_case(git, &fields, cache);
	}
}

static void test_missing(struct gx_git *git)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	struct gx_auth auth = {
		.name = "x", .commit = "e09e0c72a40ffb41f84e212345667441d97ce08a",
		.signer = "5e482d2390da1739b03f99c13129fb70655430c0", .keyring = "nowhere",
	};

	ok(gx_auth_check(git, &auth, "2e09743414691d128bf54a8ba32a403b60bbec29", NULL, &err) < 0 &&
	   strstr(gx_err_text(&err), "no keyring branch `nowhere'"), "a missing keyring branch");
	auth.keyring = "keyring";
	auth.commit = "0123456789abcdef0123456789abcdef01234567";
	ok(gx_auth_check(git, &auth, "2e09743414691d128bf54a8ba32a403b60bbec29", NULL, &err) < 0 &&
	   strstr(gx_err_text(&err), "does not exist"), "a missing introduction commit");
}

int main(void)
{
	GX_AUTO(free) char *dir = NULL, *bundle = data_path("channel/chan.bundle");
	GX_AUTO(git) struct gx_git *git = NULL;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;

	if (gx_mkdtemp("/tmp/gx-auth", &dir, NULL) < 0)
		return 1;
	if (!ok(gx_git_open(dir, "https://example.org/chan.git", &git, &err) == 0 &&
		gx_bundle_unpack(git->repo, bundle, &err) == 0, "the bundle is unpacked"))
		printf("# %s\n", gx_err_text(&err));
	test_cases(git, dir);
	test_missing(git);
	free(last_note);
	gx_remove_tree(dir, NULL);
	return done();
}
