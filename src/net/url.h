/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of an http or https URL, and what of any URL may be shown. */
#ifndef GX_URL_H
#define GX_URL_H

#include "util/util.h"

/* Scheme and host are lower case; PORT is never the scheme's own; PATH begins with a slash, is
 * without query and fragment, its dot segments are resolved. */
struct gx_url {
	char *scheme, *host;
	char *user, *password;	/* decoded; NULL: none given */
	char *port;		/* NULL: the scheme's own */
	char *path;
};
#define GX_URL_INIT { NULL, NULL, NULL, NULL, NULL, NULL }
void gx_url_clear(struct gx_url *url);
#define gx_cleanup_url gx_url_clear

/* Take TEXT apart; -1 where it is no sound http or https URL.  A `*' may stand for a label of
 * the host, as in the patterns of git's configuration. */
int gx_url_parse(const char *text, struct gx_url *out);
/* Do both mean the same scheme, host and port? */
bool gx_url_is_beside(const struct gx_url *a, const struct gx_url *b);
/* The same of two texts, which are http or https URLs; false where one is not. */
bool gx_url_same_origin(const char *a, const char *b);
/* Is it http:// or https://? */
bool gx_url_is_web(const char *url);
/* URL without a user and a password; yours. */
char *gx_url_bare(const char *url);
/* URL as messages show it, without what may be secret: all before the host for http and https,
 * the password for others; yours. */
char *gx_url_shown(const char *url);

#endif
