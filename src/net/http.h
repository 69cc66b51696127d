/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One transfer on libcurl. */
#ifndef GX_NET_HTTP_H
#define GX_NET_HTTP_H

#include "net/net.h"

struct gx_hosts;

/* How a transfer ended, for the decision what to try next. */
enum gx_http_end {
	GX_HTTP_DONE,
	GX_HTTP_ABSENT,		/* the server answered: not there (404, 410, no such file) */
	GX_HTTP_REFUSED,	/* it answered otherwise: asking again changes nothing */
	GX_HTTP_UNREACHABLE,	/* no connection to the host */
	GX_HTTP_BROKEN,		/* cut, stalled or overloaded: worth another try */
	GX_HTTP_STOPPED,	/* by the sink or by the progress function */
};

/* Called when the body begins: AT is the offset of its first byte (0 when the server does not
 * resume), TOTAL the whole size or 0. */
typedef int gx_http_begin_fn(void *payload, uint64_t at, uint64_t total, struct gx_err *err);

struct gx_http {
	const char *url;
	uint64_t from;		/* ask for the bytes from here on */
	uint64_t max;		/* of the whole file */
	gx_http_begin_fn *begin;	/* may be NULL when FROM is 0 */
	gx_net_sink_fn *sink;
	void *payload;
	unsigned retry_after;	/* out: seconds that the server asks to wait, or 0 */
};

/* ERR says why unless DONE; its message does not name the URL. */
enum gx_http_end gx_http_get(struct gx_net *net, struct gx_http *http, struct gx_err *err);

/* The last answer was not right: what its connection still holds may be anything. */
void gx_http_distrust(struct gx_net *net);

/* What fetch.c and places need of the session. */
const struct gx_net_opts *gx_net_options(const struct gx_net *net);

/* --- hosts that do not answer, remembered in a file that processes share --------------------- */

/* Is the host of URL remembered as unreachable?  FILE may be NULL. */
bool gx_hosts_dead(const char *file, const char *url);
/* Remember that it is (not). */
void gx_hosts_note(const char *file, const char *url, bool dead);
/* A recent address of the host of URL as "HOST:PORT:ADDRESS", or NULL; yours.  It saves each
 * of many short-lived processes from asking the name server, which some cannot stand. */
char *gx_hosts_address(const char *file, const char *url);
void gx_hosts_note_address(const char *file, const char *url, const char *address);

#endif
