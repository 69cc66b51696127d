/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as a list of URLs, and as apt's and npm's configuration. */
#include "fuzz.h"
#include "net/net.h"
#include "net/npm.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GX_AUTO(strv) struct gx_strv urls = GX_STRV_INIT, list = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv sources = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv settings = GX_STRV_INIT;
	GX_AUTO(free) char *text = gx_strndup((const char *)data, size);
	GX_AUTO(free) char *proxy = gx_apt_parse_proxy(text);
	GX_AUTO(free) char *header = NULL;

	if (gx_places_parse(text, &urls, NULL) < 0 && urls.n)
		abort();
	gx_apt_parse_list((const char *)data, size, &list);
	gx_apt_parse_sources((const char *)data, size, &sources);
	gx_npm_parse((const char *)data, size, size % 2, &settings);
	if (settings.n % 2)
		abort();
	header = gx_npm_authorization(&settings, "http://127.0.0.1:4873/a/b");
	return 0;
}
