/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places of files: written URL lists, apt's configuration, mirrors, remembered hosts. */
#include <sys/stat.h>
#include <unistd.h>

#include "net/download.h"
#include "net/http.h"
#include "net/net.h"
#include "net/npm.h"
#include "tap.h"

static char *joined(const struct gx_strv *list)
{
	return gx_strv_join(list, " ");
}

static void test_parse(void)
{
	static const struct { const char *text, *want; } cases[] = {
		{ "\"https://a.example/x\"", "https://a.example/x" },
		{ "https://a.example/x?y=(1)", NULL },
		{ "https://a.example/x", "https://a.example/x" },
		{ "(\"https://a/x\" \"mirror://gnu/y\")", "https://a/x mirror://gnu/y" },
		{ "()", "" },
		{ "(\"a\" b)", NULL },
		{ "(\"a\" . \"b\")", NULL },
		{ "\"a\" \"b\"", NULL },
		{ "(\"a\"", NULL },
		{ "", NULL },
	};

	for (size_t i = 0; i < GX_ARRAY_SIZE(cases); i++) {
		GX_AUTO(strv) struct gx_strv out = GX_STRV_INIT;
		GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
		int rc = gx_places_parse(cases[i].text, &out, &err);
		GX_AUTO(free) char *got = joined(&out);

		if (!cases[i].want)
			ok(rc < 0 && err.code == GX_EINVALID, "`%s' is refused", cases[i].text);
		else
			is(rc == 0 ? got : "failed", cases[i].want, "`%s' is read", cases[i].text);
	}
}

static void test_apt(void)
{
	static const char list[] =
		"# deb http://old.example/debian stable main\n"
		"deb [arch=amd64 signed-by=/x] http://one.example/debian/ bookworm main # c\n"
		"deb-src\thttps://two.example/debian bookworm main\n"
		"deb http://security.example/debian-security bookworm-security main\n"
		"deb https://vendor.example/repo stable main\n"
		"deb file:/srv/debian bookworm main";
	static const char sources[] =
		"Types: deb\n# http://comment.example/debian\n"
		"URIs: http://one.example/debian\n  https://three.example/debian/\nSuites: x\n\n"
		"Enabled: no\nURIs: http://off.example/debian\n\n"
		"uris: http://four.example/debian-security http://five.example/debian";
	GX_AUTO(strv) struct gx_strv a = GX_STRV_INIT, b = GX_STRV_INIT;
	GX_AUTO(free) char *text = NULL, *text2 = NULL, *proxy = NULL;

	gx_apt_parse_list(list, sizeof list - 1, &a);
	text = joined(&a);
	is(text, "http://one.example/debian https://two.example/debian file:/srv/debian",
	   "a sources.list names the mirrors of Debian's main archive");
	gx_apt_parse_sources(sources, sizeof sources - 1, &b);
	text2 = joined(&b);
	is(text2, "http://one.example/debian https://three.example/debian "
	   "http://five.example/debian", "deb822 sources do, without the disabled ones");
	proxy = gx_apt_parse_proxy("// x\nAcquire::http::Proxy \"http://cache:3142\";\n");
	is(proxy, "http://cache:3142", "apt's proxy is found");
}

static void test_apt_root(const char *dir)
{
	GX_AUTO(free) char *parts = gx_asprintf("%s/etc/apt/sources.list.d", dir);
	GX_AUTO(free) char *file = gx_asprintf("%s/a.sources", parts);
	GX_AUTO(free) char *mirrors = gx_asprintf("%s/etc/apt/mirrors.list", dir);
	GX_AUTO(strv) struct gx_strv out = GX_STRV_INIT;
	GX_AUTO(free) char *text = NULL;
	static const char sources[] = "URIs: mirror+file:///etc/apt/mirrors.list\n";
	static const char lines[] = "https://m1.example/debian/ priority:1\n"
		"http://m2.example/debian\n";

	gx_mkdirs(parts, 0755, NULL);
	gx_file_write(file, sources, sizeof sources - 1, 0644, NULL);
	gx_file_write(mirrors, lines, sizeof lines - 1, 0644, NULL);
	setenv("GX_DEBIAN_MIRROR", "http://mine.example/debian/", 1);
	gx_apt_mirrors(dir, &out);
	unsetenv("GX_DEBIAN_MIRROR");
	text = joined(&out);
	is(text, "http://mine.example/debian https://m1.example/debian http://m2.example/debian",
	   "GX_DEBIAN_MIRROR comes first, a list of mirrors is followed");
}

static void test_expand(void)
{
	GX_AUTO(strv) struct gx_strv urls = GX_STRV_INIT, out = GX_STRV_INIT, none = GX_STRV_INIT;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *text = NULL;
	struct gx_hash hash;

	gx_hash_data(GX_HASH_SHA256, "x", 1, &hash);
	setenv("GX_DEBIAN_MIRROR", "http://d.example/debian", 1);
	setenv("GX_CACHE_URLS", "https://c.example/", 1);
	setenv("npm_config_registry", "https://n.example/", 1);
	gx_strv_push(&urls, "mirror://debian/pool/x.deb");
	gx_strv_push(&urls, "mirror://npm/left/-/left-1.tgz");
	gx_strv_push(&urls, "https://u.example/x");
	gx_strv_push(&urls, "https://u.example/x");
	ok(gx_places_expand(&urls, &hash, "x.deb", &out, &err) == 0, "places are found");
	ok(gx_strv_has(&out, "http://d.example/debian/pool/x.deb"), "Debian's mirror is one");
	ok(gx_strv_has(&out, "https://n.example/left/-/left-1.tgz"), "npm's registry is one");
	is(out.v[out.n - 1], "https://c.example/file/x.deb/sha256/"
	   "10a83a91g1r50bdw8g4hn47m7j7m6angpabwc80l9c16nx11cw9d", "a cache by content is last");
	gx_strv_clear(&urls);
	gx_strv_push(&urls, "mirror://nobody/x");
	ok(gx_places_expand(&urls, NULL, "x", &none, &err) < 0 && err.code == GX_ENET,
	   "an unknown mirror is an error");
	unsetenv("GX_CACHE_URLS");
	unsetenv("GX_DEBIAN_MIRROR");
}

static void test_npmrc(void)
{
	static const char text[] =
		"; comment\n# another\n registry = \"http://r.example/\" \r\nempty\n=x\n"
		"a=1 ; rest\nb=${GX_TEST}/${GX_NONE}/${GX_NONE?}\nc=x\\;y\n[s]\nd=2\n";
	GX_AUTO(strv) struct gx_strv all = GX_STRV_INIT, foreign = GX_STRV_INIT;
	GX_AUTO(free) char *got = NULL, *guarded = NULL;

	setenv("GX_TEST", "t", 1);
	gx_npm_parse(text, sizeof text - 1, true, &all);
	got = joined(&all);
	is(got, "registry http://r.example/ a 1 b t/${GX_NONE}/ c x;y",
	   "an npmrc is read as npm reads it");
	gx_npm_parse(text, sizeof text - 1, false, &foreign);
	guarded = joined(&foreign);
	is(guarded, "registry http://r.example/ a 1 c x;y", "a project's learns no variable");
}

static void test_npm_authorization(void)
{
	static const struct { const char *npmrc, *url, *want; } cases[] = {
		{ "//r.example/:_authToken=t", "https://r.example", "Bearer t" },
		{ "//r.example/:_authToken=t", "https://r.example/a/b", "Bearer t" },
		{ "//r.example/a/:_authToken=t", "https://r.example/a", "Bearer t" },
		{ "//r.example/a/:_authToken=t", "https://r.example/b", NULL },
		{ "//r.example/:_authToken=t", "https://r.example.org", NULL },
		{ "//r.example:80/:_authToken=t", "https://r.example", NULL },
		{ "//r.example/:_auth=dTpw", "http://r.example", "Basic dTpw" },
		{ "//r.example/:username=u\n//r.example/:_password=cA==", "http://r.example",
		  "Basic dTpw" },
		{ "//r.example/:username=u\n//r.example/:_password=?", "http://r.example", NULL },
		{ "//r.example/:_authToken=a\tb", "http://r.example", NULL },
		{ "_authToken=t", "http://r.example", NULL },
	};

	for (size_t i = 0; i < GX_ARRAY_SIZE(cases); i++) {
		GX_AUTO(strv) struct gx_strv all = GX_STRV_INIT;
		GX_AUTO(free) char *got = NULL;

		gx_npm_parse(cases[i].npmrc, strlen(cases[i].npmrc), true, &all);
		got = gx_npm_authorization(&all, cases[i].url);
		is(got ? got : "none", cases[i].want ? cases[i].want : "none",
		   "the secret for %s of case %zu", cases[i].url, i);
	}
}

/* From the first place that has it: own variable, npm's, the project's, the user's, the
 * machine's file. */
static void test_npm_order(const char *dir)
{
	GX_AUTO(free) char *project = gx_asprintf("%s/project", dir);
	GX_AUTO(free) char *below = gx_asprintf("%s/src", project);
	GX_AUTO(free) char *package = gx_asprintf("%s/package.json", project);
	char *files[] = { gx_asprintf("%s/npmrc", dir),
		gx_asprintf("%s/.npmrc", dir), gx_asprintf("%s/.npmrc", project) };
	static const char *const names[] = { "machine", "user", "project" };

	setenv("npm_config_globalconfig", files[0], 1);
	setenv("HOME", dir, 1);
	gx_mkdirs(below, 0755, NULL);
	gx_file_write(package, "{}", 2, 0644, NULL);
	for (size_t i = 0; i < 6; i++) {
		GX_AUTO(npm) struct gx_npm npm = GX_NPM_INIT;
		GX_AUTO(free) char *want = gx_asprintf(i ? "http://%s.example" : "none",
			i == 4 ? "variable" : i == 5 ? "own" : names[i - !!i]);

		if (i > 0 && i < 4) {
			GX_AUTO(free) char *text = gx_asprintf("registry=http://%s.example/\n",
							       names[i - 1]);
			gx_file_write(files[i - 1], text, strlen(text), 0644, NULL);
		}
		if (i == 4)
			setenv("NPM_CONFIG_REGISTRY", "http://variable.example//", 1);
		if (i == 5)
			setenv("GX_NPM_REGISTRY", "http://u:p%21@own.example", 1);
		gx_npm_find(below, &npm);
		is(npm.registry ? npm.registry : "none", want, "registry %s", want);
		is(npm.authorization ? npm.authorization : "none", i == 5 ? "Basic dTpwIQ==" : "none",
		   "and what it may see");
		ok(!gx_npm_owns(&npm, "http://u.example/") && (i != 5 ||
		   gx_npm_owns(&npm, "http://own.example/x")), "for its own files only");
	}
	for (size_t i = 0; i < GX_ARRAY_SIZE(files); i++)
		free(files[i]);
	unsetenv("NPM_CONFIG_REGISTRY");
	unsetenv("GX_NPM_REGISTRY");
}

static void test_hosts(const char *dir)
{
	GX_AUTO(free) char *file = gx_path_join(dir, "hosts"), *address = NULL;

	ok(!gx_hosts_dead(file, "http://a.example/x"), "no host is dead at first");
	gx_hosts_note(file, "http://u:p@a.example:80/x", true);
	ok(gx_hosts_dead(file, "https://a.example:80/y"), "a noted host is");
	ok(!gx_hosts_dead(file, "https://a.example/y"), "another port of it is not");
	ok(!gx_hosts_dead(file, "https://b.a.example:80/y"), "another host is not");
	gx_hosts_note(file, "http://a.example:80/", false);
	ok(!gx_hosts_dead(file, "https://a.example:80/y"), "it may come back");
	gx_hosts_note_address(file, "http://a.example/x", "192.0.2.1");
	address = gx_hosts_address(file, "http://a.example/y");
	is(address, "a.example:80:192.0.2.1", "an address is remembered");
	ok(!gx_hosts_address(file, "https://a.example/y"), "for its port only");
}

static void test_derivation(void)
{
	static const char text[] = "Derive([(\"out\",\"/gnu/store/"
		"0n46z86wircz39m8x04qqlfpvyz7appf-fixed.txt\",\"sha256\",\"5891b5b522d5df086d0ff0b1"
		"10fbd9d21bb4fc7163af34d08286a2e846f6be03\")],[],[],\"x86_64-linux\","
		"\"builtin:download\",[],[(\"out\",\"/gnu/store/0n46z86wircz39m8x04qqlfpvyz7appf-"
		"fixed.txt\"),(\"url\",\"\\\"http://a/b\\\"\")])";
	GX_AUTO(drv) struct gx_drv *drv = NULL;
	GX_AUTO(download) struct gx_download dl = GX_DOWNLOAD_INIT;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;

	if (!ok(gx_drv_parse(text, sizeof text - 1, &drv, &err) == 0 &&
		gx_download_from_drv(drv, &dl, &err) == 0, "a download is read from its derivation"))
		printf("# %s\n", gx_err_text(&err));
	is(dl.name, "fixed.txt", "its name");
	is(dl.places.n ? dl.places.v[0] : "", "http://a/b", "its place");
	ok(!dl.recursive && dl.hash.len == 32 && dl.hash.bytes[0] == 0x58, "its hash");
}

int main(void)
{
	GX_AUTO(free) char *dir = NULL;

	if (gx_mkdtemp("/tmp/gx-net", &dir, NULL) < 0)
		return 1;
	test_parse();
	test_apt();
	test_apt_root(dir);
	test_expand();
	unsetenv("npm_config_registry");
	test_npmrc();
	test_npm_authorization();
	test_npm_order(dir);
	test_hosts(dir);
	test_derivation();
	gx_remove_tree(dir, NULL);
	return done();
}
