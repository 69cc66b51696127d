/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One HTTP request of any kind, on libcurl.
 *
 * A body that is made while it is sent comes out of a thread through a socket pair: libcurl
 * wants to pull, what makes layers wants to push. */
#include "net/request.h"
#include "net/certificates.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_BODY (4u << 20)

#define SYSTEM_BUNDLE "/etc/ssl/certs/ca-certificates.crt"
#define MAX_BUNDLE (8u << 20)

struct gx_session {
	CURL *curl;
	int trusted;		/* a file in memory with the authorities of gx_session_trust, or -1 */
};

struct gx_session *gx_session_new(void)
{
	struct gx_session *session = gx_calloc(1, sizeof *session);

	curl_global_init(CURL_GLOBAL_DEFAULT);
	session->curl = curl_easy_init();
	session->trusted = -1;
	if (!session->curl)
		abort();
	return session;
}

void gx_session_free(struct gx_session *session)
{
	if (session) {
		curl_easy_cleanup(session->curl);
		gx_close(&session->trusted);
		free(session);
	}
}

void gx_cleanup_session(struct gx_session **session)
{
	gx_session_free(*session);
	*session = NULL;
}

void gx_response_clear(struct gx_response *response)
{
	gx_buf_clear(&response->body);
	free(response->location);
	free(response->authenticate);
	*response = (struct gx_response)GX_RESPONSE_INIT;
}

char *gx_url_escape(const char *text)
{
	char *escaped = curl_easy_escape(NULL, text, 0), *copy = gx_strdup(escaped);

	curl_free(escaped);
	return copy;
}

/* --- authorities --------------------------------------------------------------------------- */

int gx_session_trust(struct gx_session *session, const struct gx_buf *pem, struct gx_err *err)
{
	const char *bundle = gx_net_first_env("CURL_CA_BUNDLE", "SSL_CERT_FILE");
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(fd) int fd = -1;

	if (gx_file_read(bundle ? bundle : SYSTEM_BUNDLE, MAX_BUNDLE, &text, err) < 0)
		return -1;
	gx_buf_addc(&text, '\n');
	gx_buf_add(&text, pem->data, pem->len);
	fd = memfd_create("certificates", MFD_CLOEXEC);
	if (fd < 0)
		return gx_fail_errno(err, "make a file in memory");
	if (gx_fd_write(fd, text.data, text.len, err))
		return -1;
	gx_close(&session->trusted);
	session->trusted = fd;
	fd = -1;
	return 0;
}

static void set_trust(const struct gx_session *session)
{
	char path[32];

	gx_net_set_certificates(session->curl);
	if (session->trusted < 0)
		return;
	snprintf(path, sizeof path, "/proc/self/fd/%d", session->trusted);
	curl_easy_setopt(session->curl, CURLOPT_CAINFO, path);
}

bool gx_session_speaks_tls(struct gx_session *session, const char *url)
{
	CURLcode code;

	curl_easy_reset(session->curl);
	curl_easy_setopt(session->curl, CURLOPT_URL, url);
	curl_easy_setopt(session->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(session->curl, CURLOPT_CONNECTTIMEOUT, 30L);
	curl_easy_setopt(session->curl, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(session->curl, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(session->curl, CURLOPT_SSL_VERIFYHOST, 0L);
	curl_easy_setopt(session->curl, CURLOPT_PROTOCOLS_STR, "https");
	code = curl_easy_perform(session->curl);
	/* that connection was never verified: no request may use it */
	curl_easy_cleanup(session->curl);
	session->curl = curl_easy_init();
	if (!session->curl)
		abort();
	return code == CURLE_OK;
}

/* --- the body ------------------------------------------------------------------------------ */

struct body {
	const struct gx_request *request;
	size_t at;		/* of request->data */
	int ends[2];		/* the maker writes to [1], libcurl's callback reads [0] */
	pthread_t thread;
	bool started;
	bool cut;		/* the transfer ended before the maker did */
	int result;
	struct gx_err err;
};

static int send_bytes(void *payload, const void *data, size_t len, struct gx_err *err)
{
	struct body *body = payload;
	const char *p = data;

	while (len) {
		ssize_t n = send(body->ends[1], p, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			body->cut = true;
			return gx_fail_errno(err, "send the body");
		}
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

static void *make_body(void *payload)
{
	struct body *body = payload;

	body->result = body->request->body(body->request->payload, send_bytes, body, &body->err);
	shutdown(body->ends[1], SHUT_WR);
	return NULL;
}

static size_t read_body(char *out, size_t size, size_t count, void *payload)
{
	struct body *body = payload;
	size_t max = size * count;
	ssize_t n;

	if (!body->request->body) {
		size_t left = body->request->length - body->at;

		max = max < left ? max : left;
		memcpy(out, (const char *)body->request->data + body->at, max);
		body->at += max;
		return max;
	}
	do {
		n = recv(body->ends[0], out, max, 0);
	} while (n < 0 && errno == EINTR);
	return n < 0 ? CURL_READFUNC_ABORT : (size_t)n;
}

static int start_body(struct body *body, CURL *curl, struct gx_err *err)
{
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)body->request->length);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_body);
	curl_easy_setopt(curl, CURLOPT_READDATA, body);
	if (!body->request->body)
		return 0;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, body->ends))
		return gx_fail_errno(err, "make a socket pair");
	if (pthread_create(&body->thread, NULL, make_body, body))
		abort();
	body->started = true;
	return 0;
}

/* Wait for the maker; its own error says more than that of the transfer it broke. */
static int finish_body(struct body *body, int result, struct gx_err *err)
{
	if (!body->started)
		return result;
	shutdown(body->ends[0], SHUT_RDWR);
	pthread_join(body->thread, NULL);
	close(body->ends[0]);
	close(body->ends[1]);
	if (body->result && !body->cut) {
		if (err)
			gx_err_move(err, &body->err);
		result = -1;
	}
	gx_err_clear(&body->err);
	return result;
}

/* --- the answer ------------------------------------------------------------------------------ */

static size_t keep_body(char *data, size_t size, size_t count, void *payload)
{
	struct gx_response *response = payload;
	size_t n = size * count, room = MAX_BODY - response->body.len;

	gx_buf_add(&response->body, data, n < room ? n : room);
	return n;
}

/* The value of the header LINE if it is NAME (with colon); yours, or NULL. */
static char *header_value(const char *line, size_t n, const char *name)
{
	size_t at = strlen(name);
	char *value;

	if (n <= at || strncasecmp(line, name, at))
		return NULL;
	while (at < n && (line[at] == ' ' || line[at] == '\t'))
		at++;
	value = gx_strndup(line + at, n - at);
	value[strcspn(value, "\r\n")] = '\0';
	return value;
}

static size_t keep_header(char *line, size_t size, size_t count, void *payload)
{
	struct gx_response *response = payload;
	size_t n = size * count;
	GX_AUTO(free) char *authenticate = header_value(line, n, "WWW-Authenticate:");
	GX_AUTO(free) char *after = header_value(line, n, "Retry-After:");

	if (after)
		response->retry_after = strtol(after, NULL, 10);
	if (authenticate && (!response->authenticate ||
			     strncasecmp(response->authenticate, "Bearer ", 7))) {
		free(response->authenticate);
		response->authenticate = gx_steal(&authenticate);
	}
	return n;
}

static void set_method(CURL *curl, const struct gx_request *request)
{
	if (!strcmp(request->method, "HEAD"))
		curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
	else if (strcmp(request->method, "GET"))
		curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
}

/* Nobody waits for "100 Continue": it costs a second with servers that never say it. */
static struct curl_slist *make_headers(const struct gx_request *request)
{
	struct curl_slist *list = curl_slist_append(NULL, "Expect:");

	for (size_t i = 0; request->headers && i < request->headers->n; i++)
		list = curl_slist_append(list, request->headers->v[i]);
	return list;
}

static int perform(CURL *curl, const struct gx_request *request, struct gx_response *response,
		   struct gx_err *err)
{
	char words[CURL_ERROR_SIZE] = "";
	char *location = NULL;
	CURLcode code;

	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words);
	code = curl_easy_perform(curl);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, NULL);
	if (code != CURLE_OK)
		return gx_fail(err, GX_ENET, "%s: %s", request->url,
			       *words ? words : curl_easy_strerror(code));
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &response->status);
	if (!curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &location) && location)
		response->location = gx_strdup(location);
	return 0;
}

/* A Location beside a status that is no redirection is not libcurl's to resolve. */
static void find_location(CURL *curl, const struct gx_request *request,
			  struct gx_response *response)
{
	struct curl_header *header;
	CURLU *url;
	char *whole = NULL;

	if (response->location ||
	    curl_easy_header(curl, "Location", 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
		return;
	url = curl_url();
	if (!curl_url_set(url, CURLUPART_URL, request->url, 0) &&
	    !curl_url_set(url, CURLUPART_URL, header->value, 0) &&
	    !curl_url_get(url, CURLUPART_URL, &whole, 0)) {
		response->location = gx_strdup(whole);
		curl_free(whole);
	}
	curl_url_cleanup(url);
}

int gx_session_do(struct gx_session *session, const struct gx_request *request,
		  struct gx_response *out, struct gx_err *err)
{
	struct body body = { .request = request };
	struct gx_response response = GX_RESPONSE_INIT;
	struct curl_slist *headers = make_headers(request);
	CURL *curl = session->curl;
	int result = 0;

	curl_easy_reset(curl);
	curl_easy_setopt(curl, CURLOPT_URL, request->url);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 30L);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, 120L);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "gx");
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	set_trust(session);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &response);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, keep_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, &response);
	set_method(curl, request);
	if (request->body || request->data || !strcmp(request->method, "POST"))
		result = start_body(&body, curl, err);
	if (!result) {
		result = perform(curl, request, &response, err);
		result = finish_body(&body, result, err);
	}
	if (!result)
		find_location(curl, request, &response);
	curl_slist_free_all(headers);
	if (result) {
		gx_response_clear(&response);
		return -1;
	}
	*out = response;
	return 0;
}
