/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One HTTP request of any kind, for protocols that need more than fetching. */
#ifndef GX_NET_REQUEST_H
#define GX_NET_REQUEST_H

#include "store/nar.h"
#include "util/util.h"

/* Sends the request's body to SINK, on a thread of its own; -1 with err set stops. */
typedef int gx_body_fn(void *payload, gx_sink_fn *sink, void *sink_payload, struct gx_err *err);

struct gx_request {
	const char *method;		/* "GET", "HEAD", "POST", "PUT" */
	const char *url;
	const struct gx_strv *headers;	/* "Name: value"; or NULL */
	uint64_t length;		/* of the body */
	const void *data;		/* the body, or … */
	gx_body_fn *body;		/* … what makes it */
	void *payload;
};
struct gx_response {
	long status;
	struct gx_buf body;		/* at most 4 MiB are kept */
	char *location;			/* absolute; or NULL */
	char *authenticate;		/* WWW-Authenticate, that for Bearer of several; or NULL */
	long retry_after;		/* seconds; 0: not said */
};
#define GX_RESPONSE_INIT { 0, GX_BUF_INIT, NULL, NULL, 0 }
void gx_response_clear(struct gx_response *response);
#define gx_cleanup_response gx_response_clear

/* Connections are kept between the requests of a session. */
struct gx_session;
struct gx_session *gx_session_new(void);
void gx_session_free(struct gx_session *session);
void gx_cleanup_session(struct gx_session **session);

/* Trust the authorities of PEM, a text, beside those that are trusted anyway. */
int gx_session_trust(struct gx_session *session, const struct gx_buf *pem, struct gx_err *err);
/* Does the server of URL speak TLS?  Who vouches for it does not matter here. */
bool gx_session_speaks_tls(struct gx_session *session, const char *url);

/* Any answer of a server is success here: look at its status.  GX_ENET: there was none. */
int gx_session_do(struct gx_session *session, const struct gx_request *request,
		  struct gx_response *out, struct gx_err *err);
/* TEXT as part of a URL's query; yours. */
char *gx_url_escape(const char *text);
#endif
