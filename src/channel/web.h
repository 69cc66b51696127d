/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Git's smart protocol by HTTP: requests, redirections, logging in (web.c), and what libgit2 sees
 * of it (webtransport.c).
 *
 * A login is sent to the scheme, host and port it is for and nowhere else; the settings and
 * headers are looked up anew for each URL that a redirection leads to. */
#ifndef GX_CHANNEL_WEB_H
#define GX_CHANNEL_WEB_H

#include <git2.h>
#include <git2/sys/transport.h>

#include "channel/credential.h"
#include "channel/websettings.h"

/* Lives as long as the clone, so that connections and logins serve several fetches. */
struct gx_web;
struct gx_web *gx_web_new(const char *git_dir);
void gx_web_free(struct gx_web *web);

/* From now on requests are for the repository at URL; CONFIG is borrowed until the next one. */
int gx_web_begin(struct gx_web *web, const char *url, const struct gx_gitconfig *config,
		 struct gx_err *err);
/* Ask for the references (BODY is NULL), or post BODY to git-upload-pack, until there is a fit
 * answer; BODY is borrowed as long as the stream lives. */
int gx_web_request(struct gx_web *web, const struct gx_buf *body, struct gx_stream **out,
		   struct gx_err *err);
/* gx_stream_read, with hints. */
int gx_web_read(const struct gx_web *web, struct gx_stream *stream, void *data, size_t size,
		size_t *got, struct gx_err *err);

/* A transport for git_remote_callbacks; what fails is told in ERR, too. */
int gx_web_transport(git_transport **out, git_remote *remote, struct gx_web *web,
		     struct gx_err *err);

#endif
