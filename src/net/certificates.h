/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which authorities libcurl trusts: it does not itself look at the variables that the curl
 * program heeds. */
#ifndef GX_NET_CERTIFICATES_H
#define GX_NET_CERTIFICATES_H

#include <curl/curl.h>
#include <stdlib.h>

/* The value of the first of two variables that is set and not empty, or NULL; B may be NULL. */
static inline const char *gx_net_first_env(const char *a, const char *b)
{
	const char *v = getenv(a);

	if (!v || !*v)
		v = b ? getenv(b) : NULL;
	return v && *v ? v : NULL;
}

static inline void gx_net_set_certificates(CURL *curl)
{
	const char *bundle = gx_net_first_env("CURL_CA_BUNDLE", "SSL_CERT_FILE");
	const char *dir = gx_net_first_env("SSL_CERT_DIR", NULL);

	if (bundle)
		curl_easy_setopt(curl, CURLOPT_CAINFO, bundle);
	if (dir)
		curl_easy_setopt(curl, CURLOPT_CAPATH, dir);
}

#endif
