/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What to do when a repository cannot be reached by HTTP. */
#include "channel/webhint.h"

#include <string.h>

/* The section of git's configuration for URL's host: http.https://HOST:PORT/ */
static char *section_of(const struct gx_url *url)
{
	return gx_asprintf("http.%s://%s%s%s/", url->scheme, url->host, url->port ? ":" : "",
			   url->port ? url->port : "");
}

static int hint_untrusted(const struct gx_websettings *settings, const char *section,
			  struct gx_err *err)
{
	const char *file = settings->stream.ca_file;
	GX_AUTO(free) char *now = file ? gx_asprintf("authorities are read from %s (%s)", file,
						     settings->ca_source) :
		gx_strdup("authorities are the system's");

	return gx_err_hint(err, "%s\nto trust another: git config --global %s.sslCAInfo FILE, or "
			   "GIT_SSL_CAINFO or SSL_CERT_FILE", now, section);
}

static int hint_proxy(const struct gx_websettings *settings, struct gx_err *err)
{
	return gx_err_hint(err, "the proxy is named by %s; no_proxy lists hosts that are reached "
			   "without it", settings->stream.proxy ? "git's setting http.proxy" :
			   "http_proxy, https_proxy or all_proxy");
}

int gx_webhint_fault(const struct gx_websettings *settings, const struct gx_url *url,
		     enum gx_stream_fault fault, struct gx_err *err)
{
	GX_AUTO(free) char *section = section_of(url);

	switch (fault) {
	case GX_STREAM_UNTRUSTED:
		return hint_untrusted(settings, section, err);
	case GX_STREAM_CA_FILE:
		if (settings->stream.ca_file)
			gx_err_prefix(err, "%s", settings->stream.ca_file);
		return gx_err_hint(err, "the file of authorities comes from %s", settings->ca_source ?
				   settings->ca_source : "the system");
	case GX_STREAM_CERT:
		return gx_err_hint(err, "if the server wants a certificate of yours: git config "
				   "--global %s.sslCert FILE, and .sslKey FILE", section);
	case GX_STREAM_PROXY:
		return hint_proxy(settings, err);
	case GX_STREAM_PROXY_LOGIN:
		return gx_err_hint(err, "write them into its address: http://USER:PASSWORD@HOST:PORT, in "
				   "%s", settings->stream.proxy ? "git's setting http.proxy" :
				   "http_proxy, https_proxy or all_proxy");
	case GX_STREAM_SLOW:
		return gx_err_hint(err, "git's settings http.lowSpeedLimit and http.lowSpeedTime say "
				   "how long to wait");
	case GX_STREAM_OTHER:
		return -1;
	}
	return -1;
}

int gx_webhint_login(const struct gx_url *url, struct gx_err *err)
{
	return gx_err_hint(err, "for %s they come from a credential helper of git's (git config "
			   "credential.helper), ~/.netrc or the URL", url->host);
}

int gx_webhint_no_repository(const char *type, struct gx_err *err)
{
	if (!strncmp(type, "text/plain", 10))
		return gx_err_hint(err, "a server of plain files, without git's `smart' protocol, is "
				   "not enough");
	return gx_err_hint(err, "open the address in a browser: it may want you to log in, or be "
			   "another than the repository's");
}

int gx_webhint_status(long status, struct gx_err *err)
{
	if (status == 404 || status == 410)
		return gx_fail(err, GX_ENET, "the server has no repository there, or none for you (%ld)",
			       status);
	if (status == 403)
		return gx_fail(err, GX_ENET, "the server forbids it (403)");
	return gx_fail(err, GX_ENET, "the server answers %ld", status);
}
