/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Users and passwords from git's credential helpers, by way of the `git' program. */
#ifndef GX_CHANNEL_CREDENTIAL_H
#define GX_CHANNEL_CREDENTIAL_H

#include "util/util.h"

struct gx_credential {
	char *user, *password;
	char *answer;	/* all that the helper said, for it to be told how that went; or NULL */
};
#define GX_CREDENTIAL_INIT { NULL, NULL, NULL }
void gx_credential_clear(struct gx_credential *credential);
#define gx_cleanup_credential gx_credential_clear

struct gx_credential_query {
	const char *git_dir;	/* whose configuration counts, beside the user's */
	const char *protocol;
	const char *host;	/* "HOST" or "HOST:PORT"; NULL: none */
	const char *path;	/* without the first slash; or NULL */
	const char *user;	/* or NULL */
};

/* Ask the helpers, then, where there is a terminal, the user; +1 when nobody knows or there
 * is no git. */
int gx_credential_fill(const struct gx_credential_query *query, struct gx_credential *out,
		       struct gx_err *err);
/* Tell the helpers whether the server took it. */
void gx_credential_settle(const char *git_dir, const struct gx_credential *credential, bool good);

/* Read what `git credential fill' says: lines KEY=VALUE. -1 where user or password is missing or
 * the text is none. */
int gx_credential_parse(const char *text, size_t len, struct gx_credential *out);

#endif
