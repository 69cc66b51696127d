/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One transfer on libcurl. */
#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "net/http.h"
#include "net/certificates.h"
#include "net/npm.h"

#define DEFAULT_MAX ((uint64_t)64 << 30)
#define STALL_SPEED 100L

struct gx_net {
	CURL *curl;
	struct gx_net_opts opts;
	char *hints;
	struct gx_strv apt_mirrors;	/* whose transfers go through apt's proxy */
	char *apt_proxy;
	struct gx_npm npm;
	bool ask_names;			/* take no address from the hints */
	bool distrust;			/* open a new connection next time */
	struct curl_slist *address, *headers;	/* of the transfer under way */
	char message[CURL_ERROR_SIZE];
};

/* What the callbacks of one transfer share. */
struct transfer {
	struct gx_net *net;
	struct gx_http *http;
	struct gx_err *err;
	long status;		/* of the response whose headers were read last */
	uint64_t range_at, range_total;
	bool has_range, begun, stopped;
	uint64_t at;		/* offset of the next byte */
	uint64_t total;
};

static void init_curl(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
}

static bool has_proxy_env(void)
{
	return gx_net_first_env("http_proxy", "all_proxy") || gx_net_first_env("ALL_PROXY", NULL);
}

struct gx_net *gx_net_new(const struct gx_net_opts *opts)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct gx_net *net = gx_calloc(1, sizeof *net);

	pthread_once(&once, init_curl);
	if (opts)
		net->opts = *opts;
	if (net->opts.hints)
		net->opts.hints = net->hints = gx_strdup(net->opts.hints);
	if (!net->opts.connect_timeout)
		net->opts.connect_timeout = 15;
	if (!net->opts.stall_timeout)
		net->opts.stall_timeout = 30;
	if (!net->opts.retries)
		net->opts.retries = 3;
	if (!net->opts.max_size)
		net->opts.max_size = DEFAULT_MAX;
	if (!has_proxy_env())
		net->apt_proxy = gx_apt_proxy("");
	if (net->apt_proxy)
		gx_apt_mirrors("", &net->apt_mirrors);
	gx_npm_find(".", &net->npm);
	net->curl = curl_easy_init();
	if (!net->curl)
		abort();
	return net;
}

void gx_net_free(struct gx_net *net)
{
	if (!net)
		return;
	curl_easy_cleanup(net->curl);
	curl_slist_free_all(net->address);
	curl_slist_free_all(net->headers);
	gx_strv_clear(&net->apt_mirrors);
	gx_npm_clear(&net->npm);
	free(net->apt_proxy);
	free(net->hints);
	free(net);
}

void gx_cleanup_net(struct gx_net **net)
{
	gx_net_free(*net);
}

void gx_http_distrust(struct gx_net *net)
{
	net->distrust = true;
}

const struct gx_net_opts *gx_net_options(const struct gx_net *net)
{
	return &net->opts;
}

static void read_content_range(struct transfer *t, const char *value, size_t len)
{
	char text[96];
	unsigned long long from, to, total;

	if (len >= sizeof text)
		return;
	memcpy(text, value, len);
	text[len] = 0;
	if (sscanf(text, " bytes %llu-%llu/%llu", &from, &to, &total) == 3 && from <= to &&
	    to < total) {
		t->has_range = true;
		t->range_at = from;
		t->range_total = total;
	}
}

static size_t on_header(char *data, size_t size, size_t n, void *payload)
{
	static const char range[] = "Content-Range:";
	struct transfer *t = payload;

	if (n > 5 && !memcmp(data, "HTTP/", 5))
		t->has_range = false;	/* a new response: those before it redirected */
	if (n > sizeof range && !strncasecmp(data, range, sizeof range - 1))
		read_content_range(t, data + sizeof range - 1, n - sizeof range + 1);
	return size * n;
}

static void set_total(struct transfer *t)
{
	curl_off_t length = -1;

	curl_easy_getinfo(t->net->curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
	if (t->status == 206)
		t->total = t->range_total;
	else if (length > 0)
		t->total = t->at + (uint64_t)length;
}

/* The first bytes of the body are here: where in the file do they belong? */
static int begin(struct transfer *t)
{
	uint64_t max = t->http->max ? t->http->max : t->net->opts.max_size;

	t->begun = true;
	curl_easy_getinfo(t->net->curl, CURLINFO_RESPONSE_CODE, &t->status);
	if (t->status == 206) {
		if (!t->has_range || t->range_at != t->http->from)
			return gx_fail(t->err, GX_ENET, "the server resumes at another byte than "
				       "asked");
		t->at = t->range_at;
	} else {
		t->at = 0;	/* it sends the whole file */
	}
	set_total(t);
	if (t->total > max)
		return gx_fail(t->err, GX_ENET, "the file is larger (%llu bytes) than allowed",
			       (unsigned long long)t->total);
	return t->http->begin ? t->http->begin(t->http->payload, t->at, t->total, t->err) : 0;
}

static size_t on_body(char *data, size_t size, size_t n, void *payload)
{
	struct transfer *t = payload;
	uint64_t max = t->http->max ? t->http->max : t->net->opts.max_size;
	size_t len = size * n;

	if (!t->begun && begin(t) < 0)
		goto stop;
	if (len > max || t->at > max - len) {
		gx_fail(t->err, GX_ENET, "the file is larger than allowed (%llu bytes)",
			(unsigned long long)max);
		goto stop;
	}
	if (t->http->sink(t->http->payload, data, len, t->err) < 0)
		goto stop;
	t->at += len;
	return len;
stop:
	t->stopped = true;
	return 0;
}

static int on_progress(void *payload, curl_off_t total, curl_off_t now, curl_off_t up_total,
		       curl_off_t up)
{
	struct transfer *t = payload;
	const struct gx_net_opts *opts = &t->net->opts;

	if (opts->progress && opts->progress(opts->payload, t->at, t->total) != 0) {
		gx_fail(t->err, GX_EINTERRUPTED, "interrupted");
		t->stopped = true;
		return 1;
	}
	return 0;
}

/* An unwanted redirection target (file:, scp:) or scheme of the place itself is refused. */
static void set_protocols(CURL *curl)
{
#if LIBCURL_VERSION_NUM >= 0x075500
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https,ftp,ftps,file");
	curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https,ftp,ftps");
#else
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS |
			 CURLPROTO_FTP | CURLPROTO_FTPS | CURLPROTO_FILE);
	curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS |
			 CURLPROTO_FTP | CURLPROTO_FTPS);
#endif
}

static void set_proxy(struct gx_net *net, const char *url)
{
	for (size_t i = 0; net->apt_proxy && i < net->apt_mirrors.n; i++) {
		const char *base = net->apt_mirrors.v[i];

		if (!strncmp(base, "http://", 7) && !strncmp(url, base, strlen(base)))
			curl_easy_setopt(net->curl, CURLOPT_PROXY, net->apt_proxy);
	}
}

/* What npm's configuration holds for its registry; curl does not follow a redirection to
 * another host with it. */
static void set_registry(struct gx_net *net, const char *url)
{
	GX_AUTO(free) char *header = NULL;

	curl_slist_free_all(net->headers);
	net->headers = NULL;
	if (!gx_npm_owns(&net->npm, url))
		return;
	if (net->npm.ca_file && access(net->npm.ca_file, R_OK) == 0)
		curl_easy_setopt(net->curl, CURLOPT_CAINFO, net->npm.ca_file);
	if (!net->npm.authorization)
		return;
	header = gx_asprintf("Authorization: %s", net->npm.authorization);
	net->headers = curl_slist_append(NULL, header);
	curl_easy_setopt(net->curl, CURLOPT_HTTPHEADER, net->headers);
}

/* Take the address that another process found, unless a proxy does the looking up. */
static void set_address(struct gx_net *net, const char *url)
{
	GX_AUTO(free) char *address = NULL;

	curl_slist_free_all(net->address);
	net->address = NULL;
	if (net->ask_names || has_proxy_env() || gx_net_first_env("https_proxy", "HTTPS_PROXY") || net->apt_proxy)
		return;
	address = gx_hosts_address(net->opts.hints, url);
	if (address) {
		net->address = curl_slist_append(NULL, address);
		curl_easy_setopt(net->curl, CURLOPT_RESOLVE, net->address);
	}
}

static void note_address(struct gx_net *net, const char *url)
{
	char *ip = NULL;
	long redirects = 0;

	curl_easy_getinfo(net->curl, CURLINFO_PRIMARY_IP, &ip);
	curl_easy_getinfo(net->curl, CURLINFO_REDIRECT_COUNT, &redirects);
	if (ip && *ip && redirects == 0 && !net->address && net->opts.hints && !net->apt_proxy)
		gx_hosts_note_address(net->opts.hints, url, ip);
}

static void set_up(struct transfer *t)
{
	struct gx_net *net = t->net;
	CURL *curl = net->curl;

	curl_easy_reset(curl);	/* keeps connections, DNS answers and TLS sessions */
	net->message[0] = 0;
	curl_easy_setopt(curl, CURLOPT_URL, t->http->url);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, net->message);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "gx/" PACKAGE_VERSION);
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 10L);
	curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
	curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_OPTIONAL);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)net->opts.connect_timeout);
	curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)net->opts.stall_timeout);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, STALL_SPEED);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)net->opts.stall_timeout);
	curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, 256L * 1024);
	set_protocols(curl);
	gx_net_set_certificates(curl);
	set_proxy(net, t->http->url);
	set_registry(net, t->http->url);
	set_address(net, t->http->url);
	curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, net->distrust ? 1L : 0L);
	net->distrust = false;
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, t);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, t);
	if (t->http->from) {
		char range[32];

		snprintf(range, sizeof range, "%llu-", (unsigned long long)t->http->from);
		curl_easy_setopt(curl, CURLOPT_RANGE, range);	/* curl copies it */
	}
}

static enum gx_http_end refused(struct transfer *t)
{
	long status = 0;
	curl_off_t wait = 0;

	curl_easy_getinfo(t->net->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(t->net->curl, CURLINFO_RETRY_AFTER, &wait);
	gx_fail(t->err, GX_ENET, status >= 400 ? "the server answers %ld" : "refused", status);
	if (status == 404 || status == 410)
		return GX_HTTP_ABSENT;
	if (status == 408 || status == 429 || status >= 500) {
		t->http->retry_after = wait > 0 ? (unsigned)(wait > 30 ? 30 : wait) : 0;
		return GX_HTTP_BROKEN;
	}
	return GX_HTTP_REFUSED;
}

/* Did TCP or name resolution fail, so that the host need not be asked for other files? */
static bool is_unreachable(const struct transfer *t, CURLcode code)
{
	curl_off_t resolved = 0, connected = 0;

	if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY ||
	    code == CURLE_COULDNT_CONNECT)
		return true;
	if (code != CURLE_OPERATION_TIMEDOUT)
		return false;
	/* A name server that is slow to answer may do better next time. */
	curl_easy_getinfo(t->net->curl, CURLINFO_NAMELOOKUP_TIME_T, &resolved);
	curl_easy_getinfo(t->net->curl, CURLINFO_CONNECT_TIME_T, &connected);
	return resolved > 0 && connected == 0;
}

static enum gx_http_end judge(struct transfer *t, CURLcode code)
{
	const char *words = t->net->message[0] ? t->net->message : curl_easy_strerror(code);

	if (code == CURLE_OK)
		return GX_HTTP_DONE;
	if (t->stopped)
		return GX_HTTP_STOPPED;
	if (code == CURLE_HTTP_RETURNED_ERROR)
		return refused(t);
	gx_fail(t->err, GX_ENET, "%s", words);
	if (is_unreachable(t, code))
		return GX_HTTP_UNREACHABLE;
	switch (code) {
	case CURLE_FILE_COULDNT_READ_FILE:
	case CURLE_REMOTE_FILE_NOT_FOUND:
		return GX_HTTP_ABSENT;
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_URL_MALFORMAT:
	case CURLE_TOO_MANY_REDIRECTS:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_REMOTE_ACCESS_DENIED:
	case CURLE_LOGIN_DENIED:
		return GX_HTTP_REFUSED;
	default:
		return GX_HTTP_BROKEN;
	}
}

/* curl would list a directory, and wait for ever at a pipe. */
static enum gx_http_end check_file(const char *url, struct gx_err *err)
{
	GX_AUTO(free) char *path = NULL;
	const char *p = url + strlen("file://");
	struct stat st;
	int len = 0;
	char *plain;

	p += strcspn(p, "/");
	plain = curl_easy_unescape(NULL, p, 0, &len);
	path = gx_strndup(plain, (size_t)len);
	curl_free(plain);
	if (stat(path, &st) < 0) {
		gx_fail_errno(err, "%s", path);
		return GX_HTTP_ABSENT;
	}
	if (!S_ISREG(st.st_mode)) {
		gx_fail(err, GX_ENET, "%s is not a regular file", path);
		return GX_HTTP_REFUSED;
	}
	return GX_HTTP_DONE;
}

static enum gx_http_end check_place(const struct gx_net *net, const char *url,
				    struct gx_err *err)
{
	if (!strncasecmp(url, "file://", 7))
		return check_file(url, err);
	if (net->opts.offline) {
		gx_fail(err, GX_ENET, "not asked: offline");
		return GX_HTTP_REFUSED;
	}
	return GX_HTTP_DONE;
}

enum gx_http_end gx_http_get(struct gx_net *net, struct gx_http *http, struct gx_err *err)
{
	struct gx_err own = GX_ERR_INIT;
	struct transfer t = { .net = net, .http = http, .err = &own, .at = http->from };
	enum gx_http_end end = check_place(net, http->url, &own);

	http->retry_after = 0;
	if (end == GX_HTTP_DONE) {
		CURLcode code;

		set_up(&t);
		code = curl_easy_perform(net->curl);
		if (net->address && code != CURLE_OK && !t.begun && is_unreachable(&t, code)) {
			/* The host has moved: ask the name server after all. */
			net->ask_names = true;
			set_up(&t);
			code = curl_easy_perform(net->curl);
			net->ask_names = false;
		}
		end = judge(&t, code);
		if (code == CURLE_OK)
			note_address(net, http->url);
		/* An empty file has no body to begin with. */
		if (end == GX_HTTP_DONE && !t.begun && begin(&t) < 0)
			end = GX_HTTP_STOPPED;
	}
	if (end == GX_HTTP_DONE)
		gx_err_clear(&own);
	else
		gx_err_move(err, &own);
	return end;
}
