/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTP requests whose answers are read as they come, on libcurl. */
#include "net/stream.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What may wait for the reader before the transfer pauses. */
#define MAX_PENDING (256u << 10)

struct gx_streams {
	CURLM *multi;	/* holds the connections */
	CURL *easy;
	long methods;	/* of authentication, once the server has named them */
};

struct gx_stream {
	struct gx_streams *streams;
	struct gx_stream_answer answer;
	struct curl_slist *headers, *resolve;
	struct gx_buf pending;	/* of the body, from AT on */
	size_t at;
	bool done, paused;
	bool unwanted;		/* nobody reads any more */
	CURLcode code;
	char words[CURL_ERROR_SIZE];
};

static void init_curl(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
}

struct gx_streams *gx_streams_new(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct gx_streams *streams = gx_calloc(1, sizeof *streams);

	pthread_once(&once, init_curl);
	streams->multi = curl_multi_init();
	streams->easy = curl_easy_init();
	if (!streams->multi || !streams->easy)
		abort();
	return streams;
}

void gx_streams_free(struct gx_streams *streams)
{
	if (!streams)
		return;
	curl_easy_cleanup(streams->easy);
	curl_multi_cleanup(streams->multi);
	free(streams);
}

/* --- settings ------------------------------------------------------------------------------ */

/* One that is absent stays as libcurl has it. */
static void set_text(CURL *curl, CURLoption option, const char *value)
{
	if (value)
		curl_easy_setopt(curl, option, value);
}

struct named {
	const char *name;
	long value;
};

static const struct named methods[] = {
	{ "basic", (long)CURLAUTH_BASIC }, { "digest", (long)CURLAUTH_DIGEST },
	{ "negotiate", (long)CURLAUTH_NEGOTIATE }, { "ntlm", (long)CURLAUTH_NTLM },
	{ NULL, (long)CURLAUTH_ANY },
};

static const struct named tls_versions[] = {
	{ "tlsv1", CURL_SSLVERSION_TLSv1 }, { "tlsv1.0", CURL_SSLVERSION_TLSv1_0 },
	{ "tlsv1.1", CURL_SSLVERSION_TLSv1_1 }, { "tlsv1.2", CURL_SSLVERSION_TLSv1_2 },
	{ "tlsv1.3", CURL_SSLVERSION_TLSv1_3 }, { NULL, CURL_SSLVERSION_DEFAULT },
};

/* The last one of TABLE for what it does not name. */
static long value_of(const struct named *table, const char *name)
{
	while (table->name && (!name || strcasecmp(name, table->name)))
		table++;
	return table->value;
}

static void set_proxy(CURL *curl, const struct gx_stream_settings *s)
{
	set_text(curl, CURLOPT_PROXY, s->proxy);
	set_text(curl, CURLOPT_PROXYUSERNAME, s->proxy_user);
	set_text(curl, CURLOPT_PROXYPASSWORD, s->proxy_password);
	set_text(curl, CURLOPT_PROXY_CAINFO, s->proxy_ca_file);
	set_text(curl, CURLOPT_PROXY_SSLCERT, s->proxy_cert);
	set_text(curl, CURLOPT_PROXY_SSLKEY, s->proxy_key);
	curl_easy_setopt(curl, CURLOPT_PROXYAUTH, value_of(methods, s->proxy_method));
}

static void set_tls(CURL *curl, const struct gx_stream_settings *s)
{
	set_text(curl, CURLOPT_CAINFO, s->ca_file);
	set_text(curl, CURLOPT_CAPATH, s->ca_dir);
	set_text(curl, CURLOPT_PINNEDPUBLICKEY, s->pinned_key);
	set_text(curl, CURLOPT_SSLCERT, s->cert);
	set_text(curl, CURLOPT_SSLKEY, s->key);
	set_text(curl, CURLOPT_KEYPASSWD, s->key_password);
	set_text(curl, CURLOPT_SSL_CIPHER_LIST, s->ciphers);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, value_of(tls_versions, s->tls_version));
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, s->insecure ? 0L : 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, s->insecure ? 0L : 2L);
	curl_easy_setopt(curl, CURLOPT_CERTINFO, 1L);
}

static void set_http(CURL *curl, const struct gx_stream_settings *s)
{
	set_text(curl, CURLOPT_USERAGENT, s->user_agent);
	set_text(curl, CURLOPT_COOKIEFILE, s->cookie_file);
	if (s->save_cookies)
		set_text(curl, CURLOPT_COOKIEJAR, s->cookie_file);
	if (s->http_version && !strcasecmp(s->http_version, "HTTP/1.1"))
		curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
	if (s->http_version && !strcasecmp(s->http_version, "HTTP/2"))
		curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, s->slow_limit);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, s->slow_time);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 60L);
}

/* Kerberos logs in without being told a user, so only on request: where it is offered and there
 * is no ticket, libcurl would not try the others. */
static void set_login(struct gx_streams *streams, const struct gx_stream_request *request)
{
	CURL *curl = streams->easy;
	bool empty = request->settings->empty_auth && !request->user;
	unsigned long any = empty ? CURLAUTH_ANY : CURLAUTH_ANY & ~CURLAUTH_NEGOTIATE;

	curl_easy_setopt(curl, CURLOPT_HTTPAUTH, streams->methods ? streams->methods : (long)any);
	if (empty)
		curl_easy_setopt(curl, CURLOPT_USERPWD, ":");
	set_text(curl, CURLOPT_USERNAME, request->user);
	set_text(curl, CURLOPT_PASSWORD, request->password);
	curl_easy_setopt(curl, CURLOPT_NETRC, request->netrc ? (long)CURL_NETRC_OPTIONAL :
			 (long)CURL_NETRC_IGNORED);
}

static struct curl_slist *as_slist(struct curl_slist *list, const struct gx_strv *more)
{
	for (size_t i = 0; more && i < more->n; i++)
		list = curl_slist_append(list, more->v[i]);
	return list;
}

/* libcurl looks a user up in ~/.netrc only when the URL names it. */
static void set_url(CURL *curl, const struct gx_stream_request *request)
{
	CURLU *url;
	char *text = NULL;

	curl_easy_setopt(curl, CURLOPT_URL, request->url);
	if (!request->netrc || !request->user)
		return;
	url = curl_url();
	if (!curl_url_set(url, CURLUPART_URL, request->url, 0) &&
	    !curl_url_set(url, CURLUPART_USER, request->user, CURLU_URLENCODE) &&
	    !curl_url_get(url, CURLUPART_URL, &text, 0)) {
		curl_easy_setopt(curl, CURLOPT_URL, text);
		curl_easy_setopt(curl, CURLOPT_USERNAME, NULL);
	}
	curl_free(text);
	curl_url_cleanup(url);
}

static size_t on_body(char *data, size_t size, size_t count, void *payload)
{
	struct gx_stream *stream = payload;
	size_t n = size * count;

	if (stream->unwanted)
		return n;
	if (stream->pending.len - stream->at > MAX_PENDING) {
		stream->paused = true;
		return CURL_WRITEFUNC_PAUSE;
	}
	gx_buf_add(&stream->pending, data, n);
	return n;
}

static void set_up(struct gx_stream *stream, const struct gx_stream_request *request)
{
	struct gx_streams *streams = stream->streams;
	CURL *curl = streams->easy;

	set_proxy(curl, request->settings);
	set_tls(curl, request->settings);
	set_http(curl, request->settings);
	set_login(streams, request);
	set_url(curl, request);
	/* Nobody waits for "100 Continue": it costs a second with servers that never say it. */
	stream->headers = as_slist(curl_slist_append(NULL, "Expect:"), request->headers);
	stream->resolve = as_slist(NULL, request->settings->resolve);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, stream->headers);
	curl_easy_setopt(curl, CURLOPT_RESOLVE, stream->resolve);
	curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "deflate, gzip");
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, stream->words);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, stream);
	if (request->body) {
		curl_easy_setopt(curl, CURLOPT_POST, 1L);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body->len);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, gx_buf_str(request->body));
	}
}

/* --- the transfer -------------------------------------------------------------------------- */

static bool has_pending(const struct gx_stream *stream)
{
	return stream->at < stream->pending.len;
}

static void perform(struct gx_stream *stream)
{
	CURLM *multi = stream->streams->multi;
	CURLMsg *message;
	int n;

	if (stream->paused) {
		stream->paused = false;
		curl_easy_pause(stream->streams->easy, CURLPAUSE_CONT);
	}
	if (curl_multi_perform(multi, &n) != CURLM_OK) {
		stream->done = true;
		stream->code = CURLE_FAILED_INIT;
	}
	while ((message = curl_multi_info_read(multi, &n))) {
		if (message->msg == CURLMSG_DONE) {
			stream->done = true;
			stream->code = message->data.result;
		}
	}
}

/* Until there is a piece of the body, or its end. */
static void wait_for_body(struct gx_stream *stream)
{
	while (!has_pending(stream) && !stream->done) {
		perform(stream);
		if (!has_pending(stream) && !stream->done)
			curl_multi_poll(stream->streams->multi, NULL, 0, 1000, NULL);
	}
}

/* --- failures ------------------------------------------------------------------------------ */

static enum gx_stream_fault fault_of(CURL *curl, CURLcode code, const char *words)
{
	long connect = 0;
	curl_off_t tls = 0;

	curl_easy_getinfo(curl, CURLINFO_HTTP_CONNECTCODE, &connect);
	if (connect >= 300)
		return connect == 407 ? GX_STREAM_PROXY_LOGIN : GX_STREAM_PROXY;
	switch (code) {
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
		return GX_STREAM_UNTRUSTED;
	case CURLE_SSL_CACERT_BADFILE:
		return GX_STREAM_CA_FILE;
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CLIENTCERT:
		return GX_STREAM_CERT;
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_PROXY:
		return GX_STREAM_PROXY;
	case CURLE_OPERATION_TIMEDOUT:
		return strstr(words, "too slow") ? GX_STREAM_SLOW : GX_STREAM_OTHER;
	case CURLE_SSL_CONNECT_ERROR:
		return GX_STREAM_CERT;
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:	/* how TLS 1.3 tells that it wants a certificate */
		curl_easy_getinfo(curl, CURLINFO_APPCONNECT_TIME_T, &tls);
		return tls > 0 ? GX_STREAM_CERT : GX_STREAM_OTHER;
	default:
		return GX_STREAM_OTHER;
	}
}

/* The part NAME of the server's certificate, or NULL; borrowed. */
static const char *certificate_part(const struct curl_certinfo *info, const char *name)
{
	size_t len = strlen(name);

	for (struct curl_slist *l = info->certinfo[0]; l; l = l->next) {
		if (!strncasecmp(l->data, name, len) && l->data[len] == ':')
			return l->data + len + 1;
	}
	return NULL;
}

/* Which certificate it was, as the server says. */
static void describe_certificate(CURL *curl, struct gx_buf *out)
{
	struct curl_certinfo *info = NULL;
	const char *subject, *issuer, *end;

	curl_easy_getinfo(curl, CURLINFO_CERTINFO, &info);
	if (!info || info->num_of_certs < 1)
		return;
	subject = certificate_part(info, "Subject");
	issuer = certificate_part(info, "Issuer");
	end = certificate_part(info, "Expire date");
	gx_buf_addf(out, "; the certificate is of %s, issued by %s, valid until %s",
		    subject ? subject : "nobody", issuer ? issuer : "nobody", end ? end : "?");
}

/* What the server wrote must not steer the terminal. */
static void make_printable(struct gx_buf *text)
{
	for (size_t i = 0; i < text->len; i++) {
		unsigned char c = (unsigned char)text->data[i];

		if (c < ' ' || c == 0x7f)
			text->data[i] = '?';
	}
}

static int fail(struct gx_stream *stream, enum gx_stream_fault *fault, struct gx_err *err)
{
	CURL *curl = stream->streams->easy;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	enum gx_stream_fault kind = fault_of(curl, stream->code, stream->words);

	gx_buf_adds(&text, stream->words[0] ? stream->words : curl_easy_strerror(stream->code));
	if (kind == GX_STREAM_UNTRUSTED)
		describe_certificate(curl, &text);
	make_printable(&text);
	if (fault)
		*fault = kind;
	return gx_fail(err, GX_ENET, "%s", gx_buf_str(&text));
}

/* --- the interface ------------------------------------------------------------------------- */

static void take_head(struct gx_stream *stream)
{
	struct gx_stream_answer *answer = &stream->answer;
	CURL *curl = stream->streams->easy;
	char *type = NULL, *location = NULL;
	long offered = 0;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
	curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
	curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &location);
	curl_easy_getinfo(curl, CURLINFO_HTTPAUTH_AVAIL, &offered);
	answer->type = type ? gx_strdup(type) : NULL;
	answer->location = location ? gx_strdup(location) : NULL;
	/* Asking first would cost one more request each time. */
	if (offered == (long)CURLAUTH_BASIC)
		stream->streams->methods = offered;
}

int gx_stream_open(struct gx_streams *streams, const struct gx_stream_request *request,
		   struct gx_stream **out, enum gx_stream_fault *fault, struct gx_err *err)
{
	struct gx_stream *stream = gx_calloc(1, sizeof *stream);
	int rc = 0;

	if (fault)
		*fault = GX_STREAM_OTHER;
	stream->streams = streams;
	set_up(stream, request);
	if (curl_multi_add_handle(streams->multi, streams->easy) != CURLM_OK)
		abort();
	wait_for_body(stream);
	take_head(stream);
	if (stream->done && stream->code != CURLE_OK && !has_pending(stream)) {
		rc = fail(stream, fault, err);
	} else if (stream->answer.status == 407) {
		if (fault)
			*fault = GX_STREAM_PROXY_LOGIN;
		rc = gx_fail(err, GX_ENET, "the proxy asks for a user and a password (407)");
	}
	if (rc < 0)
		gx_stream_free(stream);
	else
		*out = stream;
	return rc;
}

const struct gx_stream_answer *gx_stream_answer(const struct gx_stream *stream)
{
	return &stream->answer;
}

int gx_stream_read(struct gx_stream *stream, void *data, size_t size, size_t *got,
		   enum gx_stream_fault *fault, struct gx_err *err)
{
	size_t n;

	wait_for_body(stream);
	n = stream->pending.len - stream->at;
	if (n == 0 && stream->code != CURLE_OK)
		return fail(stream, fault, err);
	n = n < size ? n : size;
	if (n)
		memcpy(data, stream->pending.data + stream->at, n);
	stream->at += n;
	if (!has_pending(stream)) {
		gx_buf_reset(&stream->pending);
		stream->at = 0;
	}
	*got = n;
	return 0;
}

void gx_stream_free(struct gx_stream *stream)
{
	CURL *curl;

	if (!stream)
		return;
	curl = stream->streams->easy;
	/* A connection can be used again only when all of the answer was read. */
	stream->unwanted = true;
	if (!stream->done)
		perform(stream);
	curl_multi_remove_handle(stream->streams->multi, curl);
	curl_easy_setopt(curl, CURLOPT_COOKIELIST, "FLUSH");	/* to the file, if one is set */
	curl_easy_setopt(curl, CURLOPT_COOKIEFILE, NULL);	/* else its name leaks */
	curl_easy_reset(curl);	/* keeps connections, cookies and TLS sessions */
	curl_slist_free_all(stream->headers);
	curl_slist_free_all(stream->resolve);
	free(stream->answer.type);
	free(stream->answer.location);
	gx_buf_clear(&stream->pending);
	free(stream);
}
