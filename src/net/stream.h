/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTP requests whose answers are read as they come, on libcurl.
 *
 * The answer's head is there when gx_stream_open returns; its body is read piece by piece and
 * never kept whole.  Redirections are not followed: the caller decides.  What libcurl does alone:
 * the proxies of the environment, the schemes of authentication, ~/.netrc, cookies, compression.
 *
 *	struct gx_streams *streams = gx_streams_new();
 *	gx_stream_open(streams, &request, &stream, &err);
 *	while (gx_stream_read(stream, block, sizeof block, &n, NULL, &err) == 0 && n > 0) …
 *	gx_stream_free(stream);
 *	gx_streams_free(streams); */
#ifndef GX_STREAM_H
#define GX_STREAM_H

#include "util/util.h"

/* How to reach a server; all strings are borrowed, NULL leaves a thing as libcurl has it. */
struct gx_stream_settings {
	const char *proxy;		/* "": none, whatever the environment says */
	const char *proxy_user, *proxy_password;
	const char *proxy_method;	/* "basic", "digest", "negotiate", "ntlm" or "anyauth" */
	const char *proxy_ca_file, *proxy_cert, *proxy_key;
	const char *ca_file, *ca_dir, *pinned_key;
	const char *cert, *key, *key_password;
	const char *ciphers, *tls_version;	/* "tlsv1.2" */
	const char *http_version;		/* "HTTP/1.1", "HTTP/2" */
	const char *user_agent;
	const char *cookie_file;
	const struct gx_strv *resolve;		/* "HOST:PORT:ADDRESS" */
	bool insecure;			/* take any certificate */
	bool save_cookies;		/* write the file again at the end */
	bool empty_auth;		/* Kerberos may log in without a user's name */
	long slow_limit, slow_time;	/* bytes a second, seconds; a time of 0: for ever */
};

struct gx_stream_request {
	const char *url;			/* without a user */
	const struct gx_strv *headers;		/* "Name: value" */
	const struct gx_buf *body;		/* to be posted, stays yours; NULL: GET */
	const char *user, *password;		/* or NULL */
	bool netrc;				/* look into ~/.netrc (for USER, if any) */
	const struct gx_stream_settings *settings;
};

struct gx_stream_answer {
	long status;
	char *type;		/* of the content, or NULL */
	char *location;		/* where a redirection leads, absolute; or NULL */
};

/* Why there is no answer, for the hint. */
enum gx_stream_fault {
	GX_STREAM_OTHER,
	GX_STREAM_UNTRUSTED,	/* nobody vouches for the server's certificate */
	GX_STREAM_CA_FILE,	/* the file of authorities cannot be used */
	GX_STREAM_CERT,		/* our own certificate or key cannot be used */
	GX_STREAM_PROXY,	/* there is no way through the proxy */
	GX_STREAM_PROXY_LOGIN,	/* the proxy wants a user and a password */
	GX_STREAM_SLOW,		/* the server does not send */
};

/* Keeps connections, cookies and what servers asked for between requests. */
struct gx_streams;
struct gx_streams *gx_streams_new(void);
void gx_streams_free(struct gx_streams *streams);

/* Send REQUEST and wait for the answer's head.  Any status is success but a proxy's 407; else
 * GX_ENET, and FAULT (may be NULL) says more.  One stream at a time is open. */
struct gx_stream;
int gx_stream_open(struct gx_streams *streams, const struct gx_stream_request *request,
		   struct gx_stream **out, enum gx_stream_fault *fault, struct gx_err *err);
const struct gx_stream_answer *gx_stream_answer(const struct gx_stream *stream);
/* At most SIZE bytes of the body; GOT is 0 at its end.  FAULT as above. */
int gx_stream_read(struct gx_stream *stream, void *data, size_t size, size_t *got,
		   enum gx_stream_fault *fault, struct gx_err *err);
void gx_stream_free(struct gx_stream *stream);

#endif
