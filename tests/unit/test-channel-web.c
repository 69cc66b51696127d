/* SPDX-License-Identifier: GPL-3.0-or-later */
/* URLs, the patterns of git's settings, and what credential helpers say. */
#include "channel/credential.h"
#include "channel/gitconfig.h"
#include "tap.h"

#include <stdlib.h>

/* TEXT taken apart, as "scheme|user|password|host|port|path", or "none". */
static void parses(const char *text, const char *want)
{
	GX_AUTO(url) struct gx_url u = GX_URL_INIT;
	GX_AUTO(free) char *got = NULL;

	if (gx_url_parse(text, &u) < 0)
		got = gx_strdup("none");
	else
		got = gx_asprintf("%s|%s|%s|%s|%s|%s", u.scheme, u.user ? u.user : "-",
				  u.password ? u.password : "-", u.host, u.port ? u.port : "-", u.path);
	is(got, want, "%s", text);
}

static void shows(const char *text, const char *want)
{
	GX_AUTO(free) char *got = gx_url_shown(text);

	is(got, want, "%s is shown without secrets", text);
}

/* Which of two patterns says more of URL: "<", ">" or "="; "-" where one does not hold. */
static void compares(const char *url, const char *a, const char *b, const char *want)
{
	GX_AUTO(url) struct gx_url u = GX_URL_INIT;
	struct gx_urlmatch ma, mb;
	const char *got = "-";

	gx_url_parse(url, &u);
	if (gx_urlmatch(a, &u, &ma) && gx_urlmatch(b, &u, &mb)) {
		int c = gx_urlmatch_compare(&ma, &mb);

		got = c < 0 ? "<" : c > 0 ? ">" : "=";
	}
	is(got, want, "%s: %s %s %s", url, a, want, b);
}

static void holds(const char *pattern, const char *url, bool want)
{
	GX_AUTO(url) struct gx_url u = GX_URL_INIT;
	struct gx_urlmatch match;

	ok(gx_url_parse(url, &u) == 0 && gx_urlmatch(pattern, &u, &match) == want, "%s %s %s", pattern,
	   want ? "holds for" : "is not about", url);
}

static void answers(const char *text, size_t len, const char *want)
{
	GX_AUTO(credential) struct gx_credential c = GX_CREDENTIAL_INIT;
	GX_AUTO(free) char *got = gx_credential_parse(text, len, &c) < 0 ? gx_strdup("none") :
		gx_asprintf("%s:%s", c.user, c.password);

	is(got, want, "an answer with %s", want);
}
#define ANSWERS(text, want) answers(text, sizeof text - 1, want)

static void test_urls(void)
{
	parses("https://example.org/a/b.git", "https|-|-|example.org|-|/a/b.git");
	parses("HTTP://Example.ORG:8080", "http|-|-|example.org|8080|/");
	parses("https://example.org:443/x", "https|-|-|example.org|-|/x");
	parses("http://example.org:/x?y#z", "http|-|-|example.org|-|/x");
	parses("http://me:p%40s%3as@h/", "http|me|p@s:s|h|-|/");
	parses("http://me@h", "http|me|-|h|-|/");
	parses("http://a@b@h/", "http|a@b|-|h|-|/");
	parses("http://[::1]:80/x", "http|-|-|[::1]|-|/x");
	parses("http://h/a/./b/../c%7e%2f%aa/", "http|-|-|h|-|/a/c~%2F%AA/");
	parses("http://h/../../x", "http|-|-|h|-|/x");
	parses("http://h/50%/%%41", "http|-|-|h|-|/50%25/%25A");
	parses("http://h/a/..", "http|-|-|h|-|/");
	parses("http:///x", "none");
	parses("http://h:99999999/", "none");
	parses("http://h:8x/", "none");
	parses("http://h\\@evil/", "none");
	parses("http://me%0ahost=evil@h/", "none");
	parses("http://h ost/", "none");
	parses("http://[::1/", "none");
	parses("ssh://h/x", "none");
	parses("/a/b", "none");
	shows("https://token@h/x", "https://h/x");
	shows("http://a:b@c@h/x@y", "http://h/x@y");
	shows("ssh://git:pw@h:22/x", "ssh://git@h:22/x");
	shows("git@h:x", "git@h:x");
}

static void test_patterns(void)
{
	holds("https://example.org", "https://example.org/x", true);
	holds("https://example.org/", "https://example.org:443", true);
	holds("https://example.org", "http://example.org/x", false);
	holds("https://example.org:8443", "https://example.org/x", false);
	holds("https://*.example.org", "https://git.example.org/x", true);
	holds("https://*.example.org", "https://a.b.example.org/x", false);
	holds("https://*.example.org", "https://example.org/x", false);
	holds("https://example.org", "https://example.org.evil/x", false);
	holds("https://example.org/a", "https://example.org/a/b", true);
	holds("https://example.org/a/", "https://example.org/a", true);
	holds("https://example.org/a", "https://example.org/ab", false);
	holds("https://example.org/%61", "https://example.org/a", true);
	holds("https://me@example.org", "https://example.org/", false);
	holds("https://me@example.org", "https://me@example.org/", true);
	holds("https://example.org", "https://me@example.org/", true);
	holds("nonsense", "https://example.org/", false);
	compares("https://a.org/x/y", "https://a.org/x", "https://a.org", ">");
	compares("https://a.org/x/y", "https://a.org/x", "https://a.org/x/", "=");
	compares("https://ab.org/x/y", "https://*.org/x/y", "https://ab.org", "<");
	compares("https://me@a.org/x", "https://me@a.org", "https://a.org", ">");
	compares("https://me@a.org/x", "https://me@a.org", "https://a.org/x", "<");
}

static void test_answers(void)
{
	GX_AUTO(buf) struct gx_buf large = GX_BUF_INIT;

	ANSWERS("protocol=https\nusername=me\npassword=a=b\n", "me:a=b");
	ANSWERS("password=x\nusername=\n", ":x");
	ANSWERS("username=a\nusername=b\npassword=x", "b:x");
	ANSWERS("username=a\npassword", "none");
	ANSWERS("", "none");
	ANSWERS("username=a\npassword=x\0y\n", "none");
	gx_buf_adds(&large, "username=a\npassword=");
	for (int i = 0; i < 70000; i++)
		gx_buf_addc(&large, 'x');
	answers(large.data, large.len, "none");
}

static void test_environment(void)
{
	GX_AUTO(gitconfig) struct gx_gitconfig *config = NULL;
	GX_AUTO(url) struct gx_url url = GX_URL_INIT;
	GX_AUTO(strv) struct gx_strv all = GX_STRV_INIT;
	GX_AUTO(free) char *joined = NULL, *rewritten = NULL;
	static const char *const settings[][2] = {
		{ "http.https://h/a.proxy", "deep" }, { "http.proxy", "flat" },
		{ "HTTP.https://H.extraHeader", "A: 1" }, { "http.extraheader", "B: 2" },
		{ "http.https://h.ExtraHeader", "C: 3" }, { "url.https://new/.insteadOf", "https://old/" },
		{ "url.https://newer/.insteadOf", "https://old/x/" },
	};

	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	setenv("GIT_CONFIG_COUNT", "7", 1);
	for (size_t i = 0; i < GX_ARRAY_SIZE(settings); i++) {
		GX_AUTO(free) char *key = gx_asprintf("GIT_CONFIG_KEY_%zu", i);
		GX_AUTO(free) char *value = gx_asprintf("GIT_CONFIG_VALUE_%zu", i);

		setenv(key, settings[i][0], 1);
		setenv(value, settings[i][1], 1);
	}
	gx_url_parse("https://h/a/b", &url);
	if (!ok(gx_gitconfig_read("/nowhere", &config, NULL) == 0, "settings of the environment"))
		return;
	is(gx_gitconfig_get(config, "http", "proxy", &url), "deep", "the better pattern counts");
	gx_gitconfig_all(config, "http", "extraheader", &url, false, &all);
	joined = gx_strv_join(&all, ",");
	is(joined, "A: 1,C: 3", "of several values those that say no less than the ones before");
	rewritten = gx_gitconfig_rewrite(config, "https://old/x/y");
	is(rewritten, "https://newer/y", "the longest insteadOf wins");
	setenv("GIT_CONFIG_COUNT", "-1", 1);
	gx_gitconfig_free(gx_steal(&config));
	ok(gx_gitconfig_read("/nowhere", &config, NULL) < 0, "a count below nothing is refused");
}

static void origin(const char *a, const char *b, bool same)
{
	ok(gx_url_same_origin(a, b) == same, "%s and %s: %s origin", a, b, same ? "the same" : "another");
}

static void test_origins(void)
{
	origin("https://registry.example.org/v2/a/blobs/uploads/?state=x", "https://Registry.example.org:443/v2/a/", true);
	origin("http://127.0.0.1:5000/v2/", "http://127.0.0.1:5000", true);
	origin("https://example.org/", "http://example.org/", false);
	origin("https://example.org/", "https://example.org:444/", false);
	origin("https://example.org/", "https://evil.example.net/", false);
	origin("https://example.org/", "https://example.org@evil.example.net/", false);
	origin("https://example.org/", "https://example.org.evil.example.net/", false);
	origin("nonsense", "nonsense", false);
}

int main(void)
{
	test_urls();
	test_origins();
	test_patterns();
	test_answers();
	test_environment();
	return done();
}
