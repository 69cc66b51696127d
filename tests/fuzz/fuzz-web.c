/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as a URL, as a pattern for URLs, and as a credential helper's answer. */
#include "fuzz.h"
#include "channel/credential.h"
#include "channel/gitconfig.h"

#include <stdlib.h>
#include <string.h>

/* What was parsed is parsed again to the same. */
static void check_again(const struct gx_url *url)
{
	GX_AUTO(url) struct gx_url again = GX_URL_INIT;
	GX_AUTO(free) char *text = gx_asprintf("%s://%s%s%s%s", url->scheme, url->host,
					       url->port ? ":" : "", url->port ? url->port : "",
					       url->path);

	if (gx_url_parse(text, &again) < 0 || !gx_url_is_beside(url, &again) ||
	    strcmp(url->path, again.path))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GX_AUTO(credential) struct gx_credential credential = GX_CREDENTIAL_INIT;
	GX_AUTO(url) struct gx_url url = GX_URL_INIT, fixed = GX_URL_INIT;
	GX_AUTO(free) char *text = gx_strndup((const char *)data, size);
	GX_AUTO(free) char *bare = gx_url_bare(text), *shown = gx_url_shown(text);
	struct gx_urlmatch match;

	gx_credential_parse((const char *)data, size, &credential);
	gx_url_parse("https://me@git.example.org/a/b", &fixed);
	gx_urlmatch(text, &fixed, &match);
	if (gx_url_parse(text, &url) < 0)
		return 0;
	check_again(&url);
	if (!gx_urlmatch(text, &url, &match) && !strchr(url.host, '*'))
		abort();
	return 0;
}
